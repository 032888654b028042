// Names behind an “@”: those who may read what is written are listed, and the one chosen is put in.
import { get } from "articles/http"
import { suggestions } from "articles/suggestions"

const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}.’' -]{0,40}|)$/u
const known = new WeakSet()

// Offers names in a text area from now on; a second time changes nothing.
export const nameWith = (area, address) => {
  if (known.has(area)) return
  known.add(area)
  const ask = async () => {
    const before = area.value.slice(0, area.selectionStart)
    const begun = BEGUN.exec(before)
    if (!begun) return []
    const response = await get(`${address}?${new URLSearchParams({ q: begun[1].trim() })}`)
    if (!response.ok) return []
    const start = before.length - begun[1].length
    const rest = area.value.slice(area.selectionStart)
    return (await response.json()).results.map((name) => ({
      label: name,
      value: `${before.slice(0, start)}${name} ${rest}`,
      caret: start + name.length + 1,
    }))
  }
  area.after(suggestions(area, ask, ({ caret }) => area.setSelectionRange(caret, caret)))
  area.dispatchEvent(new Event("input"))
}

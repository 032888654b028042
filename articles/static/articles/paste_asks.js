// What cannot be known of what is pasted is asked before it goes in: words that somebody struck out, a bold first row,
// footnotes that may be works of the library.

import { openDialog } from "articles/dialog"
import * as http from "articles/http"
import { gettext, interpolate, ngettext } from "articles/i18n"
import { crel } from "django-prose-editor/editor"

const SHOWN = 60 // letters of what is named

// `found` is what `doubtsOf` of the paste found. Resolves to what is wanted of it, or to null where nothing is to go in.
export const askAboutPaste = async (owner, found) => {
  const cited = found.footnotes.length ? await worksOf(owner, found.footnotes) : new Map()
  const choices = [
    found.struck.length && ["struck", struckWords(found.struck)],
    found.heads && ["heads", headWords(found.heads)],
    cited.size && ["footnotes", footnoteWords(cited)],
  ].filter(Boolean)
  const left = found.footnotes.filter(({ number }) => !cited.has(number))
  const chosen = await ask(choices, left.length ? leftWords(left) : "")
  return chosen && { ...chosen, footnotes: chosen.footnotes ? cited : new Map() }
}

const quoted = (words) => `“${words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words}”`

const struckWords = (struck) =>
  interpolate(gettext("Leave out what is struck through: %(words)s"), { words: struck.map(quoted).join(", ") })

const headWords = (count) =>
  ngettext(
    "The first row of the table, in bold throughout, heads its columns",
    "The first rows of the tables, in bold throughout, head their columns",
    count,
  )

const footnoteWords = (cited) =>
  interpolate(gettext("Cite in place of footnotes that are works of the library: %(works)s"), {
    works: [...cited].map(([number, { text }]) => `${number}. ${text}`).join("; "),
  })

const leftWords = (left) =>
  interpolate(
    gettext(
      "These footnotes are no works of the library by a DOI, PMID, ISBN or address, and stay as words: %(footnotes)s",
    ),
    { footnotes: left.map(({ number, text }) => `${number}. ${quoted(text)}`).join("; ") },
  )

// {number: {key, text}} of those that the library has; none where it cannot be reached.
const worksOf = async (owner, footnotes) => {
  const data = new FormData()
  for (const { text } of footnotes) data.append("footnote", text)
  try {
    const response = await http.post(owner, owner.dataset.referenceImport, data)
    const { works } = response.ok ? await response.json() : { works: [] }
    const known = footnotes.map(({ number }, at) => [number, works[at]])
    return new Map(known.filter(([, work]) => work))
  } catch {
    return new Map()
  }
}

// Resolves to {name: whether} of the choices, or to null.
const ask = (choices, said) =>
  openDialog({ title: gettext("Before it goes in") }, (close) => {
    const boxes = choices.map(([name]) => crel("input", { type: "checkbox", name, checked: true }))
    const labels = choices.map(([, words], at) =>
      crel("label", { className: "cite-check" }, [boxes[at], crel("span", { textContent: words })]),
    )
    const submit = crel("button", { type: "submit", textContent: gettext("Paste") })
    return {
      parts: [...labels, ...(said ? [crel("p", { className: "cite-status", textContent: said })] : [])],
      buttons: [submit],
      onSubmit: () => close(Object.fromEntries(boxes.map(({ name, checked }) => [name, checked]))),
      onShown: () => submit.focus(),
    }
  })

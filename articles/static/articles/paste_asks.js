// What cannot be known of what is pasted is asked before it goes in: words that somebody struck out, a bold first row,
// footnotes that may be works of the library.

import { openCitationDialog } from "articles/citation_dialog"
import { openDialog } from "articles/dialog"
import * as http from "articles/http"
import { gettext, interpolate, ngettext } from "articles/i18n"
import { crel } from "django-prose-editor/editor"

const SHOWN = 60 // letters of what is named

// `found` is what `doubtsOf` of the paste found. Resolves to what is wanted of it, or to null where nothing is to go in.
export const askAboutPaste = async (owner, found) => {
  const { cited, sought } = await worksOf(owner, found.footnotes)
  const left = found.footnotes.filter(({ number }) => !cited.has(number))
  const choices = [
    found.struck.length && ["struck", struckWords(found.struck)],
    found.heads && ["heads", headWords(found.heads)],
    cited.size && ["footnotes", footnoteWords(cited)],
  ].filter(Boolean)
  const chosen = await ask(choices, left)
  if (!chosen) return null
  const works = await eachAsked(
    owner,
    left.filter(({ number }) => chosen[nameOf(number)]),
    sought,
  )
  return { ...chosen, footnotes: new Map([...(chosen.footnotes ? cited : []), ...works]) }
}

// Of each footnote in turn the work that is found or entered for it.
const eachAsked = async (owner, footnotes, sought) => {
  const works = []
  for (const { number, text } of footnotes) {
    const [work] = await openCitationDialog(owner, [], sought.get(number) ?? text)
    if (work) works.push([number, work])
  }
  return works
}

const nameOf = (number) => `footnote-${number}`

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

const LEFT = gettext(
  "These footnotes name no work of the library, and stay as words. Check those to find or enter as works.",
)

// By number `cited`, {key, text} of those that the library has, and what is `sought` for the others; neither where it
// cannot be reached.
const worksOf = async (owner, footnotes) => {
  const unknown = { cited: new Map(), sought: new Map() }
  if (!footnotes.length) return unknown
  const data = new FormData()
  for (const { text } of footnotes) data.append("footnote", text)
  try {
    const response = await http.post(owner, owner.dataset.referenceImport, data)
    if (!response.ok) return unknown
    const { works, sought } = await response.json()
    const byNumber = (found) =>
      new Map(footnotes.map(({ number }, at) => [number, found[at]]).filter(([, each]) => each))
    return { cited: byNumber(works), sought: byNumber(sought) }
  } catch {
    return unknown
  }
}

// Resolves to {name: whether} of the choices, which are proposed, and of the footnotes that are left; or to null.
const ask = (choices, left) =>
  openDialog({ title: gettext("Before it goes in") }, (close) => {
    const proposed = choices.map(([name, words]) => choice(name, words, true))
    const others = left.map(({ number, text }) => choice(nameOf(number), `${number}. ${quoted(text)}`, false))
    const boxes = [...proposed, ...others].map((label) => label.querySelector("input"))
    const submit = crel("button", { type: "submit", textContent: gettext("Paste") })
    return {
      parts: [...proposed, ...(left.length ? [listOf(others)] : [])],
      buttons: [submit],
      onSubmit: () => close(Object.fromEntries(boxes.map(({ name, checked }) => [name, checked]))),
      onShown: () => submit.focus(),
    }
  })

const choice = (name, words, checked) =>
  crel("label", { className: "cite-check" }, [
    crel("input", { type: "checkbox", name, checked }),
    crel("span", { textContent: words }),
  ])

const listOf = (labels) =>
  crel("fieldset", { className: "cite-records" }, [
    crel("legend", { className: "cite-status", textContent: LEFT }),
    ...labels,
  ])

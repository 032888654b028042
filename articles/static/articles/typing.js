// What is typed becomes what is printed: quotation marks of the article's language, dashes, the ellipsis. Backspace
// right behind it takes that back.

import { Extension, InputRule } from "django-prose-editor/editor"

const QUOTES = { en: "“”‘’", es: "«»“”" }
const OPENS = "(?:^|[\\s([{–—«“‘])"

export const Typing = Extension.create({
  name: "typing",

  addInputRules() {
    const { language } = this.editor.options.element.closest("form")?.dataset ?? {}
    const [open, close, openWithin, closeWithin] = [...(QUOTES[language] ?? QUOTES.en)]
    return [
      printed(new RegExp(`(${OPENS})"$`), open),
      printed(/()"$/, close),
      printed(new RegExp(`(${OPENS})'$`), openWithin),
      printed(/()'$/, (before) => (isOpen(before, openWithin, closeWithin) ? closeWithin : "’")),
      printed(/()–-$/, "—"),
      printed(/()--$/, "–"),
      printed(/()\.\.\.$/, "…"),
    ]
  },
})

// The first group of what is found stays before what is printed, which may depend on the words of the block before it.
const printed = (find, print) =>
  new InputRule({
    find,
    handler: ({ state, range, match }) => {
      const { parent, parentOffset } = state.doc.resolve(range.from)
      const said = typeof print === "string" ? print : print(parent.textBetween(0, parentOffset, null, " "))
      state.tr.insertText(`${match[1]}${said}`, range.from, range.to)
    },
  })

const isOpen = (before, opens, closes) => before.lastIndexOf(opens) > before.lastIndexOf(closes)

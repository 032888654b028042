// Places in the text that something beside it leads to. The cursor comes to stand there and nothing is selected, so that
// the next key takes nothing away; what is meant is marked until somebody goes on.

import { Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

const marking = new PluginKey("places")
const TYPES = {
  heading: "heading",
  citation: "citation",
  image: "imageFigure",
  table: "table",
  question: "definitionTerm",
}

// What the site leaves out when it saves is not counted.
const isNothing = (node) => (node.isTextblock && !node.content.size) || Boolean(node.attrs.pending)

// “heading-3” is the fourth heading of the text: {from, to}, or null where it is gone.
const placeOf = (doc, at) => {
  const [name, index] = at.split("-")
  if (name === "link") return linkOf(doc, index)
  let found = null
  let count = 0
  doc.descendants((node, from) => {
    if (node.type.name !== TYPES[name] || isNothing(node)) return
    if (count++ === Number(index)) found = { from, to: from + node.nodeSize }
  })
  return found
}

// “link-1” is where the text first leads to the second of the addresses that it leads to.
const linkOf = (doc, index) => {
  const found = new Map()
  doc.descendants((node, from) => {
    const href = node.marks.find(({ type }) => type.name === "link")?.attrs.href
    if (href !== undefined && !found.has(href)) found.set(href, { from, to: from + node.nodeSize })
  })
  return [...found.values()][index] ?? null
}

// Behind its words; in a table or a figure at their start; behind what has no words of its own.
const cursorAt = (doc, { from, to }) => {
  const node = doc.nodeAt(from)
  if (node.isAtom) return TextSelection.create(doc, to)
  return node.isTextblock ? TextSelection.create(doc, to - 1) : TextSelection.near(doc.resolve(from + 1))
}

const marks = (doc, { from, to }) => {
  const kind = doc.nodeAt(from).isText ? Decoration.inline : Decoration.node
  return DecorationSet.create(doc, [kind(from, to, { class: "found-place" })])
}

export const Places = Extension.create({
  name: "places",

  addCommands: () => ({
    // False where the place is gone.
    goToPlace:
      (at) =>
      ({ tr, dispatch, view }) => {
        const place = placeOf(tr.doc, at)
        if (place && dispatch) {
          tr.setSelection(cursorAt(tr.doc, place)).setMeta(marking, place)
          view.focus()
          requestAnimationFrame(() => bringIntoSight(view, place.from))
        }
        return Boolean(place)
      },
  }),

  addProseMirrorPlugins: () => [
    new Plugin({
      key: marking,
      state: {
        init: () => DecorationSet.empty,
        apply: (transaction, old) => {
          const place = transaction.getMeta(marking)
          if (place) return marks(transaction.doc, place)
          return transaction.docChanged || transaction.selectionSet ? DecorationSet.empty : old
        },
      },
      props: { decorations: (state) => marking.getState(state) },
    }),
  ],
})

const bringIntoSight = (view, from) => {
  if (view.isDestroyed) return
  const shown = view.nodeDOM(from)
  const element = shown?.scrollIntoView ? shown : shown?.parentElement
  element?.scrollIntoView({ block: "center", behavior: "instant" })
}

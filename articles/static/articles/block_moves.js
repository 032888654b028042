// Blocks and what belongs to them, moved within their parent: one step that is undone by itself.

import { pm } from "django-prose-editor/editor"

const { NodeSelection, TextSelection } = pm.state
const { closeHistory } = pm.history

// Takes what stands from `from` to `to` to `target`, a place between siblings outside of it; the cursor goes along.
export const moveRange = (tr, from, to, target) => {
  const { doc, selection } = tr
  closeHistory(tr)
  const { content } = doc.slice(from, to)
  tr.delete(from, to)
  const start = tr.mapping.map(target)
  tr.insert(start, content)
  if (from <= selection.from && selection.to <= to) tr.setSelection(along(tr.doc, selection, start - from))
  return tr
}

const along = (doc, selection, by) => {
  if (selection instanceof NodeSelection) return NodeSelection.create(doc, selection.from + by)
  return TextSelection.between(doc.resolve(selection.anchor + by), doc.resolve(selection.head + by))
}

// Where the child at an index stands, its last one's end included: [start of the first, end of the last].
export const span = (parent, start, first, last) => {
  let from = start
  for (let index = 0; index < first; index += 1) from += parent.child(index).nodeSize
  let to = from
  for (let index = first; index <= last; index += 1) to += parent.child(index).nodeSize
  return [from, to]
}

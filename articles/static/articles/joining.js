// Brings into the editor what somebody else saved meanwhile in other places of the text: the cursor, what is typed and
// what can be undone stay. `typed` and `stored` are the body as it was understood and as it is stored now.

import { createDocument } from "django-prose-editor/editor"

// Follows a document from now on: `sent` is how it is now, `mapped(position, side)` where that came to since.
export const observe = (editor) => {
  const sent = editor.state.doc
  const done = []
  const note = ({ transaction }) => {
    if (transaction.docChanged) done.push(transaction.mapping)
  }
  editor.on("transaction", note)
  return {
    sent,
    stop: () => editor.off("transaction", note),
    mapped: (position, side) => done.reduce((at, mapping) => mapping.map(at, side), position),
  }
}

// False where it can't be told which block is which, or where what is to be replaced was written in since it was sent.
export const join = (editor, observed, { typed, stored }) => {
  const { schema } = editor
  const [mine, theirs] = [typed, stored].map((body) => blocksOf(createDocument(body, schema)))
  const places = placesOf(observed.sent)
  if (places.length !== mine.length) return false
  const { tr, doc } = editor.state
  for (const { from, to, blocks } of changes(mine, theirs).reverse()) {
    const start = from < to ? places[from].from : (places[from - 1]?.to ?? 0)
    const end = from < to ? places[to - 1].to : start
    const [left, right] =
      start < end ? [observed.mapped(start, 1), observed.mapped(end, -1)] : [observed.mapped(start, -1)]
    if (start < end && !doc.slice(left, right).eq(observed.sent.slice(start, end))) return false
    tr.replaceWith(left, right ?? left, blocks)
  }
  editor.view.dispatch(tr.setMeta("addToHistory", false))
  return true
}

const blocksOf = (doc) => Array.from({ length: doc.childCount }, (_, index) => doc.child(index))

// What the site leaves out when it saves has no place.
const isNothing = (node) => (node.isTextblock && !node.content.size) || Boolean(node.attrs.pending)

const placesOf = (doc) => {
  const places = []
  doc.forEach((node, from) => {
    if (!isNothing(node)) places.push({ from, to: from + node.nodeSize })
  })
  return places
}

// From one list of blocks to another, by their longest common subsequence: [from, to) of the first becomes `blocks`.
const changes = (one, other) => {
  const common = lengths(one, other)
  const found = []
  let [at, to] = [0, 0]
  let open = null
  const begin = () => {
    open ??= { from: at, to: at, blocks: [] }
    return open
  }
  while (at < one.length || to < other.length) {
    if (at < one.length && to < other.length && one[at].eq(other[to])) {
      if (open) found.push(open)
      open = null
      at++
      to++
    } else if (to < other.length && (at === one.length || common[at][to + 1] >= common[at + 1][to])) {
      begin().blocks.push(other[to++])
    } else begin().to = ++at
  }
  if (open) found.push(open)
  return found
}

const lengths = (one, other) => {
  const table = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1))
  for (let row = one.length - 1; row >= 0; row--)
    for (let column = other.length - 1; column >= 0; column--)
      table[row][column] = one[row].eq(other[column])
        ? table[row + 1][column + 1] + 1
        : Math.max(table[row + 1][column], table[row][column + 1])
  return table
}

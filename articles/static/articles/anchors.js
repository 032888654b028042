// The running text of a page and of the editor's document: the definition of articles/text/anchors.py.
// Blocks are joined by line ends; a citation or an image is one character. Here strings are counted in
// UTF-16 units; `toPoints` and `fromPoints` turn them into the code points that the server counts.
import { vocabulary } from "articles/vocabulary"

const { prose, cells, pictures, objects, breaks, unsaid } = vocabulary
const MISSING = "figure > p.missing"
const OBJECT = "\ufffc"
const BLOCKS = [...prose, ...pictures].join(", ")
const PARTS = [...prose, ...pictures, ...cells].join(", ")
const ITSELF = [MISSING, ...pictures].join(", ")
const OBJECTS = [MISSING, ...objects].join(", ")
const ADDED = "small.credit, figure > p.missing:not(:first-child)" // by the page, not by the writer
const CONTEXT = 64

// Collects pieces of text, each with where it came from.
const collector = () => {
  const pieces = []
  let text = ""
  let isFirst = true
  return {
    pieces,
    text: () => text,
    block() {
      if (!isFirst) text += "\n"
      isFirst = false
    },
    add(words, source) {
      if (!words) return
      pieces.push({ start: text.length, end: text.length + words.length, ...source })
      text += words
    },
  }
}

// --- a page ----------------------------------------------------------------------------------------

const isBlock = (element) => {
  if (element.parentElement.closest(BLOCKS) || element.matches(ADDED)) return false
  // an empty caption is none: every() of nothing is true
  if (element.matches(unsaid.join(", ")) && [...element.childNodes].every((child) => child.matches?.(ADDED)))
    return false
  return element.matches(cells.join(", ")) ? !element.querySelector(BLOCKS) : true
}

const readInline = (node, into) => {
  if (node.nodeType === Node.TEXT_NODE) into.add(node.data, { node })
  else if (node.nodeType !== Node.ELEMENT_NODE) return
  else if (node.matches(ADDED)) return
  else if (node.matches(OBJECTS)) into.add(OBJECT, { node, isAtom: true })
  else if (node.matches(breaks.join(", "))) into.add("\n", { node, isAtom: true })
  else for (const child of node.childNodes) readInline(child, into)
}

export const ofPage = (root) => {
  const into = collector()
  for (const element of root.querySelectorAll(PARTS)) {
    if (!isBlock(element)) continue
    into.block()
    if (element.matches(ITSELF)) readInline(element, into)
    else for (const child of element.childNodes) readInline(child, into)
  }
  return { text: into.text(), pieces: into.pieces }
}

// A DOM range of the units from `start` to `end`; null where the page has none of them.
export const pageRange = ({ pieces }, start, end) => {
  const inside = pieces.filter((piece) => piece.end > start && piece.start < end)
  if (!inside.length) return null
  const [first, last] = [inside[0], inside.at(-1)]
  const range = document.createRange()
  if (first.isAtom) range.setStartBefore(first.node)
  else range.setStart(first.node, Math.max(0, start - first.start))
  if (last.isAtom) range.setEndAfter(last.node)
  else range.setEnd(last.node, Math.min(last.end, end) - last.start)
  return range
}

// The units that a DOM range covers, without white space at its ends; null where it covers none.
export const unitsOf = ({ pieces, text }, range) => {
  let start = null
  let end = null
  for (const piece of pieces) {
    if (!range.intersectsNode(piece.node)) continue
    const from = range.startContainer === piece.node ? piece.start + range.startOffset : piece.start
    const to = range.endContainer === piece.node ? piece.start + range.endOffset : piece.end
    if (from >= to) continue
    start ??= from
    end = to
  }
  if (start === null) return null
  while (start < end && /\s/.test(text[start])) start++
  while (end > start && /\s/.test(text[end - 1])) end--
  return start < end ? { start, end } : null
}

// --- the editor's document -------------------------------------------------------------------------

export const ofDocument = (doc) => {
  const into = collector()
  doc.descendants((node, position) => {
    if (node.type.name === "table" && node.attrs.caption) {
      into.block()
      into.add(node.attrs.caption, { position: position + 1, isAtom: true })
    }
    if (node.type.name === "imageFigure") {
      into.block()
      into.add(OBJECT, { position, isAtom: true })
    }
    if (!node.isTextblock) return true
    if (node.type.name === "figureCaption" && !node.childCount) return false
    into.block()
    node.forEach((child, offset) => {
      const source = { position: position + 1 + offset }
      if (child.isText) into.add(child.text, source)
      else into.add(child.type.name === "hardBreak" ? "\n" : OBJECT, { ...source, isAtom: true })
    })
    return false
  })
  return { text: into.text(), pieces: into.pieces }
}

// {from, to} in the document of the units from `start` to `end`, or null.
export const documentRange = ({ pieces }, start, end) => {
  const inside = pieces.filter((piece) => piece.end > start && piece.start < end)
  if (!inside.length) return null
  const [first, last] = [inside[0], inside.at(-1)]
  const from = first.isAtom ? first.position : first.position + Math.max(0, start - first.start)
  const to = last.isAtom ? last.position + 1 : last.position + Math.min(last.end, end) - last.start
  return from < to ? { from, to } : null
}

// The units of the document between two positions, or null.
export const documentUnits = ({ pieces }, from, to) => {
  const size = (piece) => (piece.isAtom ? 1 : piece.end - piece.start)
  const inside = pieces.filter((piece) => piece.position + size(piece) > from && piece.position < to)
  if (!inside.length) return null
  const [first, last] = [inside[0], inside.at(-1)]
  const start = first.isAtom ? first.start : first.start + Math.max(0, from - first.position)
  const end = last.isAtom ? last.end : last.start + Math.min(size(last), to - last.position)
  return start < end ? { start, end } : null
}

// --- counting --------------------------------------------------------------------------------------

export const toPoints = (text, unit) => {
  let points = 0
  for (const _ of text.slice(0, unit)) points++
  return points
}

export const fromPoints = (text, points) => {
  let unit = 0
  for (const letter of text) {
    if (points-- <= 0) break
    unit += letter.length
  }
  return unit
}

export const surroundings = (text, { start, end }) => ({
  words: text.slice(start, end),
  before: text.slice(Math.max(0, start - CONTEXT), start),
  after: text.slice(end, end + CONTEXT),
})

// Where words stand in a text: in its blocks, cells and captions. What stands among words, such as a citation, is never
// part of a match, so that no replacement takes it away.

const OBJECT = "\ufffc"
const LETTER = "[\\p{L}\\p{N}\\p{M}_]"
// One is typed, another stands in the text: quotes and blanks.
const ALIKE = [/['‘’]/, /["“”«»]/, /\s/]
const SPECIAL = /[\\^$.*+?()[\]{}|/]/

// Raises SyntaxError where the words are no regular expression; null where there are none.
export const patternOf = ({ words, isCased, isWhole, isRegular }) => {
  if (!words) return null
  const source = isRegular ? words : [...words].map(escaped).join("")
  const bounded = isWhole ? `(?<!${LETTER})(?:${source})(?!${LETTER})` : source
  return new RegExp(bounded, isCased ? "gu" : "giu")
}

const escaped = (letter) => {
  const alike = ALIKE.find((each) => each.test(letter))
  if (alike) return alike.source
  return SPECIAL.test(letter) ? `\\${letter}` : letter
}

// [{from, to, match}] in the order of the text; for a caption `at` says whose it is, and the places are those in it.
export const matchesIn = (doc, pattern) => {
  if (!pattern) return []
  return textsIn(doc).flatMap(({ text, start, at }) =>
    hits(text, pattern, start).map((hit) => (at === undefined ? hit : { ...hit, at })),
  )
}

// [{text, start}] of the blocks, and [{text, start: 0, at}] of the captions, in the order of the text.
export const textsIn = (doc) => {
  const found = []
  doc.descendants((node, position) => {
    if (node.attrs.caption) found.push({ text: node.attrs.caption, start: 0, at: position })
    if (!node.isTextblock) return true
    found.push({ text: node.textBetween(0, node.content.size, null, OBJECT), start: position + 1 })
    return false
  })
  return found
}

const hits = (text, pattern, start) =>
  [...text.matchAll(pattern)]
    .filter(({ 0: words }) => words && !words.includes(OBJECT))
    .map((match) => ({ from: start + match.index, to: start + match.index + match[0].length, match }))

// What stands for a match: the words themselves, or with $1, $&, $<name> and $$ of a regular expression.
export const replacementOf = (match, words, isRegular) =>
  isRegular
    ? words.replace(/\$(?:([$&])|(\d{1,2})|<([^>]*)>)/g, (_whole, sign, number, name) => {
        if (sign) return sign === "$" ? "$" : match[0]
        return (number ? match[Number(number)] : match.groups?.[name]) ?? ""
      })
    : words

// Put words in the place of matches, the last one first, so that the places of the others hold.
export const replace = (tr, matches, words, isRegular) => {
  for (const { from, to, at, match } of matches.toReversed()) {
    const instead = replacementOf(match, words, isRegular)
    if (at !== undefined) {
      const { caption } = tr.doc.nodeAt(at).attrs
      tr.setNodeAttribute(at, "caption", (caption.slice(0, from) + instead + caption.slice(to)).trim() || null)
    } else if (instead) {
      tr.replaceWith(from, to, tr.doc.type.schema.text(instead, tr.doc.resolve(from).nodeAfter.marks))
    } else tr.delete(from, to)
  }
  return tr
}

// How long the text is and how hard to read: information, counted while nothing else is to do.

import { gettext, interpolate, ngettext } from "articles/i18n"
import { crel, Extension } from "django-prose-editor/editor"

const PAUSE = 400 // milliseconds after the last key
const SAMPLE = 100 // words that the formula was made for
const WORD = /[\p{L}\p{N}_]+/gu // as `articles.sealing.rendering` counts them
const SPOKEN = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu
const SENTENCE_END = /[.!?…]+["”’)\]]*(?=\s|$)/g
const VOWELS = /[aeiouyà-öø-ÿ]+/g

export const Readability = Extension.create({
  name: "readability",
  priority: 1,

  addStorage: () => ({ counted: new WeakMap(), blocks: 0, line: null, timer: 0 }),

  onCreate() {
    const line = crel("p", { className: "readability" })
    this.editor.options.element.append(line)
    this.storage.line = line
    later(this)
  },

  onUpdate() {
    clearTimeout(this.storage.timer)
    this.storage.timer = setTimeout(() => later(this), PAUSE)
  },

  onDestroy() {
    clearTimeout(this.storage.timer)
  },
})

const later = ({ editor, storage }) =>
  (window.requestIdleCallback ?? setTimeout)(() => {
    if (!editor.isDestroyed) storage.line.textContent = inWords(measure(editor.state.doc, storage), editor)
  })

// A block that did not change is the same object as before, and is not counted again.
const measure = (doc, storage) => {
  const sum = { words: 0, spoken: 0, sentences: 0, syllables: 0 }
  doc.descendants((node, _position, parent) => {
    if (node.attrs.caption) sum.words += count(node.attrs.caption, WORD)
    if (!node.isTextblock) return true
    let counts = storage.counted.get(node)
    if (!counts) {
      counts = countBlock(node)
      storage.counted.set(node, counts)
      storage.blocks += 1
    }
    sum.words += counts.words
    if (node.type.name !== "paragraph" || /^table/.test(parent.type.name)) return false
    for (const name of ["spoken", "sentences", "syllables"]) sum[name] += counts[name]
    return false
  })
  return sum
}

const countBlock = (node) => {
  const text = node.textBetween(0, node.content.size, " ", (leaf) => (leaf.type.name === "hardBreak" ? "\n" : ""))
  const spoken = text.toLowerCase().match(SPOKEN) ?? []
  return {
    words: count(text, WORD),
    spoken: spoken.length,
    sentences: spoken.length ? Math.max(1, count(text.trim(), SENTENCE_END)) : 0,
    syllables: spoken.reduce((total, word) => total + syllablesOf(word), 0),
  }
}

// Groups of vowels, but for a silent e at the end: right for about nine English words of ten.
const syllablesOf = (word) => Math.max(1, count(word.replace(/(?<![aeiouyl])e$|(?<=[^td])ed$/, ""), VOWELS))

const count = (text, pattern) => text.match(pattern)?.length ?? 0

// Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Research Branch Report 8-75. US Navy; 1975.
const gradeOf = ({ spoken, sentences, syllables }) => (0.39 * spoken) / sentences + (11.8 * syllables) / spoken - 15.59

const inWords = (sum, editor) => {
  const { wordsPerMinute, language } = editor.options.element.closest("form").dataset
  const counted = ngettext("%(count)s word", "%(count)s words", sum.words)
  const words = interpolate(counted, { count: sum.words.toLocaleString(document.documentElement.lang) })
  if (sum.spoken < SAMPLE) return words
  const minutes = Math.max(1, Math.ceil(sum.words / Number(wordsPerMinute)))
  const time = interpolate(gettext("%(minutes)s min to read"), { minutes })
  if (language !== "en") return `${words} · ${time}` // the formula is of English
  const grade = Math.max(1, Math.round(gradeOf(sum)))
  const level = interpolate(gettext("reading level: US school grade %(grade)s (Flesch–Kincaid)"), { grade })
  return `${words} · ${time} · ${level}`
}

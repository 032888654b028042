// Comments beside the text that is written: each follows its words through every edit, and back through
// undo and cut-and-paste, or says loudly that they are gone. Nothing of it stands in the document.

import { documentRange, documentUnits, fromPoints, ofDocument, surroundings, toPoints } from "articles/anchors"
import { get } from "articles/http"
import { gettext, interpolate, ngettext } from "articles/i18n"
import { activate, cardsBeside, inOrder, linkQuotes } from "articles/margin_cards"
import { Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

const following = new PluginKey("comments")
const APPLIED = gettext("Applied. It is settled when the text is saved.")
const NOT_SENT = gettext("Not sent. What you wrote is still here: try again.")
const SURE = 12 // characters that need no surroundings to be known again

// --- ranges ----------------------------------------------------------------------------------------

// A range is {card, from, to, lost, …}; `card` is the id of its card, `lost` holds the words of one that is gone, `from`
// where it was.
const rangesOf = (doc, comments) => {
  const map = ofDocument(doc)
  return comments.map((each) => {
    const [start, end] = [fromPoints(map.text, each.start), fromPoints(map.text, each.end)]
    const place = start < end ? documentRange(map, start, end) : null
    const lost = place ? null : { words: each.exact, before: each.prefix, after: each.suffix }
    return { ...each, from: place?.from ?? 0, to: place?.to ?? 0, lost, isApplied: false }
  })
}

const wordsOf = (doc, { from, to }) => {
  const map = ofDocument(doc)
  const units = documentUnits(map, from, to)
  return units ? map.text.slice(units.start, units.end) : ""
}

// What a transaction wrote, as [from, to] in its document.
const written = (transaction) => {
  const found = []
  transaction.mapping.maps.forEach((step, index) => {
    const rest = transaction.mapping.slice(index + 1)
    step.forEach((_from, _to, from, to) => {
      found.push([rest.map(from, -1), rest.map(to, 1)])
    })
  })
  return found
}

const move = (ranges, transaction) => {
  const before = lazily(() => ofDocument(transaction.before))
  const after = lazily(() => ofDocument(transaction.doc))
  const fresh = lazily(() => written(transaction))
  return ranges.map((range) => {
    const moved = range.lost
      ? { ...range, from: transaction.mapping.map(range.from) }
      : mapped(range, transaction, before)
    return moved.lost ? (found(moved, after(), fresh()) ?? moved) : moved
  })
}

// Words typed at its edges stay outside.
const mapped = (range, transaction, before) => {
  const from = transaction.mapping.map(range.from, 1)
  const to = transaction.mapping.map(range.to, -1)
  if (from < to) return { ...range, from, to }
  const units = documentUnits(before(), range.from, range.to)
  return { ...range, from: to, to, lost: units ? surroundings(before().text, units) : null }
}

// A lost range is found only in what this transaction wrote: undo, or cut and paste.
const found = (range, map, fresh) => {
  const { before, after, words } = range.lost
  const places = []
  for (const wanted of new Set([words, range.exact])) {
    if (wanted.length < 2) continue
    for (let at = map.text.indexOf(wanted); at >= 0; at = map.text.indexOf(wanted, at + 1)) {
      const place = documentRange(map, at, at + wanted.length)
      if (!place || !fresh.some(([from, to]) => from <= place.from && place.to <= to)) continue
      const end = at + wanted.length
      const likeness = commonEnd(before, map.text.slice(0, at)) + commonStart(after, map.text.slice(end))
      places.push({ ...place, likeness, isSure: wanted.length > SURE })
    }
  }
  const best = places.sort((one, other) => other.likeness - one.likeness)[0]
  if (!best || (!best.isSure && best.likeness < 4)) return null
  return { ...range, from: best.from, to: best.to, lost: null }
}

const commonStart = (one, other) => {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

const commonEnd = (one, other) => {
  let length = 0
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length++
  return length
}

const lazily = (make) => {
  let value
  return () => (value ??= make())
}

const decorate = (doc, ranges, active) =>
  DecorationSet.create(
    doc,
    ranges
      .filter((range) => range.isOpen && range.from < range.to)
      .map(({ from, to, card }) =>
        Decoration.inline(from, to, {
          class: card === active ? "comment-hl active" : "comment-hl",
          "data-comment": card,
        }),
      ),
  )

const plugin = (comments) =>
  new Plugin({
    key: following,
    state: {
      init: (_config, { doc }) => {
        const ranges = rangesOf(doc, comments)
        return { ranges, active: null, painted: decorate(doc, ranges, null) }
      },
      apply: (transaction, old) => {
        const said = transaction.getMeta(following)
        if (!transaction.docChanged && !said) return old
        const active = said?.active === undefined ? old.active : said.active
        let ranges = transaction.docChanged ? move(old.ranges, transaction) : old.ranges
        if (said?.set)
          ranges = ranges.map((range) => (range.card === said.set.card ? { ...range, ...said.set } : range))
        if (said?.add) ranges = [...ranges, said.add]
        if (said?.remove) ranges = ranges.filter((range) => range.card !== said.remove)
        return { ranges, active, painted: decorate(transaction.doc, ranges, active) }
      },
    },
    props: {
      decorations: (state) => following.getState(state).painted,
      handleClick: (view, position) => {
        const { ranges } = following.getState(view.state)
        const hit = ranges.find(
          (range) => range.isOpen && range.from <= position && position <= range.to && range.from < range.to,
        )
        view.dispatch(view.state.tr.setMeta(following, { active: hit?.card ?? null }))
        return false
      },
    },
  })

// --- applying a suggestion -------------------------------------------------------------------------

// The part of the passage that differs, so that the rest keeps its formatting; or why not.
const difference = (words, wanted) => {
  let start = commonStart(words, wanted)
  if (/[\ud800-\udbff]/.test(words[start - 1] ?? "")) start--
  const end = Math.min(commonEnd(words, wanted), words.length - start, wanted.length - start)
  const [gone, come] = [words.slice(start, words.length - end), wanted.slice(start, wanted.length - end)]
  if (/[\ufffc\n]/.test(gone + come)) return { why: gettext("It moves a citation or a line: change it by hand.") }
  return { start, end, come }
}

// One step for undo. Returns why it was not done, or "".
const applySuggestion = (editor, card) => {
  const { state, view } = editor
  const range = following.getState(state).ranges.find((each) => each.card === card)
  if (!range || range.lost) return gettext("Its words are no longer in the text: change it by hand.")
  const map = ofDocument(state.doc)
  const units = documentUnits(map, range.from, range.to)
  const words = map.text.slice(units.start, units.end)
  if (words !== range.exact) return gettext("The words have changed since it was suggested: change them by hand.")
  const { why, start, end, come } = difference(words, range.replacement)
  if (why) return why
  const [first, last] = [units.start + start, units.end - end]
  const place = documentRange(map, first, last) ?? pointIn(map, first, range)
  const transaction = pm.history.closeHistory(state.tr)
  if (come) transaction.insertText(come, place.from, place.to)
  else transaction.delete(place.from, place.to)
  const to = range.to + transaction.doc.content.size - state.doc.content.size
  transaction.setMeta(following, { active: card, set: { card, from: range.from, to, lost: null, isApplied: true } })
  view.dispatch(transaction)
  return ""
}

const pointIn = (map, unit, range) => {
  const at = documentRange(map, unit - 1, unit)?.to ?? range.from
  return { from: at, to: at }
}

const isApplied = (doc, range) => range.isApplied && !range.lost && wordsOf(doc, range) === range.replacement

// --- what is sent with the text --------------------------------------------------------------------

const report = ({ doc }, ranges) => {
  const map = ofDocument(doc)
  return ranges.map((range) => {
    const name = range.draft ? { draft: range.draft } : { thread: range.thread }
    const units = range.lost ? null : documentUnits(map, range.from, range.to)
    if (!units) return { ...name, gone: true }
    const [start, end] = [toPoints(map.text, units.start), toPoints(map.text, units.end)]
    const applied = range.isApplied && map.text.slice(units.start, units.end) === range.replacement
    return { ...name, start, end, ...(applied && { applied }) }
  })
}

// --- the cards -------------------------------------------------------------------------------------

const showCards = (editor, rail) => {
  const list = rail.querySelector(".threads")
  const stateOf = () => following.getState(editor.state)
  const rangeOf = (card) => stateOf().ranges.find((range) => range.card === card.id)

  const go = (card) => {
    const range = rangeOf(card)
    if (!range) return
    const transaction = editor.state.tr.setMeta(following, { active: range.card })
    if (!range.lost) transaction.setSelection(TextSelection.create(editor.state.doc, range.to)).scrollIntoView() // the words are marked
    editor.view.dispatch(transaction)
    editor.view.focus()
  }
  const topOf = (card) => {
    const range = rangeOf(card)
    return range ? editor.view.coordsAtPos(Math.min(range.from, editor.state.doc.content.size)).top : null
  }
  const describe = (card) => {
    const range = rangeOf(card)
    if (!range?.isOpen) return
    const done = isApplied(editor.state.doc, range)
    const isGone = Boolean(range.lost)
    const isChanged = !isGone && !done && wordsOf(editor.state.doc, range) !== range.quote
    card.classList.toggle("orphaned", isGone && card.dataset.kind !== "note")
    const words = isGone
      ? gettext("These words are no longer in the text.")
      : isChanged
        ? gettext("The words have changed since.")
        : ""
    if (card.dataset.kind !== "note") put(card.querySelector(".lost"), words)
    const apply = card.querySelector("[data-apply]")
    if (apply) apply.hidden = done
    if (done) put(card.querySelector(".said"), APPLIED)
    else if (apply && card.querySelector(".said").textContent === APPLIED) put(card.querySelector(".said"), "")
  }

  inOrder(list, (card) => rangeOf(card)?.from ?? 0)
  linkQuotes(list, go)
  const cards = cardsBeside(list, topOf)
  let isAsked = false
  const draw = () => {
    isAsked = false
    const { active } = stateOf()
    activate(list, active && document.getElementById(active))
    for (const card of list.children) describe(card)
    cards.ask()
  }
  const ask = () => {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(draw)
  }
  editor.on("transaction", ask)
  cards.watch(editor.view.dom)
  ask()

  list.addEventListener("click", ({ target }) => {
    if (!target.matches("[data-apply]")) return
    const card = target.closest(".thread")
    const why = applySuggestion(editor, card.id)
    if (why) put(card.querySelector(".said"), why)
  })
  const settle = (card) => {
    const range = rangeOf(card)
    const isOpen = !card.classList.contains("resolved")
    if (range) editor.view.dispatch(editor.state.tr.setMeta(following, { set: { card: range.card, isOpen } }))
    linkQuotes(list, go)
    cards.watch(card)
    ask()
  }
  // an answer does not wait until the text is saved
  rail.addEventListener("submit", (event) => {
    event.preventDefault()
    event.stopPropagation()
    if (event.target.matches("[data-several]")) sendSeveral(event, rail, settle)
    else if (event.target.matches("[data-deletes]")) drop(event, editor)
    else send(event, settle)
  })
  // by articles/draft_comments.js
  rail.addEventListener("draft:commented", ({ detail: { card, range } }) => {
    rail.removeAttribute("data-empty")
    list.append(card)
    const said = range ? { add: range, active: card.id } : { active: card.id }
    editor.view.dispatch(editor.state.tr.setMeta(following, said))
    settle(card)
  })
  document.addEventListener("draft:saved", () => {
    const applied = [...list.children].filter((card) => card.querySelector(".said")?.textContent === APPLIED)
    if (applied.length) renew(applied, rail, settle)
  })
}

const put = (element, words) => {
  if (element && element.textContent !== words) element.textContent = words
}

// Post the form and put the card that comes back in the place of its card.
const send = async ({ submitter, target }, settle) => {
  const card = target.closest(".thread")
  try {
    const fresh = (await asked(target, submitter)).querySelector(".thread")
    replace(card, fresh, settle)
    fresh.querySelector("summary, button")?.focus()
  } catch (error) {
    put(card.querySelector(".said"), error instanceof Refused ? error.message : NOT_SENT)
  }
}

// A note to oneself, or what nobody has answered: gone for good.
const drop = async ({ submitter, target }, editor) => {
  const card = target.closest(".thread")
  if (!confirm(gettext("Delete it for good?"))) return
  try {
    await asked(target, submitter)
    card.remove()
    editor.view.dispatch(editor.state.tr.setMeta(following, { remove: card.id }))
    editor.view.focus()
  } catch (error) {
    put(card.querySelector(".said"), error instanceof Refused ? error.message : NOT_SENT)
  }
}

// The cards that were ticked, in one request; the focus stays on the button.
const sendSeveral = async ({ submitter, target }, rail, settle) => {
  const said = target.querySelector(".said")
  const isAll = submitter?.name === "all"
  const ticked = [...target.elements].filter(({ name, checked }) => name === "thread" && (isAll || checked))
  try {
    if (!ticked.length) throw new Error(gettext("Tick the notes that are done."))
    const cards = ticked.map((box) => box.closest(".thread"))
    const fresh = await asked(target, submitter).catch(() => Promise.reject(new Error(NOT_SENT)))
    for (const card of cards) replace(card, fresh.querySelector(`#${card.id}`), settle)
    put(
      said,
      interpolate(ngettext("%(count)s is resolved.", "%(count)s are resolved.", cards.length), { count: cards.length }),
    )
    target.hidden = !rail.querySelector("[name=thread]")
  } catch (error) {
    put(said, error.message)
  }
}

const asked = async (form, submitter) => {
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { "X-Requested-With": "fetch" },
  })
  if (response.status === 409) throw new Refused(await response.text())
  if (!(response.ok || response.status === 422) || response.redirected) throw new Error(response.status)
  return parsed(response)
}

class Refused extends Error {}

const parsed = async (response) => new DOMParser().parseFromString(await response.text(), "text/html")

// What became of cards by a save of the text.
const renew = async (cards, rail, settle) => {
  const response = await get(rail.dataset.cards).catch(() => null)
  if (!response?.ok) return
  const page = await parsed(response)
  for (const card of cards) {
    const fresh = page.getElementById(card.id)
    if (fresh && card.isConnected) replace(card, fresh, settle)
  }
}

const replace = (card, fresh, settle) => {
  fresh.style.insetBlockStart = card.style.insetBlockStart
  card.replaceWith(fresh)
  settle(fresh)
}

export const Comments = Extension.create({
  name: "comments",

  addProseMirrorPlugins() {
    const data = document.getElementById("comments")
    return data ? [plugin(JSON.parse(data.textContent))] : []
  },

  onCreate({ editor }) {
    const rail = document.querySelector("[data-rail]")
    if (!rail || !following.getState(editor.state)) return
    showCards(editor, rail)
    editor.options.element.closest("form").addEventListener("formdata", ({ formData }) => {
      formData.set("anchors", JSON.stringify(report(editor.state, following.getState(editor.state).ranges)))
    })
  },
})

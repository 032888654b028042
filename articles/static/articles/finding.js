// Find and replace, by Ctrl+H or its button: in the text, its cells and its captions. All that is replaced at once is
// undone at once.

import { gettext, interpolate, ngettext } from "articles/i18n"
import { matchesIn, patternOf, replace, replacementOf, textsIn } from "articles/matches"
import { crel, Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view
const { closeHistory } = pm.history
const finding = new PluginKey("finding")
const NONE = { pattern: null, matches: [], current: -1, painted: DecorationSet.empty }
const LIMIT = 500 // milliseconds
const LONGEST_SEED = 100

export const Finding = Extension.create({
  name: "finding",

  addStorage: () => ({ bar: null }),

  addCommands() {
    const { storage } = this
    return {
      findAndReplace:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) open(editor, storage)
          return true
        },
    }
  },

  addKeyboardShortcuts: () => ({ "Mod-h": ({ editor }) => editor.commands.findAndReplace() }),

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "finding",
      groups: "utility",
      button: buttons.material("find_replace", gettext("Find and replace (Ctrl+H)")),
      command: (editor) => editor.commands.findAndReplace(),
    })
  },

  addProseMirrorPlugins: () => [
    new Plugin({
      key: finding,
      state: {
        init: () => NONE,
        apply: (transaction, old) => {
          const said = transaction.getMeta(finding)
          if (!said && (!transaction.docChanged || !old.pattern)) return old
          // a text that has changed may take a regular expression longer: the bar tries it again first
          if (transaction.docChanged && old.isRegular) return { ...NONE, isStale: true }
          const isRegular = said?.isRegular ?? old.isRegular
          const pattern = said && "pattern" in said ? said.pattern : old.pattern
          const isSame = !transaction.docChanged && pattern === old.pattern
          const matches = isSame ? old.matches : matchesIn(transaction.doc, pattern)
          const current = Math.min(said?.current ?? old.current, matches.length - 1)
          return { pattern, isRegular, matches, current, painted: paint(transaction.doc, matches, current) }
        },
      },
      props: { decorations: (state) => finding.getState(state).painted },
    }),
  ],
})

const paint = (doc, matches, current) =>
  DecorationSet.create(
    doc,
    matches.map(({ from, to, at }, index) => {
      const attributes = { class: index === current ? "found current" : "found" }
      if (at === undefined) return Decoration.inline(from, to, attributes)
      return Decoration.node(at, at + doc.nodeAt(at).nodeSize, { class: `${attributes.class} in-caption` })
    }),
  )

const stateOf = (editor) => finding.getState(editor.state)
const tell = (editor, said) => editor.view.dispatch(editor.state.tr.setMeta(finding, said))

const open = (editor, storage) => {
  storage.bar ??= makeBar(editor)
  storage.bar.show(seedOf(editor.state))
}

// Words that are selected within one block are those to look for.
const seedOf = ({ doc, selection: { $from, $to, from, to } }) =>
  $from.sameParent($to) && to - from <= LONGEST_SEED ? doc.textBetween(from, to) : ""

// The next one from a place in the text, or in a caption, on; behind the last one comes the first.
const indexFrom = ({ matches }, place) =>
  Math.max(
    0,
    matches.findIndex((match) => isFrom(match, place)),
  )

const isFrom = (match, place) => {
  if (match.at !== undefined && match.at === place.at) return match.from >= place.from
  return (match.at ?? match.from) >= (place.at ?? place.from)
}

const bringIntoSight = (view, { from, at }) => {
  const place = at === undefined ? view.domAtPos(from).node : view.nodeDOM(at)
  const element = place?.nodeType === Node.TEXT_NODE ? place.parentElement : place
  element?.scrollIntoView({ block: "center", behavior: "instant" })
}

// Whether a regular expression gets through the texts in time. It is tried where it hangs nobody's page.
const endsInTime = (pattern, texts) =>
  new Promise((settle) => {
    const worker = new Worker(import.meta.resolve("articles/matching_worker"))
    let timer
    const end = (isDone) => {
      clearTimeout(timer)
      worker.terminate()
      settle(isDone)
    }
    worker.onerror = () => end(false)
    worker.onmessage = ({ data }) => {
      if (data === "done") end(true)
      else timer = setTimeout(end, LIMIT, false)
    }
    worker.postMessage({ source: pattern.source, flags: pattern.flags, texts })
  })

// --- the bar ------------------------------------------------------------------------------------

const makeBar = (editor) => {
  const field = (label) => {
    const input = crel("input", { type: "text", autocomplete: "off", spellcheck: false, placeholder: label })
    return { input, row: crel("label", { className: "find-field" }, [crel("span", { textContent: label }), input]) }
  }
  const box = (label) => {
    const input = crel("input", { type: "checkbox" })
    return { input, row: crel("label", { className: "find-choice" }, [input, label]) }
  }
  const button = (textContent, onclick, label = textContent) =>
    crel("button", { type: "button", textContent, title: label, "aria-label": label, onclick })
  const [words, instead] = [field(gettext("Find")), field(gettext("Replace with"))]
  const choices = {
    isCased: box(gettext("Same case")),
    isWhole: box(gettext("Whole words")),
    isRegular: box(gettext("Regular expression")),
  }
  const status = crel("p", { className: "find-said", role: "status" })
  let isReplaced = false
  let searches = 0

  const say = (text, isWrong = false) => {
    status.textContent = text
    words.input.setAttribute("aria-invalid", String(isWrong))
  }
  const sayPlace = () => {
    const { pattern, matches, current } = stateOf(editor)
    if (!pattern) return say("")
    if (!matches.length) return say(gettext("Nothing found"))
    return say(interpolate(gettext("%(place)s of %(all)s"), { place: current + 1, all: matches.length }))
  }
  const isRegular = () => choices.isRegular.input.checked
  const look = () => {
    isReplaced = false
    return search()
  }
  const search = async () => {
    searches += 1
    const own = searches
    let pattern
    const chosen = Object.fromEntries(Object.entries(choices).map(([name, { input }]) => [name, input.checked]))
    try {
      pattern = patternOf({ words: words.input.value, ...chosen })
    } catch {
      tell(editor, { pattern: null, isRegular: false, current: -1 })
      return say(gettext("This is not a regular expression yet."), true)
    }
    if (pattern && chosen.isRegular) {
      tell(editor, { pattern: null, isRegular: false, current: -1 })
      const tried = editor.state.doc
      const texts = textsIn(tried).map(({ text }) => text)
      const isQuick = await endsInTime(pattern, texts)
      if (own !== searches || bar.hidden) return undefined
      if (editor.state.doc !== tried) return search()
      if (!isQuick) return say(gettext("This expression takes too long on this text: make it simpler."), true)
    }
    tell(editor, { pattern, isRegular: chosen.isRegular, current: -1 })
    return goTo(indexFrom(stateOf(editor), editor.state.selection))
  }
  // What was found, of the text as it is now.
  const upToDate = async () => {
    if (stateOf(editor).isStale) await search()
    return stateOf(editor)
  }
  const goTo = (index) => {
    const { matches } = stateOf(editor)
    if (matches.length) {
      tell(editor, { current: (index + matches.length) % matches.length })
      bringIntoSight(editor.view, stateOf(editor).matches[stateOf(editor).current])
    }
    sayPlace()
  }
  const go = async (step) => goTo((await upToDate()).current + step)
  const put = (matches) => {
    const tr = replace(closeHistory(editor.state.tr), matches, instead.input.value, isRegular())
    editor.view.dispatch(tr)
    isReplaced = true
  }
  const replaceOne = async () => {
    const { matches, current } = await upToDate()
    if (!matches[current]) return
    const { from, at, match } = matches[current]
    const end = from + replacementOf(match, instead.input.value, isRegular()).length
    put([matches[current]])
    // not again in what was just put there
    goTo(indexFrom(await upToDate(), { at, from: end }))
  }
  const replaceAll = async () => {
    const { matches } = await upToDate()
    if (!matches.length) return
    put(matches)
    const said = ngettext("%(count)s replaced", "%(count)s replaced", matches.length)
    say(interpolate(said, { count: matches.length }))
  }
  const close = () => {
    const { matches, current } = stateOf(editor)
    const at = matches[current]
    bar.hidden = true
    tell(editor, { pattern: null, isRegular: false, current: -1 })
    const { state } = editor
    // a bare cursor behind the words: the next key takes nothing away
    if (at && at.at === undefined) editor.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, at.to)))
    editor.view.focus()
  }
  const undo = (event) => {
    event.preventDefault()
    editor.commands.undo()
    sayPlace()
  }

  const bar = crel("div", { className: "find-bar", role: "search", "aria-label": gettext("Find and replace") }, [
    crel("div", { className: "find-row" }, [
      words.row,
      button("↑", () => go(-1), gettext("Previous")),
      button("↓", () => go(1), gettext("Next")),
      button("×", close, gettext("Close")),
    ]),
    crel("div", { className: "find-row" }, [
      instead.row,
      button(gettext("Replace"), replaceOne),
      button(gettext("Replace all"), replaceAll),
    ]),
    crel("div", { className: "find-row" }, [...Object.values(choices).map(({ row }) => row), status]),
  ])

  // what is typed here is no part of the text that the form saves
  for (const name of ["input", "change"]) {
    bar.addEventListener(name, (event) => {
      event.stopPropagation()
      if (event.target !== instead.input) look()
      else isReplaced = false
    })
  }
  bar.addEventListener("keydown", (event) => {
    const isMod = event.ctrlKey || event.metaKey
    if (event.key === "Escape") close()
    else if (event.key === "Enter" && event.target === instead.input) replaceOne()
    else if (event.key === "Enter" && event.target === words.input) go(event.shiftKey ? -1 : 1)
    else if (isMod && event.key.toLowerCase() === "h") words.input.select()
    else if (isMod && event.key.toLowerCase() === "z" && isReplaced) undo(event)
    else if (event.key !== "Enter" || event.target.localName !== "input") return
    event.stopPropagation()
    if (event.target.localName === "input" || event.key === "Escape") event.preventDefault()
  })
  const toolbar = editor.options.element.querySelector(".prose-menubar")
  toolbar.after(bar)
  new ResizeObserver(() => {
    bar.style.insetBlockStart = `${toolbar.offsetHeight}px`
  }).observe(toolbar)

  return {
    show: (seed) => {
      bar.hidden = false
      if (seed) words.input.value = seed
      words.input.focus()
      words.input.select()
      look()
    },
  }
}

// Citations in the text: an atom that names a reference, and a number that follows every edit.

import { openCitationDialog } from "articles/citation_dialog"
import { asking } from "articles/http"
import { gettext, interpolate } from "articles/i18n"
import { prompt } from "articles/prompt_dialog"
import { vocabulary } from "articles/vocabulary"
import { crel, InputRule, Node, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

const numbering = new PluginKey("citationNumbers")
const UNKNOWN = "[?]"
const MOST_KEYS = 100 // that the library answers at once
const WAIT = 400 // milliseconds before asking the library about keys that came by paste

// Number keys by first appearance; one decoration for each citation carries its label.
const number = (doc, known) => {
  const numbers = new Map()
  const decorations = []
  doc.descendants((node, position) => {
    if (node.type.name !== "citation") return
    const { key } = node.attrs
    if (known.has(key) && !numbers.has(key)) numbers.set(key, numbers.size + 1)
    const label = numbers.has(key) ? `[${numbers.get(key)}]` : UNKNOWN
    decorations.push(Decoration.node(position, position + node.nodeSize, {}, { label }))
  })
  return DecorationSet.create(doc, decorations)
}

const holdsCitation = (doc, from, to) => {
  let found = false
  doc.nodesBetween(from, to, (node) => {
    found ||= node.type.name === "citation"
    return !found
  })
  return found
}

// Whether a change takes citations away or brings some: else the numbers stay, and only move with the text.
const changesCitations = ({ docs, doc, mapping }) =>
  mapping.maps.some((map, index) => {
    let found = false
    map.forEach((oldFrom, oldTo, from, to) => {
      found ||= holdsCitation(docs[index], oldFrom, oldTo) || holdsCitation(docs[index + 1] ?? doc, from, to)
    })
    return found
  })

const renumber = (transaction, old, storage) => {
  if (transaction.getMeta(numbering) || (transaction.docChanged && changesCitations(transaction))) {
    storage.numbered += 1
    return number(transaction.doc, storage.known)
  }
  return transaction.docChanged ? old.map(transaction.mapping, transaction.doc) : old
}

const knownReferences = () => {
  const data = document.getElementById("references-known")
  return new Map(JSON.parse(data?.textContent ?? "[]").map(({ key, text }) => [key, text]))
}

const draw = (dom, node, decorations, known) => {
  const number = decorations.find((each) => each.spec.label)?.spec.label ?? UNKNOWN
  const { key, locator, quote } = node.attrs
  const label = locator ? number.replace("]", `, ${locator}]`) : number
  const text = known.get(key) ?? interpolate(gettext("“%(key)s” is not in the library"), { key })
  const quoted = quote ? ` ${interpolate(gettext("Quoted: “%(quote)s”"), { quote })}` : ""
  dom.textContent = label
  dom.title = `${text}${quoted}`
  dom.setAttribute("aria-label", `${interpolate(gettext("Citation %(label)s: %(text)s"), { label, text })}${quoted}`)
  dom.classList.toggle("missing", number === UNKNOWN)
  dom.classList.toggle("quoted", Boolean(quote))
}

const bounded = (longest) => (words) => {
  const plain = words.replace(/\s+/g, " ").trim()
  const length = [...plain].length
  if (length > longest)
    throw new Error(interpolate(gettext("At most %(longest)s characters: %(length)s are there."), { longest, length }))
  return plain || null
}

const askAbout = ({ locator, quote, key }, known) =>
  prompt({
    title: gettext("What this citation points to"),
    about: known.get(key) ?? key,
    submit: gettext("Keep"),
    fields: {
      locator: {
        label: gettext("Where in the work: p. 12, Table 2, chapter 3"),
        value: locator,
        check: bounded(vocabulary.longest.locator),
      },
      quote: {
        label: gettext("Its words that support the statement, for the reviewers"),
        value: quote,
        rows: 4,
        check: bounded(vocabulary.longest.quote),
      },
    },
  })

const attribute = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(`data-${name}`),
  renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
})

const citedKeys = (doc) => {
  const keys = new Set()
  doc.descendants((node) => {
    if (node.type.name === "citation") keys.add(node.attrs.key)
  })
  return [...keys]
}

// Ask the library for the keys in the text that are new to this page; each key is asked for once.
const askForUnknown = (editor, known, asked) => {
  const keys = citedKeys(editor.state.doc).filter((key) => !known.has(key) && !asked.has(key))
  for (const key of keys) asked.add(key)
  for (let from = 0; from < keys.length; from += MOST_KEYS) ask(editor, known, keys.slice(from, from + MOST_KEYS))
}

const ask = (editor, known, keys) => {
  const address = editor.options.element.closest("form").dataset.references
  const query = new URLSearchParams(keys.map((key) => ["key", key]))
  fetch(asking(address, query), { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : { results: [] }))
    .then(({ results }) => {
      for (const { key, text } of results) known.set(key, text)
      editor.view.dispatch(editor.state.tr.setMeta(numbering, true))
    })
    .catch(() => {}) // offline: they stay marked, and the server says so when the text is saved
}

const describe = async (editor, node, from, known) => {
  const answer = await askAbout(node.attrs, known)
  const { tr, doc } = editor.state
  if (answer && doc.nodeAt(from)?.eq(node)) {
    tr.setNodeMarkup(from, null, { ...node.attrs, ...answer })
    tr.setSelection(TextSelection.create(tr.doc, from + node.nodeSize)) // selected, the next key would take it away
    editor.view.dispatch(tr)
  }
  editor.commands.focus()
}

// A citation stands close to the word that it is about: the space before the cursor goes.
const closedUp = ({ $from, from, to, empty }) => {
  const isBehindSpace = empty && $from.parent.isTextblock && $from.nodeBefore?.text?.endsWith(" ")
  return { from: isBehindSpace ? from - 1 : from, to }
}

export const Citation = Node.create({
  name: "citation",
  priority: 110, // before lists, whose Enter would part the item
  group: "inline",
  inline: true,
  atom: true,

  addStorage: () => ({ known: knownReferences(), asked: new Set(), timer: 0, numbered: 0 }),

  addAttributes: () => ({
    key: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-ref"),
      renderHTML: ({ key }) => ({ "data-ref": key }),
    },
    locator: attribute("locator"),
    quote: attribute("quote"),
  }),

  parseHTML: () => [{ tag: "cite[data-ref]" }],
  renderHTML: ({ HTMLAttributes }) => ["cite", HTMLAttributes],

  addNodeView() {
    const { known } = this.storage
    return ({ editor, node, decorations, getPos }) => {
      const dom = crel("cite", { role: "img" })
      dom.addEventListener("dblclick", () => editor.chain().setNodeSelection(getPos()).describeCitation().run())
      draw(dom, node, decorations, known)
      return {
        dom,
        ignoreMutation: () => true,
        update: (next, nextDecorations) => {
          if (next.type.name !== "citation") return false
          draw(dom, next, nextDecorations, known)
          return true
        },
      }
    }
  },

  addProseMirrorPlugins() {
    const { storage } = this
    return [
      new Plugin({
        key: numbering,
        state: {
          init: (_config, { doc }) => number(doc, storage.known),
          apply: (transaction, old) => renumber(transaction, old, storage),
        },
        props: { decorations: (state) => numbering.getState(state) },
      }),
    ]
  },

  // a page may know nothing of what its text cites: that of a snippet, of a template, of a suggestion
  onCreate() {
    askForUnknown(this.editor, this.storage.known, this.storage.asked)
  },

  onUpdate() {
    clearTimeout(this.storage.timer)
    this.storage.timer = setTimeout(() => {
      if (!this.editor.isDestroyed) askForUnknown(this.editor, this.storage.known, this.storage.asked)
    }, WAIT)
  },

  addCommands() {
    const { known } = this.storage
    return {
      insertCitation:
        (...keys) =>
        ({ commands, state }) =>
          commands.insertContentAt(
            closedUp(state.selection),
            keys.map((key) => ({ type: "citation", attrs: { key } })),
          ),
      chooseCitation:
        () =>
        ({ editor, dispatch }) => {
          if (!dispatch) return true
          const cited = citedKeys(editor.state.doc)
          openCitationDialog(editor.options.element.closest("form"), cited).then((chosen) => {
            if (!chosen.length) return editor.commands.focus()
            for (const { key, text } of chosen) known.set(key, text)
            const keys = [...new Set(chosen.map(({ key }) => key))]
            return editor
              .chain()
              .focus()
              .insertCitation(...keys)
              .run()
          })
          return true
        },
      describeCitation:
        () =>
        ({ editor, state, dispatch }) => {
          const { node, from } = state.selection
          if (node?.type.name !== "citation") return false
          if (dispatch) describe(editor, node, from, known)
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Alt-r": () => this.editor.commands.chooseCitation(),
      Enter: () => this.editor.commands.describeCitation(),
    }
  },

  addInputRules() {
    const { editor } = this
    return [
      new InputRule({
        find: /\[@$/,
        handler: ({ range, state }) => {
          state.tr.delete(range.from, range.to)
          setTimeout(() => editor.commands.chooseCitation())
        },
      }),
    ]
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "citation",
      groups: "cite",
      button: buttons.material("menu_book", gettext("Cite a reference (Ctrl+Alt+R)")),
      command: (editor) => editor.commands.chooseCitation(),
      enabled: (editor) => editor.can().insertCitation("x"),
    })
  },
})

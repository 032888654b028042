// Callouts and other simple blocks, definition lists, questions with answers; and items of lists that may
// begin with any block.

import { gettext } from "articles/i18n"
import { Extension, Node, pm, ListItem as StockListItem, wrappingInputRule } from "django-prose-editor/editor"

const { TextSelection } = pm.state

// By its name it takes the place of the stock one, which would make a paragraph before a nested list.
export const ListItem = StockListItem.extend({
  content: "block+",

  // the stock list has no rule of its own; any other number than 1 may be a year or a dose
  addInputRules() {
    return [wrappingInputRule({ find: /^1[.)]\s$/, type: this.editor.schema.nodes.orderedList })]
  },
})

// Blocks that need nothing of their own: each is made of its row in articles/text/vocabulary.py.
export const SimpleBlocks = Extension.create({
  name: "simpleBlocks",

  addOptions: () => ({ blocks: [] }),

  addExtensions() {
    return this.options.blocks.map(simpleBlock)
  },

  addCommands: () => ({
    // Put the selection into such a block, change the kind of the one around it, or take it away.
    toggleBlock:
      ({ name, isText }, attributes) =>
      ({ commands, editor }) => {
        if (editor.isActive(name, attributes)) return isText ? commands.setNode("paragraph") : commands.lift(name)
        if (editor.isActive(name)) return commands.updateAttributes(name, attributes)
        return isText ? commands.setNode(name, attributes) : commands.wrapIn(name, attributes)
      },
  }),
})

const simpleBlock = (row) =>
  Node.create({
    name: row.name,
    group: "block",
    content: row.isText ? "inline*" : "block+",
    defining: true,

    addAttributes: () => Object.fromEntries(row.attributes.map((each) => [each.key, simpleAttribute(each)])),

    // for the announcement of where the cursor is
    extendNodeSchema: ({ name }) => (name === row.name ? { saidAs: (attrs) => labelOf(row, attrs) } : {}),

    // copied from a page too, where it may be another element
    parseHTML: () => [row.tag, row.shownSelector].filter(Boolean).map((tag) => ({ tag })),
    // what a page adds, such as a role, the cleaner takes out again
    renderHTML: ({ node, HTMLAttributes }) => [
      row.tag,
      { ...HTMLAttributes, ...row.onPage, "data-label": labelOf(row, node.attrs) },
      0,
    ],

    addMenuItems({ buttons, menu }) {
      for (const { label, icon, attributes } of row.buttons) {
        menu.defineItem({
          name: `block:${[row.name, ...Object.values(attributes)].join(":")}`,
          groups: "blocks",
          button: buttons.material(icon, label),
          command: (editor) => editor.chain().focus().toggleBlock(row, attributes).run(),
          enabled: (editor) => editor.can().toggleBlock(row, attributes),
          active: (editor) => editor.isActive(row.name, attributes),
        })
      }
    },
  })

const simpleAttribute = ({ name, key, fallback }) => ({
  default: fallback || null,
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[key] ? { [name]: attributes[key] } : {}),
})

const labelOf = ({ buttons }, attrs) =>
  buttons.find(({ attributes }) => Object.entries(attributes).every(([key, value]) => attrs[key] === value))?.label

const Term = Node.create({
  name: "definitionTerm",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "dt" }],
  renderHTML: () => ["dt", 0],
})

const Meaning = Node.create({
  name: "definitionMeaning",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "dd" }],
  renderHTML: () => ["dd", 0],
})

const LISTS = {
  definitions: [null, gettext("Definitions"), "list_alt"],
  questions: ["questions", gettext("Questions and answers"), "question_answer"],
}

export const DefinitionList = Node.create({
  name: "definitionList",
  group: "block",
  content: "(definitionTerm | definitionMeaning)+",

  addExtensions: () => [Term, Meaning],

  addAttributes: () => ({
    kind: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-kind"),
      renderHTML: ({ kind }) => (kind ? { "data-kind": kind } : {}),
    },
  }),

  parseHTML: () => [{ tag: "dl" }],
  renderHTML: ({ HTMLAttributes }) => ["dl", HTMLAttributes, 0],

  addCommands() {
    return {
      insertDefinitionList:
        (kind) =>
        ({ commands, dispatch, editor, tr }) => {
          if (editor.isActive("definitionList")) return commands.updateAttributes("definitionList", { kind })
          if (dispatch) insertList(tr, editor.schema, kind)
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => leaveTerm(editor) || nextTerm(editor),
      Backspace: ({ editor }) => dropEmptyPair(editor),
    }
  },

  addMenuItems({ buttons, menu }) {
    for (const [name, [kind, label, icon]] of Object.entries(LISTS)) {
      menu.defineItem({
        name: `list:${name}`,
        groups: "blocks",
        button: buttons.material(icon, label),
        command: (editor) => editor.chain().focus().insertDefinitionList(kind).run(),
        enabled: (editor) => editor.can().insertDefinitionList(kind),
        active: (editor) => editor.isActive("definitionList", { kind }),
      })
    }
  },
})

// In place of an empty paragraph, else below the block of the cursor; the cursor goes into the term.
const insertList = (tr, { nodes }, kind) => {
  const { $from } = tr.selection
  const pair = [nodes.definitionTerm.create(), nodes.definitionMeaning.createAndFill()]
  const list = nodes.definitionList.create({ kind }, pair)
  const isEmpty = $from.parent.type.name === "paragraph" && !$from.parent.content.size
  const from = isEmpty ? $from.before() : $from.after()
  tr.replaceWith(from, $from.after(), list)
  tr.setSelection(TextSelection.create(tr.doc, from + 2)).scrollIntoView()
}

// Enter in a term leads into its meaning; in an empty term at the end it leaves the list.
const leaveTerm = (editor) => {
  const { $from, empty } = editor.state.selection
  if (!empty || $from.parent.type.name !== "definitionTerm") return false
  const list = $from.node(-1)
  const index = $from.index(-1)
  if (!$from.parent.content.size && index === list.childCount - 1) return leaveList(editor, $from)
  const after = $from.after()
  return editor.commands.command(({ tr, state }) => {
    if (list.maybeChild(index + 1)?.type.name !== "definitionMeaning") {
      tr.insert(after, state.schema.nodes.definitionMeaning.createAndFill())
    }
    tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView()
    return true
  })
}

// Enter in an empty last paragraph of a meaning begins the next term.
const nextTerm = (editor) => {
  const { $from, empty } = editor.state.selection
  const meaning = $from.depth > 1 ? $from.node(-1) : null
  if (!empty || meaning?.type.name !== "definitionMeaning" || $from.parent.content.size) return false
  if (meaning.childCount < 2 || $from.index(-1) !== meaning.childCount - 1) return false
  return editor.commands.command(({ tr, state }) => {
    const after = $from.after(-1) - ($from.after() - $from.before())
    tr.delete($from.before(), $from.after())
    tr.insert(after, state.schema.nodes.definitionTerm.create())
    tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView()
    return true
  })
}

const leaveList = (editor, $from) => {
  const isAlone = $from.node(-1).childCount === 1
  return editor.commands.command(({ tr, state }) => {
    const [from, to] = isAlone ? [$from.before(-1), $from.after(-1)] : [$from.before(), $from.after()]
    tr.delete(from, to)
    const at = isAlone ? from : from + 1
    tr.insert(at, state.schema.nodes.paragraph.create())
    tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView()
    return true
  })
}

// Backspace in an empty term takes it away together with an empty meaning.
const dropEmptyPair = (editor) => {
  const { $from, empty } = editor.state.selection
  if (!empty || $from.parent.type.name !== "definitionTerm" || $from.parent.content.size) return false
  const list = $from.node(-1)
  const meaning = list.maybeChild($from.index(-1) + 1)
  const isPair = meaning?.type.name === "definitionMeaning" && !meaning.textContent
  const size = $from.parent.nodeSize + (isPair ? meaning.nodeSize : 0)
  return editor.commands.command(({ tr }) => {
    const isAll = size === list.content.size
    const [from, to] = isAll ? [$from.before(-1), $from.after(-1)] : [$from.before(), $from.before() + size]
    tr.delete(from, to)
    tr.setSelection(TextSelection.near(tr.doc.resolve(from), -1)).scrollIntoView()
    return true
  })
}

// Tables with a caption. The caption is an attribute: table editing counts on rows as its only children.

import { gettext } from "articles/i18n"
import { prompt } from "articles/prompt_dialog"
import { crel, pm, Table } from "django-prose-editor/editor"

const { CellSelection, isInTable, moveTableColumn, moveTableRow, selectedRect, TableMap } = pm.tables
const { Plugin, TextSelection } = pm.state

const askForCaption = async (editor) => {
  const { caption } = editor.getAttributes("table")
  const entered = await prompt({
    title: gettext("Table caption"),
    submit: gettext("Set"),
    fields: {
      caption: { label: gettext("Caption: what the table shows"), value: caption, check: (typed) => typed || null },
    },
  })
  const chain = editor.chain().focus()
  if (entered) chain.updateAttributes("table", entered)
  chain.run()
}

const drawCaption = (table, node) => {
  table.querySelector(":scope > caption")?.remove()
  const { caption } = node.attrs
  if (caption) table.prepend(crel("caption", { contentEditable: "false", textContent: caption }))
}

// Cells that are pasted among others bring the caption of their table along.
const pastedCaption = () => {
  let brought = null
  return new Plugin({
    props: {
      handlePaste: (view, _event, slice) => {
        brought = isInTable(view.state) ? captionIn(slice) : null
        setTimeout(() => {
          brought = null
        })
        return false
      },
    },
    appendTransaction: (transactions, _old, state) => {
      if (!brought || !transactions.some(({ docChanged }) => docChanged)) return null
      const caption = brought
      brought = null
      return keepCaption(state, caption)
    },
  })
}

const captionIn = ({ content: { childCount, firstChild } }) =>
  childCount === 1 && firstChild.type.spec.tableRole === "table" ? firstChild.attrs.caption : null

// It names a table that has no name; else it stands above the words of the first pasted cell.
const keepCaption = (state, caption) => {
  const { map, table, tableStart, left, top } = selectedRect(state)
  if (!table.attrs.caption) return state.tr.setNodeAttribute(tableStart - 1, "caption", caption)
  const { nodes } = state.schema
  const cell = tableStart + map.map[top * map.width + left]
  return state.tr.insert(cell + 1, nodes.paragraph.create(null, state.schema.text(caption)))
}

// Move the row or the column of the cursor by one, the cursor with it; not past an end.
const move =
  (mover, first, size, step) =>
  ({ state, dispatch, tr }) => {
    if (!isInTable(state)) return false
    const { map, tableStart, [first]: from, ...rect } = selectedRect(state)
    const to = from + step
    if (to < 0 || to >= map[size] || !mover({ from, to, select: false })(state, dispatch)) return false
    if (dispatch) {
      const { top, left } = { ...rect, [first]: to }
      const cell = TableMap.get(tr.doc.nodeAt(tableStart - 1)).map[top * map.width + left]
      tr.setSelection(TextSelection.near(tr.doc.resolve(tableStart + cell + 1)))
    }
    return true
  }

const isMergeable = ({ state: { selection } }) =>
  selection instanceof CellSelection && selection.$anchorCell.pos !== selection.$headCell.pos
const isMerged = (editor) =>
  ["tableCell", "tableHeader"].some((name) => {
    const { colspan, rowspan } = editor.getAttributes(name)
    return colspan > 1 || rowspan > 1
  })

// What the menu of tables offers inside one: command, words, and when.
const ITEMS = [
  ["editCaption", gettext("Table caption")],
  ["addRowBefore", gettext("Row above (Alt+Shift+↑)")],
  ["addRowAfter", gettext("Row below (Alt+Shift+↓)")],
  ["moveRowUp", gettext("Move row up (Alt+↑)")],
  ["moveRowDown", gettext("Move row down (Alt+↓)")],
  ["deleteRow", gettext("Delete row")],
  ["addColumnBefore", gettext("Column before (Alt+Shift+←)")],
  ["addColumnAfter", gettext("Column after (Alt+Shift+→)")],
  ["moveColumnBack", gettext("Move column back")],
  ["moveColumnOn", gettext("Move column on")],
  ["deleteColumn", gettext("Delete column")],
  ["toggleHeaderRow", gettext("Header row on or off")],
  ["toggleHeaderColumn", gettext("Header column on or off")],
  ["toggleHeaderCell", gettext("Header cell on or off")],
  ["mergeCells", gettext("Merge cells"), isMergeable],
  ["splitCell", gettext("Split cell"), isMerged],
  ["deleteTable", gettext("Delete table")],
]

export const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      caption: {
        default: null,
        rendered: false,
        parseHTML: (table) => table.querySelector(":scope > caption")?.textContent.trim() || null,
      },
    }
  },

  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],

  renderHTML({ node, HTMLAttributes }) {
    const { caption } = node.attrs
    const rows = ["tbody", 0]
    return caption ? ["table", HTMLAttributes, ["caption", caption], rows] : ["table", HTMLAttributes, rows]
  },

  addNodeView() {
    const makeView = this.parent()
    return (props) => {
      const view = makeView(props)
      const update = view.update.bind(view)
      drawCaption(view.table, props.node)
      view.update = (node) => {
        if (!update(node)) return false
        drawCaption(view.table, node)
        return true
      }
      return view
    }
  },

  addProseMirrorPlugins() {
    return [pastedCaption(), ...this.parent()]
  },

  addCommands() {
    return {
      ...this.parent?.(),
      moveRowUp: () => move(moveTableRow, "top", "height", -1),
      moveRowDown: () => move(moveTableRow, "top", "height", 1),
      moveColumnBack: () => move(moveTableColumn, "left", "width", -1),
      moveColumnOn: () => move(moveTableColumn, "left", "width", 1),
      editCaption:
        () =>
        ({ editor, dispatch }) => {
          if (!editor.isActive("table")) return false
          if (dispatch) askForCaption(editor)
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    const inTable =
      (name) =>
      ({ editor }) => {
        if (!editor.isActive("table")) return false
        editor.commands[name]()
        return true
      }
    return {
      ...this.parent?.(),
      "Alt-Shift-ArrowUp": inTable("addRowBefore"),
      "Alt-Shift-ArrowDown": inTable("addRowAfter"),
      "Alt-Shift-ArrowLeft": inTable("addColumnBefore"),
      "Alt-Shift-ArrowRight": inTable("addColumnAfter"),
      "Alt-ArrowUp": inTable("moveRowUp"),
      "Alt-ArrowDown": inTable("moveRowDown"),
    }
  },

  // One drop-down. The stock menu shows the button of the entry that is active: all are, with one button.
  addMenuItems({ buttons, menu }) {
    const define = (name, words, hidden, command) =>
      menu.defineItem({
        name,
        groups: "table",
        button: buttons.material("grid_on", gettext("Table")),
        option: crel("p", { textContent: words }),
        active: () => true,
        hidden,
        command,
      })
    define(
      "table",
      gettext("Insert a table"),
      (editor) => editor.isActive("table"),
      (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    )
    for (const [name, words, isOffered = () => true] of ITEMS) {
      const hidden = (editor) => !editor.isActive("table") || !isOffered(editor)
      define(`table:${name}`, words, hidden, (editor) => editor.chain().focus()[name]().run())
    }
  },
})

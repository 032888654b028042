// Tables with a caption. The caption is an attribute: table editing counts on rows as its only children.
import { Table, crel, updateAttrsDialog } from "django-prose-editor/editor"

const askForCaption = updateAttrsDialog(
  { caption: { type: "string", title: "Caption: what the table shows" } },
  { title: "Table caption", submitText: "Set" },
)

const drawCaption = (table, node) => {
  table.querySelector(":scope > caption")?.remove()
  const { caption } = node.attrs
  if (caption) table.prepend(crel("caption", { contentEditable: "false", textContent: caption }))
}

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

  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions: () => ({ commands }) => commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
      editCaption: () => ({ editor, dispatch }) => {
        if (!editor.isActive("table")) return false
        if (dispatch) {
          askForCaption(editor, editor.getAttributes("table")).then((entered) => {
            if (!entered) return editor.commands.focus()
            const caption = entered.caption.trim() || null
            return editor.chain().focus().updateAttributes("table", { caption }).run()
          })
        }
        return true
      },
    }
  },

  addMenuItems(context) {
    this.parent?.(context)
    context.menu.defineItem({
      name: "table:caption",
      groups: "table",
      button: context.buttons.material("subtitles", "Table caption"),
      command: (editor) => editor.commands.editCaption(),
      hidden: (editor) => !editor.isActive("table"),
    })
  },
})

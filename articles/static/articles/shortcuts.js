// The sheet of all keys, by Ctrl+/ in the text, by ? in the toolbar, or by its button.
import { Extension, crel } from "django-prose-editor/editor"

const KEYS = {
  "Moving about": {
    "Alt+F10": "To the toolbar; arrow keys move in it",
    Escape: "Back to the text; out of the whole window",
    "Ctrl+Shift+F": "Write in the whole window, and back",
    "Ctrl+/": "This sheet",
  },
  Blocks: {
    "Ctrl+Alt+0": "Paragraph",
    "Ctrl+Alt+2, 3, 4": "Heading; below it; below that",
    "## and a space": "Heading, at the start of a line; ### and #### below it",
    "Ctrl+Shift+8": "Bulleted list; or - and a space",
    "Ctrl+Shift+7": "Numbered list",
    "Tab, Shift+Tab": "In a list: deeper, and back. In a table: next cell, and back",
    "Ctrl+Shift+B": "Quotation; or > and a space",
  },
  Words: {
    "Ctrl+B": "Bold",
    "Ctrl+I": "Italic",
    "Ctrl+,": "Subscript",
    "Ctrl+.": "Superscript",
    "Ctrl+K": "Link",
    "Ctrl+Alt+R": "Cite a reference; or type [@",
  },
  Tables: {
    "Alt+Shift+↑ ↓": "New row above, below",
    "Alt+Shift+← →": "New column before, after",
    "Alt+↑ ↓": "Move the row",
  },
  "Changing your mind": {
    "Ctrl+Z": "Undo",
    "Ctrl+Shift+Z": "Redo",
    "Ctrl+Shift+V": "Paste as plain text",
  },
}

export const Shortcuts = Extension.create({
  name: "shortcuts",

  addCommands() {
    return {
      showShortcuts: () => ({ editor, dispatch }) => {
        if (dispatch) show(editor)
        return true
      },
    }
  },

  addKeyboardShortcuts: () => ({ "Mod-/": ({ editor }) => editor.commands.showShortcuts() }),

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "shortcuts",
      groups: "utility",
      button: buttons.material("keyboard", "Keys"),
      command: (editor) => editor.commands.showShortcuts(),
    })
  },
})

const show = (editor) => {
  const title = crel("h2", { id: "keys-title", className: "prose-editor-dialog-title", textContent: "Keys" })
  const close = crel("button", { type: "submit", textContent: "Close", autofocus: true })
  const dialog = crel("dialog", { className: "prose-editor-dialog keys", "aria-labelledby": title.id }, [
    title,
    crel("div", { className: "keys-groups" }, Object.entries(KEYS).map(([heading, keys]) => group(heading, keys))),
    crel("p", { textContent: "On a Mac, Cmd stands for Ctrl and Option for Alt." }),
    crel("form", { method: "dialog", className: "prose-editor-dialog-buttons" }, [close]),
  ])
  dialog.addEventListener("close", () => {
    dialog.remove()
    editor.commands.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
}

const group = (heading, keys) =>
  crel("section", {}, [
    crel("h3", { textContent: heading }),
    crel("dl", {}, Object.entries(keys).flatMap(([key, words]) => [
      crel("dt", {}, [crel("kbd", { textContent: key })]),
      crel("dd", { textContent: words }),
    ])),
  ])

// The sheet of all keys, by Ctrl+/ in the text, by ? in the toolbar, or by its button.

import { gettext } from "articles/i18n"
import { crel, Extension } from "django-prose-editor/editor"

const TOGETHER = "\u00a0"
const KEYS = {
  [gettext("Moving about")]: {
    "Alt+F10": gettext("To the toolbar; arrow keys move in it"),
    Escape: gettext("Back to the text; out of the whole window"),
    "Ctrl+Shift+F": gettext("Write in the whole window, and back"),
    "Ctrl+H": gettext("Find and replace"),
    "F8, Ctrl+Alt+N": gettext("To what is asked about the text, from one to the next; with Shift back"),
    "Ctrl+/": gettext("This sheet"),
  },
  [gettext("Blocks")]: {
    "Ctrl+Alt+0": gettext("Paragraph"),
    "Ctrl+Alt+2, 3, 4": gettext("Heading; below it; below that"),
    [gettext("## and a space")]: gettext("Heading, at the start of a line; ### and #### below it"),
    "Ctrl+Shift+8": gettext("Bulleted list; or - and a space"),
    "Ctrl+Shift+7": gettext("Numbered list; or 1. and a space"),
    "Tab, Shift+Tab": gettext("In a list: deeper, and back. In a table: next cell, and back"),
    "Ctrl+Shift+B": gettext("Quotation; or > and a space"),
    "Alt+↑ ↓": gettext("Move the block; in the outline, the section"),
    "Ctrl+Alt+S": gettext("Put in a snippet"),
  },
  [gettext("Words")]: {
    "Ctrl+B": gettext("Bold"),
    "Ctrl+I": gettext("Italic"),
    "Ctrl+,": gettext("Subscript"),
    "Ctrl+.": gettext("Superscript"),
    "Ctrl+K": gettext("Link"),
    "Ctrl+Shift+Space": gettext("Space that keeps two words together"),
    "Ctrl+Alt+U": gettext("Put in a character that no key has"),
    "Ctrl+Alt+R": gettext("Cite a reference; or type [@"),
    "Ctrl+Alt+M": gettext("Comment on what is selected, or on the whole draft"),
    "Ctrl+Alt+E": gettext("What is selected is one statement: say what it rests on"),
  },
  [gettext("Tables")]: {
    "Alt+Shift+↑ ↓": gettext("New row above, below"),
    "Alt+Shift+← →": gettext("New column before, after"),
    "Alt+↑ ↓": gettext("Move the row"),
  },
  [gettext("Changing your mind")]: {
    "Ctrl+Z": gettext("Undo"),
    "Ctrl+Shift+Z": gettext("Redo"),
    "Ctrl+Shift+V": gettext("Paste as plain text"),
  },
}

export const Shortcuts = Extension.create({
  name: "shortcuts",

  addCommands() {
    return {
      showShortcuts:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) show(editor)
          return true
        },
    }
  },

  addKeyboardShortcuts: () => ({
    "Mod-/": ({ editor }) => editor.commands.showShortcuts(),
    "Mod-Shift-Space": ({ editor }) => editor.commands.command(({ tr }) => Boolean(tr.insertText(TOGETHER))),
  }),

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "shortcuts",
      groups: "utility",
      button: buttons.material("keyboard", gettext("Keys")),
      command: (editor) => editor.commands.showShortcuts(),
    })
  },
})

const show = (editor) => {
  const title = crel("h2", { id: "keys-title", className: "prose-editor-dialog-title", textContent: gettext("Keys") })
  const close = crel("button", { type: "submit", textContent: gettext("Close"), autofocus: true })
  const dialog = crel("dialog", { className: "prose-editor-dialog keys", "aria-labelledby": title.id }, [
    title,
    crel(
      "div",
      { className: "keys-groups" },
      Object.entries(KEYS).map(([heading, keys]) => group(heading, keys)),
    ),
    crel("p", { textContent: gettext("On a Mac, Cmd stands for Ctrl and Option for Alt.") }),
    crel("form", { method: "dialog", className: "prose-editor-dialog-buttons" }, [close]),
  ])
  dialog.addEventListener("close", () => {
    dialog.remove()
    editor.view.focus() // at once: Tiptap's own would wait for the next frame, and take the focus from whoever has it then
  })
  document.body.append(dialog)
  dialog.showModal()
}

const group = (heading, keys) =>
  crel("section", {}, [
    crel("h3", { textContent: heading }),
    crel(
      "dl",
      {},
      Object.entries(keys).flatMap(([key, words]) => [
        crel("dt", {}, [crel("kbd", { textContent: key.replaceAll("Shift", gettext("Shift")) })]),
        crel("dd", { textContent: words }),
      ]),
    ),
  ])

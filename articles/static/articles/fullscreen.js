// Writing in the whole window. What lies behind it is out of reach meanwhile, for the keyboard too; the bar that saves
// and says what somebody must know stays in sight.

import { gettext } from "articles/i18n"
import { Extension } from "django-prose-editor/editor"

const CLASS = "whole-window"
const STAYS = "dialog, .save-dock"

export const WholeWindow = Extension.create({
  name: "wholeWindow",

  addCommands() {
    return {
      toggleWholeWindow:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) toggle(editor)
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Shift-f": ({ editor }) => editor.commands.toggleWholeWindow(),
      Escape: ({ editor }) => isWhole(editor) && editor.commands.toggleWholeWindow(),
    }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "fullscreen",
      groups: "utility",
      button: buttons.material("fullscreen", gettext("Whole window")),
      command: (editor) => editor.chain().focus().toggleWholeWindow().run(),
      active: isWhole,
    })
  },
})

const rootOf = (editor) => editor.options.element
const isWhole = (editor) => rootOf(editor).classList.contains(CLASS)

const toggle = (editor) => {
  const root = rootOf(editor)
  const isOn = root.classList.toggle(CLASS)
  for (let node = root; node !== document.body; node = node.parentElement) {
    for (const sibling of node.parentElement.children) {
      if (sibling !== node && !sibling.matches(STAYS)) sibling.inert = isOn
    }
  }
  requestAnimationFrame(() => showTheCursor(editor.view))
}

// Past the editor's own state, whose selection may be older than a key that was just pressed.
const showTheCursor = (view) => {
  const { node } = view.domAtPos(view.state.selection.head)
  const block = node.nodeType === Node.TEXT_NODE ? node.parentElement : node
  block.scrollIntoView({ block: "nearest" })
}

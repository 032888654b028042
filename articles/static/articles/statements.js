// What is selected in the text is one statement: by its button, or Ctrl+Alt+E, to the form that says what it rests on.
import { documentUnits, ofDocument, toPoints } from "articles/anchors"
import { gettext } from "articles/i18n"
import { Extension } from "django-prose-editor/editor"

// A form of the page: it waits for the save, and its places are those of what is saved.
const form = () => document.querySelector("[data-marks-statement]")

const selected = ({ doc, selection }) => {
  const running = ofDocument(doc)
  const units = selection.empty ? null : documentUnits(running, selection.from, selection.to)
  return units && [units.start, units.end].map((unit) => toPoints(running.text, unit)).join("-")
}

export const Statements = Extension.create({
  name: "statements",

  addCommands() {
    return {
      markStatement:
        () =>
        ({ state, dispatch }) => {
          if (!form() || state.selection.empty) return false
          if (dispatch) {
            form().elements.statement.value = selected(state) ?? ""
            setTimeout(() => form().requestSubmit())
          }
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-Alt-e": () => this.editor.commands.markStatement() }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "statement",
      groups: "cite",
      button: buttons.material("fact_check", gettext("This is a statement (Ctrl+Alt+E)")),
      command: (editor) => editor.commands.markStatement(),
      enabled: (editor) => editor.can().markStatement(),
    })
  },
})

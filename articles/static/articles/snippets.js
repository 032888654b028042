// Snippets: blocks that many texts share. Each keeps the mark of the wording it came from, so that the desk knows where it is.

import { get } from "articles/http"
import { gettext } from "articles/i18n"
import { prompt } from "articles/prompt_dialog"
import { Extension, pm } from "django-prose-editor/editor"

const { TextSelection } = pm.state
// callouts have it by their row in articles/text/vocabulary.py
const BLOCKS = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "definitionList", "table"]

export const Snippets = Extension.create({
  name: "snippets",

  addGlobalAttributes: () => [
    {
      types: BLOCKS,
      attributes: {
        snippet: {
          default: null,
          keepOnSplit: false, // what is typed behind it did not come from it
          parseHTML: (element) => element.getAttribute("data-snippet"),
          renderHTML: ({ snippet }) => (snippet ? { "data-snippet": snippet } : {}),
        },
      },
    },
  ],

  addCommands() {
    return {
      chooseSnippet:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) choose(editor)
          return true
        },
    }
  },

  addKeyboardShortcuts: () => ({ "Mod-Alt-s": ({ editor }) => editor.commands.chooseSnippet() }),

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "snippet",
      groups: "image",
      button: buttons.material("content_paste", gettext("Put in a snippet (Ctrl+Alt+S)")),
      command: (editor) => editor.commands.chooseSnippet(),
    })
  },
})

const choose = async (editor) => {
  const { snippets, language } = editor.options.element.closest("form").dataset
  let chosen = null
  const name = {
    label: gettext("Words of the snippet or of its name"),
    suggest: async (typed) => {
      const response = await get(`${snippets}?${new URLSearchParams({ q: typed, language })}`)
      return response.ok ? (await response.json()).results : []
    },
    take: (found) => {
      chosen = found
    },
    check: (typed) => {
      if (chosen?.value !== typed) throw new Error(gettext("Choose one of those that are listed."))
      return typed
    },
  }
  const entered = await prompt({ title: gettext("Put in a snippet"), submit: gettext("Put in"), fields: { name } })
  if (entered) put(editor, chosen.body)
  else editor.commands.focus()
}

// In the place of an empty paragraph, else behind the block that the cursor is in.
const put = (editor, body) => {
  const { $from } = editor.state.selection
  const isBlank = $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size
  const at = isBlank ? { from: $from.before(1), to: $from.after(1) } : $from.depth ? $from.after(1) : $from.pos
  editor.chain().focus().insertContentAt(at, body, { updateSelection: true }).run()
  const { tr, selection } = editor.state
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(selection.to), -1)).scrollIntoView())
}

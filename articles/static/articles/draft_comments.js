// A comment on the words that are selected, or on the whole draft: by its button, Ctrl+Alt+M, or the form beside the text.
// It is sent at once, wherever the text stands with its saving: the site finds the words in what is saved.
import { documentUnits, ofDocument, toPoints } from "articles/anchors"
import { gettext } from "articles/i18n"
import { nameWith } from "articles/mentions"
import { crel, Extension } from "django-prose-editor/editor"

const NOT_SENT = gettext("Not sent. What you wrote is still here: try again.")
const form = () => document.querySelector("[data-draft-comment]")

const selected = ({ doc, selection }) => {
  const map = ofDocument(doc)
  const units = selection.empty ? null : documentUnits(map, selection.from, selection.to)
  return units && { ...units, words: map.text.slice(units.start, units.end), text: map.text }
}

export const DraftComments = Extension.create({
  name: "draftComments",

  addCommands() {
    return {
      commentOnDraft:
        () =>
        ({ editor, state, dispatch }) => {
          if (!form()) return false
          if (dispatch) open(editor, selected(state))
          return true
        },
    }
  },

  addKeyboardShortcuts: () => ({ "Mod-Alt-m": ({ editor }) => editor.commands.commentOnDraft() }),

  addMenuItems({ buttons, menu }) {
    if (!form()) return
    menu.defineItem({
      name: "draftComment",
      groups: "cite",
      button: buttons.material("add_comment", gettext("Comment (Ctrl+Alt+M)")),
      command: (editor) => editor.commands.commentOnDraft(),
    })
  },

  onCreate({ editor }) {
    if (!form()) return
    document.addEventListener("input", ({ target }) => {
      const around = target.closest?.("[data-mentions]")
      if (around && target.localName === "textarea") nameWith(target, around.dataset.mentions)
    })
    form().addEventListener("submit", (event) => {
      event.preventDefault()
      event.stopPropagation()
      send(editor, event.target)
    })
  },
})

// The form beside the text, in a window over it while it is about some of its words.
const open = (editor, passage) => {
  const [sent, home] = [form(), form().parentElement]
  const title = crel("h2", { id: "commenting-title", textContent: gettext("Comment on the draft") })
  const cancel = crel("button", { type: "button", textContent: gettext("Cancel"), onclick: () => dialog.close() })
  const dialog = crel("dialog", { className: "commenting", "aria-labelledby": title.id }, [title])
  const quote = sent.querySelector("blockquote")
  quote.hidden = !passage
  quote.textContent = passage ? passage.words.replaceAll("\ufffc", "[·]") : ""
  for (const name of ["start", "end"]) {
    sent.elements[name].value = passage ? toPoints(passage.text, passage[name]) : ""
  }
  dialog.append(sent)
  sent.querySelector(".actions").append(cancel)
  document.body.append(dialog)
  dialog.addEventListener("close", () => {
    cancel.remove()
    quote.hidden = true
    for (const name of ["start", "end", "body"]) sent.elements[name].value = ""
    home.append(sent)
    dialog.remove()
    editor.view.focus()
  })
  dialog.showModal()
  sent.elements.text.focus()
}

const send = async (editor, sent) => {
  const said = sent.querySelector(".outcome")
  const passage = sent.elements.end.value ? editor.state.selection : null
  sent.elements.body.value = passage ? document.getElementById("writing").elements.body.value : ""
  const response = await fetch(sent.action, {
    method: "POST",
    body: new FormData(sent),
    headers: { "X-Requested-With": "fetch" },
  }).catch(() => null)
  if (!response?.ok || response.redirected) {
    const isSaid = [409, 422].includes(response?.status)
    said.textContent = isSaid ? await response.text() : NOT_SENT
    return
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  const card = page.querySelector(".thread")
  document
    .querySelector("[data-rail]")
    .dispatchEvent(
      new CustomEvent("draft:commented", { detail: { card, range: passage && rangeOf(editor, card, passage) } }),
    )
  sent.reset()
  said.textContent = ""
  sent.closest("dialog")?.close()
}

// As articles/comments.js follows it.
const rangeOf = (editor, card, { from, to }) => {
  const { words } = selected(editor.state) ?? { words: "" }
  const draft = Number(card.id.replace("draft-", ""))
  const place = { from, to, lost: null, exact: words, quote: words }
  return { card: card.id, draft, ...place, replacement: "", isOpen: true, isApplied: false }
}

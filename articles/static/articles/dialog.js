// The frame of a window over the page: its title, the buttons, and how it ends. Escape and “Cancel” are one.

import { gettext } from "articles/i18n"
import { crel } from "django-prose-editor/editor"

let opened = 0

// `fill` gets `close`, which ends the window with an answer, and returns what stands in it: the elements `parts` and
// `buttons` (before “Cancel”), and what to do `onSubmit`, `onShown` and, where there is something to end, `onClosed`.
// `kind` is a class of its own. Resolves to the answer, or to `nothing` where nobody gave one.
export const openDialog = ({ title, kind = "", nothing = null }, fill) =>
  new Promise((resolve) => {
    const id = `dialog-${++opened}`
    const close = (answer) => {
      onClosed?.()
      dialog.close()
      dialog.remove()
      resolve(answer)
    }
    const { parts, buttons = [], onSubmit, onShown, onClosed } = fill(close)
    const cancel = dialogButton(gettext("Cancel"), () => close(nothing))
    const form = crel("form", { method: "dialog", noValidate: true }, [
      crel("h2", { id, className: "prose-editor-dialog-title", textContent: title }),
      ...parts,
      crel("div", { className: "prose-editor-dialog-buttons" }, [...buttons, cancel]),
    ])
    const className = `prose-editor-dialog ${kind}`.trim()
    const dialog = crel("dialog", { className, "aria-labelledby": id }, [form])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      onSubmit()
    })
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault()
      close(nothing)
    })

    document.body.append(dialog) // forms do not nest: never inside the form of the article
    dialog.showModal()
    onShown()
  })

export const dialogButton = (textContent, onclick) => crel("button", { type: "button", textContent, onclick })

// A control under its label, with what else belongs to it.
export const dialogField = (control, words, ...more) =>
  crel("div", { className: "prose-editor-dialog-field" }, [
    crel("label", { htmlFor: control.id, textContent: words }),
    control,
    ...more,
  ])

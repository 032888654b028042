// A small dialog that asks for a few values: one field each, and what is wrong with an entry said beside it.

import { gettext } from "articles/i18n"
import { suggestions } from "articles/suggestions"
import { crel } from "django-prose-editor/editor"

let asked = 0

// `fields`: {name: {label, value, check}}, where `check` returns the value to keep, or throws an Error
// whose message says what to do; with `rows` it is for several lines. `suggest` resolves what is typed to
// [{label, value}] to choose from; what was chosen goes to `take` with the inputs by name, too. `about` stands above the
// fields. Resolves to {name: value}, to {} when taking away was chosen, or to null.
export const prompt = ({ title, about, submit, remove, fields }) =>
  new Promise((resolve) => {
    const id = `asking-${++asked}`
    const inputs = Object.entries(fields).map(([name, field], index) => inputFor(`${id}-${index}`, name, field))
    const byName = Object.fromEntries(inputs.map(({ name, input }) => [name, input]))
    for (const { input, row, suggest, take } of inputs) {
      if (suggest) row.append(suggestions(input, suggest, (chosen) => take(chosen, byName)))
    }
    const button = (textContent, onclick) => crel("button", { type: "button", textContent, onclick })
    const close = (answer) => {
      dialog.close()
      dialog.remove()
      resolve(answer)
    }
    const form = crel("form", { method: "dialog", noValidate: true }, [
      crel("h2", { id, className: "prose-editor-dialog-title", textContent: title }),
      ...(about ? [crel("p", { className: "cite-status", textContent: about })] : []),
      ...inputs.map(({ row }) => row),
      crel("div", { className: "prose-editor-dialog-buttons" }, [
        crel("button", { type: "submit", textContent: submit }),
        ...(remove ? [button(remove, () => close({}))] : []),
        button(gettext("Cancel"), () => close(null)),
      ]),
    ])
    const dialog = crel("dialog", { className: "prose-editor-dialog", "aria-labelledby": id }, [form])
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const answers = inputs.map(({ read }) => read())
      const wrong = answers.indexOf(null)
      if (wrong >= 0) inputs[wrong].input.focus()
      else close(Object.fromEntries(answers))
    })
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault()
      close(null)
    })

    document.body.append(dialog) // forms do not nest: never inside the form of the article
    dialog.showModal()
    inputs[0].input.select()
  })

const inputFor = (id, name, { label, value, check, rows, suggest, take }) => {
  const shared = { id, value: value ?? "", autocomplete: "off", "aria-describedby": `${id}-error` }
  const input = rows ? crel("textarea", { ...shared, rows }) : crel("input", { ...shared, type: "text" })
  const error = crel("p", { id: `${id}-error`, className: "errorlist", role: "alert" })
  const row = crel("div", { className: "prose-editor-dialog-field" }, [
    crel("label", { htmlFor: id, textContent: label }),
    input,
    error,
  ])
  const read = () => {
    try {
      const kept = check(input.value.trim())
      error.textContent = ""
      input.removeAttribute("aria-invalid")
      return [name, kept]
    } catch (problem) {
      error.textContent = problem.message
      input.setAttribute("aria-invalid", "true")
      return null
    }
  }
  return { name, input, row, read, suggest, take }
}

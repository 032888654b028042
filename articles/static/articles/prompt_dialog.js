// A small dialog that asks for a few values: one field each, and what is wrong with an entry said beside it.

import { dialogButton, dialogField, openDialog } from "articles/dialog"
import { suggestions } from "articles/suggestions"
import { crel } from "django-prose-editor/editor"

let asked = 0

// `fields`: {name: {label, value, check}}, where `check` returns the value to keep, or throws an Error
// whose message says what to do; with `rows` it is for several lines. `suggest` resolves what is typed to
// [{label, value}] to choose from; what was chosen goes to `take` with the inputs by name, too. `about` stands above the
// fields. Resolves to {name: value}, to {} when taking away was chosen, or to null.
export const prompt = ({ title, about, submit, remove, fields }) =>
  openDialog({ title }, (close) => {
    const id = `asking-${++asked}`
    const inputs = Object.entries(fields).map(([name, field], index) => inputFor(`${id}-${index}`, name, field))
    const byName = Object.fromEntries(inputs.map(({ name, input }) => [name, input]))
    for (const { input, row, suggest, take } of inputs) {
      if (suggest) row.append(suggestions(input, suggest, (chosen) => take(chosen, byName)))
    }
    const said = about ? [crel("p", { className: "cite-status", textContent: about })] : []
    const removal = remove ? [dialogButton(remove, () => close({}))] : []
    return {
      parts: [...said, ...inputs.map(({ row }) => row)],
      buttons: [crel("button", { type: "submit", textContent: submit }), ...removal],
      onSubmit: () => {
        const answers = inputs.map(({ read }) => read())
        const wrong = answers.indexOf(null)
        if (wrong >= 0) inputs[wrong].input.focus()
        else close(Object.fromEntries(answers))
      },
      onShown: () => inputs[0].input.select(),
    }
  })

const inputFor = (id, name, { label, value, check, rows, suggest, take }) => {
  const shared = { id, value: value ?? "", autocomplete: "off", "aria-describedby": `${id}-error` }
  const input = rows ? crel("textarea", { ...shared, rows }) : crel("input", { ...shared, type: "text" })
  const error = crel("p", { id: `${id}-error`, className: "errorlist", role: "alert" })
  const row = dialogField(input, label, error)
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

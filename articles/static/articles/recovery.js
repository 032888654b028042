// Text that an earlier page left on this device, unsaved: its writer restores it, compares it or discards it.
import { post } from "articles/http"
import { dayAndHour, gettext, interpolate } from "articles/i18n"
import { button, propose, withdraw } from "articles/save_bar"

// Offers an entry of `backup`, unless the draft says the same by now. `compare(fields)` leads to both texts beside
// each other, `restore(entry)` puts it into the form.
export const offer = async (entry, { form, backup, compare, restore }) => {
  if (!entry.around && !(await differs(form, entry))) return backup.discardRecovered()
  const discard = () => {
    backup.discardRecovered()
    withdraw("found")
  }
  propose(
    "found",
    interpolate(gettext("Text of %(time)s was kept on this device and not saved."), { time: dayAndHour(entry.at) }),
    button(gettext("Restore it"), () => {
      restore(entry)
      discard()
    }),
    button(gettext("Compare"), () => compare(entry.fields)),
    button(gettext("Discard it"), discard),
  )
}

const differs = async (form, entry) => {
  const data = new URLSearchParams(entry.fields)
  data.set("look", "1")
  const response = await post(form, form.dataset.autosave, data).catch(() => null)
  return !response?.ok || (await response.json()).differs
}

// Puts the fields back, with the version that they started from: what others saved since is not overwritten, but
// asked about. `editor` is null where the body is a plain text area.
export const fill = (form, editor, fields) => {
  for (const [name, value] of fields) {
    if (name !== "body" && form.elements[name]) form.elements[name].value = value
  }
  const text = new Map(fields).get("body")
  if (editor) editor.commands.setContent(text, { emitUpdate: true })
  else form.elements.body.value = text
}

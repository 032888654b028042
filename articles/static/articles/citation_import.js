// What the citation dialog shows of a paste: the works as they were understood, or the form of a new one.

import * as http from "articles/http"
import { gettext, interpolate, ngettext } from "articles/i18n"
import { crel } from "django-prose-editor/editor"

// Reads records, or has identifiers looked up. Resolves to {element, said, submit, focus, enter}, or to {failed}
// where the one work could not be looked up; throws an Error whose message says why not.
export const chosenRecords = async (owner, text, enterByHand) => {
  const answer = await post(owner, owner.dataset.referenceImport, { text })
  if (!answer.records) throw new Error(answer.said)
  const { format, left, records } = answer
  if (!format && records.length === 1 && records[0].by_hand) return { failed: records[0] }
  const element = crel("fieldset", { className: "cite-records" }, [
    crel("legend", { className: "visually-hidden", textContent: gettext("Works to cite") }),
    ...records.map((record) => rowFor(record, enterByHand)),
  ])
  const boxes = (name) => [...element.querySelectorAll(`input[name=${name}]:checked`)].map(({ value }) => value)
  const found = records.filter(({ problem }) => !problem).length
  const lookedUp = ngettext("Looked up: %(count)s work.", "Looked up: %(count)s works.", found)
  const read = ngettext("Read as %(format)s: %(count)s work.", "Read as %(format)s: %(count)s works.", records.length)
  const rest = format
    ? gettext("%(left)s more are in the text: import those from the library.")
    : gettext("%(left)s more are in the text: send them afterwards.")
  return {
    element,
    said:
      (format
        ? interpolate(read, { format, count: records.length })
        : interpolate(lookedUp, { count: found }) +
          (found < records.length ? ` ${notFound(records.length - found)}` : "")) +
      (left ? ` ${interpolate(rest, { left })}` : ""),
    submit: gettext("Insert"),
    focus: () => (element.querySelector("input:checked") ?? element.querySelector("input, button"))?.focus(),
    enter: async () => {
      const take = boxes("take")
      if (!take.length) return { entered: [], said: gettext("Choose a work first.") }
      const { results = [], said = "" } = await post(owner, owner.dataset.referenceImport, {
        text: answer.text ?? text, // of what was looked up, what was shown: nothing is asked twice
        take,
        apart: boxes("apart"),
        enter: "1",
      })
      for (const { number, entered, why_not: reasons } of results) {
        const row = element.querySelector(`[data-number="${number}"]`)
        if (!entered) row.append(crel("p", { className: "errorlist", textContent: reasons.join(" ") }))
      }
      const refused = results.filter(({ entered }) => !entered)
      const why = refused.length
        ? interpolate(gettext("%(count)s could not be entered: see why beside it, or uncheck it."), {
            count: refused.length,
          })
        : said
      return { entered: results.map(({ entered }) => entered).filter(Boolean), said: why }
    },
  }
}

// The form of a new work with what is known of it. The same shape as above; `say` tells of a look-up from it.
export const byHand = async (owner, query, say) => {
  const address = http.asking(owner.dataset.referenceNew, query)
  const response = await http.get(address)
  if (!response.ok) throw new Error(String(response.status))
  const element = crel("div", { className: "cite-form writing" })
  const fill = ({ fields, can_look_up: canLookUp }) => {
    element.innerHTML = fields // the same fields as on the page of a new reference, from this site
    element.querySelector("button[name=show_kind]").remove() // choosing is enough
    if (canLookUp)
      element.append(crel("button", { type: "button", textContent: gettext("Look it up"), onclick: lookUp }))
  }
  const values = () =>
    Object.fromEntries([...element.querySelectorAll("input, select, textarea")].map(({ name, value }) => [name, value]))
  const lookUp = async () => {
    say(gettext("Looking it up …"))
    try {
      const answer = await post(owner, owner.dataset.referenceNew, { ...values(), look_up: "1" })
      fill(answer)
      say(answer.said)
      focus()
    } catch (why) {
      say(why.message)
    }
  }
  const showKind = async () => {
    try {
      fill(await post(owner, owner.dataset.referenceNew, { ...values(), show_kind: "1" }))
      element.querySelector("select[name=type]").focus()
    } catch (why) {
      say(why.message)
    }
  }
  element.addEventListener("change", ({ target }) => target.name === "type" && showKind())
  fill(await response.json())
  const focus = () =>
    (element.querySelector("[aria-invalid=true]") ?? element.querySelector("textarea[name=title]")).focus()
  return {
    element,
    submit: gettext("Save and insert"),
    focus,
    enter: async () => {
      const answer = await post(owner, owner.dataset.referenceNew, values())
      if (answer.entered) return { entered: [answer.entered], said: "" }
      fill(answer)
      focus()
      return { entered: [], said: gettext("Not entered yet: something needs your attention.") }
    },
  }
}

const notFound = (count) => interpolate(gettext("Not found: %(count)s."), { count })

const post = async (owner, address, values) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(values)) for (const each of [value].flat()) data.append(name, each)
  let response
  try {
    response = await http.post(owner, address, data)
  } catch {
    throw new Error(gettext("The library can't be reached. Check your connection, then try again."))
  }
  if (response.ok || response.status === 422) return response.json()
  throw new Error(
    response.status
      ? gettext("This could not be read.")
      : gettext("Your session has ended. Save the text, sign in, and try again."),
  )
}

const rowFor = (record, enterByHand) => {
  const { number, have, warnings } = record
  const lines = [...warnings]
  if (record.repeats)
    lines.unshift(interpolate(gettext("The same work as number %(number)s of this list."), { number: record.repeats }))
  const row = crel("div", { className: "cite-record", "data-number": String(number) })
  if (record.problem) {
    row.append(
      crel("b", { textContent: record.text || gettext("A record without a name") }),
      crel("p", { className: "errorlist", textContent: record.problem }),
      crel("button", {
        type: "button",
        textContent: gettext("Enter it by hand"),
        onclick: () => enterByHand(record.by_hand),
      }),
    )
    return row
  }
  row.append(checkbox("take", number, record.text, !record.repeats))
  const facts = [record.kind, ...record.identifiers].filter(Boolean).join(" · ")
  if (facts) row.append(crel("p", { className: "cite-status", textContent: facts }))
  if (have) {
    const said = have.certain
      ? gettext("You already have this work: %(key)s.")
      : gettext("Perhaps you have this work: %(key)s.")
    row.append(crel("p", { className: "cite-have", textContent: `${interpolate(said, have)} ${have.why}` }))
  }
  if (have && !have.certain)
    row.append(checkbox("apart", number, gettext("It is another work: enter it as a new one"), true))
  for (const line of lines) row.append(crel("p", { className: "cite-status", textContent: line }))
  return row
}

const checkbox = (name, value, words, checked) =>
  crel("label", { className: "cite-check" }, [
    crel("input", { type: "checkbox", name, value: String(value), checked }),
    crel("span", { textContent: words }),
  ])

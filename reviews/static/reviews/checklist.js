/* Keeps a reviewer's answers by themselves a moment after the last change; the button does the same. */
import { gettext, interpolate } from "articles/i18n"

const form = document.getElementById("checklist-form")
const status = document.getElementById("checklist-status")
const lacking = document.querySelector("[data-lacking]")
const PAUSE = 800
let timer
let sent = Promise.resolve()

// answers of an earlier round that were confirmed for this text lose their button
function showCarried({ carried, to_confirm: left, lacking: lines }) {
  for (const [key, said] of Object.entries(carried)) {
    const line = document.getElementById(`line-${key}`)
    const mark = line.querySelector("[data-carried][data-open]")
    if (!(key in lines)) delete line.dataset.missing
    if (!mark) continue
    mark.querySelector("button").remove()
    mark.querySelector("small").textContent = said
    delete mark.dataset.open
  }
  if (!left) form.querySelector(":scope > [data-carried]")?.remove()
}

function show(kept) {
  const { counts, lacking: lines } = kept
  for (const each of form.querySelectorAll("[data-count]")) each.textContent = counts[each.dataset.count]
  showCarried(kept)
  if (!lacking) return
  lacking.hidden = !Object.keys(lines).length
  lacking.querySelector("summary > span").textContent = Object.keys(lines).length
  lacking.querySelector("ul").replaceChildren(
    ...Object.entries(lines).map(([key, question]) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")]
      link.href = `#line-${key}`
      link.textContent = question
      item.append(link)
      return item
    }),
  )
}

async function keep(confirmed) {
  timer = undefined
  status.textContent = gettext("Keeping your answers …")
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: confirmed ? new FormData(form, confirmed) : new FormData(form),
      headers: { Accept: "application/json" },
    })
    if (!answer.ok) throw new Error(answer.statusText)
    const kept = await answer.json()
    show(kept)
    status.textContent = timer ? status.textContent : interpolate(gettext("%(status)s Kept."), kept)
  } catch {
    status.textContent = gettext("Your answers could not be kept. Press the button below to try again.")
  }
}

function later() {
  clearTimeout(timer)
  timer = setTimeout(() => (sent = sent.then(() => keep())), PAUSE)
}

form?.addEventListener("input", (event) => {
  const line = event.target.closest("fieldset")
  if (event.target.type === "radio") delete line.dataset.missing
  later()
})

// the list is out of the way once it has led somewhere
lacking?.addEventListener("click", ({ target }) => {
  if (target.matches("a")) lacking.open = false
})

form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "confirm") return
  event.preventDefault()
  clearTimeout(timer)
  sent = sent.then(() => keep(event.submitter))
})

// what is signed is what was kept: a decision waits for the last answer
document.addEventListener("submit", (event) => {
  if (!timer || event.target === form || !form) return
  event.preventDefault()
  const button = event.submitter
  clearTimeout(timer)
  sent = sent.then(() => keep()).then(() => event.target.requestSubmit(button))
})

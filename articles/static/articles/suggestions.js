// What may be meant, listed under a field while one types: arrows choose, Enter takes, the field stays a plain one.

import { crel } from "django-prose-editor/editor"

const PAUSE = 150 // milliseconds after the last key
let made = 0

// `ask(typed)` resolves to [{label, value}]; `take` is called with the one that was chosen. Returns the list, to stand
// below the input.
export const suggestions = (input, ask, take) => {
  const id = `suggested-${++made}`
  const list = crel("ul", { id, role: "listbox", className: "cite-list suggested", hidden: true })
  let offered = []
  let current = -1
  let asked = 0
  let timer = 0

  const mark = (index) => {
    current = index
    for (const [at, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(at === index))
    if (index < 0) input.removeAttribute("aria-activedescendant")
    else input.setAttribute("aria-activedescendant", list.children[index].id)
    list.children[index]?.scrollIntoView({ block: "nearest" })
  }
  const show = (found) => {
    offered = found
    const option = ({ label }, at) => crel("li", { id: `${id}-${at}`, role: "option", textContent: label })
    list.replaceChildren(...found.map(option))
    list.hidden = !found.length
    mark(-1)
  }
  const choose = (index) => {
    const chosen = offered[index]
    input.value = chosen.value
    show([])
    take(chosen)
  }
  const run = async () => {
    const mine = ++asked
    const found = await ask(input.value.trim()).catch(() => []) // offline: one types the address
    if (mine === asked) show(found)
  }

  input.setAttribute("aria-controls", id)
  input.setAttribute("aria-autocomplete", "list")
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "")
  input.addEventListener("input", () => {
    asked += 1
    clearTimeout(timer)
    timer = setTimeout(run, PAUSE)
  })
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && offered.length) mark((current + step + offered.length) % offered.length)
    else if (event.key === "Enter" && current >= 0) choose(current)
    else return
    event.preventDefault()
  })
  list.addEventListener("mousedown", (event) => event.preventDefault()) // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const index = [...list.children].indexOf(target.closest("li"))
    if (index >= 0) choose(index)
  })
  return list
}

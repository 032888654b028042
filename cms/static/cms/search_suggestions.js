// Suggestions under a search field: titles of articles, by keyboard or pointer. A combobox with a
// list as the ARIA patterns describe it. Without this module the form simply searches.

const WAIT = 150

for (const form of document.querySelectorAll("form[data-suggest]")) suggestFor(form)

function suggestFor(form) {
  const field = form.querySelector("input[type=search]")
  const list = Object.assign(document.createElement("ul"), { id: `${field.id}-list`, hidden: true })
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", form.dataset.list)
  form.append(list)
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }
  for (const [name, value] of Object.entries(state)) field.setAttribute(name, value)

  let timer, request
  let chosen = -1

  const close = () => {
    clearTimeout(timer)
    request?.abort()
    list.hidden = true
    choose(-1)
    field.setAttribute("aria-expanded", "false")
  }

  const choose = (index) => {
    chosen = index
    for (const [at, option] of [...list.children].entries()) option.setAttribute("aria-selected", at === index)
    const option = list.children[index]
    if (option) {
      field.setAttribute("aria-activedescendant", option.id)
      option.scrollIntoView({ block: "nearest" })
    } else field.removeAttribute("aria-activedescendant")
  }

  // What somebody has chosen stays chosen where the answer to a later key has it too.
  const show = (suggestions) => {
    const kept = list.children[chosen]?.dataset.url
    list.replaceChildren(
      ...suggestions.map(({ title, url }, at) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, textContent: title })
        option.setAttribute("role", "option")
        option.dataset.url = url
        return option
      }),
    )
    list.hidden = suggestions.length === 0
    field.setAttribute("aria-expanded", String(!list.hidden))
    choose(kept ? suggestions.findIndex(({ url }) => url === kept) : -1)
  }

  const ask = async () => {
    request?.abort()
    request = new AbortController()
    const typed = field.value.trim()
    if (typed.length < 2) return close()
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: request.signal })
      if (answer.ok) show((await answer.json()).suggestions)
    } catch {
      list.hidden = true // offline, or overtaken by the next key
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  })
  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault()
      close()
    } else if (list.hidden) return
    else if (event.key === "ArrowDown") {
      event.preventDefault()
      choose(chosen < last ? chosen + 1 : -1)
    } else if (event.key === "ArrowUp") {
      event.preventDefault()
      choose(chosen < 0 ? last : chosen - 1)
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault()
      location.assign(list.children[chosen].dataset.url)
    }
  })
  list.addEventListener("pointerdown", (event) => event.preventDefault()) // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]")
    if (option) location.assign(option.dataset.url)
  })
  field.addEventListener("blur", close)
}

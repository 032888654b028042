// The citation dialog: search the library, choose with the keyboard or the mouse.
import { crel } from "django-prose-editor/editor"

const PAUSE = 150 // milliseconds after the last key before a search starts
let opened = 0

// Resolves to {key, text} of the chosen reference, or to null.
export const openCitationDialog = (address) =>
  new Promise((resolve) => {
    const parts = build(`citing-${++opened}`)
    const { dialog, form, input, cancel } = parts
    const search = searcher(address, parts)
    let timer

    const close = (chosen) => {
      clearTimeout(timer)
      search.stop()
      dialog.close()
      dialog.remove()
      resolve(chosen)
    }
    input.addEventListener("input", () => {
      clearTimeout(timer)
      timer = setTimeout(() => search.run(input.value), PAUSE)
    })
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (!step) return
      event.preventDefault()
      search.move(step)
    })
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (search.chosen()) close(search.chosen())
    })
    parts.list.addEventListener("dblclick", () => search.chosen() && close(search.chosen()))
    cancel.addEventListener("click", () => close(null))
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault()
      close(null)
    })

    document.body.append(dialog) // forms do not nest: never inside the form of the article
    dialog.showModal()
    input.focus()
    search.run("")
  })

const build = (id) => {
  const input = crel("input", {
    id: `${id}-search`,
    type: "search",
    autocomplete: "off",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
  })
  const list = crel("ul", { id: `${id}-list`, className: "cite-list", role: "listbox", "aria-label": "References" })
  const status = crel("p", { className: "cite-status", role: "status" })
  const insert = crel("button", { type: "submit", textContent: "Insert" })
  const cancel = crel("button", { type: "button", textContent: "Cancel" })
  const title = crel("h2", { id: `${id}-title`, className: "prose-editor-dialog-title", textContent: "Cite a reference" })
  const label = crel("label", { htmlFor: input.id, textContent: "Search the library" })
  const form = crel("form", { method: "dialog" }, [
    title,
    crel("div", { className: "prose-editor-dialog-field" }, [label, input]),
    list,
    status,
    crel("div", { className: "prose-editor-dialog-buttons" }, [insert, cancel]),
  ])
  const dialog = crel("dialog", { className: "prose-editor-dialog cite-dialog", "aria-labelledby": title.id }, [form])
  return { dialog, form, input, list, status, insert, cancel }
}

const searcher = (address, { input, list, status, insert }) => {
  let results = []
  let active = 0
  let request = null

  const draw = () => {
    list.replaceChildren(...results.map(option))
    const current = list.children[active]
    if (current) input.setAttribute("aria-activedescendant", current.id)
    else input.removeAttribute("aria-activedescendant")
    current?.scrollIntoView({ block: "nearest" })
    insert.disabled = !results.length
    list.hidden = !results.length
  }
  const option = (result, index) => {
    const item = crel(
      "li",
      { id: `${list.id}-${index}`, role: "option", "aria-selected": String(index === active) },
      [crel("b", { textContent: result.key }), " ", result.text],
    )
    item.addEventListener("mousedown", (event) => {
      event.preventDefault() // the search field keeps the focus
      active = index
      draw()
    })
    return item
  }
  const show = (found) => {
    results = found
    active = 0
    draw()
    status.textContent = found.length
      ? `${found.length} reference${found.length > 1 ? "s" : ""}`
      : "No reference has all of these words."
  }

  return {
    chosen: () => results[active],
    stop: () => request?.abort(),
    move: (step) => {
      if (!results.length) return
      active = (active + step + results.length) % results.length
      draw()
    },
    run: async (words) => {
      request?.abort()
      request = new AbortController()
      try {
        const query = new URLSearchParams({ q: words })
        const response = await fetch(`${address}?${query}`, {
          headers: { Accept: "application/json" },
          signal: request.signal,
        })
        if (!response.ok) throw new Error(String(response.status))
        show((await response.json()).results)
      } catch (error) {
        if (error.name === "AbortError") return
        results = []
        draw()
        status.textContent = "The library can't be reached. Check your connection, then type again."
      }
    },
  }
}

// The citation dialog: one box that searches the library by words, and takes identifiers and whole records.

import { byHand, chosenRecords } from "articles/citation_import"
import { dialogField, openDialog } from "articles/dialog"
import { asking, get } from "articles/http"
import { gettext, interpolate, ngettext } from "articles/i18n"
import { crel } from "django-prose-editor/editor"

const PAUSE = 150 // milliseconds after the last key before a search starts
const RECORDS = /\n|^\s*(@\s*\w+\s*[{(]|\[\s*\{|\{\s*"|TY\s{1,2}-|PMID\s?-\s)/
const OFFLINE = gettext("The library can't be reached. Check your connection, then type again.")
const MOST_CITED = 200 // that the server looks at
let opened = 0

// Resolves to [{key, text}] of the works to cite, in order; [] where nothing was chosen. What was gathered for the
// text and is not `cited` yet comes first. `words` are those that it begins to search with.
export const openCitationDialog = (owner, cited = [], words = "") =>
  openDialog({ title: gettext("Cite a reference"), kind: "cite-dialog", nothing: [] }, (close) => {
    const parts = build(`citing-${++opened}`)
    const { input } = parts
    const search = searcher(owner.dataset.references, cited, parts)
    let pasted = null
    let timer

    const show = (panel) => {
      pasted?.element.remove()
      pasted = panel
      if (panel) parts.status.before(panel.element)
      parts.list.hidden = Boolean(panel)
      parts.insert.textContent = panel?.submit ?? gettext("Insert")
      parts.insert.disabled = false
    }
    const say = (words) => {
      parts.status.textContent = words
    }
    const enterByHand = async (query, why = gettext("Complete the entry.")) => {
      const panel = await byHand(owner, query, say).catch(() => null)
      if (!panel) return say(OFFLINE)
      show(panel)
      say(why)
      return panel.focus()
    }
    const take = async (text) => {
      search.stop()
      say(gettext("Reading …"))
      try {
        const panel = await chosenRecords(owner, text, enterByHand)
        if (panel.failed) return await enterByHand(panel.failed.by_hand, panel.failed.problem)
        show(panel)
        say(panel.said)
        panel.focus()
      } catch (why) {
        say(why.message)
      }
    }
    const submit = async () => {
      if (!pasted) {
        if (search.chosen()) close([search.chosen()])
        else if (search.lookUp()) await take(search.lookUp())
        else if (search.byHand()) await enterByHand(search.byHand())
        return
      }
      parts.insert.disabled = true
      const { entered, said } = await pasted.enter().catch((why) => ({ entered: [], said: why.message }))
      parts.insert.disabled = false
      if (entered.length && !said) close(entered)
      else say(said)
    }

    input.addEventListener("input", () => {
      clearTimeout(timer)
      if (pasted) show(null)
      timer = setTimeout(() => search.run(input.value), PAUSE)
    })
    input.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain").trim()
      if (!RECORDS.test(text)) return
      event.preventDefault() // the field has one line; records have many
      clearTimeout(timer)
      take(text)
    })
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (!step || pasted) return
      event.preventDefault()
      search.move(step)
    })
    parts.list.addEventListener("dblclick", () => search.chosen() && close([search.chosen()]))
    return {
      parts: [parts.field, parts.list, parts.status],
      buttons: [parts.insert],
      onSubmit: submit,
      onShown: () => {
        input.value = words
        input.focus()
        search.run(words)
      },
      onClosed: () => {
        clearTimeout(timer)
        search.stop()
      },
    }
  })

const build = (id) => {
  const input = crel("input", {
    id: `${id}-search`,
    type: "text", // in a field of a search the first Escape would only empty it
    autocomplete: "off",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
    "aria-describedby": `${id}-help`,
  })
  const list = crel("ul", {
    id: `${id}-list`,
    className: "cite-list",
    role: "listbox",
    "aria-label": gettext("References"),
  })
  const status = crel("p", { className: "cite-status", role: "status" })
  const insert = crel("button", { type: "submit", textContent: gettext("Insert") })
  const help = crel("small", {
    id: `${id}-help`,
    textContent: gettext(
      "DOI, PMID, PMCID, ISBN or address; or works as another program exports them: RIS, BibTeX, NBIB, XML of PubMed …",
    ),
  })
  const field = dialogField(input, gettext("Search the library, or paste a work"), help)
  return { field, input, list, status, insert }
}

const searcher = (address, cited, { input, list, status, insert }) => {
  let results = []
  let active = 0
  let asked = 0
  let query = ""
  let identifier = ""

  const draw = () => {
    list.replaceChildren(...results.map(option))
    const current = list.children[active]
    if (current) input.setAttribute("aria-activedescendant", current.id)
    else input.removeAttribute("aria-activedescendant")
    current?.scrollIntoView({ block: "nearest" })
    insert.disabled = !results.length && !query
    insert.textContent = identifier ? gettext("Look it up") : query ? gettext("Enter this work") : gettext("Insert")
    list.hidden = !results.length
  }
  const option = (result, index) => {
    const item = crel("li", { id: `${list.id}-${index}`, role: "option", "aria-selected": String(index === active) }, [
      crel("b", { textContent: result.key }),
      " ",
      result.text,
    ])
    item.addEventListener("mousedown", (event) => {
      event.preventDefault() // the search field keeps the focus
      active = index
      draw()
    })
    return item
  }
  const show = (found, said, byHandQuery, toLookUp = "") => {
    results = found
    active = 0
    query = byHandQuery
    identifier = toLookUp
    draw()
    const counted = ngettext("%(count)s reference", "%(count)s references", found.length)
    status.textContent =
      said ||
      (found.length ? interpolate(counted, { count: found.length }) : gettext("No reference has all of these words."))
  }

  return {
    chosen: () => results[active],
    byHand: () => query,
    lookUp: () => identifier,
    stop: () => {
      asked += 1
    },
    move: (step) => {
      if (!results.length) return
      active = (active + step + results.length) % results.length
      draw()
    },
    run: async (words) => {
      const mine = ++asked
      try {
        const query = new URLSearchParams([["q", words], ...cited.slice(0, MOST_CITED).map((key) => ["cited", key])])
        const response = await get(asking(address, query))
        if (!response.ok) throw new Error(String(response.status))
        const { results: found, said = "", by_hand = "", look_up = "" } = await response.json()
        if (mine === asked) show(found, said, by_hand, look_up)
      } catch {
        if (mine === asked) show([], OFFLINE, "")
      }
    },
  }
}

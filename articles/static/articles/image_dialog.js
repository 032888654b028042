// The image dialog: find one in the library or send one in, and say what it shows.

import { dialogField, openDialog } from "articles/dialog"
import { gettext, interpolate, ngettext } from "articles/i18n"
import { upload } from "articles/image_upload"
import { crel } from "django-prose-editor/editor"

const PAUSE = 150 // milliseconds after the last key before a search starts
const TYPES = "image/jpeg,image/png,image/webp,image/gif,image/avif"
let opened = 0

// `current` is {facts, alt} of the figure that is changed. Resolves to {facts, alt}, or to null;
// alt is null while nobody has said what the image shows, "" for one that is decorative, where that may be.
export const openImageDialog = (form, current = null, { words = "", verb = "", mayDecorate = true } = {}) =>
  openDialog({ title: words || titleFor(current), kind: "image-dialog" }, (close) => {
    const parts = build(`choosing-${++opened}`, current)
    if (verb) parts.insert.textContent = verb
    parts.decorative.parentElement.hidden = !mayDecorate
    const { input, list, file, alt, decorative, status } = parts
    let chosen = current?.facts ?? null
    let asked = 0
    let timer

    const show = () => {
      for (const option of list.children) {
        const isChosen = option.dataset.key === chosen?.key
        option.setAttribute("aria-selected", String(isChosen))
        if (isChosen) option.scrollIntoView({ block: "nearest" })
      }
      const option = list.querySelector("[aria-selected=true]")
      if (option) input.setAttribute("aria-activedescendant", option.id)
      else input.removeAttribute("aria-activedescendant")
      parts.insert.disabled = !chosen
    }
    const choose = (facts) => {
      if (!decorative.checked && (!alt.value || alt.value === chosen?.alt)) alt.value = facts.alt
      chosen = facts
      show()
    }
    const fill = (results) => {
      parts.found = results
      list.replaceChildren(...results.map((facts, index) => optionFor(facts, `${list.id}-${index}`)))
      show()
    }
    const search = async () => {
      const mine = ++asked
      const address = `${form.dataset.images}?${new URLSearchParams({ q: input.value })}`
      const answer = await fetch(address, { headers: { Accept: "application/json" } })
        .then((response) => (response.ok ? response.json() : null))
        .catch(() => null)
      if (mine !== asked) return
      fill(answer?.results ?? [])
      const count = parts.found.length
      status.textContent = answer
        ? count
          ? interpolate(ngettext("%(count)s image", "%(count)s images", count), { count })
          : gettext("No image has all of these words.")
        : gettext("The library can't be reached just now.")
    }

    input.addEventListener("input", () => {
      clearTimeout(timer)
      timer = setTimeout(search, PAUSE)
    })
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
      const isInWords = event.key.match(/Left|Right/) && input.value
      if (!step || isInWords || !parts.found.length) return
      event.preventDefault()
      const at = parts.found.findIndex(({ key }) => key === chosen?.key)
      const next = at < 0 ? (step > 0 ? 0 : -1) : (at + step) % parts.found.length
      choose(parts.found.at(next))
    })
    list.addEventListener("click", ({ target }) => {
      const key = target.closest("li")?.dataset.key
      if (key) choose(parts.found.find((facts) => facts.key === key))
    })
    file.addEventListener("change", async () => {
      if (!file.files.length) return
      const [sent] = file.files
      asked++
      status.classList.remove("error")
      status.textContent = interpolate(gettext("Sending %(name)s …"), { name: sent.name })
      try {
        const facts = await upload(form, sent)
        fill([facts, ...parts.found.filter(({ key }) => key !== facts.key)])
        choose(facts)
        const said = facts.is_new
          ? gettext("%(name)s is in the library.")
          : gettext("%(name)s is in the library already, as “%(title)s”.")
        status.textContent = [interpolate(said, { name: sent.name, title: facts.title }), ...facts.notes].join(" ")
        alt.focus()
      } catch (error) {
        status.classList.add("error")
        status.textContent = `${sent.name}: ${error.message}`
      }
      file.value = ""
    })
    decorative.addEventListener("change", () => {
      alt.disabled = decorative.checked
    })
    return {
      parts: parts.rows,
      buttons: [parts.insert],
      onSubmit: () => {
        if (!chosen) return
        const described = alt.value.trim().replace(/\s+/g, " ")
        close({ facts: chosen, alt: decorative.checked ? "" : described || null })
      },
      onShown: () => {
        show()
        if (current) alt.focus()
        else input.focus()
        search()
      },
      onClosed: () => clearTimeout(timer),
    }
  })

const titleFor = (current) => (current ? gettext("Change the image") : gettext("Insert an image"))

const optionFor = (facts, id) =>
  crel("li", { id, role: "option", "aria-selected": "false", "data-key": facts.key }, [
    crel("img", { src: facts.thumbnail, alt: "", width: facts.width, height: facts.height }),
    crel("span", { textContent: facts.title }),
  ])

const build = (id, current) => {
  const input = crel("input", {
    id: `${id}-search`,
    type: "text", // in a field of a search the first Escape would only empty it
    autocomplete: "off",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
  })
  const list = crel("ul", {
    id: `${id}-list`,
    className: "image-choices",
    role: "listbox",
    "aria-label": gettext("Images"),
  })
  const file = crel("input", { id: `${id}-file`, type: "file", accept: TYPES })
  const alt = crel("textarea", { id: `${id}-alt`, rows: 2, "aria-describedby": `${id}-help` })
  const decorative = crel("input", { id: `${id}-decorative`, type: "checkbox" })
  const status = crel("p", { className: "cite-status", role: "status" })
  const insert = crel("button", {
    type: "submit",
    textContent: current ? gettext("Change") : gettext("Insert"),
    disabled: true,
  })
  alt.value = current?.alt ?? ""
  decorative.checked = current?.alt === ""
  alt.disabled = decorative.checked
  const help = gettext(
    "In a sentence, what a reader who can't see it needs to know from it. Of a chart: its message. Not “image of”.",
  )
  const rows = [
    dialogField(input, gettext("Search the library")),
    list,
    dialogField(file, gettext("Or send one in from this device")),
    status,
    dialogField(
      alt,
      gettext("Alternative text: what it shows"),
      crel("small", { id: `${id}-help`, textContent: help }),
    ),
    crel("div", { className: "image-decorative" }, [
      decorative,
      crel("label", {
        htmlFor: decorative.id,
        textContent: gettext("It is decorative: leaving it out would take nothing from the text"),
      }),
    ]),
  ]
  return { rows, input, list, file, alt, decorative, status, insert, found: [] }
}

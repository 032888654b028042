// The headings of a text beside it: each leads to its section; by arrows, buttons or dragging a section changes places with
// all that stands in it.

import { moveRange } from "articles/block_moves"
import { gettext, interpolate } from "articles/i18n"
import { crel, Extension, pm } from "django-prose-editor/editor"

const { TextSelection } = pm.state
const PAUSE = 250 // milliseconds after the last change
const PART = "[data-outline]"

export const Outline = Extension.create({
  name: "outline",

  addStorage: () => ({ timer: 0, drawn: "" }),

  onCreate() {
    const part = document.querySelector(PART)
    if (!part) return
    if (matchMedia("(width < 64rem)").matches) part.querySelector("details").open = false
    part.dataset.heard = ""
    listen(this.editor, part)
    draw(this.editor, part, this.storage)
    this.editor.on("transaction", () => {
      clearTimeout(this.storage.timer)
      this.storage.timer = setTimeout(() => draw(this.editor, part, this.storage), PAUSE)
    })
  },

  onDestroy() {
    clearTimeout(this.storage.timer)
  },

  addCommands: () => ({
    goToSection:
      (index) =>
      ({ editor, state, dispatch, tr }) => {
        const section = sectionsOf(state.doc)[index]
        if (section && dispatch) {
          tr.setSelection(TextSelection.create(tr.doc, section.from + section.heading.nodeSize - 1))
          editor.view.focus()
          requestAnimationFrame(() => editor.view.nodeDOM(section.from)?.scrollIntoView({ block: "center" }))
        }
        return Boolean(section)
      },
    // Past its neighbour of the same level; not out of the section that it is part of.
    moveSection:
      (index, step) =>
      ({ tr, dispatch }) => {
        const sections = sectionsOf(tr.doc)
        const neighbour = neighbourOf(sections, index, step)
        if (neighbour && dispatch) {
          const { from, to } = sections[index]
          moveRange(tr, from, to, step < 0 ? neighbour.from : neighbour.to)
        }
        return Boolean(neighbour)
      },
    // Before another heading, or behind everything.
    moveSectionTo:
      (index, before) =>
      ({ tr, dispatch }) => {
        const sections = sectionsOf(tr.doc)
        const { from, to } = sections[index] ?? {}
        const target = sections[before]?.from ?? tr.doc.content.size
        if (from === undefined || (from <= target && target <= to)) return false
        if (dispatch) moveRange(tr, from, to, target)
        return true
      },
  }),
})

// Each heading with where its section begins and ends: at the next heading that is not below it.
const sectionsOf = (doc) => {
  const sections = []
  doc.forEach((heading, from) => {
    if (heading.type.name === "heading") sections.push({ heading, from, level: heading.attrs.level })
  })
  for (const [index, section] of sections.entries()) {
    const next = sections.slice(index + 1).find(({ level }) => level <= section.level)
    section.to = next?.from ?? doc.content.size
  }
  return sections
}

const neighbourOf = (sections, index, step) => {
  const { level } = sections[index] ?? {}
  for (let at = index + step; level && sections[at]; at += step) {
    if (sections[at].level === level) return sections[at]
    if (sections[at].level < level) return null
  }
  return null
}

// --- the list -----------------------------------------------------------------------------------

const draw = (editor, part, storage) => {
  if (editor.isDestroyed) return
  const sections = sectionsOf(editor.state.doc)
  const list = part.querySelector("ol")
  const shown = JSON.stringify(sections.map(({ heading, level }) => [level, heading.textContent]))
  if (shown !== storage.drawn || list.childElementCount !== sections.length) {
    storage.drawn = shown
    const focused = rows(list).indexOf(document.activeElement)
    list.replaceChildren(...sections.map(row))
    part.hidden = !sections.length
    if (focused >= 0)
      rows(list)
        .at(Math.min(focused, sections.length - 1))
        ?.focus()
  }
  markCurrent(rows(list), sections, editor.state.selection.from)
}

const rows = (list) => [...list.querySelectorAll(".outline-go")]

const row = ({ heading, level }) => {
  const words = heading.textContent.trim() || gettext("Heading without words")
  const mover = (name, sign, label) =>
    crel("button", {
      type: "button",
      className: `outline-${name}`,
      tabIndex: -1,
      textContent: sign,
      "aria-label": interpolate(label, { words }),
    })
  const go = crel("button", { type: "button", className: "outline-go", tabIndex: -1, textContent: words })
  go.setAttribute("aria-keyshortcuts", "Alt+ArrowUp Alt+ArrowDown")
  const item = crel("li", { draggable: true, className: `outline-${level}` }, [
    go,
    mover("up", "↑", gettext("Move up: %(words)s")),
    mover("down", "↓", gettext("Move down: %(words)s")),
  ])
  return item
}

const markCurrent = (buttons, sections, cursor) => {
  const current = sections.findLastIndex(({ from }) => from <= cursor)
  const stop = buttons.find((each) => each === document.activeElement) ?? buttons[Math.max(current, 0)]
  for (const [index, button] of buttons.entries()) {
    button.tabIndex = button === stop ? 0 : -1
    if (index === current) button.setAttribute("aria-current", "location")
    else button.removeAttribute("aria-current")
  }
}

// --- what is done with it -----------------------------------------------------------------------

const listen = (editor, part) => {
  const list = part.querySelector("ol")
  const said = part.querySelector("[role=status]")
  const { storage } = editor.extensionManager.extensions.find(({ name }) => name === "outline")
  const indexOf = (target) => [...list.children].indexOf(target.closest("li"))
  const again = (act) => {
    const isMoved = act()
    draw(editor, part, storage)
    said.textContent = isMoved ? gettext("The section was moved. Ctrl+Z in the text undoes it.") : ""
    return isMoved
  }
  const shift = (index, step) => {
    const words = list.children[index].querySelector(".outline-go").textContent
    if (!again(() => editor.commands.moveSection(index, step))) return
    const places = rows(list).map((each, at) => (each.textContent === words ? at : -1))
    const beyond = places.filter((at) => (step < 0 ? at >= 0 && at < index : at > index))
    rows(list)
      .at(step < 0 ? beyond.at(-1) : beyond[0])
      ?.focus()
  }

  list.addEventListener("click", ({ target }) => {
    if (target.matches(".outline-go")) editor.commands.goToSection(indexOf(target))
    if (target.matches(".outline-up")) shift(indexOf(target), -1)
    if (target.matches(".outline-down")) shift(indexOf(target), 1)
  })
  list.addEventListener("keydown", (event) => {
    const index = indexOf(event.target)
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!step) return
    event.preventDefault()
    if (event.altKey) shift(index, step)
    else
      rows(list)
        .at((index + step) % list.childElementCount)
        ?.focus()
  })
  drag(list, indexOf, (index, before) => again(() => editor.commands.moveSectionTo(index, before)))
}

const drag = (list, indexOf, move) => {
  let dragged = -1
  const aimAt = (event) => {
    const item = event.target.closest("li")
    if (!item) return list.childElementCount
    const { top, height } = item.getBoundingClientRect()
    return indexOf(item) + (event.clientY > top + height / 2 ? 1 : 0)
  }
  const mark = (before) => {
    for (const [index, item] of [...list.children].entries()) {
      item.classList.toggle("drop-before", index === before)
      item.classList.toggle("drop-after", index === before - 1 && before === list.childElementCount)
    }
  }
  list.addEventListener("dragstart", (event) => {
    dragged = indexOf(event.target)
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", event.target.textContent)
  })
  list.addEventListener("dragover", (event) => {
    if (dragged < 0) return
    event.preventDefault()
    mark(aimAt(event))
  })
  list.addEventListener("drop", (event) => {
    if (dragged < 0) return
    event.preventDefault()
    move(dragged, aimAt(event))
  })
  list.addEventListener("dragend", () => {
    dragged = -1
    mark(-1)
  })
}

// The toolbar and the editing area for everybody: names, states, one tab stop, arrow keys.

import { gettext, interpolate, pgettext } from "articles/i18n"
import { createMenuFromGroups, crel, Extension, pm, Menu as StockMenu } from "django-prose-editor/editor"

const LABELS = {
  paragraph: gettext("Paragraph"),
  heading2: gettext("Heading"),
  heading3: gettext("Heading below"),
  heading4: gettext("Heading below that"),
  bulletList: gettext("Bulleted list (Ctrl+Shift+8)"),
  orderedList: gettext("Numbered list (Ctrl+Shift+7)"),
  blockquote: gettext("Quotation (Ctrl+Shift+B)"),
  horizontalRule: gettext("Dividing line"),
  bold: gettext("Bold (Ctrl+B)"),
  italic: gettext("Italic (Ctrl+I)"),
  subscript: gettext("Subscript (Ctrl+,)"),
  superscript: gettext("Superscript (Ctrl+.)"),
  link: gettext("Link (Ctrl+K)"),
  "history:undo": gettext("Undo (Ctrl+Z)"),
  "history:redo": gettext("Redo (Ctrl+Shift+Z)"),
  fullscreen: gettext("Whole window (Ctrl+Shift+F)"),
  finding: gettext("Find and replace (Ctrl+H)"),
  shortcuts: gettext("Keys (Ctrl+/)"),
}
const SWITCHES = /^(bold|italic|subscript|superscript|blockquote|bulletList|orderedList|link|fullscreen|block:|list:)/
const BUTTON = ".prose-menubar__button"
const DROPDOWN = ".prose-menubar__selected"

// By its name it takes the place of the stock one, which asks every button for its state at every key
// before the letter is painted. Here they are asked once the letter stands.
export const Menu = StockMenu.extend({
  addOptions() {
    return { ...this.parent?.(), items: drawnLate }
  },
})

const drawnLate = ({ editor, buttons, menu }) => {
  const { draws } = editor.storage.toolbar
  const listening = Object.create(editor, { on: { value: (_event, draw) => draws.push(draw) } })
  const { groups } = editor.extensionManager.extensions.find(({ name }) => name === "menu").options
  return createMenuFromGroups(groups)({ editor: listening, buttons, menu })
}

export const Toolbar = Extension.create({
  name: "toolbar",
  priority: 1, // after the menu, which makes the buttons

  addStorage: () => ({ draws: [], drawn: 0, isDue: false }),

  onBeforeCreate() {
    // Tiptap would add a <style>, which the content security policy refuses; editor.css has the same rules
    this.editor.options.injectCSS = false
  },

  onCreate({ editor }) {
    const root = editor.options.element
    nameEditingArea(editor, root.querySelector("textarea"))
    const bar = root.querySelector(".prose-menubar")
    if (bar) arrangeToolbar(editor, bar, this.storage)
  },
})

const nameEditingArea = (editor, textarea) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const attributes = { id: `${textarea.id}_area`, role: "textbox", "aria-multiline": "true" }
  if (label) {
    label.id ||= `${textarea.id}_label`
    attributes["aria-labelledby"] = label.id
    label.addEventListener("click", (event) => {
      event.preventDefault()
      editor.commands.focus()
    })
  }
  for (const name of ["aria-describedby", "aria-invalid", "lang"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  editor.setOptions({ editorProps: { attributes, scrollThreshold: covered, scrollMargin: covered } })
}

// What lies over the text at the ends of the window: the cursor is brought out from under it.
const heightOf = (selector) => document.querySelector(selector)?.offsetHeight ?? 0
const covered = {
  left: 0,
  right: 0,
  get top() {
    return heightOf(".prose-menubar") + 8
  },
  get bottom() {
    return heightOf("#save-dock") + 8
  },
}

const arrangeToolbar = (editor, bar, storage) => {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", gettext("Formatting"))
  bar.setAttribute("aria-controls", editor.view.dom.id)
  for (const dropdown of bar.querySelectorAll(DROPDOWN)) arrangeDropdown(dropdown)

  let current = null
  const items = () => [...bar.querySelectorAll(`.prose-menubar__group > ${BUTTON}:not(.hidden), ${DROPDOWN} > button`)]
  const sync = () => {
    const shown = items()
    if (!shown.includes(current)) current = shown[0]
    for (const button of shown) describe(button, button === current)
  }
  const announce = announcer(editor)
  const draw = () => {
    storage.isDue = false
    if (editor.isDestroyed) return
    storage.drawn += 1
    const focused = items().indexOf(document.activeElement)
    for (const each of storage.draws) each()
    sync()
    // the button of a dropdown is another one when its entry changes
    if (focused >= 0 && !document.activeElement.closest(".prose-menubar")) items().at(focused)?.focus()
    announce()
  }
  const drawLater = () => {
    if (storage.isDue) return
    storage.isDue = true
    requestAnimationFrame(() => setTimeout(draw))
  }

  bar.addEventListener("keydown", (event) => {
    const shown = items()
    const index = shown.indexOf(document.activeElement)
    if (index < 0) return
    if (event.key === "Escape") editor.commands.focus()
    if (event.key === "?") editor.commands.showShortcuts()
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    current = shown.at(next % shown.length)
    sync()
    current.focus()
  })
  bar.addEventListener("focusin", ({ target }) => {
    if (!items().includes(target)) return
    current = target
    sync()
  })
  editor.view.dom.addEventListener("keydown", (event) => {
    if (!(event.altKey && event.key === "F10")) return
    event.preventDefault()
    sync()
    current?.focus()
  })
  editor.on("transaction", drawLater)
  draw()
}

// Name, state and tab stop of one button. The button of a dropdown is made anew when its entry changes.
const describe = (button, isCurrent) => {
  const { name } = button.dataset
  set(button, "tabindex", isCurrent ? "0" : "-1")
  if (button.closest(DROPDOWN)) return describeOpener(button)
  const label = LABELS[name]
  if (label) {
    set(button, "title", label)
    set(button, "aria-label", label)
  }
  set(button, "aria-disabled", String(button.classList.contains("disabled")))
  if (SWITCHES.test(name)) set(button, "aria-pressed", String(button.classList.contains("active")))
  return undefined
}

const describeOpener = (button) => {
  if (button.hasAttribute("aria-haspopup")) return
  set(button, "aria-haspopup", "true")
  set(button, "aria-expanded", "false")
  const isOfBlocks = button.title !== gettext("Table")
  set(
    button,
    "aria-label",
    isOfBlocks
      ? interpolate(gettext("Kind of block: %(kind)s"), { kind: kindOf(button).toLowerCase() })
      : gettext("Table"),
  )
  button.title = isOfBlocks ? gettext("Kind of block") : gettext("Table")
}

const set = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

const kindOf = ({ dataset, title }) => {
  if (dataset.level) return LABELS[`heading${dataset.level}`]
  return title ? LABELS.paragraph : gettext("other")
}

const arrangeDropdown = (dropdown) => {
  const picker = dropdown.parentElement.querySelector(".prose-menubar__picker")
  const options = () => [...picker.querySelectorAll("button:not(.hidden)")]
  const opener = () => dropdown.querySelector("button")
  for (const option of options()) {
    const label = LABELS[option.dataset.name]
    if (label && option.firstElementChild) option.firstElementChild.textContent = label.replace(/ \(.*/, "")
  }

  dropdown.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return
    event.preventDefault()
    dropdown.click()
  })
  picker.addEventListener("beforetoggle", ({ newState }) => newState === "open" && placeUnder(dropdown, picker))
  picker.addEventListener("toggle", ({ newState }) => {
    opener()?.setAttribute("aria-expanded", String(newState === "open"))
    if (newState !== "open") return
    keepInWindow(picker)
    options()[0]?.focus({ preventScroll: true })
  })
  picker.addEventListener("keydown", (event) => {
    const shown = options()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      shown.at((shown.indexOf(document.activeElement) + step) % shown.length)?.focus()
    } else if (event.key === "Escape") {
      event.preventDefault()
      picker.hidePopover()
      opener()?.focus()
    } else return
    event.stopPropagation()
  })
}

// In the window rather than on the page, since the toolbar stays in the window too.
const placeUnder = (dropdown, picker) => {
  const { left, bottom } = dropdown.getBoundingClientRect()
  picker.style.left = `${left}px`
  picker.style.top = `${bottom + 2}px`
}

const keepInWindow = (picker) => {
  const past = picker.getBoundingClientRect().right - document.documentElement.clientWidth + 8
  if (past > 0) picker.style.left = `${Math.max(8, parseFloat(picker.style.left) - past)}px`
}

const MARKS = ["bold", "italic", "subscript", "superscript"]
const LISTS = { bulletList: gettext("Bulleted list"), orderedList: gettext("Numbered list") }
const TERMS = {
  definitionTerm: [gettext("Term"), gettext("Question")],
  definitionMeaning: [gettext("Meaning"), pgettext("noun", "Answer")],
}

// Says aloud where the cursor came to, and which marks a key put on or off.
const announcer = (editor) => {
  const region = crel("p", { className: "visually-hidden", "aria-live": "polite" })
  editor.options.element.append(region)
  let place = placeOf(editor.state)
  let marks = ""
  let position = -1
  return () => {
    const { state } = editor
    const now = { place: placeOf(state), marks: marksOf(editor), position: state.selection.from }
    const said = []
    if (now.place !== place) said.push(now.place)
    if (now.position === position && now.marks !== marks) said.push(now.marks || gettext("No marks"))
    ;({ place, marks, position } = now)
    if (said.length && editor.isFocused) region.textContent = said.join(". ")
  }
}

const marksOf = (editor) =>
  MARKS.filter((name) => editor.isActive(name))
    .map((name) => LABELS[name].replace(/ \(.*/, ""))
    .join(", ")

const placeOf = ({ selection: { $from } }) => {
  const found = []
  for (let depth = 1; depth <= $from.depth; depth += 1) {
    const words = wordsFor($from.node(depth), $from.node(depth - 1), $from, depth)
    if (words) found.push(words)
  }
  return found.join(", ") || gettext("Paragraph")
}

const wordsFor = ({ type: { name, spec }, attrs }, parent, $from, depth) => {
  if (name === "heading") return LABELS[`heading${attrs.level}`]
  if (spec.saidAs) return spec.saidAs(attrs)
  if (name === "blockquote") return gettext("Quotation")
  if (name in TERMS) return TERMS[name][parent.attrs.kind ? 1 : 0]
  if (name === "table") return interpolate(gettext("Table, %(place)s"), { place: cellOf($from, depth) })
  return LISTS[name]
}

const cellOf = ($from, depth) => {
  const table = $from.node(depth)
  if ($from.depth < depth + 2) return interpolate(gettext("%(count)s rows"), { count: table.childCount })
  const map = pm.tables.TableMap.get(table)
  const { top, left } = map.findCell($from.before(depth + 2) - $from.start(depth))
  return interpolate(gettext("row %(row)s of %(rows)s, column %(column)s of %(columns)s"), {
    row: top + 1,
    rows: map.height,
    column: left + 1,
    columns: map.width,
  })
}

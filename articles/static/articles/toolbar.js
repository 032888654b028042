// The toolbar and the editing area for everybody: names, states, one tab stop, arrow keys.
import { Extension } from "django-prose-editor/editor"

const LABELS = {
  paragraph: "Paragraph",
  heading2: "Heading",
  heading3: "Heading below",
  heading4: "Heading below that",
  bulletList: "Bulleted list",
  orderedList: "Numbered list",
  blockquote: "Quotation",
  horizontalRule: "Dividing line",
  bold: "Bold (Ctrl+B)",
  italic: "Italic (Ctrl+I)",
  subscript: "Subscript (Ctrl+,)",
  superscript: "Superscript (Ctrl+.)",
  link: "Link (Ctrl+K)",
  unlink: "Remove the link",
  "history:undo": "Undo (Ctrl+Z)",
  "history:redo": "Redo (Ctrl+Shift+Z)",
}
const SWITCHES = /^(bold|italic|subscript|superscript|blockquote|bulletList|orderedList|link|callout:|list:)/
const BUTTON = ".prose-menubar__button"
const DROPDOWN = ".prose-menubar__selected"

export const Toolbar = Extension.create({
  name: "toolbar",
  priority: 1, // after the menu, which makes the buttons

  onBeforeCreate() {
    // Tiptap would add a <style>, which the content security policy refuses; desk.css has the same rules
    this.editor.options.injectCSS = false
  },

  onCreate({ editor }) {
    const root = editor.options.element
    nameEditingArea(editor, root.querySelector("textarea"))
    const bar = root.querySelector(".prose-menubar")
    if (bar) arrangeToolbar(editor, bar)
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
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  editor.setOptions({ editorProps: { attributes } })
}

const arrangeToolbar = (editor, bar) => {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", "Formatting")
  bar.setAttribute("aria-controls", editor.view.dom.id)
  for (const dropdown of bar.querySelectorAll(DROPDOWN)) arrangeDropdown(dropdown)

  let current = null
  const items = () => [...bar.querySelectorAll(`.prose-menubar__group > ${BUTTON}:not(.hidden), ${DROPDOWN} > button`)]
  const sync = () => {
    const shown = items()
    if (!shown.includes(current)) current = shown[0]
    for (const button of shown) describe(button, button === current)
  }

  bar.addEventListener("keydown", (event) => {
    const shown = items()
    const index = shown.indexOf(document.activeElement)
    if (index < 0) return
    if (event.key === "Escape") editor.commands.focus()
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
  editor.on("transaction", sync)
  // the menu draws its states on transactions only: give it one, so that the first sight is right
  editor.view.dispatch(editor.state.tr.setMeta("addToHistory", false))
}

// Name, state and tab stop of one button. The button of a dropdown is made anew on every change.
const describe = (button, isCurrent) => {
  const { name } = button.dataset
  const label = LABELS[name]
  button.tabIndex = isCurrent ? 0 : -1
  if (button.closest(DROPDOWN)) {
    if (button.hasAttribute("aria-haspopup")) return
    const kind = (label ?? LABELS[kindOf(button)] ?? "mixed").toLowerCase()
    button.setAttribute("aria-haspopup", "true")
    button.setAttribute("aria-expanded", "false")
    button.setAttribute("aria-label", `Kind of block: ${kind}`)
    button.title = "Kind of block"
    return
  }
  if (label) {
    button.title = label
    button.setAttribute("aria-label", label)
  }
  button.setAttribute("aria-disabled", String(button.classList.contains("disabled")))
  if (SWITCHES.test(name)) button.setAttribute("aria-pressed", String(button.classList.contains("active")))
}

const kindOf = (button) => (button.dataset.level ? `heading${button.dataset.level}` : "paragraph")

const arrangeDropdown = (dropdown) => {
  const picker = dropdown.parentElement.querySelector(".prose-menubar__picker")
  const options = () => [...picker.querySelectorAll("button:not(.hidden)")]
  const opener = () => dropdown.querySelector("button")
  for (const option of options()) {
    const label = LABELS[option.dataset.name]
    if (label && option.firstElementChild) option.firstElementChild.textContent = label
  }

  dropdown.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return
    event.preventDefault()
    dropdown.click()
  })
  picker.addEventListener("toggle", ({ newState }) => {
    opener()?.setAttribute("aria-expanded", String(newState === "open"))
    if (newState === "open") options()[0]?.focus()
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

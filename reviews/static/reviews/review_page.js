// The page of a sealed text: comments painted on their words, words selected to comment on, and the
// reference behind each number.
import { fromPoints, ofPage, pageRange, toPoints, unitsOf } from "articles/anchors"
import { gettext, interpolate, pgettext } from "articles/i18n"
import { activate, cardsBeside, inOrder, linkQuotes } from "articles/margin_cards"

const body = document.querySelector(".sheet > .article > .body") // none where the changes are shown
const rail = document.querySelector("[data-rail]")
const list = rail.querySelector(".threads")
const CITATION = "[·]"

// --- comments on their words -----------------------------------------------------------------------

const map = () => ofPage(body)
const ranges = new Map()
const isPainted = "highlights" in CSS

const findRanges = () => {
  const page = map()
  for (const card of list.children) {
    const [start, end] = [card.dataset.start, card.dataset.end].map((each) => fromPoints(page.text, Number(each)))
    const range = start < end ? pageRange(page, start, end) : null
    if (range) ranges.set(card, range)
  }
}

const paint = (active = null) => {
  const open = [...ranges].filter(([card]) => card !== active && !card.classList.contains("resolved"))
  const named = { comment: open.map(([, range]) => range), "comment-active": active ? [ranges.get(active)] : [] }
  for (const [name, found] of Object.entries(named)) CSS.highlights.set(name, new Highlight(...found.filter(Boolean)))
}

// Where the browser paints no ranges, marks stand around the words.
const wrap = () => {
  for (const [card, range] of ranges) {
    if (card.classList.contains("resolved")) continue
    for (const { node, isAtom } of map().pieces) {
      if (isAtom || !range.intersectsNode(node)) continue
      const part = document.createRange()
      part.setStart(node, node === range.startContainer ? range.startOffset : 0)
      part.setEnd(node, node === range.endContainer ? range.endOffset : node.length)
      if (part.collapsed) continue
      const mark = document.createElement("mark")
      mark.className = "comment-hl"
      part.surroundContents(mark)
    }
  }
}

const show = (card, isFromText = false) => {
  activate(list, card)
  if (isPainted) paint(card)
  if (isFromText) card.scrollIntoView({ block: "nearest" })
  else ranges.get(card)?.startContainer.parentElement?.scrollIntoView({ block: "center" })
}

const cardAt = ({ clientX, clientY }) => {
  const at = document.caretPositionFromPoint?.(clientX, clientY)
  if (!at) return null
  const hit = [...ranges].find(
    ([card, range]) => range.isPointInRange(at.offsetNode, at.offset) && !card.classList.contains("resolved"),
  )
  return hit?.[0] ?? null
}

const paintAll = (cards) => {
  cards.watch(body)
  if (isPainted) paint()
  else wrap()
  body.addEventListener("click", (event) => {
    const card = getSelection().isCollapsed ? cardAt(event) : null
    if (card) show(card, true)
  })
}

const showComments = () => {
  if (body) {
    findRanges()
    linkQuotes(list, show)
  }
  if (body) inOrder(list, (card) => Number(card.dataset.start)) // else as the page lists them, mine first
  const cards = cardsBeside(list, (card) => ranges.get(card)?.getBoundingClientRect().top ?? null)
  if (body) paintAll(cards)
  for (const box of rail.querySelectorAll("[data-filter]")) {
    box.addEventListener("change", () => {
      rail.toggleAttribute(`data-only-${box.dataset.filter}`, box.checked)
      cards.ask()
    })
  }
}

// --- a new comment ---------------------------------------------------------------------------------

const form = rail.querySelector(".thread-form")

const makeDialog = () => {
  const dialog = document.createElement("dialog")
  const home = form.parentElement
  const title = document.createElement("h2")
  const cancel = document.createElement("button")
  dialog.className = "commenting"
  dialog.setAttribute("aria-labelledby", "commenting-title")
  title.id = "commenting-title"
  title.textContent = gettext("Comment on these words")
  cancel.type = "button"
  cancel.textContent = gettext("Cancel")
  cancel.addEventListener("click", () => dialog.close())
  dialog.append(title)
  document.body.append(dialog)
  dialog.addEventListener("close", () => {
    cancel.remove()
    home.append(form)
  })
  return () => {
    dialog.append(form)
    form.querySelector(".actions").append(cancel)
    dialog.showModal()
    form.querySelector("[name=kind]").focus()
  }
}

const shorten = (words) => (words.length > 70 ? `${words.slice(0, 69)}…` : words)

const offerToComment = () => {
  const open = makeDialog()
  const [passage, replacement] = [form.elements.passage, form.elements.replacement]

  const comment = ({ start, end }) => {
    const { text } = map()
    const words = text.slice(start, end).replaceAll("\ufffc", CITATION)
    const value = `${toPoints(text, start)}-${toPoints(text, end)}`
    if (![...passage.options].some((option) => option.value === value)) {
      passage.add(new Option(`“${shorten(words)}”`, value), 1)
    }
    passage.value = value
    replacement.value = words
    open()
  }
  offerOnSelection(comment)
  offerParagraphs(comment)
}

const offerOnSelection = (comment) => {
  const bar = document.createElement("div")
  const button = document.createElement("button")
  let chosen = null
  bar.className = "selection-bar"
  bar.hidden = true
  button.type = "button"
  button.className = "primary"
  button.textContent = pgettext("button", "Comment")
  button.title = "Ctrl+Alt+M"
  bar.append(button)
  document.body.append(bar)

  const look = () => {
    const selection = getSelection()
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null
    chosen = range && body.contains(range.commonAncestorContainer) ? unitsOf(map(), range) : null
    bar.hidden = !chosen
    if (!chosen) return
    const { left, bottom } = range.getBoundingClientRect()
    bar.style.insetInlineStart = `${Math.max(8, scrollX + left)}px`
    bar.style.insetBlockStart = `${scrollY + bottom + 8}px`
  }
  const go = () => {
    const words = chosen
    bar.hidden = true
    if (words) comment(words)
  }
  document.addEventListener("selectionchange", look)
  bar.addEventListener("pointerdown", (event) => event.preventDefault()) // the selection stays
  button.addEventListener("click", go)
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.altKey && event.code === "KeyM" && chosen) go()
  })
}

// With the mode on, Tab leads from paragraph to paragraph and Enter comments on one.
const offerParagraphs = (comment) => {
  const button = rail.querySelector("[data-choose]")
  const blocks = [...body.querySelectorAll("p, h2, h3, h4, dt, caption, figcaption, td, th")].filter(
    (block) => block.textContent.trim() && !block.querySelector("p"),
  )
  const name = document.createElement("p")
  name.id = "how-to-comment"
  name.hidden = true
  name.textContent = gettext("Press Enter to comment on this paragraph.")
  rail.append(name)
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") !== "true"
    button.setAttribute("aria-pressed", String(isOn))
    body.classList.toggle("choosing", isOn)
    for (const block of blocks) {
      if (isOn) {
        block.tabIndex = 0
        block.setAttribute("aria-describedby", name.id)
      } else {
        block.removeAttribute("tabindex")
        block.removeAttribute("aria-describedby")
      }
    }
    if (isOn) blocks[0]?.focus()
  })
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !blocks.includes(event.target) || !body.classList.contains("choosing")) return
    event.preventDefault()
    const range = document.createRange()
    range.selectNodeContents(event.target)
    const units = unitsOf(map(), range)
    if (units) comment(units)
  })
}

// --- the reference behind a number -----------------------------------------------------------------

const showReferences = () => {
  const note = document.createElement("div")
  note.className = "reference-note"
  note.hidden = true
  note.setAttribute("role", "note")
  document.body.append(note)
  let timer

  const open = (cite) => {
    const link = cite.querySelector("a")
    const source = link && document.querySelector(link.getAttribute("href"))
    if (!source) return
    clearTimeout(timer)
    const entry = document.createElement("p")
    entry.append(...[...source.cloneNode(true).childNodes].filter((node) => !node.classList?.contains("back-links")))
    note.replaceChildren(entry)
    if (cite.dataset.locator)
      note.append(paragraph(interpolate(gettext("At: %(place)s"), { place: cite.dataset.locator })))
    if (cite.dataset.quote) {
      const quote = document.createElement("blockquote")
      quote.textContent = cite.dataset.quote
      note.append(quote)
    }
    const { left, bottom } = cite.getBoundingClientRect()
    note.hidden = false
    note.style.insetInlineStart = `${Math.max(8, Math.min(scrollX + left, scrollX + innerWidth - note.offsetWidth - 24))}px`
    note.style.insetBlockStart = `${scrollY + bottom + 4}px`
  }
  const close = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      note.hidden = true
    }, 250)
  }
  for (const cite of body.querySelectorAll("cite[data-ref]")) {
    for (const name of ["pointerenter", "focusin"]) cite.addEventListener(name, () => open(cite))
    for (const name of ["pointerleave", "focusout"]) cite.addEventListener(name, close)
  }
  note.addEventListener("pointerenter", () => clearTimeout(timer))
  note.addEventListener("pointerleave", close)
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") note.hidden = true
  })
}

const paragraph = (words) => {
  const made = document.createElement("p")
  made.textContent = words
  return made
}

// --- decide ----------------------------------------------------------------------------------------

// What the address leads to is not left folded: the form of a button, a line of the checklist.
const openNamed = () => {
  const named = document.getElementById(location.hash.slice(1))
  for (let each = named; each; each = each.parentElement) if (each instanceof HTMLDetailsElement) each.open = true
  named?.scrollIntoView({ block: named.matches("fieldset") ? "center" : "start" })
}

if (list) showComments()
if (body && form) offerToComment()
if (body) showReferences()
addEventListener("hashchange", openNamed)
if (location.hash) openNamed()
document.documentElement.dataset.reviewing = "ready"

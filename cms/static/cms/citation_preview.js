// A citation opens its reference in place, a term what it means: on hover, on focus and on the first tap. The words are those
// of the list, so that a page without scripts loses nothing: there the link leads to it and back.

const MARK = '.body cite[data-ref] a[href^="#"], .body a.term'
const DELAY = 150 // ms: a pointer that only passes opens nothing

const card = Object.assign(document.createElement("aside"), {
  className: "citation-preview",
  id: "citation-preview",
  hidden: true,
})
card.setAttribute("role", "tooltip")
let shownFor = null
let timer = 0

if (document.querySelector(MARK)) {
  document.body.append(card)
  document.addEventListener("pointerover", pointed)
  document.addEventListener("pointerout", left)
  document.addEventListener("focusin", focused)
  document.addEventListener("click", tapped)
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide())
}

function markOf(event) {
  return event.target.closest?.(MARK)
}

function pointed(event) {
  if (event.pointerType !== "mouse") {
    return
  }
  clearTimeout(timer)
  const mark = markOf(event)
  if (mark) {
    timer = setTimeout(show, DELAY, mark)
  }
}

// What appears on hover can itself be pointed at (WCAG 1.4.13).
function left(event) {
  if (event.pointerType === "mouse" && !card.contains(event.relatedTarget)) {
    clearTimeout(timer)
    timer = setTimeout(() => !card.matches(":hover") && hide(), DELAY)
  }
}

function focused(event) {
  const mark = markOf(event)
  if (mark?.matches(":focus-visible")) {
    show(mark)
  } else if (!card.contains(event.target)) {
    hide()
  }
}

// The first tap of a finger opens the card, the second follows the link; a mouse has seen the card.
function tapped(event) {
  const mark = markOf(event)
  if (mark && event.pointerType === "touch" && shownFor !== mark) {
    event.preventDefault()
    show(mark)
  } else if (!card.contains(event.target)) {
    hide()
  }
}

function show(mark) {
  const entry = document.getElementById(mark.hash.slice(1))
  if (!entry && !mark.dataset.definition) {
    return
  }
  hide()
  card.replaceChildren(...(mark.dataset.definition ? meaningOf(mark) : contentOf(entry, mark)))
  card.hidden = false
  mark.setAttribute("aria-describedby", card.id)
  shownFor = mark
  place(mark)
}

function meaningOf({ dataset }) {
  return [Object.assign(document.createElement("b"), { textContent: dataset.term }), dataset.definition]
}

// What it is and from when, the entry, and where in it and in which words this citation is supported.
function contentOf(entry, mark) {
  const copy = entry.cloneNode(true)
  for (const each of copy.querySelectorAll(".back-links, .cited-parts")) each.remove()
  const here = mark.closest("cite").id
  for (const each of copy.querySelectorAll("[data-place]")) {
    each.dataset.place === here || each.remove()
  }
  copy.querySelector("ul:empty, ul:not(:has(li))")?.remove()
  const said = [entry.dataset.kind, mark.dataset.at].filter(Boolean).join(" · ")
  const heading = Object.assign(document.createElement("b"), { textContent: said })
  return said ? [heading, ...copy.childNodes] : [...copy.childNodes]
}

function place(mark) {
  const at = mark.getBoundingClientRect()
  const { width, height } = card.getBoundingClientRect()
  const edge = 8
  const most = document.documentElement.clientWidth - width - edge
  const isBelow = at.bottom + height + edge < window.innerHeight || at.top < height
  card.style.left = `${window.scrollX + Math.max(edge, Math.min(at.left, most))}px`
  card.style.top = `${window.scrollY + (isBelow ? at.bottom + 4 : at.top - height - 4)}px`
}

function hide() {
  shownFor?.removeAttribute("aria-describedby")
  shownFor = null
  card.hidden = true
}

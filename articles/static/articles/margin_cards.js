// Cards beside a text: each as high as its passage, pushed down where they would lie upon one another.
// Where there is no room beside the text they stay the list that they are.
import { gettext } from "articles/i18n"

const GAP = 8

// The style sheet says where there is room, and keeps cards out of sight until they are laid. Where this script
// comes so late that they were shown as a list meanwhile, that they stay: what somebody may be reading does not move.
const isBeside = (list) => {
  const { position, visibility } = getComputedStyle(list)
  if (position !== "relative") return false
  if (!list.dataset.laid && visibility === "visible") list.dataset.laid = "late"
  return list.dataset.laid !== "late"
}

// `topOf(card)` says how far from the top of the window its passage stands, or null for none.
export const cardsBeside = (list, topOf) => {
  let isAsked = false

  const lay = () => {
    isAsked = false
    const isLaid = isBeside(list)
    if (list.dataset.laid === "late") return
    list.dataset.laid = isLaid ? "beside" : "inline"
    const cards = [...list.children].filter((card) => card.getClientRects().length)
    if (list.dataset.laid === "inline") {
      for (const card of cards) card.style.removeProperty("inset-block-start")
      list.style.removeProperty("min-block-size")
      return
    }
    const base = list.getBoundingClientRect().top
    const wanted = cards.map((card) => [card, (topOf(card) ?? base) - base, card.offsetHeight])
    let bottom = 0
    for (const [card, top, height] of wanted.sort((one, other) => one[1] - other[1])) {
      const at = Math.max(bottom, top)
      card.style.insetBlockStart = `${at}px`
      bottom = at + height + GAP
    }
    list.style.minBlockSize = `${bottom}px`
  }
  const ask = () => {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(lay)
  }

  addEventListener("resize", ask)
  document.fonts.ready.then(ask)
  list.addEventListener("toggle", ask, true)
  const watcher = new ResizeObserver(ask)
  for (const card of list.children) watcher.observe(card)
  lay()
  return { ask, watch: (element) => watcher.observe(element) }
}

// The order of reading is the order of the text where the cards stand beside it.
export const inOrder = (list, positionOf) => {
  if (!isBeside(list)) return
  list.append(...[...list.children].sort((one, other) => positionOf(one) - positionOf(other)))
}

export const activate = (list, card) => {
  for (const each of list.children) each.classList.toggle("active", each === card)
}

// The quote becomes a button that leads to its passage.
export const linkQuotes = (list, go) => {
  for (const quote of list.querySelectorAll("blockquote")) {
    if (quote.querySelector("button")) continue
    const button = document.createElement("button")
    button.type = "button"
    button.title = gettext("Show it in the text")
    button.append(...quote.childNodes)
    button.addEventListener("click", () => go(quote.closest(".thread")))
    quote.append(button)
  }
}

// The keys of a review: to the next statement, comment, open line and verdict; and, where there is room for two
// columns only, which of comments and decision stands beside the text.
const bench = document.querySelector(".reviewed")
const sides = { comments: ".rail", verdict: ".verdict" }

// --- beside the text ---------------------------------------------------------------------------------

const turnTo = (side) => {
  bench.dataset.side = side
  for (const link of bench.querySelectorAll(".panes > a")) {
    const isShown = document.querySelector(link.hash).closest(sides[side])
    if (isShown) link.setAttribute("aria-current", "true")
    else link.removeAttribute("aria-current")
  }
  dispatchEvent(new Event("resize")) // the cards are laid anew
}

const reveal = (element) => {
  for (const [side, place] of Object.entries(sides)) if (element?.closest(place)) turnTo(side)
}

// before the page itself scrolls there
addEventListener("hashchange", () => reveal(document.getElementById(location.hash.slice(1))), true)
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='#']")
  if (!link) return
  reveal(document.querySelector(link.hash || null))
  link.closest("[popover]")?.hidePopover?.()
})

// --- keys --------------------------------------------------------------------------------------------

const visited = new Map()

// The one after the one that was visited last, and round again.
const next = (kind, elements) => {
  const all = [...elements]
  const found = all[(all.indexOf(visited.get(kind)) + 1) % all.length]
  visited.set(kind, found)
  return found
}

const goTo = (element) => {
  if (!element) return
  reveal(element)
  for (
    let each = element.closest("details:not([open])");
    each;
    each = each.parentElement.closest("details:not([open])")
  )
    each.open = true
  if (!element.matches("summary, a, button")) element.tabIndex = -1
  element.scrollIntoView({ block: "center" })
  element.focus({ preventScroll: true })
}

const statement = () => {
  const found = next("statement", document.querySelectorAll("[data-ledger] li.passage"))
  const card = found?.querySelector("details")
  if (card) card.open = true
  goTo(found)
}

const comment = () => {
  const found = next("comment", document.querySelectorAll(".rail .thread:not(.resolved)"))
  found?.querySelector("blockquote > button")?.click() // its words come into view
  goTo(found)
}

const line = () => {
  const open = [...document.querySelectorAll(".checklist-line:not([disabled])")].filter(
    (each) => !each.querySelector(":checked"),
  )
  const found = next("line", open)
  const group = found?.closest("details")
  if (group) group.open = true
  goTo(found)
}

const verdict = () => {
  const offered = next("verdict", document.querySelectorAll(".decisions > [data-action]"))
  goTo(offered?.querySelector("summary") ?? offered)
}

const help = () => document.getElementById("keys").togglePopover?.()

const KEYS = { KeyS: statement, KeyC: comment, KeyL: line, KeyV: verdict, KeyK: help }

document.addEventListener("keydown", (event) => {
  if (event.key === "F8" && document.querySelector("[data-ledger]")) {
    event.preventDefault()
    statement()
    return
  }
  const isWriting = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")
  if (!event.ctrlKey || !event.altKey || event.shiftKey || isWriting || !KEYS[event.code]) return
  event.preventDefault()
  KEYS[event.code]()
})

turnTo("comments")
reveal(document.getElementById(location.hash.slice(1)))
document.documentElement.dataset.keys = "ready"

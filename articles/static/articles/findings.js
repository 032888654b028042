// The panel of what stands between a draft and its review: fresh after each save, each line leads to its place.
import { get } from "articles/http"

const QUIET = 300 // several saves in a row ask once
const TYPES = {
  heading: "heading",
  citation: "citation",
  image: "imageFigure",
  table: "table",
  question: "definitionTerm",
}

const panel = document.querySelector("[data-findings]")

let editor = null
let timer = 0
let asked = 0

// --- the panel ---------------------------------------------------------------------------------

const refresh = async () => {
  const mine = ++asked
  const response = await get(panel.dataset.findings).catch(() => null)
  if (!response?.ok || response.redirected || mine !== asked) return
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-findings]")
  if (mine === asked && fresh) show(fresh)
}

// The verdict stays the same element, so that it is read out when it changes, and only then.
const show = (fresh) => {
  const [verdict, next] = [panel, fresh].map((each) => each.querySelector(".verdict"))
  const focused = panel.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
  if (verdict.textContent !== next.textContent) verdict.textContent = next.textContent
  verdict.dataset.is = next.dataset.is
  const parts = [...fresh.querySelectorAll("details > :not(summary)")]
  for (const old of panel.querySelectorAll("details > :not(summary)")) old.remove()
  panel.querySelector("details").append(...parts)
  if (focused) panel.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus()
}

const refreshSoon = () => {
  clearTimeout(timer)
  timer = setTimeout(refresh, QUIET)
}

// --- the places --------------------------------------------------------------------------------

// What the site leaves out when it saves is not counted.
const isNothing = (node) => (node.isTextblock && !node.content.size) || Boolean(node.attrs.pending)

const placeOf = (at) => {
  const [name, index] = at.split("-")
  let found = null
  let count = 0
  editor.state.doc.descendants((node, position) => {
    if (node.type.name !== TYPES[name] || isNothing(node)) return
    if (count++ === Number(index)) found = { node, position }
  })
  return found
}

const goTo = (at) => {
  const place = editor && placeOf(at)
  if (!place) return false
  const { node, position } = place
  const isLeaf = node.isAtom || !node.isTextblock
  editor.commands.focus(null, { scrollIntoView: false })
  if (isLeaf) editor.commands.setNodeSelection(position)
  else editor.commands.setTextSelection({ from: position + 1, to: position + node.nodeSize - 1 })
  const element = editor.view.nodeDOM(position)
  element?.scrollIntoView?.({ block: "center", behavior: "instant" })
  return true
}

const follow = (event) => {
  const link = event.target.closest("a[data-at]")
  if (link && goTo(link.dataset.at)) event.preventDefault()
}

if (panel) {
  if (matchMedia("(width < 64rem)").matches) panel.querySelector("details").open = false
  panel.dataset.heard = ""
  panel.addEventListener("click", follow)
  document.addEventListener("draft:saved", refreshSoon)
  addEventListener("prose-editor:ready", (event) => {
    editor = event.detail.editor
    const at = new URLSearchParams(location.search).get("at")
    if (!at) return
    goTo(at)
    // the browser goes to the field that the address names once all is loaded, and takes the focus along
    const again = () => requestAnimationFrame(() => setTimeout(() => goTo(at)))
    if (document.readyState !== "complete") addEventListener("load", again, { once: true })
  })
}

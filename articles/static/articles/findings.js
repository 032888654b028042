// The panel of what stands between a draft and its review: fresh after each save, each line leads to its place.
import { get } from "articles/http"

const QUIET = 300 // several saves in a row ask once
// What is mended in a dialogue, by the rule that found it.
const DIALOGUES = { "caption-missing": "editCaption", "alternative-text-missing": "describeImage" }

const panel = document.querySelector("[data-findings]")

const fromBelow = document.querySelector(".to-readiness")

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
  verdict.dataset.is = fromBelow.dataset.is = next.dataset.is
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

const goTo = (at, rule) => {
  if (!editor?.commands.goToPlace(at)) return false
  const dialogue = DIALOGUES[rule]
  if (dialogue) editor.commands[dialogue]()
  return true
}

// The browser goes to a field of the form by itself, but not everywhere into what is folded.
const unfold = (link) => {
  const folded = link.hash && document.querySelector(link.hash)?.closest("details:not([open])")
  if (folded) folded.open = true
}

const follow = (event) => {
  const link = event.target.closest("a[href]")
  if (!link) return
  const { at } = link.dataset
  if (at && goTo(at, link.closest("[data-finding]")?.dataset.finding)) event.preventDefault()
  else unfold(link)
}

if (panel) {
  if (matchMedia("(width < 64rem)").matches) panel.querySelector("details").open = false
  panel.dataset.heard = ""
  panel.addEventListener("click", follow)
  fromBelow.dataset.is = panel.querySelector(".verdict").dataset.is
  fromBelow.addEventListener("click", () => {
    panel.querySelector("details").open = true
  })
  document.addEventListener("draft:saved", refreshSoon)
  addEventListener("prose-editor:ready", (event) => {
    editor = event.detail.editor
    const at = new URLSearchParams(location.search).get("at")
    if (!at) return
    if (editor.isInitialized) goTo(at)
    else editor.on("create", () => goTo(at))
    // the browser goes to the field that the address names once all is loaded, and takes the focus along
    const again = () => requestAnimationFrame(() => setTimeout(() => goTo(at)))
    if (document.readyState !== "complete") addEventListener("load", again, { once: true })
  })
}

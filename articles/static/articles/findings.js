// What stands beside a draft is fresh after each save; each line of what is missing leads to its place.
import { get } from "articles/http"

const QUIET = 300 // several saves in a row ask once
// What is mended in a dialogue, by the rule that found it.
const DIALOGUES = { "caption-missing": "editCaption", "alternative-text-missing": "describeImage" }

const panel = document.querySelector("[data-findings]")

const form = document.getElementById("writing")
const fromBelow = document.querySelector(".to-readiness")

let editor = null
let timer = 0
let asked = 0

// --- the parts ---------------------------------------------------------------------------------

const refresh = async () => {
  const mine = ++asked
  const response = await get(panel.dataset.findings).catch(() => null)
  if (!response?.ok || response.redirected || mine !== asked) return
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html")
  // of another version than is seen here: the save that brings that asks again
  const version = fresh.querySelector("[data-version]")?.dataset.version
  if (mine !== asked || version !== form.elements.version.value) return
  sayVerdict(fresh.querySelector(".verdict"))
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const next = fresh.querySelector(`[data-fresh][aria-labelledby="${part.getAttribute("aria-labelledby")}"]`)
    if (next) renew(part, next)
  }
}

// It stays the same element, so that it is read out when it changes, and only then.
const sayVerdict = (next) => {
  const verdict = panel.querySelector(".verdict")
  if (verdict.textContent !== next.textContent) verdict.textContent = next.textContent
  verdict.dataset.is = fromBelow.dataset.is = next.dataset.is
}

// What is under the summary comes anew; what somebody unfolded there, typed there or stands on stays.
const renew = (part, next) => {
  const focused = part.contains(document.activeElement) ? keyOf(document.activeElement) : ""
  for (const each of part.querySelectorAll("details details, input:not([type=hidden])")) {
    const same = [...next.querySelectorAll(each.localName)].find((other) => keyOf(other) === keyOf(each))
    if (same && each.localName === "details") same.open = each.open
    else if (same) same.value = each.value
  }
  const [old, come] = [part, next].map((each) => each.querySelector("details"))
  for (const each of [...old.children].slice(1)) each.remove()
  old.append(...[...come.children].slice(1))
  if (focused) [...old.querySelectorAll("a, button, input, summary")].find((each) => keyOf(each) === focused)?.focus()
}

const keyOf = (element) =>
  element.id ||
  `${element.localName} ${element.getAttribute("href") ?? ""} ${(element.querySelector("summary") ?? element).textContent.trim()}`

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

// F8, or Ctrl+Alt+N where that is a key of the machine; with Shift back. From line to line, whatever was mended meanwhile.
let last = -1

const goOn = (event) => {
  const isAsked = event.key === "F8" || (event.ctrlKey && event.altKey && event.code === "KeyN")
  if (!isAsked || document.querySelector("dialog[open]")) return
  event.preventDefault()
  const lines = [...panel.querySelectorAll("[data-finding] a[data-at]")]
  if (!lines.length) return
  last = (last + (event.shiftKey ? -1 : 1) + lines.length) % lines.length
  goTo(lines[last].dataset.at)
}

if (panel) {
  document.addEventListener("keydown", goOn)
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

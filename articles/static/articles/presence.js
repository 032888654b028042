// Says every few seconds that this draft is open here, and shows who else has it open.
import { post } from "articles/http"
import { interpolate, ngettext } from "articles/i18n"

const EVERY = 5000
const TYPED = 8000
const form = document.getElementById("writing")
const line = document.getElementById("presence")
let typedAt = -Infinity
let isOff = false

const among = (names) => new Intl.ListFormat(document.documentElement.lang).format(names)

const words = (others) => {
  const typing = others.filter((other) => other.typing).map((other) => other.name)
  const reading = others.filter((other) => !other.typing).map((other) => other.name)
  const said = []
  if (typing.length) {
    const many = ngettext(
      "%(names)s is typing here: wait, or agree who writes.",
      "%(names)s are typing here: wait, or agree who writes.",
      typing.length,
    )
    said.push(interpolate(many, { names: among(typing) }))
  }
  if (reading.length) {
    const many = ngettext("%(names)s has this draft open.", "%(names)s have this draft open.", reading.length)
    said.push(interpolate(many, { names: among(reading) }))
  }
  return said.join(" ")
}

// A live region repeats what is written into it, so the same words are not written twice.
const show = ({ others, version, draft }) => {
  const said = words(others)
  if (line.textContent !== said) line.textContent = said
  line.classList.toggle(
    "typing",
    others.some((other) => other.typing),
  )
  form.dispatchEvent(new CustomEvent("draft:stands", { detail: { version, draft } }))
}

const beat = async () => {
  if (isOff || document.visibilityState === "hidden") return
  const data = new URLSearchParams()
  if (performance.now() - typedAt < TYPED) data.set("typing", "1")
  try {
    const response = await post(form, line.dataset.address, data)
    if (response.ok) show(await response.json())
  } catch {
    line.textContent = ""
  }
}

const leave = () => {
  isOff = true
  post(form, line.dataset.address, new URLSearchParams({ leaving: "1" }), { keepalive: true }).catch(() => {})
}

if (form && line) {
  form.addEventListener("input", ({ target }) => {
    if (target.closest("dialog")) return
    const isFirst = performance.now() - typedAt > TYPED
    typedAt = performance.now()
    if (isFirst) beat()
  })
  document.addEventListener("visibilitychange", beat)
  addEventListener("pagehide", leave)
  addEventListener("pageshow", () => {
    isOff = false
  })
  setInterval(beat, EVERY)
  beat()
}

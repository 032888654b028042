// Verdicts on statements by one key, without leaving the list. A key never judges a row out of sight: folded away,
// with its card folded, scrolled out of its pane or behind a bar, the first press brings it into view. A key that is held
// down judges one row. Letters act only while the focus is in the list (WCAG 2.1.4).

const KEYS = { s: "supported", p: "partly", n: "not_supported", o: "outdated" }
const list = document.querySelector("[data-ledger]")

if (list) {
  list.addEventListener("keydown", keyPressed)
  list.addEventListener("submit", sent)
  list.addEventListener("click", opened)
  list.tabIndex = 0
}

function rows() {
  return [...list.querySelectorAll("li.passage")]
}

function current() {
  return document.activeElement.closest("[data-ledger] li.passage")
}

function keyPressed(event) {
  const isTyping = event.target.matches("input:not([type=hidden]), textarea")
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping) {
    return
  }
  const key = event.key.toLowerCase()
  if (key === "j" || key === "k") {
    go(key === "j" ? 1 : -1)
    event.preventDefault()
  } else if (key === "u") {
    stand(nextOpen())
    event.preventDefault()
  } else if (key === "x" && current()) {
    if (!event.repeat) seen(current())?.querySelector("[data-source]")?.click()
    event.preventDefault()
  } else if (key === "=" && current()) {
    if (!event.repeat) seen(current())?.querySelector("[data-again]")?.click()
    event.preventDefault()
  } else if (KEYS[key] && current()) {
    if (!event.repeat && seen(current())) judge(current(), KEYS[key])
    event.preventDefault()
  }
}

function nextOpen() {
  return rows().find((each) => ["unchecked", "stale"].includes(each.dataset.state))
}

// shown to the reviewer alone, and kept nowhere
function opened({ target }) {
  const mark = target.closest("[data-source]")?.parentElement.querySelector(".passage-opened")
  if (mark) mark.hidden = false
}

// From the row that has the focus; from a line between them, to the one that comes after it or before.
function go(step) {
  const all = rows()
  const here = document.activeElement
  const isBelow = (row) => here.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING
  const below = all.findIndex(isBelow)
  const [from, first] = current() ? [all.indexOf(current()), step] : [below, step > 0 ? 0 : -1]
  stand(all[Math.min(all.length - 1, Math.max(0, from + first))])
}

// Its section and its card unfold; the card that was open folds by itself.
function stand(row) {
  if (!row) return
  unfold(row)
  row.focus()
  if (!isInSight(row)) row.scrollIntoView({ block: "center" })
}

function unfold(row) {
  row.closest("details").open = true
  row.querySelector("details").open = true
}

// The row, where a person sees what a key would judge; else it comes into view, and the key does nothing.
function seen(row) {
  if (row.querySelector("details").open && isInSight(row)) return row
  unfold(row)
  row.scrollIntoView({ block: "center" })
  return null
}

// Its words or its buttons are what is drawn in their place: not folded, not clipped, not behind something else.
function isInSight(row) {
  const parts = [...row.querySelectorAll(".passage-words, .rulings")]
  return parts.some((part) => {
    const { left, top, width, height } = part.getBoundingClientRect()
    return row.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
}

function judge(row, ruling) {
  const note = row.querySelector("[name=note]")
  if (ruling !== "supported" && !note?.value.trim()) {
    note?.focus()
    return
  }
  row.querySelector(`[value=${ruling}]:not([data-again])`)?.click()
}

async function sent(event) {
  event.preventDefault()
  const form = event.target
  const row = form.closest("li")
  const body = new FormData(form, event.submitter)
  const status = document.querySelector("[data-ledger-status]")
  const said = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-Requested-With": "fetch" },
  })
    .then((response) => response.json())
    .catch(() => null)
  status.textContent = said ? (said.refused ?? said.status) : status.dataset.failed
  if (!said) return
  if (said.refused) {
    form.querySelector("[name=note]").focus()
    return
  }
  show(row, event.submitter)
}

function show(row, pressed) {
  for (const button of row.querySelectorAll("[name=ruling]:not([data-again])")) {
    button.setAttribute("aria-pressed", String(button.value === pressed.value))
  }
  row.dataset.state = pressed.value
  const named = row.querySelector(`[value=${pressed.value}]:not([data-again])`)
  row.querySelector("[data-ruling]").textContent = named.textContent
  count(row.closest("details"))
  stand(nextOpen() ?? row)
}

// What is left to check of a section, in its line.
function count(section) {
  const left = section.querySelectorAll("[data-state=unchecked], [data-state=stale]").length
  const shown = section.querySelector("[data-left]")
  shown.textContent = left
  shown.parentElement.hidden = !left
  section.querySelector("[data-done]").hidden = Boolean(left)
}

// Verdicts on statements by one key, without leaving the list. A key never judges a row out of sight:
// the first press brings it into view. Letters act only while the focus is in the list (WCAG 2.1.4).

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
  } else if (key === "x") {
    current()?.querySelector("[data-source]")?.click()
    event.preventDefault()
  } else if (key === "=" && current()) {
    again(current())
    event.preventDefault()
  } else if (KEYS[key] && current()) {
    judge(current(), KEYS[key])
    event.preventDefault()
  }
}

function nextOpen() {
  return rows().find((each) => ["unchecked", "stale"].includes(each.dataset.state))
}

// the difference stands in the row: one key says that the verdict holds all the same
function again(row) {
  if (isInView(row)) {
    row.querySelector("[data-again]")?.click()
  } else {
    row.scrollIntoView({ block: "center" })
  }
}

// shown to the reviewer alone, and kept nowhere
function opened({ target }) {
  const mark = target.closest("[data-source]")?.parentElement.querySelector(".passage-opened")
  if (mark) mark.hidden = false
}

function go(step) {
  const all = rows()
  const at = all.indexOf(current())
  stand(all[Math.min(all.length - 1, Math.max(0, at + step))])
}

// Its section and its card unfold; the card that was open folds by itself.
function stand(row) {
  if (!row) return
  row.closest("details").open = true
  row.querySelector("details").open = true
  row.focus()
}

function isInView(row) {
  const { top, bottom } = row.getBoundingClientRect()
  return bottom > 0 && top < window.innerHeight
}

function judge(row, ruling) {
  if (!isInView(row)) {
    row.scrollIntoView({ block: "center" })
    return
  }
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
  const response = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-Requested-With": "fetch" },
  })
  const said = await response.json()
  document.querySelector("[data-ledger-status]").textContent = said.refused ?? said.status
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

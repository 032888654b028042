/* Steps from change to change: two buttons, and the keys n and p while the focus is in the comparison. */
const section = document.querySelector(".comparison")
const changes = section ? [...section.querySelectorAll(".difference[id]")] : []

if (changes.length) {
  let at = -1
  const said = document.createElement("output")
  const step = (by) => {
    const focused = changes.findIndex((change) => change.contains(document.activeElement))
    at = Math.min(Math.max((focused < 0 ? at : focused) + by, 0), changes.length - 1)
    changes[at].focus()
    changes[at].scrollIntoView({ block: "center" })
    said.value = section.dataset.place.replace("{number}", at + 1).replace("{count}", changes.length)
  }
  const button = (label, key, by) => {
    const made = document.createElement("button")
    made.type = "button"
    made.textContent = label
    made.setAttribute("aria-keyshortcuts", key)
    made.addEventListener("click", () => step(by))
    return made
  }
  const previous = button(section.dataset.previous, "p", -1)
  previous.className = "jump"
  section.querySelector(".comparison-bar .first").replaceWith(previous, button(section.dataset.next, "n", 1), said)
  section.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1)
  })
}

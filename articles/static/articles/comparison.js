/* Steps from change to change: two buttons, and the keys n and p while the focus is in the comparison. */
const section = document.querySelector(".comparison")
const changes = section ? [...section.querySelectorAll(".difference[id]")] : []

if (changes.length) {
  const [previous, next] = section.querySelectorAll(".steps > button")
  const said = section.querySelector(".steps > output")
  let at = -1

  const step = (by) => {
    const focused = changes.findIndex((change) => change.contains(document.activeElement))
    at = Math.min(Math.max((focused < 0 ? at : focused) + by, 0), changes.length - 1)
    changes[at].focus()
    changes[at].scrollIntoView({ block: "center" })
    said.value = section.dataset.place.replace("{number}", at + 1).replace("{count}", changes.length)
  }

  previous.addEventListener("click", () => step(-1))
  next.addEventListener("click", () => step(1))
  section.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1)
  })
  section.dataset.steps = ""
}

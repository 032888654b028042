// Unsaved text is not lost by a wrong click: leaving asks first, and other forms wait for a save.
const form = document.getElementById("writing")
const status = document.getElementById("save-status")
let isUnsaved = false
let isSaving = false

const say = (words, isError = false) => {
  status.textContent = words
  status.classList.toggle("error", isError)
}

const mark = ({ target }) => {
  if (isUnsaved || target.closest("dialog")) return
  isUnsaved = true
  say("Not saved yet")
}

if (form && status) {
  form.addEventListener("input", mark)
  form.addEventListener("change", mark)
  form.addEventListener("submit", () => {
    isSaving = true
  })
  document.addEventListener("submit", (event) => {
    if (event.target.id === form.id || event.target.method === "dialog" || event.target.closest("dialog")) return
    if (!isUnsaved) return
    event.preventDefault()
    say("Save your text first: this button works on what is saved.", true)
    form.querySelector(".save-bar button").focus()
  })
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved && !isSaving) event.preventDefault()
  })
}

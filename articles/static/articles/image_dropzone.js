// The page of the image library: files dropped anywhere or pasted go into its form, which is sent.
const form = document.getElementById("image-sending")
const input = form?.querySelector("input[type=file]")
const root = document.documentElement

const send = (files) => {
  const images = [...files].filter((file) => file.type.startsWith("image/") || !file.type)
  if (!images.length) return
  const held = new DataTransfer()
  for (const file of images) held.items.add(file)
  input.files = held.files
  form.requestSubmit()
}

const carriesFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files")

if (input) {
  form.querySelector("[data-drop-hint]").classList.add("is-true")
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    root.classList.add("is-dropping")
  })
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) root.classList.remove("is-dropping")
  })
  document.addEventListener("drop", (event) => {
    root.classList.remove("is-dropping")
    if (!carriesFiles(event)) return
    event.preventDefault()
    send(event.dataTransfer.files)
  })
  document.addEventListener("paste", (event) => send(event.clipboardData.files))
  form.addEventListener("submit", () => {
    const status = form.querySelector("[role=status]")
    status.textContent = status.dataset.sending
  })
}

// Buttons that copy a citation or the page's address, or open the device's own way of sharing.
// Each is hidden until this finds that the browser can do it.
async function copied(button, words) {
  const status = button.parentElement.querySelector("[role=status]")
  try {
    await navigator.clipboard.writeText(words)
    status.textContent = button.dataset.done
  } catch {
    status.textContent = button.dataset.refused
  }
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies]")) {
    const source = document.getElementById(button.dataset.copies)
    button.hidden = false
    button.addEventListener("click", () => copied(button, source.textContent.trim()))
  }
  for (const button of document.querySelectorAll("[data-copies-text]")) {
    button.hidden = false
    button.addEventListener("click", () => copied(button, button.dataset.copiesText))
  }
}

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-shares]")) {
    button.hidden = false
    button.addEventListener("click", () => {
      const page = { title: button.dataset.title, url: button.dataset.shares }
      navigator.share(page).catch(() => {}) // the reader thought better of it
    })
  }
}

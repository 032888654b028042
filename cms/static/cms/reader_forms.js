// Opens the forms for readers where their links stand; without it, each link leads to a page of its own.
// Words that were selected in the article go with a report.
const holder = document.querySelector("[data-letters]")
const texts = [...document.querySelectorAll(".article .body")]
let quote = ""

async function show(address, options) {
  const response = await fetch(address, options)
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  const letter = page.querySelector("[data-letter]")
  if (!letter) throw new Error(`No form at ${address}`)
  holder.replaceChildren(document.adoptNode(letter))
  const first = "[aria-invalid=true], [role=status], input:checked, input:not([type=hidden]), textarea, select"
  letter.querySelector(first)?.focus()
}

function quoted(selection) {
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null
  if (!range || !texts.some((text) => text.contains(range.commonAncestorContainer))) return ""
  const words = range.cloneContents()
  for (const mark of words.querySelectorAll("sup, cite")) mark.remove() // the numbers of citations
  return words.textContent.replace(/\s+/g, " ").trim().slice(0, 600)
}

// a click on the link ends the selection, so it is kept while it lasts
document.addEventListener("selectionchange", () => {
  quote = quoted(document.getSelection()) || quote
})

// One tap is an answer; what it was about is asked after it, and may be left.
async function answer(address) {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html")
  const form = page.querySelector("[data-letter] form")
  const sent = await fetch(address, { method: "POST", body: new FormData(form) })
  if (!sent.ok) throw new Error(`Not counted at ${address}`)
  const thanks = new DOMParser().parseFromString(await sent.text(), "text/html").querySelector("[role=status]")
  form.elements.counted.value = "on"
  form.querySelector("div:has([name=answer])")?.setAttribute("hidden", "")
  form.before(thanks)
  holder.replaceChildren(document.adoptNode(form.closest("[data-letter]")))
  thanks.focus()
}

for (const link of document.querySelectorAll("a[data-answers]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    if (holder.querySelector("[name=counted][value=on]")) return
    answer(link.href).catch(() => location.assign(link.href))
  })
}

for (const link of document.querySelectorAll("a[data-opens]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    const address = new URL(link.href)
    if (quote && "quotes" in link.dataset) address.searchParams.set("quote", quote)
    show(address).catch(() => location.assign(address))
  })
}

holder?.addEventListener("submit", (event) => {
  const form = event.target
  event.preventDefault()
  const button = form.querySelector("button")
  button.disabled = true
  show(form.action, { method: "POST", body: new FormData(form) }).catch(() => form.submit())
})

for (const hint of document.querySelectorAll(".voice [hidden]")) hint.hidden = false

// How a reader wants to read: larger, dark, on paper, aloud. Chosen once, it holds for every page.
const root = document.documentElement
const choices = document.querySelector("[data-view]")
const LARGEST = 3 // as site.css knows them
const BLOCKS = ".head h1, .standfirst, .answer :is(h2, p), .body :is(h2, h3, h4, p, li:not(:has(p)), dt, td, th)"

function keep(name, value) {
  if (value) root.dataset[name] = value
  else delete root.dataset[name]
  try {
    if (value) localStorage.setItem(name, value)
    else localStorage.removeItem(name)
  } catch {
    // it holds for this page
  }
}

function resize(step) {
  const size = Math.min(LARGEST, Math.max(0, Number(root.dataset.size ?? 0) + step))
  keep("size", size ? String(size) : "")
  for (const button of choices.querySelectorAll("[data-sizes]")) {
    button.disabled = size === (button.dataset.sizes > 0 ? LARGEST : 0)
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
}

function name(button) {
  button.textContent = isDark() ? choices.dataset.light : choices.dataset.dark
}

// The words of a block as sentences, each with the range where it stands. Citations are not read out.
function sentencesOf(block) {
  const pieces = []
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("cite, [hidden], .visually-hidden")) pieces.push(node)
  }
  const words = pieces.map((piece) => piece.data).join("")
  const found = []
  for (const { segment, index } of new Intl.Segmenter(root.lang, { granularity: "sentence" }).segment(words)) {
    if (segment.trim())
      found.push({
        words: segment.replace(/\s+/g, " ").trim(),
        ...placed(pieces, index, index + segment.trimEnd().length),
      })
  }
  return found
}

function placed(pieces, from, to) {
  const range = new Range()
  let at = 0
  for (const piece of pieces) {
    if (from >= at && from <= at + piece.length) range.setStart(piece, from - at)
    if (to >= at && to <= at + piece.length) {
      range.setEnd(piece, to - at)
      break
    }
    at += piece.length
  }
  return { range }
}

function mark(range) {
  if (!window.Highlight) return
  if (range) CSS.highlights.set("spoken", new Highlight(range))
  else CSS.highlights.delete("spoken")
}

let queue = null

function stop(button) {
  queue = null
  speechSynthesis.cancel()
  mark(null)
  button.textContent = choices.dataset.listen
  button.setAttribute("aria-pressed", "false")
}

function next(button) {
  const sentence = queue?.shift()
  if (!sentence) {
    stop(button)
    return
  }
  const spoken = new SpeechSynthesisUtterance(sentence.words)
  spoken.lang = root.lang
  spoken.onstart = () => mark(sentence.range)
  spoken.onend = () => queue && next(button)
  spoken.onerror = () => queue && stop(button)
  speechSynthesis.speak(spoken)
}

function listen(button) {
  if (queue) {
    stop(button)
    return
  }
  queue = [...document.querySelectorAll(BLOCKS)].flatMap(sentencesOf)
  button.textContent = choices.dataset.stop
  button.setAttribute("aria-pressed", "true")
  next(button)
}

if (choices) {
  resize(0)
  for (const button of choices.querySelectorAll("[data-sizes]")) {
    button.addEventListener("click", () => resize(Number(button.dataset.sizes)))
  }
  const themes = choices.querySelector("[data-themes]")
  name(themes)
  themes.addEventListener("click", () => {
    keep("theme", isDark() ? "light" : "dark")
    name(themes)
  })
  choices.querySelector("[data-prints]").addEventListener("click", () => print())
  const listens = choices.querySelector("[data-listens]")
  if (window.speechSynthesis && Intl.Segmenter) listens.addEventListener("click", () => listen(listens))
  else listens.disabled = true
  addEventListener("pagehide", () => queue && stop(listens))
}

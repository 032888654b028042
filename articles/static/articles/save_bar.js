// What the page of a draft says of its saving: a line beside the button, and a banner with something to choose.
const status = document.getElementById("save-status")
const banner = document.getElementById("save-banner")

export const hasSaveBar = Boolean(status && banner)

// Only what somebody must know, or asked for, is read out: not every “Saving…”.
export const say = (words, { isProblem = false, isAsked = false } = {}) => {
  status.setAttribute("aria-live", isProblem || isAsked ? "polite" : "off")
  if (status.textContent !== words) status.textContent = words
  status.classList.toggle("error", isProblem)
}

// Each matter has its place in the banner, so that none hides another: the words, and what can be done. It is read out.
export const propose = (matter, words, ...controls) => {
  withdraw(matter)
  const section = document.createElement("section")
  const paragraph = document.createElement("p")
  const actions = document.createElement("p")
  section.dataset.matter = matter
  paragraph.textContent = words
  actions.className = "actions"
  actions.append(...controls)
  section.append(paragraph, actions)
  banner.append(section)
  banner.hidden = false
}

export const withdraw = (matter) => {
  sectionOf(matter)?.remove()
  banner.hidden = !banner.children.length
}

export const isProposing = (matter) => Boolean(sectionOf(matter))

// Lead to what can be done about the first of these matters that is proposed.
export const answer = (...matters) => {
  for (const matter of matters) {
    const control = sectionOf(matter)?.querySelector("a, button")
    if (control) return control.focus()
  }
  return undefined
}

const sectionOf = (matter) => banner.querySelector(`[data-matter="${matter}"]`)

export const button = (words, act) => {
  const made = document.createElement("button")
  made.type = "button"
  made.textContent = words
  made.addEventListener("click", act)
  return made
}

export const link = (words, address, target = "") => {
  const made = document.createElement("a")
  made.className = "button"
  made.textContent = words
  made.href = address
  made.target = target
  return made
}

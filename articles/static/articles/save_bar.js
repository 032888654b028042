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

export const propose = (words, ...controls) => {
  const paragraph = document.createElement("p")
  const actions = document.createElement("p")
  paragraph.textContent = words
  actions.className = "actions"
  actions.append(...controls)
  banner.replaceChildren(paragraph, actions)
  banner.hidden = false
}

export const withdraw = () => {
  banner.hidden = true
  banner.replaceChildren()
}

export const isProposing = () => !banner.hidden

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

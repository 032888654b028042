// What is typed stays on this device until it is saved: one entry for each person and draft, never another's.
// Found after a crash it moves aside, so that typing on does not overwrite it before somebody has decided.
const NOW = "now"
const FOUND = "found"

const key = (form, slot) => `attest:kept:${form.elements.writer.value}:${form.dataset.revision}:${slot}`

const read = (form, slot) => {
  try {
    return JSON.parse(localStorage.getItem(key(form, slot)))
  } catch {
    return null
  }
}

const write = (form, slot, entry) => {
  try {
    localStorage.setItem(key(form, slot), JSON.stringify(entry))
    return true
  } catch {
    return false // no room, or a browser that keeps nothing
  }
}

// True where the device has it now.
export const store = (form, around) => {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken")
  return write(form, NOW, { at: Date.now(), around, fields })
}

export const clear = (form) => localStorage.removeItem(key(form, NOW))

export const recover = (form) => {
  const entry = read(form, NOW)
  if (entry && write(form, FOUND, entry)) clear(form)
  return entry ?? read(form, FOUND)
}

export const discardRecovered = (form) => localStorage.removeItem(key(form, FOUND))

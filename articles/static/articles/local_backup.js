// What is typed stays on this device until it is saved: one entry for each person and draft, never another's.
// Found after a crash it moves aside, so that typing on does not overwrite it before somebody has decided.
const NOW = "now"
const FOUND = "found"
const SOON = 400

export class LocalBackup {
  #form
  #timer = 0

  constructor(form) {
    this.#form = form
  }

  // Keep the form as it is. True where the device has it now.
  store(isAround) {
    this.#cancel()
    const fields = [...new FormData(this.#form)].filter(([name]) => name !== "csrfmiddlewaretoken")
    return this.#write(NOW, { at: Date.now(), around: isAround, fields })
  }

  // `isAround` is asked when the time has come.
  storeSoon(isAround) {
    this.#timer ||= setTimeout(() => this.store(isAround()), SOON)
  }

  // What is saved is not kept here any longer, nor in a moment.
  clear() {
    this.#cancel()
    localStorage.removeItem(this.#key(NOW))
  }

  // What an earlier page left behind: {at, around, fields}, or null.
  recover() {
    const entry = this.#read(NOW)
    if (entry && this.#write(FOUND, entry)) this.clear()
    return entry ?? this.#read(FOUND)
  }

  // Somebody has decided about what was recovered.
  discardRecovered() {
    localStorage.removeItem(this.#key(FOUND))
  }

  #cancel() {
    clearTimeout(this.#timer)
    this.#timer = 0
  }

  #key(slot) {
    return `attest:kept:${this.#form.elements.writer.value}:${this.#form.dataset.revision}:${slot}`
  }

  #read(slot) {
    try {
      return JSON.parse(localStorage.getItem(this.#key(slot)))
    } catch {
      return null
    }
  }

  #write(slot, entry) {
    try {
      localStorage.setItem(this.#key(slot), JSON.stringify(entry))
      return true
    } catch {
      return false // no room, or a browser that keeps nothing
    }
  }
}

// Where the saving of a draft stands, and each step from one state to the next. It knows neither page nor network.
//
//   idle      changed ->    unsaved
//   unsaved   saved ->      idle, or unsaved where somebody went on writing meanwhile
//   unsaved   failed ->     failing: tried again, ever later, until it is saved or the device is online again
//   unsaved   conflicted -> stopped, until its writer decides on another page
//   unsaved   signedOut ->  stopped, until signedIn
//   any       left ->       the page goes, and nothing is asked any more
const QUIET = 1500 // after the last change
const LATEST = 10_000 // after the first one
const RETRIES = [2000, 5000, 15_000, 30_000]

export class SaveState {
  #changes = 0
  #saved = 0
  #firstChange = 0
  #failures = 0
  #stopped = ""

  // What stands around the text was changed too: topic, tags, names.
  isAround = false
  // A new token came with a new sign-in, and no save went through with it yet.
  isRenewed = false
  isLeaving = false

  get isUnsaved() {
    return this.#changes !== this.#saved
  }

  get isStopped() {
    return this.#stopped !== ""
  }

  get isSignedOut() {
    return this.#stopped === "signed out"
  }

  get isFailing() {
    return this.#failures > 0
  }

  // Milliseconds until what was changed is to be sent.
  get delay() {
    return Math.min(QUIET, Math.max(0, this.#firstChange + LATEST - performance.now()))
  }

  changed(isAround) {
    if (!this.isUnsaved) this.#firstChange = performance.now()
    this.#changes += 1
    this.isAround ||= isAround
  }

  // Text of this device was put into the form.
  restored(isAround) {
    this.isAround ||= isAround
  }

  // What is being sent: `saved` wants it back.
  sending() {
    return { upTo: this.#changes, isAround: this.isAround }
  }

  saved({ upTo, isAround }, isAroundRefused) {
    this.#failures = 0
    this.isRenewed = false
    this.#saved = upTo
    this.#firstChange = performance.now()
    if (isAround && this.#changes === upTo) this.isAround = isAroundRefused
  }

  // Returns the milliseconds until it is tried again.
  failed() {
    const delay = RETRIES[Math.min(this.#failures, RETRIES.length - 1)]
    this.#failures += 1
    return delay
  }

  online() {
    this.#failures = 0
  }

  conflicted() {
    this.#stopped = "conflict"
  }

  signedOut() {
    this.#stopped = "signed out"
  }

  signedIn() {
    this.#stopped = ""
    this.isRenewed = true
  }

  left() {
    this.isLeaving = true
  }
}

// Saves while somebody writes. What is not saved is kept on this device; nothing typed is ever lost.
import { get, post, renewToken } from "articles/http"
import { clock, dayAndHour, gettext, interpolate } from "articles/i18n"
import { clear, discardRecovered, recover, store } from "articles/local_backup"

const QUIET = 1500 // after the last change
const LATEST = 10_000 // after the first one
const RETRIES = [2000, 5000, 15_000, 30_000]
const SIGN_IN_AGAIN = 4000
const KEEPALIVE = 60_000 // browsers refuse more in a page's last request
const AROUND = /^(topic|tags|bylines-)/

const form = document.getElementById("writing")
const status = document.getElementById("save-status")
const banner = document.getElementById("save-banner")

let editor = null
let changes = 0
let saved = 0
let firstChange = 0
let around = false
let running = null
let stopped = "" // why nothing is sent: "conflict", "signed out"
let failures = 0
let wasRenewed = false
let isLeaving = false
let timer = 0
let keeping = 0

const isUnsaved = () => changes !== saved

// --- what is said ------------------------------------------------------------------------------

// Only what somebody must know, or asked for, is read out: not every “Saving…”.
const say = (words, { isProblem = false, isAsked = false } = {}) => {
  status.setAttribute("aria-live", isProblem || isAsked ? "polite" : "off")
  if (status.textContent !== words) status.textContent = words
  status.classList.toggle("error", isProblem)
}

const propose = (words, ...controls) => {
  const paragraph = document.createElement("p")
  const actions = document.createElement("p")
  paragraph.textContent = words
  actions.className = "actions"
  actions.append(...controls)
  banner.replaceChildren(paragraph, actions)
  banner.hidden = false
}

const withdraw = () => {
  banner.hidden = true
  banner.replaceChildren()
}

const button = (words, act) => {
  const made = document.createElement("button")
  made.type = "button"
  made.textContent = words
  made.addEventListener("click", act)
  return made
}

const link = (words, address, target = "") => {
  const made = document.createElement("a")
  made.className = "button"
  made.textContent = words
  made.href = address
  made.target = target
  return made
}

// --- saving ------------------------------------------------------------------------------------

const payload = () => {
  const data = new URLSearchParams(new FormData(form))
  if (around) data.set("around", "1")
  return data
}

const schedule = (delay = Math.min(QUIET, Math.max(0, firstChange + LATEST - performance.now()))) => {
  clearTimeout(timer)
  timer = setTimeout(save, delay)
}

// True where nothing is left to save.
const save = async ({ isAsked = false } = {}) => {
  clearTimeout(timer)
  if (running) await running
  if (!isUnsaved() || stopped) return !isUnsaved()
  running = send(isAsked)
  await running
  running = null
  if (isUnsaved() && !stopped && !failures) schedule()
  return !isUnsaved()
}

const send = async (isAsked) => {
  const upTo = changes
  const withAround = around
  say(gettext("Saving…"))
  try {
    const response = await post(form, form.dataset.autosave, payload())
    if (response.ok) settle(await response.json(), upTo, withAround, isAsked)
    else if (response.status === 409) stopAtConflict(await response.json())
    else if ([0, 401, 403].includes(response.status)) await stopSignedOut()
    else retry(interpolate(gettext("Not saved: the site answered %(status)s, will retry. Kept on this device."), response))
  } catch {
    retry(gettext("Not saved: offline, will retry. Kept on this device."))
  }
}

const settle = (answer, upTo, withAround, isAsked) => {
  const problems = Object.values(answer.refused)
  failures = 0
  wasRenewed = false
  saved = upTo
  firstChange = performance.now()
  if (withAround && changes === upTo) around = "topic" in answer.refused || "tags" in answer.refused || "bylines" in answer.refused
  follow(answer.version)
  if (isUnsaved() || problems.length) keepNow()
  else drop()
  const time = clock(answer.saved_at)
  const missing = interpolate(gettext("Not in the library: %(keys)s."), { keys: answer.unknown.join(", ") })
  const unknown = answer.unknown.length ? ` ${missing}` : ""
  const partly = gettext("Saved %(time)s, but not this: %(problems)s")
  if (problems.length) say(interpolate(partly, { time, problems: problems.join(" ") }), { isProblem: true })
  else if (isUnsaved()) say(gettext("Not saved yet")) // somebody went on writing meanwhile
  else say(interpolate(gettext("Saved %(time)s."), { time }) + unknown, { isAsked })
  form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true, detail: answer }))
}

// The other forms of the page act on the text as its writer sees it, which is the one just saved.
const follow = (version) => {
  const before = form.elements.version.value
  for (const input of document.querySelectorAll("form input[name=version]")) {
    if (input.value === before) input.value = version
  }
}

const retry = (words) => {
  keepNow()
  say(words, { isProblem: true })
  schedule(RETRIES[Math.min(failures++, RETRIES.length - 1)])
}

const stopAtConflict = ({ by, at, closed }) => {
  stopped = "conflict"
  keepNow()
  say(gettext("Not saved: conflict. Kept on this device."), { isProblem: true })
  const compare = button(gettext("Compare and decide"), () => leaveFor(form.dataset.merge, [...new FormData(form)]))
  const both = gettext("%(name)s saved this draft at %(time)s, while you were writing. Nothing is lost.")
  propose(closed || interpolate(both, { name: by, time: clock(at) }), compare)
}

// --- an ended session --------------------------------------------------------------------------

const stopSignedOut = async () => {
  keepNow()
  if (wasRenewed) return retry(gettext("Not saved: the site refuses it, will retry. Kept on this device."))
  stopped = "signed out"
  await resume()
  if (!stopped) return schedule(0)
  say(gettext("Not saved: needs sign-in. Kept on this device."), { isProblem: true })
  if (banner.hidden) askToSignIn(gettext("Your session has ended. Sign in, and saving goes on by itself."))
  watch()
}

const askToSignIn = (words) => propose(words, link(gettext("Sign in in a new tab"), form.dataset.signIn, "_blank"))

const watch = () =>
  setTimeout(async () => {
    await resume()
    if (stopped === "signed out") watch()
  }, SIGN_IN_AGAIN)

// The text goes to nobody but its writer: another account that signs in here gets nothing of it.
const resume = async () => {
  const response = await get(form.dataset.signedIn).catch(() => null)
  if (stopped !== "signed out" || !response?.ok) return
  const { writer, token } = await response.json()
  if (String(writer) !== form.elements.writer.value) {
    askToSignIn(gettext("Somebody else is signed in here now. Sign in as yourself to save this text."))
    return
  }
  renewToken(token)
  wasRenewed = true
  stopped = ""
  withdraw()
  schedule(0)
}

// --- this device -------------------------------------------------------------------------------

const keepNow = () => {
  clearTimeout(keeping)
  keeping = 0
  return store(form, around)
}

// What is saved is not kept here any longer, nor in a moment.
const drop = () => {
  clearTimeout(keeping)
  keeping = 0
  clear(form)
}

const keepSoon = () => {
  keeping ||= setTimeout(keepNow, 400)
}

const leaveFor = (address, fields) => {
  const sent = document.createElement("form")
  sent.method = "post"
  sent.action = address
  const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]
  for (const [name, value] of [token, ...fields.filter(([name]) => name !== token[0])]) {
    const input = document.createElement("input")
    input.type = "hidden"
    input.name = name
    input.value = value
    sent.append(input)
  }
  isLeaving = true
  document.body.append(sent)
  sent.submit()
}

const differs = async (entry) => {
  const data = new URLSearchParams(entry.fields)
  data.set("look", "1")
  const response = await post(form, form.dataset.autosave, data).catch(() => null)
  return !response?.ok || (await response.json()).differs
}

const offer = async (entry) => {
  if (!entry.around && !(await differs(entry))) return discardRecovered(form)
  const discard = () => {
    discardRecovered(form)
    withdraw()
  }
  propose(
    interpolate(gettext("Text of %(time)s was kept on this device and not saved."), { time: dayAndHour(entry.at) }),
    button(gettext("Restore it"), () => {
      restore(entry)
      discard()
    }),
    button(gettext("Compare"), () => leaveFor(form.dataset.merge, entry.fields)),
    button(gettext("Discard it"), discard),
  )
}

// With the version that it started from: what others saved since is not overwritten, but asked about.
const restore = (entry) => {
  for (const [name, value] of entry.fields) {
    if (name !== "body" && form.elements[name]) form.elements[name].value = value
  }
  const text = new Map(entry.fields).get("body")
  if (editor) editor.commands.setContent(text, { emitUpdate: true })
  else form.elements.body.value = text
  around ||= entry.around
  form.elements.title.dispatchEvent(new Event("input", { bubbles: true }))
}

// --- what happens ------------------------------------------------------------------------------

const changed = (target) => {
  if (!isUnsaved()) {
    firstChange = performance.now()
    if (!stopped) say(gettext("Not saved yet"))
  }
  changes += 1
  around ||= AROUND.test(target.name)
  keepSoon()
  if (!stopped && !failures) schedule()
}

const hear = ({ target }) => {
  if (!target.closest("dialog")) changed(target)
}

// Another form of this page waits for the save and then goes on.
const goAfterSaving = async (event) => {
  const { target, submitter } = event
  if (target === form || target.method === "dialog" || target.closest("dialog") || !isUnsaved() || isLeaving) return
  event.preventDefault()
  if (await save({ isAsked: true })) target.requestSubmit(submitter)
  else say(gettext("Save your text first: this button works on what is saved."), { isProblem: true })
}

const submit = async (event) => {
  clearTimeout(timer)
  if (isUnsaved()) keepNow()
  if (!running) {
    isLeaving = true
    return
  }
  event.preventDefault()
  await running
  form.requestSubmit(event.submitter)
}

const hide = () => {
  if (!isUnsaved() || isLeaving) return
  keepNow()
  const data = payload()
  const isShort = new Blob([data]).size < KEEPALIVE
  if (!stopped && isShort) post(form, form.dataset.autosave, data, { keepalive: true }).catch(() => {})
}

if (form && status && banner) {
  form.addEventListener("input", hear)
  form.addEventListener("change", hear)
  form.addEventListener("submit", submit)
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (isUnsaved() && !failures && relatedTarget && !form.contains(relatedTarget)) save()
  })
  form.addEventListener("draft:stands", ({ detail: { version, draft } }) => {
    // an answer may be older than the last save
    const isOld = version > Number(form.elements.version.value) || !draft
    if (!isOld || isUnsaved() || running || stopped || !banner.hidden) return
    propose(gettext("This draft has changed since you opened it."), link(gettext("Load it as it is now"), form.action))
  })
  document.addEventListener("submit", goAfterSaving)
  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    if (isUnsaved()) save({ isAsked: true })
    else say(gettext("Everything is saved."), { isAsked: true })
  })
  document.addEventListener("visibilitychange", () => {
    if (stopped === "signed out") resume()
    else if (document.visibilityState === "hidden" && !isLeaving) save()
  })
  addEventListener("online", () => {
    failures = 0
    save()
  })
  addEventListener("pagehide", hide)
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
  addEventListener("beforeunload", (event) => {
    if (isUnsaved() && !isLeaving) event.preventDefault()
  })
  addEventListener("prose-editor:ready", (event) => {
    if (event.target.form === form) editor = event.detail.editor
  })
  const entry = recover(form)
  if (entry) offer(entry)
}

// Saves while somebody writes. What is not saved is kept on this device; nothing typed is ever lost.
import { get, post, renewToken } from "articles/http"
import { clock, gettext, interpolate } from "articles/i18n"
import { join, observe } from "articles/joining"
import { LocalBackup } from "articles/local_backup"
import { fill, offer } from "articles/recovery"
import { answer, button, hasSaveBar, isProposing, link, propose, say, withdraw } from "articles/save_bar"
import { SaveState } from "articles/save_state"

const SIGN_IN_AGAIN = 4000
const KEEPALIVE = 60_000 // browsers refuse more in a page's last request
const AROUND = /^(topic|tags|bylines-)/

const form = document.getElementById("writing")
const state = new SaveState()
const backup = new LocalBackup(form)

let editor = null
let running = null
let timer = 0
let isJoining = false

const keep = () => backup.store(state.isAround)

// --- saving ------------------------------------------------------------------------------------

const payload = () => {
  const data = new URLSearchParams(new FormData(form))
  if (state.isAround) data.set("around", "1")
  return data
}

const schedule = (delay = state.delay) => {
  clearTimeout(timer)
  timer = setTimeout(save, delay)
}

// True where nothing is left to save.
const save = async ({ isAsked = false } = {}) => {
  clearTimeout(timer)
  if (running) await running
  if (!state.isUnsaved || state.isStopped) return !state.isUnsaved
  running = send(isAsked)
  await running
  running = null
  if (state.isUnsaved && !state.isStopped && !state.isFailing) schedule()
  return !state.isUnsaved
}

const send = async (isAsked) => {
  const sent = state.sending()
  const isOurs = state.isUnsaved
  const fields = payload()
  const observed = editor && observe(editor)
  if (isOurs) say(gettext("Saving…"))
  try {
    const response = await post(form, form.dataset.autosave, fields)
    if (response.ok) settle(await response.json(), { sent, fields, observed, isAsked, isOurs })
    else if (response.status === 409) stopAtConflict(await response.json())
    else if ([0, 401, 403].includes(response.status)) await stopSignedOut()
    else
      retry(interpolate(gettext("Not saved: the site answered %(status)s, will retry. Kept on this device."), response))
  } catch {
    retry(gettext("Not saved: offline, will retry. Kept on this device."))
  } finally {
    observed?.stop()
  }
}

const settle = (answered, { sent, fields, observed, isAsked, isOurs }) => {
  const { refused, joined } = answered
  const problems = Object.values(refused)
  state.saved(sent, "topic" in refused || "tags" in refused || "bylines" in refused)
  markRefused(refused)
  const isHere = !joined || bringIn(joined, fields, observed)
  if (isHere) follow(answered.version)
  if (answered.around) form.elements.around_was.value = answered.around
  if (state.isUnsaved || problems.length) keep()
  else backup.clear()
  if (!isHere) stopBeside(joined)
  else if (isOurs || joined) sayWhatIsSaved(answered, problems, isAsked, isOurs)
  form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true, detail: answered }))
}

const sayWhatIsSaved = ({ saved_at, unknown, joined }, problems, isAsked, isOurs) => {
  const time = clock(saved_at)
  const missing = interpolate(gettext("Not in the library: %(keys)s."), { keys: unknown.join(", ") })
  const partly = gettext("Saved %(time)s, but not this: %(problems)s")
  if (problems.length) say(interpolate(partly, { time, problems: problems.join(" ") }), { isProblem: true })
  else if (joined) say(wordsOf(joined, time, isOurs), { isAsked: true })
  else if (state.isUnsaved)
    say(gettext("Not saved yet")) // somebody went on writing meanwhile
  else say(interpolate(gettext("Saved %(time)s."), { time }) + (unknown.length ? ` ${missing}` : ""), { isAsked })
}

const markRefused = (refused) => {
  for (const input of form.elements) {
    if (input.name in refused) input.setAttribute("aria-invalid", "true")
    else if (input.localName !== "button") input.removeAttribute("aria-invalid")
  }
}

// --- others in the same draft --------------------------------------------------------------------

const wordsOf = ({ others, at }, time, isOurs) => {
  const names = new Intl.ListFormat(document.documentElement.lang).format(others)
  const values = { time: isOurs ? time : clock(at), names }
  if (!isOurs)
    return interpolate(
      others.length
        ? gettext("%(names)s changed this text at %(time)s: it stands here as it is now.")
        : gettext("You changed this text in another window at %(time)s: it stands here as it is now."),
      values,
    )
  return interpolate(
    others.length
      ? gettext("Saved %(time)s, together with what %(names)s changed elsewhere in the text.")
      : gettext("Saved %(time)s, together with what you changed in another window."),
    values,
  )
}

// What others changed in places that were not touched here. False where it was touched since it was sent.
const bringIn = ({ typed, stored }, fields, observed) => {
  const changed = Object.keys(stored).filter((name) => stored[name] !== typed[name])
  const lines = changed.filter((name) => name !== "body" || !editor)
  if (lines.some((name) => form.elements[name].value !== fields.get(name))) return false
  isJoining = true
  try {
    if (editor && changed.includes("body") && !join(editor, observed, { typed: typed.body, stored: stored.body }))
      return false
    for (const name of lines) form.elements[name].value = stored[name]
    if (lines.length) form.elements.title.dispatchEvent(new Event("input", { bubbles: true }))
  } finally {
    isJoining = false
  }
  return true
}

const stopBeside = ({ others, at }) => {
  state.conflicted()
  const words = others.length
    ? gettext("%(names)s changed this text at %(time)s. Both are saved: load it to go on.")
    : gettext("You changed this text in another window at %(time)s. Both are saved: load it to go on.")
  const names = new Intl.ListFormat(document.documentElement.lang).format(others)
  offerToLoad(interpolate(words, { names, time: clock(at) }))
}

const offerToLoad = (words) => propose("newer", words, link(gettext("Load it as it is now"), form.action))

// Somebody else saved, and nothing was written here since.
const pull = async () => {
  running = send(false)
  await running
  running = null
}

// The other forms of the page act on the text as its writer sees it, which is the one just saved.
const follow = (version) => {
  const before = form.elements.version.value
  for (const input of document.querySelectorAll("form input[name=version]")) {
    if (input.value === before) input.value = version
  }
}

const retry = (words) => {
  keep()
  say(words, { isProblem: true })
  schedule(state.failed())
}

const stopAtConflict = ({ by, at, closed }) => {
  state.conflicted()
  keep()
  say(gettext("Not saved: conflict. Kept on this device."), { isProblem: true })
  const decide = button(gettext("Compare and decide"), () => compare([...new FormData(form)]))
  const both = gettext("%(name)s saved this draft at %(time)s, while you were writing. Nothing is lost.")
  propose("conflict", closed || interpolate(both, { name: by, time: clock(at) }), decide)
}

// Leave for the page on which the fields stand beside the text as it was saved.
const compare = (fields) => {
  const sent = document.createElement("form")
  sent.method = "post"
  sent.action = form.dataset.merge
  const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]
  for (const [name, value] of [token, ...fields.filter(([name]) => name !== token[0])]) {
    const input = document.createElement("input")
    input.type = "hidden"
    input.name = name
    input.value = value
    sent.append(input)
  }
  state.left()
  document.body.append(sent)
  sent.submit()
}

// --- an ended session --------------------------------------------------------------------------

const stopSignedOut = async () => {
  keep()
  if (state.isRenewed) return retry(gettext("Not saved: the site refuses it, will retry. Kept on this device."))
  state.signedOut()
  await resume()
  if (!state.isStopped) return schedule(0)
  say(gettext("Not saved: needs sign-in. Kept on this device."), { isProblem: true })
  if (!isProposing("signed out")) askToSignIn(gettext("Your session has ended. Sign in, and saving goes on by itself."))
  watch()
}

const askToSignIn = (words) =>
  propose("signed out", words, link(gettext("Sign in in a new tab"), form.dataset.signIn, "_blank"))

const watch = () =>
  setTimeout(async () => {
    await resume()
    if (state.isSignedOut) watch()
  }, SIGN_IN_AGAIN)

// The text goes to nobody but its writer: another account that signs in here gets nothing of it.
const resume = async () => {
  const response = await get(form.dataset.signedIn).catch(() => null)
  if (!state.isSignedOut || !response?.ok) return
  const { writer, token } = await response.json()
  if (String(writer) !== form.elements.writer.value) {
    askToSignIn(gettext("Somebody else is signed in here now. Sign in as yourself to save this text."))
    return
  }
  renewToken(token)
  state.signedIn()
  withdraw("signed out")
  schedule(0)
}

// --- what happens ------------------------------------------------------------------------------

const change = (target) => {
  if (!state.isUnsaved && !state.isStopped) say(gettext("Not saved yet"))
  state.changed(AROUND.test(target.name))
  backup.storeSoon(() => state.isAround)
  if (!state.isStopped && !state.isFailing) schedule()
}

const hear = ({ target }) => {
  if (!isJoining && !target.closest("dialog")) change(target)
}

const restore = (entry) => {
  fill(form, editor, entry.fields)
  state.restored(entry.around)
  form.elements.title.dispatchEvent(new Event("input", { bubbles: true }))
}

// Another form of this page waits for the save and then goes on.
const goAfterSaving = async (event) => {
  const { target, submitter } = event
  if (target === form || target.method === "dialog" || target.closest("dialog")) return
  if (!state.isUnsaved || state.isLeaving) return
  event.preventDefault()
  if (await save({ isAsked: true })) target.requestSubmit(submitter)
  else say(gettext("Save your text first: this button works on what is saved."), { isProblem: true })
}

// By its button, by its key, by Enter in a line: the page stays as it is.
const saveByHand = async (event) => {
  event.preventDefault()
  if (state.isSignedOut) await resume()
  if (state.isStopped) return answer(state.isSignedOut ? "signed out" : "conflict", "newer")
  if (state.isUnsaved || running) return save({ isAsked: true })
  return say(gettext("Everything is saved."), { isAsked: true })
}

const saveOnLeavingTheForm = ({ relatedTarget }) => {
  if (state.isUnsaved && !state.isFailing && relatedTarget && !form.contains(relatedTarget)) save()
}

const saveByKey = (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) saveByHand(event)
}

// What presence heard may be older than the last save.
const hearOfTheDraft = ({ detail: { version, draft } }) => {
  if (running || state.isStopped || isProposing("newer")) return
  if (!draft) offerToLoad(gettext("This draft has changed since you opened it."))
  else if (version > Number(form.elements.version.value) && !state.isUnsaved) pull()
}

const lookAgain = () => {
  if (state.isSignedOut) resume()
  else if (document.visibilityState === "hidden" && !state.isLeaving) save()
}

const goOnline = () => {
  state.online()
  save()
}

const hide = () => {
  if (!state.isUnsaved || state.isLeaving) return
  keep()
  const data = payload()
  const isShort = new Blob([data]).size < KEEPALIVE
  if (!state.isStopped && isShort) post(form, form.dataset.autosave, data, { keepalive: true }).catch(() => {})
}

const start = () => {
  form.addEventListener("input", hear)
  form.addEventListener("change", hear)
  form.addEventListener("submit", saveByHand)
  form.addEventListener("focusout", saveOnLeavingTheForm)
  form.addEventListener("draft:stands", hearOfTheDraft)
  document.addEventListener("submit", goAfterSaving)
  document.addEventListener("keydown", saveByKey)
  document.addEventListener("visibilitychange", lookAgain)
  addEventListener("online", goOnline)
  addEventListener("pagehide", hide)
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
  addEventListener("beforeunload", (event) => {
    if (state.isUnsaved && !state.isLeaving) event.preventDefault()
  })
  addEventListener("prose-editor:ready", (event) => {
    if (event.target.form === form) editor = event.detail.editor
  })
  const entry = backup.recover()
  if (entry) offer(entry, { form, backup, compare, restore })
}

if (form && hasSaveBar) start()

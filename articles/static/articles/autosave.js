// Saves while somebody writes. What is not saved is kept on this device; nothing typed is ever lost.
import { get, post, renewToken } from "articles/http"
import { clock, gettext, interpolate } from "articles/i18n"
import { LocalBackup } from "articles/local_backup"
import { fill, offer } from "articles/recovery"
import { button, hasSaveBar, isProposing, link, propose, say, withdraw } from "articles/save_bar"
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
  say(gettext("Saving…"))
  try {
    const response = await post(form, form.dataset.autosave, payload())
    if (response.ok) settle(await response.json(), sent, isAsked)
    else if (response.status === 409) stopAtConflict(await response.json())
    else if ([0, 401, 403].includes(response.status)) await stopSignedOut()
    else
      retry(interpolate(gettext("Not saved: the site answered %(status)s, will retry. Kept on this device."), response))
  } catch {
    retry(gettext("Not saved: offline, will retry. Kept on this device."))
  }
}

const settle = (answer, sent, isAsked) => {
  const { refused } = answer
  const problems = Object.values(refused)
  state.saved(sent, "topic" in refused || "tags" in refused || "bylines" in refused)
  follow(answer.version)
  if (state.isUnsaved || problems.length) keep()
  else backup.clear()
  sayWhatIsSaved(answer, problems, isAsked)
  form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true, detail: answer }))
}

const sayWhatIsSaved = (answer, problems, isAsked) => {
  const time = clock(answer.saved_at)
  const missing = interpolate(gettext("Not in the library: %(keys)s."), { keys: answer.unknown.join(", ") })
  const unknown = answer.unknown.length ? ` ${missing}` : ""
  const partly = gettext("Saved %(time)s, but not this: %(problems)s")
  if (problems.length) say(interpolate(partly, { time, problems: problems.join(" ") }), { isProblem: true })
  else if (state.isUnsaved)
    say(gettext("Not saved yet")) // somebody went on writing meanwhile
  else say(interpolate(gettext("Saved %(time)s."), { time }) + unknown, { isAsked })
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
  if (!target.closest("dialog")) change(target)
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

const submit = async (event) => {
  clearTimeout(timer)
  if (state.isUnsaved) keep()
  if (!running) return state.left()
  event.preventDefault()
  await running
  form.requestSubmit(event.submitter)
}

const saveOnLeavingTheForm = ({ relatedTarget }) => {
  if (state.isUnsaved && !state.isFailing && relatedTarget && !form.contains(relatedTarget)) save()
}

const saveByKey = (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
  event.preventDefault()
  if (state.isUnsaved) save({ isAsked: true })
  else say(gettext("Everything is saved."), { isAsked: true })
}

// What presence heard may be older than the last save.
const hearOfTheDraft = ({ detail: { version, draft } }) => {
  const isOld = version > Number(form.elements.version.value) || !draft
  if (!isOld || state.isUnsaved || running || state.isStopped || isProposing("newer")) return
  propose(
    "newer",
    gettext("This draft has changed since you opened it."),
    link(gettext("Load it as it is now"), form.action),
  )
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
  form.addEventListener("submit", submit)
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

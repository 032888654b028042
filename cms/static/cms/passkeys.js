// Passkeys (WebAuthn): a button asks the browser for one and sends its form with what came back.
// `data-passkey="create"` makes one of the options that stand on the page; `"get"` shows one, with options
// of the page or, on a form that was open for long, fresh ones of `data-options`.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0))
const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

function readable({ publicKey }) {
  const options = { ...publicKey, challenge: fromBase64(publicKey.challenge) }
  if (options.user) options.user = { ...options.user, id: fromBase64(options.user.id) }
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    options[list] = options[list]?.map((each) => ({ ...each, id: fromBase64(each.id) }))
  }
  return { publicKey: options }
}

function sendable(credential) {
  const { response } = credential
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
  const present = parts.filter((part) => response[part])
  return {
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(present.map((part) => [part, toBase64(response[part])])),
  }
}

async function optionsOf(button) {
  if (!button.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent)
  const token = button.form.elements.csrfmiddlewaretoken.value
  const answer = await fetch(button.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": token },
  })
  return answer.json()
}

async function ask(button) {
  const options = readable(await optionsOf(button))
  const kind = button.dataset.passkey
  const credential = await navigator.credentials[kind](options)
  button.form.elements[button.dataset.field].value = JSON.stringify(sendable(credential))
  button.form.submit()
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !window.PublicKeyCredential
  button.addEventListener("click", () => {
    const said = button.form.querySelector("[data-passkey-failed]")
    said.hidden = true
    ask(button).catch(() => {
      said.hidden = false
    })
  })
}

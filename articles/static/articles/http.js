// Asks the site for JSON on behalf of a form. Who is not signed in gets no redirect: the answer has no status then.
const TOKEN = "csrfmiddlewaretoken"

export const post = (form, address, data, options = {}) =>
  fetch(address, {
    method: "POST",
    body: data,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": form.elements[TOKEN].value },
    ...options,
  })

// More asked of an address, which may ask something already.
export const asking = (address, query) => `${address}${address.includes("?") ? "&" : "?"}${query}`

export const get = (address) =>
  fetch(address, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } })

// After a new sign-in every form of the page needs the new token.
export const renewToken = (token) => {
  for (const input of document.querySelectorAll(`input[name=${TOKEN}]`)) input.value = token
}

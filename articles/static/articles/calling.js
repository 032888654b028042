// Asks the site for JSON on behalf of a form. Who is not signed in gets no redirect: the answer has no status then.
const TOKEN = "csrfmiddlewaretoken"

export const ask = (form, address, data, options = {}) =>
  fetch(address, {
    method: "POST",
    body: data,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": form.elements[TOKEN].value },
    ...options,
  })

export const look = (address) => fetch(address, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } })

// After a new sign-in every form of the page needs the new token.
export const renew = (token) => {
  for (const input of document.querySelectorAll(`input[name=${TOKEN}]`)) input.value = token
}

// As the browser says days and hours where it speaks the language of the page, else as that language does.
const { lang } = document.documentElement
const locale = navigator.languages.find((each) => each.startsWith(lang)) ?? lang

export const clock = (moment) => new Date(moment).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })

export const dayAndHour = (moment) => new Date(moment).toLocaleString(locale)

// What scripts say to people, in the language of the page. English stands in the scripts themselves; the
// catalog of another language is a script of its own (cms/i18n/views.py) that the page loads before them.
const catalog = globalThis.django

export const gettext = (text) => catalog?.gettext(text) ?? text

export const ngettext = (one, many, count) => catalog?.ngettext(one, many, count) ?? (count === 1 ? one : many)

export const pgettext = (context, text) => catalog?.pgettext(context, text) ?? text

// interpolate("%(name)s is here", { name })
export const interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))

// As the browser says days and hours where it speaks the language of the page, else as that language does.
const { lang } = document.documentElement
const locale = navigator.languages.find((each) => each.startsWith(lang)) ?? lang

export const clock = (moment) => new Date(moment).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })

export const dayAndHour = (moment) => new Date(moment).toLocaleString(locale)

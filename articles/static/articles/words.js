// What scripts say to people, in the language of the page. English stands in the scripts themselves; the
// catalog of another language is a script of its own (cms/i18n/views.py) that the page loads before them.
const catalog = globalThis.django

export const gettext = (text) => catalog?.gettext(text) ?? text

export const ngettext = (one, many, count) => catalog?.ngettext(one, many, count) ?? (count === 1 ? one : many)

export const pgettext = (context, text) => catalog?.pgettext(context, text) ?? text

// interpolate("%(name)s is here", { name })
export const interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))

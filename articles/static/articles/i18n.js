// What scripts say to people, in the language of the page. English stands in the scripts themselves; the
// catalog of another language is a script of its own (cms/i18n/views.py) that the page loads before them.
const catalog = globalThis.django

export const gettext = (text) => catalog?.gettext(text) ?? text

export const ngettext = (one, many, count) => catalog?.ngettext(one, many, count) ?? (count === 1 ? one : many)

export const pgettext = (context, text) => catalog?.pgettext(context, text) ?? text

// interpolate("%(name)s is here", { name })
export const interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))

// Days and hours as the site itself writes them (cms/i18n/formats): “28 Nov 2026, 23:51”.
const { lang } = document.documentElement
const HOUR = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
const DAY = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric" })

export const clock = (moment) => HOUR.format(new Date(moment))

export const dayAndHour = (moment) => {
  const { day, month, year } = Object.fromEntries(
    DAY.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]),
  )
  return `${day} ${month} ${year}, ${clock(moment)}`
}

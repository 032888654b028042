// What is pasted from word processors and pages: keep its structure, drop its dirt.
import { Extension, pm } from "django-prose-editor/editor"

const { Plugin } = pm.state

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPastedHTML: cleanPasted } })],
})

// Slices of this editor are left as they are, so that citations survive.
const cleanPasted = (html) => (html.includes("data-pm-slice") ? html : cleanHTML(html))

const HEADINGS = { h1: "h2", h5: "h4", h6: "h4" }
const DROPPED = "script, meta, link, title, xml, nav, button, form, iframe, img:not([data-image], [data-pending]), del, .MsoCommentReference"

export const cleanHTML = (html) => {
  const { body } = new DOMParser().parseFromString(withoutStyles(html), "text/html")
  buildWordLists(body)
  for (const element of body.querySelectorAll(DROPPED)) element.remove()
  for (const element of [...body.querySelectorAll("[data-style]")]) readStyle(element)
  // links inside the source lead nowhere here
  for (const link of [...body.querySelectorAll('a[href^="#"], a:not([href])')]) unwrap(link)
  for (const [from, to] of Object.entries(HEADINGS)) {
    for (const heading of [...body.querySelectorAll(from)]) rename(heading, to)
  }
  dropEmptyParagraphs(body)
  return body.innerHTML
}

// Chrome applies our policy to parsed documents too: `element.style` is empty there, and bold from Google
// Docs would be lost, or be everywhere. So the attribute is renamed in the raw text and read as text;
// style sheets and handlers go the same way, which saves a report for each.
const withoutStyles = (html) =>
  html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, " data-style=").replace(/\son\w+=/gi, " data-on="))

const styleOf = (element) => {
  const pairs = (element.dataset.style ?? "").split(";").map((each) => each.split(/:(.*)/s))
  return Object.fromEntries(
    pairs.filter(([, value]) => value).map(([name, value]) => [name.trim().toLowerCase(), value.trim().toLowerCase()]),
  )
}

const readStyle = (element) => {
  const style = styleOf(element)
  element.removeAttribute("data-style")
  const isLight = /^(normal|lighter|[1-4]00)$/.test(style["font-weight"])
  // Google Docs puts everything into a <b> that is not bold
  if (element.matches("b, strong") && isLight) return unwrap(element)
  if (element.matches("i, em") && style["font-style"] === "normal") return unwrap(element)
  if (!element.matches("span, a, font")) return undefined
  const isBold = /^(bold|bolder|[6-9]00)$/.test(style["font-weight"])
  if (isBold && !element.closest("b, strong, h1, h2, h3, h4, h5, h6, th")) wrapContent(element, "strong")
  if (/italic|oblique/.test(style["font-style"]) && !element.closest("i, em")) wrapContent(element, "em")
  if (style["vertical-align"] === "super") wrapContent(element, "sup")
  if (style["vertical-align"] === "sub") wrapContent(element, "sub")
  return undefined
}

// Word writes lists as paragraphs with a level in their style and the bullet as text.
const buildWordLists = (body) => {
  let open = [] // the lists that are open, outermost first
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const level = Number(/mso-list:\s*l\d+\s+level(\d+)/i.exec(paragraph.dataset.style)?.[1])
    if (!level) {
      open = []
      continue
    }
    const type = takeBullet(paragraph)
    if (open.length && paragraph.previousElementSibling !== open[0]) open = []
    open.length = Math.min(open.length, level)
    if (open.length === level && open.at(-1).localName !== type) open.pop()
    while (open.length < level) {
      const list = document.createElement(type)
      const parent = open.at(-1)
      if (parent) (parent.lastElementChild ?? parent.appendChild(document.createElement("li"))).append(list)
      else paragraph.before(list)
      open.push(list)
    }
    const item = document.createElement("li")
    item.append(...paragraph.childNodes)
    open.at(-1).append(item)
    paragraph.remove()
  }
}

// Take the bullet out; its look says whether the list is numbered.
const takeBullet = (paragraph) => {
  const bullet = [...paragraph.querySelectorAll("[data-style]")].find((each) =>
    /mso-list:\s*ignore/i.test(each.dataset.style),
  )
  const look = bullet?.textContent.trim() ?? ""
  bullet?.remove()
  return /^\(?(\d+|[a-z]{1,4})[.)]/i.test(look) ? "ol" : "ul"
}

const dropEmptyParagraphs = (body) => {
  for (const paragraph of body.querySelectorAll("p")) {
    const isEmpty = !paragraph.textContent.replace(/\u00a0/g, " ").trim()
    if (isEmpty && !paragraph.querySelector("cite, img") && !paragraph.closest("td, th, li")) paragraph.remove()
  }
}

const unwrap = (element) => element.replaceWith(...element.childNodes)

const rename = (element, tag) => {
  const renamed = document.createElement(tag)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}

const wrapContent = (element, tag) => {
  const wrapper = document.createElement(tag)
  wrapper.append(...element.childNodes)
  element.append(wrapper)
}

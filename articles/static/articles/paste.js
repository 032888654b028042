// What is pasted from word processors and pages: keep its structure, drop its dirt.

import { askAboutPaste } from "articles/paste_asks"
import { vocabulary } from "articles/vocabulary"
import { Extension, pm } from "django-prose-editor/editor"

const { Plugin } = pm.state
const { closeHistory } = pm.history

export const CleanPaste = Extension.create({
  name: "cleanPaste",

  addStorage: () => ({ wanted: AS_IT_IS }),

  addProseMirrorPlugins() {
    const { editor, storage } = this
    return [
      new Plugin({
        props: {
          transformPastedHTML: (html) => cleanPasted(html, storage.wanted),
          handlePaste: (view) => undoAlone(view),
          handleDOMEvents: { paste: (view, event) => askFirst(editor, view, event, storage) },
        },
      }),
    ]
  },
})

// Before anything of it is read: what is asked about goes in once it is answered.
const askFirst = (editor, view, event, storage) => {
  const html = event.clipboardData?.getData("text/html") ?? ""
  if (!html || view.input.shiftKey || html.includes("data-pm-slice")) return false
  const found = doubtsOf(html)
  if (!found.struck.length && !found.heads && !found.footnotes.length) return false
  event.preventDefault()
  askAboutPaste(editor.options.element.closest("form"), found).then((wanted) => {
    if (editor.isDestroyed) return
    view.focus()
    if (!wanted) return
    storage.wanted = wanted
    view.pasteHTML(html)
    storage.wanted = AS_IT_IS
  })
  return true
}

// One undo takes back what was pasted, and no letter that was typed before or after it.
const undoAlone = (view) => {
  const close = () => view.isDestroyed || view.dispatch(closeHistory(view.state.tr))
  close()
  setTimeout(close)
  return false
}

// Slices of this editor are left as they are, so that citations survive.
const cleanPasted = (html, wanted) => (html.includes("data-pm-slice") ? html : cleanHTML(html, wanted))

// What is made of what was asked about: with nothing asked, all words stay.
const AS_IT_IS = { struck: false, heads: false, footnotes: new Map() }

// What of a paste has to be asked about: words struck out by hand, how many tables have a bold first row, footnotes.
const doubtsOf = (html) => {
  const body = parsed(html)
  const footnotes = footnotesIn(body)
  const struck = struckIn(body).map((each) => words(each))
  tidy(body, AS_IT_IS)
  return { struck, heads: headsIn(body).length, footnotes: footnotes.map(({ number, text }) => ({ number, text })) }
}

const { headings, keepBlanks, leftOut, objects } = vocabulary
const DROPPED = [
  ...leftOut,
  // what no reader reads
  "script, meta, link, title, xml, template, noscript, iframe, svg, canvas, audio, video, object",
  // what a page has around its text
  "nav, footer, button, select, input, textarea, [hidden], [aria-hidden=true]",
  "[role=navigation], [role=search], [role=banner], [role=complementary], .mw-editsection",
  // what was taken out, and what was said about it
  "del, .msoDel, .EOP, .MsoCommentReference, [data-style*='mso-element:comment'], a[href^='#cmnt']",
].join(", ")
const OBJECTS = objects.join(", ")
const SPACIOUS = keepBlanks.join(", ")

const cleanHTML = (html, wanted) => {
  const body = parsed(html)
  citeFootnotes(body, wanted.footnotes)
  if (wanted.struck) for (const each of struckIn(body)) each.remove()
  tidy(body, wanted)
  return body.innerHTML
}

const parsed = (html) => {
  const { body } = new DOMParser().parseFromString(withoutStyles(html), "text/html")
  for (const comment of [...body.querySelectorAll("a[href^='#cmnt']")]) comment.closest("sup")?.remove()
  for (const element of body.querySelectorAll(DROPPED)) element.remove()
  return body
}

const tidy = (body, { heads }) => {
  buildWordLists(body)
  buildOnlineLists(body)
  nameWordStyles(body)
  for (const element of [...body.querySelectorAll("[data-style]")]) readStyle(element)
  for (const cite of body.querySelectorAll("cite[data-ref]")) keepCitation(cite)
  mendLinks(body)
  mendHeadings(body)
  unwrapLayoutTables(body)
  captionTables(body)
  if (heads) for (const row of headsIn(body)) nameHead(row)
  for (const pre of body.querySelectorAll("pre")) keepLines(pre)
  mendSpaces(body)
  dropEmptyParagraphs(body)
}

const words = (element) => element.textContent.replace(/\s+/g, " ").trim()

// By hand, in any program: tracked deletions are dropped before.
const struckIn = (body) => {
  const found = [...body.querySelectorAll("s, strike, [data-style*='line-through' i]")].filter(words)
  return found.filter((each) => !found.some((other) => other !== each && other.contains(each)))
}

// Word, LibreOffice and Google Docs each name the mark in the text and the note that it leads to in their way.
const MARK = /#(?:_ftn|_edn|ftnt|sdfootnote|sdendnote)(\d+)(?:sym)?$/
const NOTE = /#(?:_ftnref|_ednref|ftnt_ref|sdfootnote|sdendnote)(\d+)(?:anc)?$/

const footnotesIn = (body) => {
  const links = [...body.querySelectorAll("a[href*='#']")]
  const marks = links.filter((link) => MARK.test(link.getAttribute("href")))
  const backs = links.filter((link) => !marks.includes(link) && NOTE.test(link.getAttribute("href")))
  return backs.flatMap((back) => {
    const [, number] = NOTE.exec(back.getAttribute("href"))
    const note = back.closest("p, li")
    const itsMarks = marks.filter((mark) => MARK.exec(mark.getAttribute("href"))[1] === number)
    const text = note && words(note).replace(words(back), "").trim()
    return text && itsMarks.length ? [{ number, text, note, marks: itsMarks }] : []
  })
}

const citeFootnotes = (body, works) => {
  for (const { number, note, marks } of footnotesIn(body)) {
    const work = works.get(number)
    if (!work) continue
    for (const mark of marks) {
      const cite = document.createElement("cite")
      cite.dataset.ref = work.key
      ;(mark.closest("sup") ?? mark).replaceWith(cite)
    }
    note.remove()
  }
}

// Chrome applies our policy to parsed documents too: `element.style` is empty there, and bold from Google
// Docs would be lost, or be everywhere. So the attribute is renamed in the raw text and read as text;
// style sheets and handlers go the same way, which saves a report for each.
const TAG = /<[a-z](?:[^>"']|"[^"]*"|'[^']*')*>/gi
const withoutStyles = (html) =>
  html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(TAG, (tag) =>
      tag.replace(/(?<=[\s"'])style\s*=/gi, " data-style=").replace(/(?<=[\s"'])on\w+\s*=/gi, " data-on="),
    )

const styleOf = (element) => {
  const pairs = (element.dataset.style ?? "").split(";").map((each) => each.split(/:(.*)/s))
  return Object.fromEntries(
    pairs.filter(([, value]) => value).map(([name, value]) => [name.trim().toLowerCase(), value.trim().toLowerCase()]),
  )
}

const readStyle = (element) => {
  const style = styleOf(element)
  element.removeAttribute("data-style")
  if (style.display === "none" || style["mso-hide"] === "all") return element.remove()
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

// Lists from items that say their level: the lists that are open, outermost first.
const growing = () => {
  let open = []
  return {
    end: () => {
      open = []
    },
    // `place` is what stands for the item in the text; a list goes on where it follows that list
    add: (place, level, type, start, content) => {
      if (open.length && place.previousElementSibling !== open[0]) open = []
      open.length = Math.min(open.length, level)
      if (open.length === level && open.at(-1).localName !== type) open.pop()
      while (open.length < level) {
        const list = document.createElement(type)
        if (start > 1 && open.length === level - 1) list.setAttribute("start", start)
        const parent = open.at(-1)
        if (parent) (parent.lastElementChild ?? parent.appendChild(document.createElement("li"))).append(list)
        else place.before(list)
        open.push(list)
      }
      const item = document.createElement("li")
      item.append(...content)
      open.at(-1).append(item)
      place.remove()
    },
  }
}

// Word writes lists as paragraphs with a level in their style and the bullet as text.
const buildWordLists = (body) => {
  const lists = growing()
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const level = Number(/mso-list:\s*l\d+\s+level(\d+)/i.exec(paragraph.dataset.style)?.[1])
    if (!level) {
      lists.end()
      continue
    }
    const [type, start] = takeBullet(paragraph)
    lists.add(paragraph, level, type, start, paragraph.childNodes)
  }
}

// Word on the web puts each item into a list of its own, and says its level beside it.
const buildOnlineLists = (body) => {
  const lists = growing()
  for (const wrapper of [...body.querySelectorAll(".ListContainerWrapper")]) wrapper.replaceWith(...wrapper.childNodes)
  for (const list of [...body.querySelectorAll("ul, ol")]) {
    const items = [...list.children]
    if (!items.length || items.some(({ dataset }) => !dataset.ariaLevel)) continue
    for (const item of items) {
      const place = document.createElement("li")
      list.before(place)
      const start = Number(list.getAttribute("start"))
      lists.add(place, Number(item.dataset.ariaLevel) || 1, list.localName, start, item.childNodes)
    }
    list.remove()
  }
}

// Take the bullet out; its look says whether the list is numbered, and from where.
const takeBullet = (paragraph) => {
  const bullet = [...paragraph.querySelectorAll("[data-style]")].find((each) =>
    /mso-list:\s*ignore/i.test(each.dataset.style),
  )
  const look = bullet?.textContent.trim() ?? ""
  bullet?.remove()
  return [/^\(?(\d+|[a-z]{1,4})[.)]/i.test(look) ? "ol" : "ul", Number.parseInt(look.replace("(", ""), 10)]
}

// Word names what a paragraph is by a class.
const nameWordStyles = (body) => {
  for (const title of [...body.querySelectorAll("p.MsoTitle")]) rename(title, "h1")
  for (const quotation of [...body.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote")]) rename(quotation, "blockquote")
  for (const mark of [...body.querySelectorAll(".MsoFootnoteReference, .MsoEndnoteReference")]) {
    if (!mark.closest("sup") && !mark.querySelector(".MsoFootnoteReference, .MsoEndnoteReference"))
      wrapContent(mark, "sup")
  }
}

// Of a page of this site: the work comes along with its place. What was ruled on it stays where it was.
const keepCitation = (cite) => {
  const place = cite.querySelector("a[data-at]")?.dataset.at
  if (place) cite.dataset.locator = place
  cite.replaceChildren()
}

// Links inside the source lead nowhere here; links by way of a search engine or a mail filter lead astray.
const DETOURS = { "www.google.com/url": "q", "safelinks.protection.outlook.com/": "url" }

const mendLinks = (body) => {
  for (const link of [...body.querySelectorAll("a")]) {
    const href = link.getAttribute("href") ?? ""
    if (!/^(https?:|mailto:)/i.test(href)) unwrap(link)
    else link.setAttribute("href", straight(href))
  }
}

const straight = (href) => {
  const [, name] = Object.entries(DETOURS).find(([detour]) => href.split("?")[0].endsWith(detour)) ?? []
  const target = name && URL.canParse(href) && new URL(href).searchParams.get(name)
  return /^https?:/i.test(target) ? target : href
}

// An article's own title stands above its text. A text of many first headings is a level too high as a whole.
const mendHeadings = (body) => {
  const shift = body.querySelectorAll("h1").length > 1 ? 1 : 0
  for (const heading of [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")]) {
    for (const bold of [...heading.querySelectorAll("b, strong")]) unwrap(bold)
    const level = Math.max(2, Number(heading.localName[1]) + shift)
    rename(heading, headings[Math.min(level - 2, headings.length - 1)])
  }
}

// A table of one cell is a frame, as mail programs and old pages draw it.
const unwrapLayoutTables = (body) => {
  for (const table of [...body.querySelectorAll("table")]) {
    const cells = [...table.querySelectorAll("td, th")].filter((cell) => cell.closest("table") === table)
    if (cells.length === 1 && !table.querySelector("caption")) table.replaceWith(...cells[0].childNodes)
  }
}

// “Table 1: …” above a table names it.
const captionTables = (body) => {
  for (const table of body.querySelectorAll("table")) {
    const above = table.previousElementSibling
    if (table.caption || !above?.matches("p") || !/^\s*(table|tabla)\s+\w{1,4}\s*[.:–—]\s*\S/i.test(above.textContent))
      continue
    for (const bold of [...above.querySelectorAll("b, strong")]) unwrap(bold)
    table.createCaption().append(...above.childNodes)
    above.remove()
  }
}

// A first row that is bold throughout, and alone is, may head the columns.
const headsIn = (body) =>
  [...body.querySelectorAll("table")].flatMap((table) => {
    const [first, ...rest] = [...table.rows]
    const isHead = rest.length && !table.querySelector("th") && isBold(first) && !rest.some(isBold)
    return isHead ? [first] : []
  })

const nameHead = (row) => {
  for (const cell of [...row.cells]) {
    for (const bold of [...cell.querySelectorAll("b, strong")]) unwrap(bold)
    const head = document.createElement("th")
    for (const name of ["colspan", "rowspan"])
      if (cell.hasAttribute(name)) head.setAttribute(name, cell.getAttribute(name))
    head.append(...cell.childNodes)
    cell.replaceWith(head)
  }
}

const isBold = (row) =>
  [...row.cells].every((cell) => {
    const words = textsOf(cell).filter(({ data }) => data.trim())
    return words.length && words.every((text) => text.parentElement.closest("b, strong, tr").localName !== "tr")
  })

const keepLines = (pre) => {
  for (const text of textsOf(pre)) {
    const lines = text.data.replace(/\n$/, "").split("\n")
    text.replaceWith(...lines.flatMap((line, index) => (index ? [document.createElement("br"), line] : [line])))
  }
}

// A space that does not break stays between a figure and its unit; word processors put it anywhere.
const mendSpaces = (body) => {
  for (const text of textsOf(body)) {
    if (text.data.includes("\u00a0")) text.data = text.data.replace(/(?<!\d)\u00a0|\u00a0(?![\p{L}%°])/gu, " ")
  }
}

const textsOf = (element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  return texts
}

const dropEmptyParagraphs = (body) => {
  for (const paragraph of body.querySelectorAll("p")) {
    const isEmpty = !paragraph.textContent.trim()
    if (isEmpty && !paragraph.querySelector(OBJECTS) && !paragraph.closest(SPACIOUS)) paragraph.remove()
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

// Links: an address and nothing else, since nothing else is kept. Made, changed and taken away in one dialog.

import { get } from "articles/http"
import { gettext, pgettext } from "articles/i18n"
import { prompt } from "articles/prompt_dialog"
import { Link as StockLink } from "django-prose-editor/editor"

// what `articles.text.cleaner` keeps
const ADDRESS = /^(https?:\/\/[^\s/]|mailto:[^\s@]+@|\/(?![/\\]))/i
const BARE_MAIL = /^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/
const BARE_HOST = /^[^\s@/:]+\.[a-z]{2,}([/?#]\S*)?$/i

export const addressOf = (typed) => {
  if (ADDRESS.test(typed) && !/\s/.test(typed)) return typed
  if (BARE_MAIL.test(typed)) return `mailto:${typed}`
  if (BARE_HOST.test(typed)) return `https://${typed}`
  throw new Error(
    gettext("Enter a whole address, such as https://example.org/page, mailto:ask@example.org or /articles/sleep/."),
  )
}

const needed = (typed) => {
  if (!typed) throw new Error(gettext("Enter the words that carry the link."))
  return typed
}

// By its name it takes the place of the stock one, which asks for a title that no page shows.
export const Link = StockLink.extend({
  inclusive: () => false, // what is typed behind a link is not part of it

  addAttributes() {
    const { href } = this.parent()
    return { href }
  },

  addCommands() {
    return {
      ...this.parent?.(),
      editLink:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) askAndSet(editor)
          return true
        },
    }
  },

  addKeyboardShortcuts: () => ({ "Mod-k": ({ editor }) => editor.commands.editLink() }),

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "link",
      groups: "link",
      button: buttons.material("insert_link", gettext("Link")),
      command: (editor) => editor.commands.editLink(),
      active: (editor) => editor.isActive("link"),
    })
    menu.defineItem({
      name: "unlink",
      groups: "link",
      button: buttons.material("link_off", gettext("Remove the link")),
      command: (editor) => editor.chain().focus().extendMarkRange("link").unsetLink().run(),
      hidden: (editor) => !editor.isActive("link"),
    })
  },
})

// Articles of this site whose titles have the words. A link to one follows it to a later address, and is a finding of the
// readiness panel once it is taken down.
const articlesOf = (address) => async (typed) => {
  if (!address || !typed || ADDRESS.test(typed)) return []
  const response = await get(`${address}?${new URLSearchParams({ q: typed })}`)
  return response.ok ? (await response.json()).results : []
}

const askAndSet = async (editor) => {
  const isLink = editor.isActive("link")
  const isNew = !isLink && editor.state.selection.empty
  const href = {
    label: gettext("Address, or words of an article’s title"),
    value: editor.getAttributes("link").href,
    check: addressOf,
    suggest: articlesOf(editor.options.element.closest("form").dataset.articles),
    take: ({ label }, { text }) => {
      if (text && !text.value) text.value = label
    },
  }
  const entered = await prompt({
    title: isLink ? gettext("Change the link") : gettext("Link"),
    submit: isLink ? gettext("Change") : pgettext("verb", "Link"),
    remove: isLink && gettext("Remove the link"),
    fields: isNew ? { href, text: { label: gettext("Words"), check: needed } } : { href },
  })
  const chain = editor.chain().focus()
  if (entered?.text) insertLink(chain, entered)
  else if (entered?.href) chain.extendMarkRange("link").setLink({ href: entered.href })
  else if (entered) chain.extendMarkRange("link").unsetLink()
  chain.run()
}

const insertLink = (chain, { text, href }) =>
  chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] })

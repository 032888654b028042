// Figures: an image of the library with its caption. Files that are pasted or dropped are sent in first.

import { gettext, interpolate } from "articles/i18n"
import { openImageDialog } from "articles/image_dialog"
import { upload } from "articles/image_upload"
import { crel, Node, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey, TextSelection } = pm.state
const { closeHistory } = pm.history // each of these steps is undone by itself
const sending = new PluginKey("figures")
const DATA_IMAGE = /<img\b[^>]*\bsrc=(["'])data:(image\/(?:png|jpe?g|gif|webp|avif));base64,([^"']+)\1[^>]*>/gi
let number = 0

const formOf = (editor) => editor.options.element.closest("form")

const Caption = Node.create({
  name: "figureCaption",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "figcaption", context: "imageFigure/" }],
  renderHTML: () => ["figcaption", 0],
})

export const ImageFigure = Node.create({
  name: "imageFigure",
  group: "block",
  content: "figureCaption",
  draggable: true,
  isolating: true,
  priority: 200, // its paste comes before the cleaning, which drops other images

  addExtensions: () => [Caption],
  // known: what the library says of each key; uploads: files on their way, by id; views: what is drawn
  addStorage: () => ({ known: new Map(), asked: new Set(), uploads: new Map(), views: new Set() }),

  addAttributes: () => ({
    key: { default: null, rendered: false },
    alt: { default: null, rendered: false },
    pending: { default: null, rendered: false },
  }),

  parseHTML: () => [
    { tag: "img", context: "imageFigure/", ignore: true },
    { tag: "figure", getAttrs: (figure) => attributesOf(figure.querySelector("img[data-image], img[data-pending]")) },
    { tag: "img[data-image], img[data-pending]", getAttrs: attributesOf },
  ],

  renderHTML: ({ node: { attrs } }) => [
    "figure",
    ["img", { "data-image": attrs.key, "data-pending": attrs.pending, alt: attrs.alt }],
    ["div", 0], // ProseMirror wants the place of the content alone in its element; the cleaner unwraps it
  ],

  addNodeView() {
    return (props) => drawn(props, this.storage)
  },

  onCreate() {
    askForUnknown(this.editor, this.storage)
  },

  onUpdate() {
    askForUnknown(this.editor, this.storage)
  },

  addCommands() {
    const { storage } = this
    return {
      chooseImage:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) chooseImage(editor, storage)
          return true
        },
      // Of the figure that the cursor is in.
      describeImage:
        () =>
        ({ editor, state, dispatch }) => {
          const { $from } = state.selection
          if ($from.parent.type.name !== "figureCaption") return false
          if (dispatch) describe(editor, storage, () => $from.before(-1))
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Alt-p": () => this.editor.commands.chooseImage(),
      Enter: ({ editor }) => leaveCaption(editor),
    }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "image",
      groups: "image",
      button: buttons.material("image", gettext("Insert an image (Ctrl+Alt+P)")),
      command: (editor) => editor.commands.chooseImage(),
      enabled: () => true,
    })
  },

  addProseMirrorPlugins() {
    const { editor, storage } = this
    return [
      new Plugin({
        key: sending,
        appendTransaction: (_transactions, _old, state) => arrived(state, storage),
        props: {
          transformPastedHTML: (html) => withPending(html, editor, storage),
          handlePaste: (view, event) => {
            const files = imagesIn(event.clipboardData)
            // word processors send a picture of the words along: the words count
            if (!files.length || hasWords(event.clipboardData.getData("text/html"))) return false
            insertFiles(editor, storage, files, view.state.selection.from)
            return true
          },
          handleDrop: (view, event) => {
            const files = imagesIn(event.dataTransfer)
            if (!files.length) return false
            event.preventDefault()
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
            insertFiles(editor, storage, files, at?.pos ?? view.state.selection.from)
            return true
          },
        },
      }),
    ]
  },
})

const attributesOf = (image) =>
  Boolean(image) && {
    key: image.dataset.image ?? null,
    alt: image.getAttribute("alt"),
    pending: image.dataset.pending ?? null,
  }

// --- getting images in -------------------------------------------------------------------------------

const imagesIn = (transfer) => [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"))

const hasWords = (html) =>
  Boolean(
    html
      .replace(/<(style|head|title)[\s\S]*?<\/\1>/gi, "")
      .replace(/<[^>]*>|&nbsp;/g, "")
      .trim(),
  )

// Below the block at the position, or in its place where it is an empty paragraph.
const insertFigure = (editor, attrs, at, caption = "") => {
  const { state, view } = editor
  const { imageFigure, figureCaption } = state.schema.nodes
  const words = caption ? state.schema.text(caption) : null
  const node = imageFigure.create(attrs, figureCaption.create(null, words))
  const $at = state.doc.resolve(Math.min(at, state.doc.content.size))
  const inFigure = $at.depth && $at.parent.type.name === "figureCaption" ? 1 : 0
  const isBlank = $at.depth && $at.parent.type.name === "paragraph" && !$at.parent.content.size
  const depth = $at.depth - inFigure
  const end = depth ? $at.after(depth) : $at.pos
  const tr = closeHistory(state.tr)
  if (isBlank) tr.replaceWith($at.before(), end, node)
  else tr.insert(end, node)
  const start = isBlank ? $at.before() : end
  const after = start + node.nodeSize
  if (!tr.doc.resolve(after).nodeAfter) tr.insert(after, state.schema.nodes.paragraph.create())
  tr.setSelection(TextSelection.near(tr.doc.resolve(after))).scrollIntoView()
  view.dispatch(tr)
  return after - 1
}

const insertFiles = (editor, storage, files, at) => {
  let position = at
  for (const file of files) position = insertFigure(editor, { pending: begin(editor, storage, file) }, position)
  editor.commands.focus()
}

const begin = (editor, storage, file) => {
  const id = `${Date.now()}-${++number}`
  storage.uploads.set(id, { file, error: "", facts: null })
  send(editor, storage, id)
  return id
}

const send = async (editor, storage, id) => {
  const entry = storage.uploads.get(id)
  entry.error = ""
  redraw(storage)
  try {
    entry.facts = await upload(formOf(editor), entry.file)
    storage.known.set(entry.facts.key, entry.facts)
    if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(sending, true).setMeta("addToHistory", false))
  } catch (error) {
    entry.error = error.message
  }
  redraw(storage)
}

// Figures whose file has arrived get its key: also those that an undo brings back later.
const arrived = (state, { uploads }) => {
  const { tr } = state
  state.doc.descendants((node, position) => {
    const facts = node.type.name === "imageFigure" && uploads.get(node.attrs.pending)?.facts
    if (!facts) return
    tr.setNodeMarkup(position, null, { key: facts.key, alt: node.attrs.alt ?? (facts.alt || null), pending: null })
  })
  return tr.docChanged ? tr : null
}

// LibreOffice and others paste pictures as data: they are sent in as files are.
const withPending = (html, editor, storage) =>
  html.replace(DATA_IMAGE, (_image, _quote, type, data) => {
    try {
      const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (letter) => letter.charCodeAt(0))
      const file = new File([bytes], interpolate(gettext("Pasted picture.%(type)s"), { type: type.split("/")[1] }), {
        type,
      })
      return `<img data-pending="${begin(editor, storage, file)}">`
    } catch {
      return ""
    }
  })

const chooseImage = async (editor, storage) => {
  const at = editor.state.selection.to
  const answer = await openImageDialog(formOf(editor))
  if (answer) {
    const { facts, alt } = answer
    storage.known.set(facts.key, facts)
    insertFigure(editor, { key: facts.key, alt }, at, facts.caption)
  }
  editor.commands.focus()
}

// `placeOf()` says where the figure is, also after others were put before it.
const describe = async (editor, storage, placeOf) => {
  const { key, alt } = editor.state.doc.nodeAt(placeOf()).attrs
  const answer = await openImageDialog(formOf(editor), { facts: storage.known.get(key) ?? null, alt })
  if (answer && editor.state.doc.nodeAt(placeOf())?.attrs.key === key) {
    storage.known.set(answer.facts.key, answer.facts)
    const attrs = { key: answer.facts.key, alt: answer.alt, pending: null }
    editor.view.dispatch(closeHistory(editor.state.tr).setNodeMarkup(placeOf(), null, attrs))
  }
  editor.commands.focus()
}

const leaveCaption = (editor) => {
  const { $from } = editor.state.selection
  if ($from.parent.type.name !== "figureCaption") return false
  return editor.commands.command(({ tr, state }) => {
    const after = $from.after(-1)
    tr.insert(after, state.schema.nodes.paragraph.create())
    tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView()
    return true
  })
}

// Ask the library for the keys in the text that are new to this page; each key is asked for once.
const askForUnknown = (editor, storage) => {
  const keys = new Set()
  editor.state.doc.descendants(({ type, attrs }) => {
    if (type.name === "imageFigure" && attrs.key && !storage.known.has(attrs.key) && !storage.asked.has(attrs.key)) {
      keys.add(attrs.key)
    }
  })
  if (!keys.size) return
  for (const key of keys) storage.asked.add(key)
  const query = new URLSearchParams([...keys].map((key) => ["key", key]))
  fetch(`${formOf(editor).dataset.images}?${query}`, { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : Promise.reject()))
    .then(({ results }) => {
      for (const key of keys) storage.known.set(key, null)
      for (const facts of results) storage.known.set(facts.key, facts)
      redraw(storage)
    })
    .catch(() => {
      for (const key of keys) storage.asked.delete(key)
    })
}

// --- drawing -----------------------------------------------------------------------------------------

const redraw = ({ views }) => {
  for (const view of views) view.draw()
}

const said = ({ attrs }, { known, uploads }) => {
  const entry = uploads.get(attrs.pending)
  if (attrs.pending && !attrs.key) {
    if (entry?.error) return { words: `${entry.file.name}: ${entry.error}`, isError: true, mayRetry: true }
    return entry
      ? { words: interpolate(gettext("Sending %(name)s …"), entry.file) }
      : { words: gettext("This picture did not arrive. Remove it and insert it again."), isError: true }
  }
  if (known.get(attrs.key) === null) return { words: gettext("This image is not in the library."), isError: true }
  if (attrs.alt === null) return { words: gettext("No alternative text yet: say what it shows."), isError: true }
  return { words: attrs.alt ? interpolate(gettext("Alternative text: %(alt)s"), attrs) : gettext("Decorative") }
}

const drawn = ({ node: first, editor, getPos }, storage) => {
  let node = first
  const image = crel("img", { draggable: false })
  const status = crel("p", { className: "figure-said", role: "status" })
  const retry = crel("button", { type: "button", textContent: gettext("Try again") })
  const describeButton = crel("button", { type: "button", textContent: gettext("Describe or replace") })
  const remove = crel("button", { type: "button", textContent: gettext("Remove") })
  const actions = crel("div", { className: "figure-actions" }, [retry, describeButton, remove])
  const frame = crel("div", { className: "figure-frame", contentEditable: "false" }, [image, status, actions])
  const contentDOM = crel("div", { className: "figure-caption" })
  const dom = crel("figure", {}, [frame, contentDOM])

  const view = {
    draw: () => {
      const facts = storage.known.get(node.attrs.key)
      const { words, isError = false, mayRetry = false } = said(node, storage)
      image.hidden = !facts
      if (facts && image.getAttribute("src") !== facts.thumbnail) image.src = facts.thumbnail
      image.alt = node.attrs.alt ?? ""
      if (status.textContent !== words) status.textContent = words
      status.classList.toggle("missing", isError)
      retry.hidden = !mayRetry
      describeButton.hidden = !node.attrs.key
      for (const button of [retry, describeButton, remove]) {
        button.setAttribute("aria-label", facts ? `${button.textContent}: ${facts.title}` : button.textContent)
      }
    },
  }
  retry.addEventListener("click", () => send(editor, storage, node.attrs.pending))
  remove.addEventListener("click", () => {
    editor.view.dispatch(closeHistory(editor.state.tr).delete(getPos(), getPos() + node.nodeSize))
    editor.commands.focus()
  })
  describeButton.addEventListener("click", () => describe(editor, storage, getPos))
  storage.views.add(view)
  view.draw()
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type.name !== "imageFigure") return false
      node = next
      view.draw()
      return true
    },
    selectNode: () => dom.classList.add("ProseMirror-selectednode"),
    deselectNode: () => dom.classList.remove("ProseMirror-selectednode"),
    stopEvent: ({ target }) => actions.contains(target),
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
    destroy: () => storage.views.delete(view),
  }
}

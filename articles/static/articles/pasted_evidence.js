// What was pasted as plain words, and stands in another article with a source: once it is saved, that source is
// offered, and cited when the writer says so. Which words these are the site decides.
import { post } from "articles/http"
import { gettext, interpolate } from "articles/i18n"
import { matchesIn, patternOf } from "articles/matches"
import { button, propose, say, withdraw } from "articles/save_bar"
import { Extension, pm } from "django-prose-editor/editor"

const { Plugin } = pm.state
const MATTER = "pasted"
const FEWEST = 5 // words, of a statement
const SAVES = 2 // the first that ends may have begun before

export const PastedEvidence = Extension.create({
  name: "pastedEvidence",

  addStorage: () => ({ words: "", saves: 0 }),

  addProseMirrorPlugins() {
    const { storage } = this
    const note = (_view, _event, { content }) => {
      const words = content.textBetween(0, content.size, "\n", " ")
      if (words.split(/\s+/).length >= FEWEST) {
        storage.words = storage.saves ? `${storage.words}\n${words}` : words
        storage.saves = SAVES
      }
      return false
    }
    return [new Plugin({ props: { handlePaste: note } })]
  },

  onCreate() {
    const form = this.editor.options.element.closest("form")
    if (form?.dataset.offered) form.addEventListener("draft:saved", () => ask(form, this.editor, this.storage))
  },
})

const ask = async (form, editor, storage) => {
  if (!storage.saves) return
  storage.saves -= 1
  const response = await post(form, form.dataset.offered, new URLSearchParams({ words: storage.words })).catch(
    () => null,
  )
  if (!response?.ok) return
  const { offered } = await response.json()
  if (!offered.length || editor.isDestroyed) return
  storage.saves = 0
  offer(editor, offered)
}

const offer = (editor, offered) => {
  const cite = button(gettext("Cite it so"), () => {
    withdraw(MATTER)
    put(editor, offered)
  })
  propose(
    MATTER,
    wordsOf(offered),
    cite,
    button(gettext("Not now"), () => withdraw(MATTER)),
  )
}

const wordsOf = (offered) => {
  const titles = [...new Set(offered.map(({ title }) => `“${title}”`))]
  const said =
    offered.length === 1
      ? gettext("A statement that you pasted stands in %(titles)s with a source. Nobody has checked it here yet.")
      : gettext(
          "%(count)s statements that you pasted stand in %(titles)s with sources. Nobody has checked them here yet.",
        )
  const named = new Intl.ListFormat(document.documentElement.lang).format(titles)
  return interpolate(said, { count: offered.length, titles: named })
}

// All in one step, from the end, so that no place moves before its turn.
const put = (editor, offered) => {
  const { tr, doc, schema } = editor.state
  const places = offered
    .map((each) => ({ ...each, at: placeBehind(doc, each.words) }))
    .filter(({ at }) => at !== undefined)
    .sort((one, other) => other.at - one.at)
  for (const { at, cited } of places) {
    const citations = cited.map((attributes) => schema.nodes.citation.create(attributes))
    tr.insert(at, citations)
  }
  editor.view.dispatch(tr)
  editor.commands.focus()
  if (!places.length) say(gettext("These words stand here no more."), { isProblem: true })
}

// Behind the first of the words that nothing is cited for; undefined where there are none.
const placeBehind = (doc, words) =>
  matchesIn(doc, patternOf({ words, isCased: true })).find(
    ({ at, to }) => at === undefined && doc.nodeAt(to)?.type.name !== "citation",
  )?.to

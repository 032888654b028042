// Alt with an arrow moves the block of the cursor, or the blocks that are selected, past its neighbour: paragraphs,
// items of lists, pictures, callouts, terms with their meanings. In a table it moves the row (articles/tables.js).

import { moveRange, span } from "articles/block_moves"
import { gettext, interpolate } from "articles/i18n"
import { crel, Extension } from "django-prose-editor/editor"

const TERM = "definitionTerm"

export const Moving = Extension.create({
  name: "moving",
  priority: 50, // tables first

  addStorage: () => ({ said: null }),

  onCreate() {
    this.storage.said = crel("p", { className: "visually-hidden", role: "status" })
    this.editor.options.element.append(this.storage.said)
  },

  addCommands() {
    return { moveBlockUp: () => by(-1, this.storage), moveBlockDown: () => by(1, this.storage) }
  },

  addKeyboardShortcuts() {
    const outsideOfTables =
      (name) =>
      ({ editor }) => {
        if (editor.isActive("table")) return false
        editor.commands[name]()
        return true
      }
    return { "Alt-ArrowUp": outsideOfTables("moveBlockUp"), "Alt-ArrowDown": outsideOfTables("moveBlockDown") }
  },
})

const by =
  (step, { said }) =>
  ({ tr, dispatch }) => {
    const unit = unitOf(tr.selection)
    const target = unit && placeBeyond(unit, step)
    if (target === null || target === undefined) return false
    if (dispatch) {
      moveRange(tr, ...span(unit.parent, unit.start, unit.first, unit.last), target.at).scrollIntoView()
      said.textContent = interpolate(gettext("Moved: %(place)s of %(all)s"), { place: target.place, all: target.all })
    }
    return true
  }

// The innermost blocks around the selection that have siblings.
const unitOf = ({ $from, $to }) => {
  for (let depth = $from.sharedDepth($to.pos); depth >= 0; depth -= 1) {
    const parent = $from.node(depth)
    if (parent.inlineContent) continue
    const [first] = grouped(parent, $from.index(depth))
    const [, last] = grouped(parent, $to.index(depth))
    if (last - first + 1 < parent.childCount) return { parent, start: $from.start(depth), first, last }
  }
  return null
}

// A term and what stands below it go together.
const grouped = (parent, index) => {
  if (parent.type.name !== "definitionList") return [index, index]
  let first = index
  while (first > 0 && parent.child(first).type.name !== TERM) first -= 1
  let last = index
  while (last + 1 < parent.childCount && parent.child(last + 1).type.name !== TERM) last += 1
  return [first, last]
}

const placeBeyond = ({ parent, start, first, last }, step) => {
  const neighbour = step < 0 ? first - 1 : last + 1
  if (neighbour < 0 || neighbour >= parent.childCount) return null
  const [other, end] = grouped(parent, neighbour)
  const [from, to] = span(parent, start, other, end)
  return { at: step < 0 ? from : to, place: (step < 0 ? other : first + end - last) + 1, all: parent.childCount }
}

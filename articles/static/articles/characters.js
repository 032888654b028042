// Characters that no key has: a window that finds them by name, begins with those used last, and is worked by keys.

import { dialogField, openDialog } from "articles/dialog"
import { gettext, interpolate } from "articles/i18n"
import { recentCharacters, remember } from "articles/recent_characters"
import { crel, Extension } from "django-prose-editor/editor"

const SIGNS = [
  [
    gettext("Figures and measures"),
    {
      "×": gettext("times"),
      "÷": gettext("divided by"),
      "±": gettext("plus or minus"),
      "−": gettext("minus"),
      "≤": gettext("at most, less than or equal to"),
      "≥": gettext("at least, greater than or equal to"),
      "≈": gettext("about, almost equal to"),
      "≠": gettext("not equal to"),
      "°": gettext("degree"),
      "‰": gettext("per mille"),
      "½": gettext("one half"),
      "⅓": gettext("one third"),
      "⅔": gettext("two thirds"),
      "¼": gettext("one quarter"),
      "¾": gettext("three quarters"),
      "′": gettext("minute, prime"),
      "″": gettext("second, double prime"),
      "√": gettext("square root"),
      "∞": gettext("infinity"),
      "€": gettext("euro"),
      "£": gettext("pound"),
      $: gettext("dollar"),
    },
  ],
  [
    gettext("Greek"),
    {
      α: gettext("alpha"),
      β: gettext("beta"),
      γ: gettext("gamma"),
      δ: gettext("delta"),
      ε: gettext("epsilon"),
      ζ: gettext("zeta"),
      η: gettext("eta"),
      θ: gettext("theta"),
      κ: gettext("kappa"),
      λ: gettext("lambda"),
      μ: gettext("mu, micro"),
      ν: gettext("nu"),
      π: gettext("pi"),
      ρ: gettext("rho"),
      σ: gettext("sigma"),
      τ: gettext("tau"),
      φ: gettext("phi"),
      χ: gettext("chi"),
      ψ: gettext("psi"),
      ω: gettext("omega"),
      Δ: gettext("capital delta, change"),
      Σ: gettext("capital sigma, sum"),
      Ω: gettext("capital omega, ohm"),
    },
  ],
  [
    gettext("Arrows and marks"),
    {
      "→": gettext("arrow to the right"),
      "←": gettext("arrow to the left"),
      "↑": gettext("arrow up, more"),
      "↓": gettext("arrow down, less"),
      "↔": gettext("arrow both ways"),
      "•": gettext("bullet"),
      "·": gettext("middle dot"),
      "§": gettext("section"),
      "†": gettext("dagger"),
      "‡": gettext("double dagger"),
      "®": gettext("registered"),
      "™": gettext("trade mark"),
      "©": gettext("copyright"),
    },
  ],
  [
    gettext("Quotation marks and dashes"),
    {
      "“": gettext("opening quotation mark"),
      "”": gettext("closing quotation mark"),
      "‘": gettext("opening single quotation mark"),
      "’": gettext("closing single quotation mark, apostrophe"),
      "«": gettext("opening guillemet"),
      "»": gettext("closing guillemet"),
      "–": gettext("en dash"),
      "—": gettext("em dash"),
      "…": gettext("ellipsis"),
      "¿": gettext("opening question mark"),
      "¡": gettext("opening exclamation mark"),
    },
  ],
]
const ACCENTS = {
  "\u0301": gettext("%(letter)s with acute accent"),
  "\u0300": gettext("%(letter)s with grave accent"),
  "\u0302": gettext("%(letter)s with circumflex"),
  "\u0308": gettext("%(letter)s with two dots"),
  "\u0303": gettext("%(letter)s with tilde"),
  "\u0327": gettext("%(letter)s with cedilla"),
  "\u030a": gettext("%(letter)s with ring"),
  "\u030c": gettext("%(letter)s with caron"),
}
const LETTERS = "áàâäãåçéèêëíìîïñóòôöõšúùûüýžÁÀÂÄÅÇÉÈÊËÍÑÓÖŠÚÜŽ"
const OWN_LETTERS = {
  ß: gettext("sharp s"),
  æ: gettext("ae"),
  œ: gettext("oe"),
  ø: gettext("o with stroke"),
  ł: gettext("l with stroke"),
}

const accented = (letter) => {
  const [base, accent] = letter.normalize("NFD")
  return interpolate(ACCENTS[accent], { letter: base })
}
const letters = { ...Object.fromEntries([...LETTERS].map((each) => [each, accented(each)])), ...OWN_LETTERS }
const GROUPS = [...SIGNS, [gettext("Letters with accents"), letters]]
const NAMES = Object.assign({}, ...GROUPS.map(([, names]) => names))

export const Characters = Extension.create({
  name: "characters",

  addCommands() {
    return {
      chooseCharacter:
        () =>
        ({ editor, dispatch }) => {
          if (dispatch) choose(editor)
          return true
        },
    }
  },

  addKeyboardShortcuts: () => ({ "Mod-Alt-u": ({ editor }) => editor.commands.chooseCharacter() }),

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "characters",
      groups: "image",
      button: buttons.material("functions", gettext("Put in a character (Ctrl+Alt+U)")),
      command: (editor) => editor.commands.chooseCharacter(),
    })
  },
})

const choose = async (editor) => {
  const sign = await ask()
  if (sign) {
    remember(sign)
    editor.chain().focus().insertContent(sign).run()
  } else editor.commands.focus()
}

const folded = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

// Those whose name has each word at the beginning of one of its own; the sign itself, typed or pasted, counts too.
const matching = (typed) => {
  const words = folded(typed).split(/\s+/).filter(Boolean)
  const isMeant = ([sign, name]) => {
    const parts = folded(name).split(/[\s,]+/)
    return sign === typed || words.every((word) => parts.some((part) => part.startsWith(word)))
  }
  return GROUPS.map(([label, names]) => [label, Object.entries(names).filter(isMeant)])
}

const shownFor = (typed) => {
  const recent = typed ? [] : recentCharacters().filter((sign) => sign in NAMES)
  const first = [gettext("Used last"), recent.map((sign) => [sign, NAMES[sign]])]
  return [first, ...matching(typed)].filter(([, found]) => found.length)
}

// Resolves to the character, or to null.
const ask = () =>
  openDialog({ title: gettext("Put in a character") }, (close) => {
    const input = crel("input", { id: "characters-search", type: "text", autocomplete: "off" })
    const list = crel("div", { className: "characters" })
    const said = crel("p", { className: "cite-status", role: "status" })
    const field = dialogField(input, gettext("Its name, such as “alpha” or “at most”"))
    const draw = () => drawSigns(list, said, shownFor(input.value.trim()))

    input.addEventListener("input", draw)
    list.addEventListener("click", ({ target }) => {
      const sign = target.closest("button")
      if (sign) close(sign.textContent)
    })
    for (const tell of ["focusin", "mouseover"]) {
      list.addEventListener(tell, ({ target }) => {
        if (target.matches("button")) said.textContent = target.title
      })
    }
    for (const part of [field, list]) {
      part.addEventListener("keydown", (event) => move(event, input, [...list.querySelectorAll("button")]))
    }
    return {
      parts: [field, list, said],
      onSubmit: () => {
        const first = list.querySelector("button")
        if (first) close(first.textContent)
      },
      onShown: () => {
        draw()
        input.focus()
      },
    }
  })

const drawSigns = (list, said, shown) => {
  const sign = ([textContent, title], isStop) =>
    crel("button", { type: "button", textContent, title, "aria-label": title, tabIndex: isStop ? 0 : -1 })
  const groups = shown.map(([label, found], group) =>
    crel("section", { "aria-label": label }, [
      crel("h3", { textContent: label }),
      crel(
        "div",
        {},
        found.map((each, index) => sign(each, !group && !index)),
      ),
    ]),
  )
  list.replaceChildren(...groups)
  said.textContent = groups.length ? "" : gettext("No character has this name.")
}

// Down leads from the search into the characters; arrows go about there, and up from the first line back to the search.
const move = (event, input, signs) => {
  const at = signs.indexOf(document.activeElement)
  if (at < 0 && event.key !== "ArrowDown") return
  if (at < 0 && document.activeElement !== input) return
  const to = {
    ArrowRight: () => signs[at + 1],
    ArrowLeft: () => signs[at - 1],
    ArrowDown: () => (at < 0 ? signs[0] : nearest(signs[at], signs, 1)),
    ArrowUp: () => nearest(signs[at], signs, -1) ?? input,
    Home: () => signs[0],
    End: () => signs.at(-1),
  }[event.key]?.()
  if (to === undefined) return
  event.preventDefault()
  to.focus()
}

// The one above or below: of the next line in that direction whose middle is closest.
const nearest = (from, signs, direction) => {
  const { left, top } = from.getBoundingClientRect()
  const placed = signs.map((sign) => ({ sign, box: sign.getBoundingClientRect() }))
  const beyond = placed.filter(({ box }) => (box.top - top) * direction > 1)
  const away = ({ box }) => Math.abs(box.top - top) * 1000 + Math.abs(box.left - left)
  return beyond.sort((one, other) => away(one) - away(other))[0]?.sign
}

"""TeX in the fields of BibTeX as the letters that it prints, with the marks that CSL-JSON knows."""

import re
from typing import Any, Final
from unicodedata import normalize

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalkerError

# stand for marks while pylatexenc reads: it would take “<” and “^” for what they are in TeX
MARKS: Final = {"sup": ("\ue000", "\ue001"), "sub": ("\ue002", "\ue003"), "i": ("\ue004", "\ue005")}
ARGUMENT: Final = r"(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+|[^\s{}$\\]))"
RAISED: Final = re.compile(r"\\text(super|sub)script\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
SLANTED: Final = re.compile(r"\\(?:emph|textit|textsl)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
MATH: Final = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)*)\$|\\\(((?:[^\\]|\\[^)])*)\\\)")
CIRCUMFLEX: Final = re.compile(r"\\textasciicircum\s*(?:\{\})?")
# “37$^\circ$C” of those who know no sign for it
DEGREE: Final = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))")
# Vietnamese: a hook above
HOOKED: Final = re.compile(r"\\h(?:\s+([^\W\d_])|\s*\{([^\W\d_])\})")
SINGLY_QUOTED: Final = re.compile(r"(?<!\w)`([^`'\n]+)'(?!\w)")
SCRIPT: Final = re.compile(rf"([_^])\s*{ARGUMENT}")
# “CO{\$}{\_}2{\$}”: Mendeley escapes what is a formula already
ESCAPED_MATH: Final = re.compile(
    r"\{\\\$\}((?:(?!\{\\\$\}).)*?(?:\{\\_\}|\\\^|\{\\textasciicircum\}).*?)\{\\\$\}"
)
QUOTED: Final = re.compile(r"\\(?:enquote|mkbibquote)\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
LINK: Final = re.compile(r"\\href\s*\{[^{}]*\}(?=\s*\{)")
NEEDS_READING: Final = re.compile(r"[\\{}$~`]|--|''")
# what pylatexenc does not know of the standard packages (textcomp, gensymb, babel, xspace)
SIGNS: Final = {
    "textless": "<", "textgreater": ">", "textbar": "|", "slash": "/", "textminus": "\u2212",
    "textunderscore": "_", "textquotedbl": '"', "textbraceleft": "{", "textbraceright": "}",
    "textasteriskcentered": "*", "euro": "€", "pounds": "£", "P": "¶", "S": "§", "ddag": "‡",
    "copyright": "©", "micro": "µ", "degree": "°", "ordfeminine": "ª", "ordmasculine": "º",
    "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "guillemetleft": "«", "guillemetright": "»",
    "textalpha": "α", "textbeta": "β", "textgamma": "γ", "textdelta": "δ", "textkappa": "κ",
    "textmugreek": "μ", "upalpha": "α", "upbeta": "β", "upgamma": "γ", "updelta": "δ",
    "upkappa": "κ", "upmu": "μ", "newline": " ", "space": " ",
}  # fmt: skip
# set type, and print nothing
UNSEEN: Final = frozenset(
    """
    NoCaseChange allowbreak bf bfseries big boldmath centering em footnotesize hbox hfill
    ignorespaces it itshape large left linebreak mathbf mathit mathrm mathsf mathtt mbox mdseries
    nobreak noindent nolinebreak noopsort normalfont normalsize protect relax right rm rmfamily sc
    scriptsize scshape sf sffamily sl slshape small sortnoop strut text textnormal texttt tt ttfamily
    unskip up upshape xspace
    """.split()  # noqa: SIM905
)
UNREAD: Final = re.compile(r"\\[A-Za-z]+")


def _unknown(node: Any, l2tobj: LatexNodes2Text) -> str:
    """A command of which nobody knows what it prints stays as it stands, so that somebody sees it."""
    name = node.macroname
    if name in SIGNS:
        return SIGNS[name]
    within = str(l2tobj.nodelist_to_text([each for each in node.nodeargd.argnlist or () if each]))
    return within if name in UNSEEN or not name.isalpha() else f"\\{name} {within}"


_macros = get_default_latex_context_db()
_macros.add_context_category(
    "whole", macros=[MacroTextSpec("mbox", "%s"), MacroTextSpec("texttt", "%s")], prepend=True
)
_macros.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
_reader = LatexNodes2Text(
    math_mode="text",
    keep_comments=True,
    strict_latex_spaces="macros",
    latex_context=_macros,
)


def plain(value: str) -> str:
    """LaTeX as the letters that it prints; braces that protect capitals go."""
    if not NEEDS_READING.search(value):
        return _one_line(value)
    value = ESCAPED_MATH.sub(lambda found: f"${_unescaped(found[1])}$", value)
    value = RAISED.sub(
        lambda found: _marked("sup" if found[1] == "super" else "sub", found[2]), value
    )
    value = SLANTED.sub(lambda found: _marked("i", found[1]), value)
    value = MATH.sub(lambda found: _scripts(found[1] or found[2] or ""), value)
    value = QUOTED.sub(r"``\1''", LINK.sub("", value))
    value = HOOKED.sub(lambda found: normalize("NFC", f"{found[1] or found[2]}\u0309"), value)
    value = CIRCUMFLEX.sub("\ue006", value)  # pylatexenc gives an accent that looks like it
    # a bare “%” would begin a comment, and the others stand for something as well
    text = _letters(re.sub(r"(?<!\\)([%#&_^])", r"\\\1", value))
    for name, (opening, closing) in MARKS.items():
        text = text.replace(opening, f"<{name}>").replace(closing, f"</{name}>")
    return _one_line(SINGLY_QUOTED.sub("‘\\1’", text.replace("\ue006", "^")))


def unread(text: str) -> str:
    """A command of TeX that `plain` left as it stood; "" where all was read."""
    found = UNREAD.search(text)
    return found[0] if found else ""


def _letters(value: str) -> str:
    try:
        return str(_reader.latex_to_text(value))
    except (RecursionError, LatexWalkerError, LookupError, TypeError, AttributeError):
        return re.sub(r"[{}\\]", "", value)  # hundreds of braces in each other, a command cut short


def _unescaped(math: str) -> str:
    math = re.sub(r"\{\\\^\{?\}?\}|\\\^\{\}|\{\\textasciicircum\}", "^", math)
    return re.sub(r"\{\\([{}_&%])\}", r"\1", math)


def _scripts(math: str) -> str:
    """`CO$_2$` and `$^{131}$I`: what is raised or lowered in a formula. The rest stays a formula."""
    math = DEGREE.sub("°", math)
    math = SCRIPT.sub(
        lambda found: _marked("sub" if found[1] == "_" else "sup", found[2] or found[3] or ""), math
    )
    return f"${math}$" if "\\" in math else math


def _marked(name: str, words: str) -> str:
    opening, closing = MARKS[name]
    return f"{opening}{words}{closing}"


def _one_line(value: str) -> str:
    return " ".join(value.split())

"""TeX in the fields of BibTeX as the letters that it prints, with the marks that CSL-JSON knows."""

import re
from typing import Final

from pylatexenc.latex2text import LatexNodes2Text

# stand for marks while pylatexenc reads: it would take “<” and “^” for what they are in TeX
MARKS: Final = {"sup": ("\ue000", "\ue001"), "sub": ("\ue002", "\ue003"), "i": ("\ue004", "\ue005")}
ARGUMENT: Final = r"(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+|[^\s{}$\\]))"
RAISED: Final = re.compile(r"\\text(super|sub)script\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
SLANTED: Final = re.compile(r"\\(?:emph|textit|textsl)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
MATH: Final = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)*)\$|\\\(((?:[^\\]|\\[^)])*)\\\)")
CIRCUMFLEX: Final = re.compile(r"\\textasciicircum\s*(?:\{\})?")
SCRIPT: Final = re.compile(rf"([_^])\s*{ARGUMENT}")
# “CO{\$}{\_}2{\$}”: Mendeley escapes what is a formula already
ESCAPED_MATH: Final = re.compile(
    r"\{\\\$\}((?:(?!\{\\\$\}).)*?(?:\{\\_\}|\\\^|\{\\textasciicircum\}).*?)\{\\\$\}"
)
NEEDS_READING: Final = re.compile(r"[\\{}$~]|--|``|''")

_reader = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces="macros")


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
    value = CIRCUMFLEX.sub("\ue006", value)  # pylatexenc gives an accent that looks like it
    # a bare “%” would begin a comment, and the others stand for something as well
    text = _letters(re.sub(r"(?<!\\)([%#&_^])", r"\\\1", value))
    for name, (opening, closing) in MARKS.items():
        text = text.replace(opening, f"<{name}>").replace(closing, f"</{name}>")
    return _one_line(text.replace("\ue006", "^"))


def _letters(value: str) -> str:
    try:
        return str(_reader.latex_to_text(value))
    except RecursionError:  # hundreds of braces in each other, which nobody means
        return re.sub(r"[{}\\]", "", value)


def _unescaped(math: str) -> str:
    math = re.sub(r"\{\\\^\{?\}?\}|\\\^\{\}|\{\\textasciicircum\}", "^", math)
    return re.sub(r"\{\\([{}_&%])\}", r"\1", math)


def _scripts(math: str) -> str:
    """`CO$_2$` and `$^{131}$I`: what is raised or lowered in a formula. The rest stays a formula."""
    math = SCRIPT.sub(
        lambda found: _marked("sub" if found[1] == "_" else "sup", found[2] or found[3] or ""), math
    )
    return f"${math}$" if "\\" in math else math


def _marked(name: str, words: str) -> str:
    opening, closing = MARKS[name]
    return f"{opening}{words}{closing}"


def _one_line(value: str) -> str:
    return " ".join(value.split())

"""HTML that publishers write into titles: what CSL-JSON allows becomes its mark, the rest goes."""

import html
import re
from typing import Final

# CSL-JSON: <i>, <sup>, <sub>; bold means nothing in a title
MARKS: Final = {
    "i": "i",
    "em": "i",
    "it": "i",
    "italic": "i",
    "sup": "sup",
    "sub": "sub",
    "inf": "sub",
    "msup": "sup",
    "msub": "sub",
}
TAG: Final = re.compile(r"<(/?)(?:\w+:)?([a-zA-Z][a-zA-Z]*\d?)(?:\s[^<>]*)?/?>")
KNOWN: Final = frozenset(
    """
    a abbr b bold br div em emphasis h1 h2 h3 i inf it italic jats math mfenced mi mml mn mo mover mrow
    mspace msub msubsup msup mstyle mtext p sc scp small smallcaps span strong sub sup title tt u
    underline
    """.split()  # noqa: SIM905
)
# MathML in words: of two in `msub` the second is lowered
SCRIPT: Final = re.compile(
    r"<(?:\w+:)?(msu[bp])>\s*((?:<(?:\w+:)?m[ino]\b[^<>]*>|<(?:\w+:)?mtext\b[^<>]*>)[^<>]*</[^<>]+>)"
    r"\s*(?:<(?:\w+:)?m\w+\b[^<>]*>)([^<>]*)</[^<>]+>\s*</(?:\w+:)?\1>"
)
CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>")
ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def in_csl(value: str) -> str:
    """A title with the marks of CSL-JSON alone. What only looks like a tag (“<5 mg”) stays.

    Entities are read once more where they were escaped twice, as some exports do.
    """
    value = CDATA.sub(r"\1", value)
    for _again in range(2):
        if not ENTITY.search(value):
            break
        value = html.unescape(value)
    value = SCRIPT.sub(r"\2<\1>\3</\1>", value)
    return " ".join(_balanced(TAG.sub(_mark, value)).split())


def plain(value: str) -> str:
    """Without any mark: for names of journals, publishers and people."""
    return re.sub(r"</?(?:i|sup|sub)>", "", in_csl(value))


def _mark(found: re.Match[str]) -> str:
    closing, name = found[1], found[2].lower()
    if name not in KNOWN:
        return found[0]
    if name in {"br", "p", "div", "title"}:
        return " "
    return f"<{closing}{MARKS[name]}>" if name in MARKS else ""


def _balanced(value: str) -> str:
    """Each mark that opens closes; else all of its kind go."""
    for name in ("i", "sup", "sub"):
        opened, closed = value.count(f"<{name}>"), value.count(f"</{name}>")
        if opened != closed:
            value = value.replace(f"<{name}>", "").replace(f"</{name}>", "")
        value = value.replace(f"<{name}></{name}>", "")
    return value

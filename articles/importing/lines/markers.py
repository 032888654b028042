"""What begins an item or a numbered heading: a bullet, a number, a letter."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal

from articles.importing.lines import wording

_GLYPHS: Final = "•●○◦▪■□▸▹►▶➤➢➡→✓✔✅☑✗✘✖❌❖◆‣⁃∙·👉🔹🔸🔷🔶"
_NEEDS_COMPANY: Final = "*+–—-o·👉→➡►▶❖◆"
_BULLET = re.compile(
    rf"(?P<glyph>[{_GLYPHS}])\ufe0f?\s*(?P<rest>\S.*)$"
    r"|(?P<dash>[*+–—-]|o(?=\s+[A-Z]))\s+(?P<text>\S.*)$",
    re.S,
)
_BRACKET = re.compile(r"\[(?P<value>\d{1,3})\]\s*(?P<rest>\S.*)$", re.S)
_NUMBER = re.compile(
    r"(?P<open>\(?)(?P<value>\d{1,3})(?P<close>[.)])(?:\s+|(?=[A-Z“\"*]))(?P<rest>\S.*)$", re.S
)
_BARE_NUMBER = re.compile(r"(?P<value>\d{1,2})\s+(?P<rest>[A-Z“\"].*)$", re.S)
_HASH_NUMBER = re.compile(r"#(?P<value>\d{1,3})[.:)]?\s+(?P<rest>\S.*)$", re.S)
_OUTLINE = re.compile(r"(?P<value>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?P<rest>[A-Z“\"].*)$", re.S)
_LETTER = re.compile(
    r"(?P<open>\(?)(?P<value>[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})(?P<close>[.)])\s+(?P<rest>\S.*)$", re.S
)
_ROMAN: Final = {"i": 1, "v": 5, "x": 10}

MarkerKind = Literal["bullet", "number", "letter", "outline", "bracket"]


@dataclass(frozen=True)
class Marker:
    """A bullet or a number at the start of a line. `style` tells lists apart that run side by side."""

    kind: MarkerKind
    style: str
    value: int
    rest: str
    depth: int = 1


def read(text: str) -> Marker | None:
    """The marker that a line begins with, if it looks as if it had one."""
    if found := _BULLET.match(text):
        glyph = found["glyph"] or found["dash"]
        return Marker("bullet", glyph, 0, (found["rest"] or found["text"]).strip())
    if found := _BRACKET.match(text):
        return Marker("bracket", "[]", int(found["value"]), found["rest"])
    return _number(text) or _letter(text)


def _number(text: str) -> Marker | None:
    if found := _NUMBER.match(text):
        style = found["open"] + found["close"]
        return Marker("number", style, int(found["value"]), found["rest"])
    if found := _HASH_NUMBER.match(text):
        return Marker("number", "#", int(found["value"]), found["rest"])
    if found := _OUTLINE.match(text):
        parts = found["value"].split(".")
        return Marker("outline", ".".join(parts[:-1]), int(parts[-1]), found["rest"], len(parts))
    if (found := _BARE_NUMBER.match(text)) and wording.is_headline(found["rest"]):
        return Marker("number", "bare", int(found["value"]), found["rest"])
    return None


def _letter(text: str) -> Marker | None:
    found = _LETTER.match(text)
    if found is None:
        return None
    letters = found["value"]
    case = "A" if letters[0].isupper() else "a"
    low = letters.lower()
    if set(low) <= set(_ROMAN):
        value, case = _roman(low), f"i{case}"
    else:
        value = ord(low) - ord("a") + 1
    return Marker("letter", found["open"] + case + found["close"], value, found["rest"])


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def settled(markers: Sequence[Marker | None]) -> list[Marker | None]:
    """The markers of a text without those that only look it: a lone dash, "A. Smith", "2.5 Grams"."""
    styles = Counter(marker.style for marker in markers if marker)
    values = {(marker.kind, marker.style, marker.value) for marker in markers if marker}
    has_outline = sum(kind == "outline" for kind, _, _ in values) > 1
    return [
        None if marker and _is_chance(marker, styles[marker.style], has_outline, values) else marker
        for marker in markers
    ]


def _is_chance(
    marker: Marker, company: int, has_outline: bool, values: Set[tuple[MarkerKind, str, int]]
) -> bool:
    if marker.kind == "bullet":
        return marker.style in _NEEDS_COMPANY and company < 2
    if marker.kind == "outline":
        return not has_outline
    has_neighbour = any(
        (marker.kind, marker.style, marker.value + step) in values for step in (-1, 1)
    )
    if marker.kind == "letter" or marker.style == "bare":
        return not has_neighbour or (marker.kind, marker.style, 1) not in values
    return marker.kind == "number" and marker.value != 1 and not has_neighbour

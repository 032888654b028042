"""A picture for every article, a mark for lists, a figure for every person: no editor, no stock, no model.

All choice comes from SHA-256 of the slug: the same article has the same picture on every machine and for
ever. A picture holds shapes and names of inks, no colour, no script and no word but a person's initials.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Final, TypeVar

from django.utils.safestring import SafeString, mark_safe

from cms.pictures import tiles
from cms.pictures.tiles import Family, Tile, disc, path

COLUMNS, ROWS = 6, 4
KEPT: Final = 1024
Choice = TypeVar("Choice")
# ground, first ink, second ink
INKS: Final = (
    *(("", "a", "b"), ("", "b", "a"), ("c", "a", "b"), ("c", "b", "a")),
    *(("a", "b", "c"), ("b", "a", "c"), ("", "a", "c")),
)
# what may stand on any of its sides
TURNED: Final = frozenset(
    {tiles.leaf, tiles.sprig, tiles.capsule, tiles.quarter, tiles.half, tiles.radiance, tiles.cells}
)
HUES: Final = 9
# as on a die, of nine places
DIE: Final = {
    1: (4,), 2: (2, 6), 3: (2, 4, 6), 4: (0, 2, 6, 8), 5: (0, 2, 4, 6, 8), 6: (0, 2, 3, 5, 6, 8),
    7: (0, 2, 3, 4, 5, 6, 8), 8: (0, 1, 2, 3, 5, 6, 7, 8), 9: tuple(range(9)),
}  # fmt: skip
CORNERS: Final = (
    "M0 0H60A60 60 0 0 1 0 60Z",
    "M100 0V60A60 60 0 0 1 40 0Z",
    "M100 100H40A60 60 0 0 1 100 40Z",
    "M0 100V40A60 60 0 0 1 60 100Z",
)


class Lots:
    """Choices drawn from words, the same for the same words."""

    def __init__(self, *words: str) -> None:
        self._seed = "/".join(words)
        self._drawn = 0

    def below(self, bound: int) -> int:
        self._drawn += 1
        digest = sha256(f"{self._seed}#{self._drawn}".encode()).digest()
        return int.from_bytes(digest[:4]) % bound

    def of(self, choices: Sequence[Choice]) -> Choice:
        return choices[self.below(len(choices))]

    def shuffled(self, items: Sequence[Choice]) -> list[Choice]:
        ranks = [self.below(1 << 30) for _ in items]
        return [items[at] for at in sorted(range(len(items)), key=lambda at: (ranks[at], at))]


@lru_cache(maxsize=KEPT)
def lead(family: Family, slug: str, sources: int) -> SafeString:
    """The picture at the head of an article, 6 x 4 tiles; its small discs are counted, one a source."""
    board = _Board(family, Lots(slug, "lead"))
    board.hero()
    board.count(sources)
    board.fill()
    return _svg(board.markup(), COLUMNS * 100, ROWS * 100, "lead")


@lru_cache(maxsize=KEPT)
def mark(family: Family, slug: str) -> SafeString:
    """Three tiles in a row, for lists, which may crop it to two or to one: the first says the most."""
    lots = Lots(slug, "mark")
    kinds, before, behind = family.tiles, None, None
    made = []
    for at in range(3):
        choice = (*kinds[:1], *kinds) if at == 0 else kinds[1:]
        tile = lots.of([each for each in choice if each is not before])
        inks = lots.of([each for each in (INKS if at else INKS[2:6]) if each[0] != behind])
        made.append(_placed(at * 100, 0, tile, inks, _turn(lots, tile)))
        before, behind = tile, inks[0]
    return _svg("".join(made), 300, 100, "mark")


@lru_cache(maxsize=KEPT)
def face(slug: str, name: str) -> SafeString:
    """A figure for a person and nobody's likeness: their initials on a disc, and a pattern of their own.

    The initials are no text of the page, which would be copied, or taken into a reader mode.
    """
    lots = Lots(slug, "face")
    ground, first, second = lots.of(
        (("c", "b", "a"), ("b", "c", "a"), ("b", "a", "c"), ("c", "a", "b"))
    )
    corners = lots.shuffled(CORNERS)
    drawn = path(ground, "M0 0H100V100H0Z") + path(first, corners[0]) + path(second, corners[1])
    picture = _svg(drawn + disc("a", 50, 50, 37), 100, 100, "portrait")
    said = f'data-hue="{1 + lots.below(HUES)}" data-initials="{escape(initials(name))}"'
    return mark_safe(f'<span class="face" {said} aria-hidden="true">{picture}</span>')  # noqa: S308 escaped


def initials(name: str) -> str:
    """Of the first and the last word of a name that are no title: “Dr Linh Castellanos” is LC."""
    words = [word for word in name.split() if word[:1].isalpha() and word.rstrip(".") not in TITLES]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


TITLES: Final = frozenset({"Dr", "Dra", "Prof", "Profa", "Mr", "Mrs", "Ms", "Mx", "Sr", "Sra"})


class _Board:
    """Tiles of a picture that are taken, and those that are free."""

    def __init__(self, family: Family, lots: Lots) -> None:
        self._family, self._lots = family, lots
        self._made: list[str] = []
        self._free = [(x, y) for x in range(COLUMNS) for y in range(ROWS)]
        self._kinds: dict[tuple[int, int], Tile] = {}

    def markup(self) -> str:
        return "".join(self._made)

    def hero(self) -> None:
        """Two tiles by two, off the middle."""
        left, top = 1 + self._lots.below(COLUMNS - 3), self._lots.below(ROWS - 1)
        inks = self._lots.of(INKS[2:5])
        turn = self._lots.of((0, 90)) if self._family.hero is tiles.leaf else 0
        self._made.append(_placed(left * 100, top * 100, self._family.hero, inks, turn, 2))
        covered = {(left + x, top + y) for x in (0, 1) for y in (0, 1)}
        self._free = self._lots.shuffled([each for each in self._free if each not in covered])

    def count(self, sources: int) -> None:
        """In the first row, which even a phone's strip shows whole; a very long list goes on below.

        More than the board has room for are none that anybody would count.
        """
        room = len(self._free)
        needed = -(-sources // (5 if sources < 10 else 9))
        if not 0 < needed <= room:
            return
        row = [cell for cell in self._free if cell[1] == 0 and cell[0] < COLUMNS - 1]
        row = row if needed <= len(row) else [*(c for c in self._free if c not in row), *row]
        for at in range(needed):
            x, y = row.pop()
            self._free.remove((x, y))
            dots = _counted((sources + at) // needed)
            self._made.append(_framed(x * 100, y * 100, self._lots.of(("", "c")), dots))

    def fill(self) -> None:
        """The rest, but for a fifth of the tiles, which stay air."""
        del self._free[max(0, len(self._free) - COLUMNS * ROWS // 5) :]
        for x, y in sorted(self._free):
            beside = (self._kinds.get((x - 1, y)), self._kinds.get((x, y - 1)))
            tile = self._lots.of([each for each in self._family.tiles if each not in beside])
            self._kinds[x, y] = tile
            turn = _turn(self._lots, tile)
            self._made.append(_placed(x * 100, y * 100, tile, self._lots.of(INKS), turn))


def _counted(number: int) -> str:
    return "".join(disc("a", 20 + 30 * (at % 3), 20 + 30 * (at // 3), 9) for at in DIE[number])


def _turn(lots: Lots, tile: Tile) -> int:
    return lots.of((0, 90, 180, 270)) if tile in TURNED else 0


def _placed(
    x: int, y: int, tile: Tile, inks: tuple[str, str, str], turn: int, size: int = 1
) -> str:
    ground, first, second = inks
    drawn = tile(first, second, ground or "p")
    if turn:
        drawn = f'<g transform="rotate({turn} 50 50)">{drawn}</g>'
    return _framed(x, y, ground, drawn, size)


def _framed(x: int, y: int, ground: str, drawn: str, size: int = 1) -> str:
    behind = f'<path class="{ground} ground" d="M0 0H100V100H0Z"/>' if ground else ""
    scale = f" scale({size})" if size != 1 else ""
    return f'<g transform="translate({x} {y}){scale}">{behind}{drawn}</g>'


def _svg(drawn: str, width: int, height: int, kind: str) -> SafeString:
    cropped = "" if kind == "portrait" else ' preserveAspectRatio="xMinYMin slice"'
    opened = (
        f'<svg class="drawn {kind}" viewBox="0 0 {width} {height}" aria-hidden="true"{cropped}>'
    )
    return mark_safe(f"{opened}{drawn}</svg>")  # noqa: S308 shapes of ours

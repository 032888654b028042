"""What pictures are put together from: square tiles, every shape a disc or what a disc leaves of a square.

A tile takes the names of three inks: `f` the first, `g` the second, `z` what stands behind. The style sheet
colours them, so that light, dark, print and forced colours need no other picture.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Final

Tile = Callable[[str, str, str], str]


def path(ink: str, line: str) -> str:
    return f'<path class="{ink}" d="{line}"/>'


def disc(ink: str, x: float, y: float, radius: float) -> str:
    return f'<circle class="{ink}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def stroke(ink: str, line: str, width: float) -> str:
    return f'<path class="{ink}-line" stroke-width="{width:g}" d="{line}"/>'


def leaf(f: str, g: str, z: str) -> str:
    veins = stroke(z, "M4 96 82 18M32 68V40M32 68H60M52 48V28M52 48H72", 3)
    return path(f, "M0 100A100 100 0 0 1 100 0A100 100 0 0 1 0 100") + veins


def sprig(f: str, g: str, z: str) -> str:
    pair = (
        "M50 {0}A50 50 0 0 1 0 {1}A50 50 0 0 1 50 {0}M50 {0}A50 50 0 0 0 100 {1}A50 50 0 0 0 50 {0}"
    )
    return path(f, pair.format(100, 50)) + path(g, pair.format(50, 0))


def capsule(f: str, g: str, z: str) -> str:
    halves = path(f, "M50 30H30A20 20 0 0 0 30 70H50Z") + path(g, "M50 30H70A20 20 0 0 1 70 70H50Z")
    return f'<g transform="rotate(-45 50 50)">{halves}</g>'


def quarter(f: str, g: str, z: str) -> str:
    return path(f, "M0 0H100A100 100 0 0 1 0 100Z")


def half(f: str, g: str, z: str) -> str:
    return path(f, "M0 50A50 50 0 0 1 100 50Z") + path(g, "M0 100A50 50 0 0 1 100 100Z")


def rings(f: str, g: str, z: str) -> str:
    return disc(f, 50, 50, 50) + disc(z, 50, 50, 34) + disc(g, 50, 50, 18)


def radiance(f: str, g: str, z: str) -> str:
    """Pain that goes out from one place, and thins."""
    ring = "M{1} 0A{1} {1} 0 0 1 0 {1}V{0}A{0} {0} 0 0 0 {0} 0Z"
    waves = "".join(ring.format(*radii) for radii in ((42, 55), (68, 75), (88, 91)))
    return path(g, "M0 0H28A28 28 0 0 1 0 28Z") + path(f, waves)


def joint(f: str, g: str, z: str) -> str:
    """A ball in its socket."""
    return path(f, "M0 0H100V64H88A38 38 0 0 0 12 64H0Z") + disc(g, 50, 68, 30)


def heart(f: str, g: str, z: str) -> str:
    body = path(f, "M50 94 11 55A27.6 27.6 0 0 1 50 16A27.6 27.6 0 0 1 89 55Z")
    return body + path(g, "M50 16A27.6 27.6 0 0 1 89 55L50 94Z")


def beat(f: str, g: str, z: str) -> str:
    return disc(g, 73, 27, 12) + stroke(
        f,
        "M5 62H24A10 10 0 0 0 34 52V38A9 9 0 0 1 52 38V78A9 9 0 0 0 70 78V72A10 10 0 0 1 80 62H95",
        8,
    )


def chambers(f: str, g: str, z: str) -> str:
    left = "M46 46H4A42 42 0 0 1 46 4ZM46 54V96A42 42 0 0 1 4 54Z"
    return path(f, left) + path(g, "M54 46V4A42 42 0 0 1 96 46ZM54 54H96A42 42 0 0 1 54 96Z")


def wave(f: str, g: str, z: str) -> str:
    line = "M0 {0}A25 25 0 0 1 50 {0}A25 25 0 0 0 100 {0}V{1}A25 25 0 0 1 50 {1}A25 25 0 0 0 0 {1}Z"
    return path(f, line.format(25, 50)) + path(
        g, "M0 75A25 25 0 0 1 50 75A25 25 0 0 0 100 75V100H0Z"
    )


def moon(f: str, g: str, z: str) -> str:
    return disc(f, 50, 50, 42) + disc(z, 64, 40, 34)


def horizon(f: str, g: str, z: str) -> str:
    return path(f, "M0 60A50 50 0 0 1 100 60Z") + path(
        g, "M0 68H100V74H0ZM0 82H100V86H0ZM0 94H100V96H0Z"
    )


def bands(f: str, g: str, z: str) -> str:
    return path(f, "M0 8H100V28H0ZM0 40H100V54H0Z") + path(g, "M0 66H100V75H0ZM0 88H100V92H0Z")


def guard(f: str, g: str, z: str) -> str:
    around = ((50, 12), (77, 23), (88, 50), (77, 77), (50, 88), (23, 77), (12, 50), (23, 23))
    return disc(f, 50, 50, 22) + "".join(disc(g, x, y, 7) for x, y in around)


def shield(f: str, g: str, z: str) -> str:
    return path(f, "M8 8H50V92A42 42 0 0 1 8 50Z") + path(g, "M50 8H92V50A42 42 0 0 1 50 92Z")


def cells(f: str, g: str, z: str) -> str:
    """One that has become two."""
    both = disc(f, 34, 34, 30) + disc(f, 66, 66, 30)
    return both + disc(g, 34, 34, 11) + disc(g, 66, 66, 11)


def mind(f: str, g: str, z: str) -> str:
    """Half-circles that wind into each other."""
    outer = stroke(f, "M8 50A42 42 0 0 1 92 50A28 28 0 0 1 36 50A14 14 0 0 1 64 50", 11)
    return outer + disc(g, 50, 86, 10)


def breath(f: str, g: str, z: str) -> str:
    air = "M6 {0}A22 22 0 0 1 50 {0}A22 22 0 0 0 94 {0}"
    return (
        stroke(f, air.format(30), 9) + stroke(g, air.format(54), 6) + stroke(f, air.format(76), 3)
    )


def lungs(f: str, g: str, z: str) -> str:
    left = path(f, "M44 16V84A36 36 0 0 1 8 84V52A36 36 0 0 1 44 16Z")
    return left + path(g, "M56 16V84A36 36 0 0 0 92 84V52A36 36 0 0 0 56 16Z")


def drop(f: str, g: str, z: str) -> str:
    body = path(f, "M50 4 78 38A37 37 0 1 1 22 38Z")
    return body + stroke(g, "M32 62A18 18 0 0 0 50 80", 6)


def sprout(f: str, g: str, z: str) -> str:
    leaves = path(f, "M50 54A42 42 0 0 1 8 12A42 42 0 0 1 50 54") + path(
        g, "M50 54A42 42 0 0 0 92 12A42 42 0 0 0 50 54"
    )
    return leaves + path(f, "M46 50H54V100H46Z")


def nest(f: str, g: str, z: str) -> str:
    return disc(g, 50, 34, 24) + path(f, "M4 52H96A46 46 0 0 1 4 52Z")


def bowl(f: str, g: str, z: str) -> str:
    above = disc(g, 30, 34, 14) + disc(g, 66, 30, 18)
    return above + path(f, "M4 50H96A46 46 0 0 1 4 50Z")


@dataclass(frozen=True)
class Family:
    """The tiles of a kind of topic, its hero first, and the number of its second ink in `site.css`.

    `words` are what the names of such topics begin with, in the languages of the site.
    """

    hue: int
    tiles: tuple[Tile, ...]
    words: str

    @property
    def hero(self) -> Tile:
        return self.tiles[0]


FAMILIES: Final = (
    Family(
        1,
        (radiance, joint, rings, quarter, half),
        "pain back joint bone muscle head arthr dolor espalda",
    ),
    Family(
        2,
        (leaf, sprig, capsule, quarter),
        "supplement herb medicine drug vitamin suplement hierba medicament",
    ),
    Family(
        3,
        (heart, beat, chambers, wave, quarter),
        "heart blood stroke cardi circul corazon sangre",
    ),
    Family(
        4,
        (moon, horizon, bands, half),
        "sleep insomn suen dorm",
    ),
    Family(
        5,
        (guard, shield, cells, rings, quarter),
        "infect vaccin virus cold flu immun cancer vacuna gripe",
    ),
    Family(
        6,
        (mind, breath, rings, half),
        "mental mind mood depress anxi brain stress mente ansiedad",
    ),
    Family(
        7,
        (lungs, wave, breath, half),
        "lung breath asthma allerg smok pulmon respir alerg",
    ),
    Family(
        8,
        (sprout, nest, half, quarter),
        "child baby preg wom famil men age nino embaraz mujer hombre",
    ),
    Family(
        9,
        (drop, bowl, sprig, quarter),
        "food diet nutri diabet weight stomach digest skin kidney aliment piel",
    ),
)


@cache
def family_of(topics: tuple[str, ...]) -> Family:
    """The family of topics by their slugs, the nearest first: by a word, else one that stays the same.

    The words of a slug are asked in their order, so that “heart-and-blood-pressure” is of the heart.
    """
    for slug in topics:
        for word in re.split(r"[-_]", slug):
            for family in FAMILIES:
                if word.startswith(tuple(family.words.split())):
                    return family
    digest = sha256("/".join(topics[-1:]).encode()).digest()
    return FAMILIES[digest[0] % len(FAMILIES)]

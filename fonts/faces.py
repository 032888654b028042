"""What the faces of the site are cut from, and to: see `fonts.subset`. Needs nothing but Python."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).parents[1] / "cms" / "static" / "cms" / "fonts"
SERIF: Final = "@fontsource-variable/source-serif-4@5.3.1"
UPRIGHT, ITALIC = "source-serif-4-{}-standard-normal", "source-serif-4-{}-standard-italic"
SANS: Final = "@fontsource-variable/figtree@5.3.0"
# "Source" is a reserved name (SIL licence, 3): what was cut out of the face needs another.
NAME: Final = "Attest Serif"


@dataclass(frozen=True)
class Face:
    """One file: the package and the style it is cut from, and where its axes stand."""

    file: str
    package: str
    source: str
    axes: dict[str, float | tuple[float, float]]
    features: tuple[str, ...] = ("kern",)
    renamed: str = ""


FACES: Final = (
    Face("serif", SERIF, UPRIGHT, {"wght": 400, "opsz": 17}, renamed=NAME),
    Face("serif-italic", SERIF, ITALIC, {"wght": 400, "opsz": 17}, renamed=NAME),
    Face("serif-semibold", SERIF, UPRIGHT, {"wght": 600, "opsz": 32}, renamed=NAME),
    Face("sans", SANS, "figtree-{}-wght-normal", {"wght": (400, 700)}, ("kern", "tnum")),
)

# by fontsource's name of the script: the code points, as `unicode-range` and fontTools both write them
SCRIPTS: Final = {
    "latin": "0020-007E,00A0,00A1,00A3,00A7,00A9-00AB,00AE,00B0-00B3,00B5,00B7,00BA-00BB,00BD,00BF-00FF,"
    "0152-0153,2009-2011,2013-2014,2018-201A,201C-201E,2022,2026,202F,2039-203A,20AC,2212",
    "latin-ext": "0100-0130,0132-0151,0154-017F,0192,0218-021B,1E9E",
}


def points(script: str) -> set[int]:
    """The code points that a face is cut to for a script."""
    found: set[int] = set()
    for part in SCRIPTS[script].split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found

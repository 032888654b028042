"""The contrast of a colour with what it stands on (WCAG 2.2), and the nearest colour that has enough. Pure.

Colours are “#rrggbb”. Lighter and darker are steps in OKLCH, so that the hue stays what people see.
"""

import math
import re
from dataclasses import dataclass
from typing import Final

HEX: Final = re.compile(r"#[0-9a-f]{6}")
ENOUGH: Final = 4.5  # WCAG 2.2, 1.4.3, text of any size
STEPS: Final = 400
# what text in the colour of the site stands on, and what stands on it: the tokens of site.css
LIGHT: Final = ("#fcfaf6", "#ffffff", "#f3f1ea")
DARK: Final = ("#0e1619", "#151f22", "#081012")

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Checked:
    """A colour on the grounds of one theme: the least contrast, and the nearest colour with enough."""

    colour: str
    ratio: float
    nearest: str

    @property
    def is_enough(self) -> bool:
        return self.ratio >= ENOUGH

    @property
    def shown(self) -> str:
        """Cut, not rounded: 4.49 is not 4.5."""
        return f"{math.floor(self.ratio * 10) / 10:.1f}"


def check(colour: str, grounds: tuple[str, ...]) -> Checked:
    """How a colour does on the grounds of a theme."""
    return Checked(colour, least(colour, grounds), nearest(colour, grounds))


def ratio(one: str, other: str) -> float:
    """Between 1 and 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least(colour: str, grounds: tuple[str, ...]) -> float:
    """On the worst of the grounds, and on the colour's own wash, on which reviews stand."""
    return min(ratio(colour, ground) for ground in (*grounds, wash(colour, grounds[0])))


def luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour itself where it has enough; else the nearest of its hue, lighter or darker."""
    if least(colour, grounds) >= ENOUGH:
        return colour
    light, chroma, hue = _oklch(colour)
    for step in range(1, STEPS + 1):
        for moved in (light - step / STEPS, light + step / STEPS):
            if 0 <= moved <= 1:
                tried = _hex(moved, chroma, hue)
                if least(tried, grounds) >= ENOUGH:
                    return tried
    return max(("#000000", "#ffffff"), key=lambda each: least(each, grounds))


def on(colour: str) -> str:
    """Black or white, whichever is read better on the colour: one of them always has 4.5."""
    return max(("#000000", "#ffffff"), key=lambda each: ratio(each, colour))


def wash(colour: str, ground: str, share: float = 0.08) -> str:
    """A little of the colour on a ground."""
    mixed = (
        round(a * share + b * (1 - share))
        for a, b in zip(_bytes(colour), _bytes(ground), strict=True)
    )
    return "#" + "".join(f"{each:02x}" for each in mixed)


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _linear(colour: str) -> Triple:
    red, green, blue = (_decoded(each / 255) for each in _bytes(colour))
    return red, green, blue


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _oklch(colour: str) -> Triple:
    """Lightness, chroma and hue (Ottosson 2020)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def _hex(light: float, chroma: float, hue: float) -> str:
    """With as much of its chroma as a screen can show."""
    while True:
        rgb = _rgb(light, chroma, hue)
        if all(-0.0005 <= each <= 1.0005 for each in rgb) or chroma < 0.001:
            return "#" + "".join(
                f"{round(_encoded(min(1, max(0, each))) * 255):02x}" for each in rgb
            )
        chroma *= 0.95


def _rgb(light: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )

"""The picture of an article where its link is shared: title, site, and what may be said of its review."""

import hashlib
import io
from functools import cache as once
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import caches
from PIL import Image, ImageDraw, ImageFont

from cms.identity.current import Dress, current

WIDTH, HEIGHT = 1200, 630  # what those who show cards ask for
MARGIN: Final = 84
PAPER, INK, SOFT, LINE = "#fbfaf6", "#172026", "#4d5a63", "#d9d8d0"
TONES: Final = {
    "reviewed": "#004f50",
    "overdue": "#7d4a00",
    "changed": "#7d4a00",
    "questioned": "#7d4a00",
    "retracted": "#9a1b1e",
    "withdrawn": "#9a1b1e",
}
SIZES: Final = (84, 76, 68, 60, 52, 44)
TITLE_HEIGHT: Final = 320
FONT: Final = Path(__file__).with_name("fonts") / "SourceSerif4-SemiBold.ttf"  # with its licence


def draw(title: str, line: str, standing: str) -> bytes:
    """The card as PNG, drawn once for each title and review line, in the look of the site."""
    return draw_in(current(), title, line, standing)


def draw_in(dress: Dress, title: str, line: str, standing: str) -> bytes:
    """The same in a look that may not be on the site."""
    look = (dress.row.name or settings.SITE_NAME, dress.light, str(dress.row.logo_says_name))
    said = "\0".join((*look, dress.digests.get("logo.png", ""), title, line, standing))
    key = f"card-{hashlib.sha256(said.encode()).hexdigest()}"
    found: bytes | None = caches["memory"].get(key)
    if found is None:
        found = _draw(dress, title, line, standing)
        caches["memory"].set(key, found)
    return found


def _draw(dress: Dress, title: str, line: str, standing: str) -> bytes:
    colour = dress.light or TONES["reviewed"]
    tone = colour if standing == "reviewed" else TONES.get(standing, SOFT)
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, WIDTH, 14), fill=colour)
    _head(card, pen, dress)
    font, lines = _fitting(title)
    pen.multiline_text((MARGIN, 158), "\n".join(lines), fill=INK, font=font, spacing=_spacing(font))
    pen.line((MARGIN, 508, WIDTH - MARGIN, 508), fill=LINE, width=2)
    pen.ellipse((MARGIN, 546, MARGIN + 22, 568), outline=tone, width=4)
    if standing == "reviewed":
        pen.ellipse((MARGIN, 546, MARGIN + 22, 568), fill=tone)
    pen.text((MARGIN + 40, 557), _cut(line, _font(32)), fill=tone, font=_font(32), anchor="lm")
    return _as_png(card)


def _head(card: Image.Image, pen: ImageDraw.ImageDraw, dress: Dress) -> None:
    """The logo, the name, or both."""
    left = MARGIN
    if dress.logo:
        with Image.open(io.BytesIO(dress.logo), formats=("PNG",)) as logo:
            shown = logo.convert("RGBA")
        shown.thumbnail((420, 68), Image.Resampling.LANCZOS)
        card.paste(shown, (MARGIN, 88 - shown.height // 2), shown)
        left += shown.width + 24
    if not (dress.logo and dress.row.logo_says_name):
        name = dress.row.name or settings.SITE_NAME
        pen.text((left, 88), name, fill=INK, font=_font(38), anchor="lm")


def _fitting(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest size at which the whole title fits; at the smallest, as much of it as does."""
    for size in SIZES:
        font = _font(size)
        lines = _wrapped(title, font)
        room = TITLE_HEIGHT // (size + _spacing(font))
        if len(lines) <= room:
            return font, lines
    return font, [*lines[: room - 1], _cut(" ".join(lines[room - 1 :]), font)]


def _wrapped(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return [_cut(line, font) for line in lines]


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    """The line, or its beginning and an ellipsis where it is too long for the card."""
    room = WIDTH - 2 * MARGIN - 40
    if font.getlength(line) <= room + 40:
        return line
    while line and font.getlength(f"{line}…") > room:
        line = line[:-1].rstrip()
    return f"{line}…"


def _spacing(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 0.16)


@once
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def _as_png(card: Image.Image) -> bytes:
    """In 64 colours: flat paper and ink need no more, and the file is a third."""
    file = io.BytesIO()
    card.quantize(64, method=Image.Quantize.MEDIANCUT).save(file, "PNG", optimize=True)
    return file.getvalue()

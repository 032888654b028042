"""The faces of the site: small, whole for what is written here, loaded early, under their licences."""

import re
import struct
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from fonts.faces import FACES, OUT, SCRIPTS, points
from tests import factories
from tests.cms.pages import parsed, select

LIMIT = 60_000  # what an article may cost on top of its page
STYLE = Path(settings.BASE_DIR) / "cms/static/cms/site.css"
WRITTEN = ("cms/demo/**/*.html", "cms/demo/**/*.py", "templates/**/*.html", "cms/locale/**/*.po")
SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡«»“”‘’–—…ºª€%0123456789"


@cache
def letters(name: str) -> set[int]:
    """The code points of a WOFF2 file, of its first `cmap` in format 4 (W3C WOFF 2.0, OpenType cmap)."""
    file = BytesIO((OUT / name).read_bytes())
    header = struct.unpack(">4sIIHHIIHHIIIII", file.read(48))
    at, lengths, offset = None, 0, 0
    for _ in range(header[3]):
        flags = file.read(1)[0]
        tag = file.read(4) if flags & 63 == 63 else b"cmap" if flags & 63 == 0 else b""
        length = _base128(file)
        # glyf and loca come transformed unless they say otherwise, the others the other way round
        is_outline = flags & 63 in (10, 11)
        if (flags >> 6 == 0) == is_outline:
            length = _base128(file)
        if tag == b"cmap":
            at, lengths = offset, length
        offset += length
    assert at is not None
    return _of_cmap(brotli.decompress(file.read(header[6]))[at : at + lengths])


def _base128(file: BytesIO) -> int:
    value = 0
    while True:
        byte = file.read(1)[0]
        value = value << 7 | byte & 127
        if byte < 128:
            return value


def _of_cmap(table: bytes) -> set[int]:
    for n in range(struct.unpack_from(">H", table, 2)[0]):
        at = struct.unpack_from(">I", table, 8 + 8 * n)[0]
        if struct.unpack_from(">H", table, at)[0] == 4:
            count = struct.unpack_from(">H", table, at + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", table, at + 14)
            starts = struct.unpack_from(f">{count}H", table, at + 16 + 2 * count)
            return {each for a, b in zip(starts, ends, strict=True) for each in range(a, b + 1)}
    raise AssertionError("no cmap in format 4")


def written() -> str:
    """Every sign that the demonstration, the templates and the translations are made of."""
    root = Path(settings.BASE_DIR)
    return "".join(
        {each for way in WRITTEN for file in root.glob(way) for each in file.read_text()}
    )


def test_an_article_asks_for_60_kilobytes_of_faces_at_most():
    assert sum((OUT / f"{face.file}.woff2").stat().st_size for face in FACES) <= LIMIT


@pytest.mark.parametrize("face", [face.file for face in FACES])
def test_each_face_has_the_letters_that_are_written_here_and_all_of_spanish(face):
    wanted = {
        ord(each)
        for each in written()
        if unicodedata.category(each)[0] in "LN" and each.isprintable()
    }
    has = letters(f"{face}.woff2") | letters(f"{face}-latin-ext.woff2")

    assert {chr(each) for each in {*wanted, *map(ord, SPANISH)} - has} == set()


@pytest.mark.parametrize("script", [script for script in SCRIPTS if script != "latin"])
def test_the_style_sheet_asks_for_a_script_where_a_letter_of_it_stands(script):
    said = ", ".join(f"U+{part}" for part in SCRIPTS[script].split(","))
    faces = re.findall(
        rf'fonts/([\w-]+)-{script}\.woff2"[^}}]*unicode-range: ([^;]+);', STYLE.read_text()
    )

    assert faces == [(face.file, said) for face in FACES]
    assert all(
        letters(f"{face.file}-{script}.woff2") - {0xFFFF} <= points(script) for face in FACES
    )


def test_no_face_is_swapped_under_an_eye_that_reads():
    rules = re.findall(r"@font-face \{([^}]+)\}", STYLE.read_text())

    assert all("font-display: optional" in rule for rule in rules if "url(" in rule)
    assert all("size-adjust" in rule for rule in rules if "local(" in rule)


def test_licences_lie_beside_the_faces():
    for name in ("figtree", "source-serif-4"):
        licence = (OUT / f"{name}-LICENSE.txt").read_text()
        assert "SIL Open Font License, Version 1.1" in licence


@pytest.mark.django_db
def test_an_article_has_what_its_first_screen_is_set_in_loaded_early(client):
    page = parsed(client.get(factories.published().article.get_absolute_url()))

    early = [Path(each.get("href")).name for each in select(page, "link[rel=preload][as=font]")]

    assert early == ["sans.woff2", "serif-semibold.woff2", "serif.woff2"]
    assert all((OUT / name).exists() for name in early)

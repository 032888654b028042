"""A Word file (.docx) as HTML: headings, lists, tables, marks, footnotes; no bytes of pictures."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree

from articles.documents import citation_fields
from articles.documents.citation_fields import Read, TooMuch
from articles.importing.reading import BadFile, gettext_noop, too_large

MAX_BYTES: Final = 10 * 1024 * 1024
_MAX_UNPACKED: Final = 100 * 1024 * 1024
_MOST_MARKS: Final = 500_000  # of elements, each with a beginning and an end: some 500 pages
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"  # marks of UTF-8 and UTF-16, and spaces
_PIECE: Final = re.compile(
    rb"<(?:[^\s<>/:]+:)?(?:[prt]|br|tab)[\s/>]"
)  # paragraphs and what is in them
_DOCUMENT: Final = "word/document.xml"
_PACKED: Final = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # as such files are (ECMA-376-2, annex B)
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
_BROKEN: Final = (
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ExpatError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    RuntimeError,  # an encrypted part
)


def is_docx(data: bytes) -> bool:
    """Whether these are the bytes of a Word file, whatever it is called."""
    return data.startswith(b"PK\x03\x04") and _DOCUMENT.encode() in data


def as_html(name: str, data: bytes) -> tuple[str, Read]:
    """The text of a Word file as HTML; footnotes and endnotes stand as a list at its end. The citations
    that a program put there are marks in it.

    Raises `BadFile` where it is too large, damaged or locked by a password.
    """
    with _opened(name, data) as parts:
        _bound(name, parts)
        read = citation_fields.read_fields(_texts(parts))
        return _converted(_with(parts, read.parts) if read.parts else data), read


def pieces(name: str, data: bytes) -> int:
    """How many paragraphs, runs, words and breaks a Word file has, told unparsed: its reading takes as long.

    Raises `BadFile` as `as_html` does.
    """
    with _opened(name, data) as parts:
        return sum(len(_PIECE.findall(each)) for each in _markup(parts))


@contextmanager
def _opened(name: str, data: bytes) -> Iterator[zipfile.ZipFile]:
    """The parts of a file that is no larger than it may be; what goes wrong inside is a `BadFile`."""
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data), MAX_BYTES)
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > _MAX_UNPACKED:
                raise too_large(name, unpacked, _MAX_UNPACKED)
            yield parts
    except TooMuch as error:
        raise _more_than_an_article(name) from error
    except _BROKEN as error:
        raise BadFile(
            gettext_noop(
                "%(name)s is a Word file that can't be read: it is damaged or locked. Open it in Word, "
                "save it under another name as .docx, and import that."
            ),
            name=name,
        ) from error


def _bound(name: str, parts: zipfile.ZipFile) -> None:
    """Refuse, before anything is parsed, what would unpack into far more than an article."""
    if sum(each.count(b"<") for each in _markup(parts)) > _MOST_MARKS:
        raise _more_than_an_article(name)


def _markup(parts: zipfile.ZipFile) -> Iterator[bytes]:
    """The parts that are parsed, whatever they are called; no picture begins like them. Entities that stand
    for others, which Word never writes, are refused."""
    for part in parts.infolist():
        if part.compress_type not in _PACKED:
            raise ValueError(part.filename)
        markup = parts.read(part).replace(b"\0", b"")  # of UTF-16, what is ASCII stands out
        if not markup.lstrip(_BEFORE_MARKUP).startswith(b"<"):
            continue
        if b"<!DOCTYPE" in markup:
            raise ValueError(part.filename)
        yield markup


def _more_than_an_article(name: str) -> BadFile:
    return BadFile(
        gettext_noop(
            "%(name)s holds more than an article can. Save the article alone, or as plain text, and "
            "import that."
        ),
        name=name,
    )


def _texts(parts: zipfile.ZipFile) -> dict[str, bytes]:
    names = (each.filename for each in parts.infolist() if each.filename.endswith(".xml"))
    return {name: parts.read(name) for name in names}


def _with(parts: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    """The file with some of its parts changed."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for each in parts.infolist():
            written.writestr(each.filename, changed.get(each.filename) or parts.read(each.filename))
    return made.getvalue()


def _converted(data: bytes) -> str:
    result = mammoth.convert_to_html(
        BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(_left_out)
    )
    return str(result.value)


def _left_out(_image: Any) -> dict[str, str]:
    return {}

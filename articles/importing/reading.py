"""From bytes to text, or one clear message that says what to do instead."""

import re
from typing import Final


class Message(str):
    """Words that are put into the language of the reader where they are shown."""

    __slots__ = ()


def gettext_noop(words: str) -> Message:
    """Mark words for the catalogue; nothing here knows of languages."""
    return Message(words)


MAX_BYTES: Final = 2 * 1024 * 1024

_ENCODINGS_BY_MARK: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_FORMATS_BY_START: Final = (
    (b"%PDF-", gettext_noop("a PDF")),
    (b"PK\x03\x04", gettext_noop("a Word, OpenDocument or zip file")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Word file")),
    (b"{\\rtf", gettext_noop("a rich text file (RTF)")),
    (b"\x89PNG", gettext_noop("a picture")),
    (b"\xff\xd8\xff", gettext_noop("a picture")),
    (b"GIF8", gettext_noop("a picture")),
)
WEB_PAGE: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class BadFile(Exception):
    """The file is no text that can be imported; the message says why and what to do.

    `message` is what to translate, and `words` stand in it.
    """

    def __init__(self, message: Message, **words: object) -> None:
        super().__init__(message % words)
        self.message, self.words = message, words


def read(data: bytes, name: str) -> str:
    """Return the text of a file, its line breaks as "\\n" and its byte order mark taken off.

    `name` is how messages call the file. Raises `BadFile`.
    """
    _refuse_what_is_no_text(data, name)
    text = _LINE_BREAK.sub("\n", decode(data, name))
    if not text.strip():
        raise BadFile(
            gettext_noop("%(name)s holds nothing but white space: there is nothing to import."),
            name=name,
        )
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadFile(
            gettext_noop(
                "%(name)s is not plain text: it has a control character (%(sign)s) in line %(line)s. "
                "Save the article as plain text (UTF-8) and import that."
            ),
            name=name,
            sign=f"U+{ord(found[0]):04X}",
            line=line,
        )
    return text


def too_large(name: str, size: int, most: int = MAX_BYTES) -> BadFile:
    """The refusal of a file of `size` bytes; for callers that know the size before they read."""
    return BadFile(
        gettext_noop(
            "%(name)s is too large: %(size)s MB, where %(most)s MB is the most and an article is far less. "
            "Import one article a file."
        ),
        name=name,
        size=_megabytes(size),
        most=_megabytes(most),
    )


def _refuse_what_is_no_text(data: bytes, name: str) -> None:
    if not data:
        raise BadFile(gettext_noop("%(name)s is empty: there is nothing to import."), name=name)
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    for start, what in _FORMATS_BY_START:
        if data.startswith(start):
            raise BadFile(
                gettext_noop(
                    "%(name)s is %(what)s, not plain text. "
                    "Save the article as plain text (UTF-8) and import that."
                ),
                name=name,
                what=what,
            )
    if WEB_PAGE.match(data[:2000]):
        raise BadFile(
            gettext_noop(
                "%(name)s is a web page (HTML), not plain text. Open it in a browser, copy the article "
                "into a plain text file (UTF-8) and import that."
            ),
            name=name,
        )


def decode(data: bytes, name: str) -> str:
    """The text in bytes, UTF-8 or as their mark says. Raises `BadFile`."""
    mark, codec, label = next(
        (known for known in _ENCODINGS_BY_MARK if data.startswith(known[0])),
        (b"", "utf-8", "UTF-8"),
    )
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        position = min(error.start + (len(mark) if codec == "utf-8-sig" else 0), len(data) - 1)
        if not mark and b"\x00" in data:
            raise _binary(name, data.index(b"\x00")) from None
        raise BadFile(
            gettext_noop(
                "%(name)s is not %(coding)s text: byte %(place)s (%(byte)s) does not belong there. "
                "Save it as UTF-8 and import it again."
            ),
            name=name,
            coding=label,
            place=position + 1,
            byte=f"0x{data[position]:02X}",
        ) from None
    if "\x00" in text:
        raise _binary(name, data.index(b"\x00"))
    return text


def _binary(name: str, position: int) -> BadFile:
    return BadFile(
        gettext_noop(
            "%(name)s is not plain text: it holds binary data (a zero at byte %(place)s). "
            "Save the article as plain text (UTF-8) and import that."
        ),
        name=name,
        place=position + 1,
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")

"""From bytes to text, or one clear message that says what to do instead."""

import re
from typing import Final

MAX_BYTES: Final = 2 * 1024 * 1024

_ENCODINGS_BY_MARK: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_FORMATS_BY_START: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word, OpenDocument or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
WEB_PAGE: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ADVICE = "Save the article as plain text (UTF-8) and import that."


class BadFile(Exception):
    """The file is no text that can be imported; the message says why and what to do."""


def read(data: bytes, name: str) -> str:
    """Return the text of a file, its line breaks as "\\n" and its byte order mark taken off.

    `name` is how messages call the file. Raises `BadFile`.
    """
    _refuse_what_is_no_text(data, name)
    text = _LINE_BREAK.sub("\n", decode(data, name))
    if not text.strip():
        raise BadFile(f"{name} holds nothing but white space: there is nothing to import.")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadFile(
            f"{name} is not plain text: it has a control character (U+{ord(found[0]):04X}) "
            f"in line {line}. {_ADVICE}"
        )
    return text


def too_large(name: str, size: int, most: int = MAX_BYTES) -> BadFile:
    """The refusal of a file of `size` bytes; for callers that know the size before they read."""
    return BadFile(
        f"{name} is too large: {_megabytes(size)} MB, where {_megabytes(most)} MB is the "
        "most and an article is far less. Import one article a file."
    )


def _refuse_what_is_no_text(data: bytes, name: str) -> None:
    if not data:
        raise BadFile(f"{name} is empty: there is nothing to import.")
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    for start, what in _FORMATS_BY_START:
        if data.startswith(start):
            raise BadFile(f"{name} is {what}, not plain text. {_ADVICE}")
    if WEB_PAGE.match(data[:2000]):
        raise BadFile(
            f"{name} is a web page (HTML), not plain text. Open it in a browser, copy the article "
            "into a plain text file (UTF-8) and import that."
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
            f"{name} is not {label} text: byte {position + 1} (0x{data[position]:02X}) does not "
            "belong there. Save it as UTF-8 and import it again."
        ) from None
    if "\x00" in text:
        raise _binary(name, data.index(b"\x00"))
    return text


def _binary(name: str, position: int) -> BadFile:
    return BadFile(
        f"{name} is not plain text: it holds binary data (a zero at byte {position + 1}). {_ADVICE}"
    )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")

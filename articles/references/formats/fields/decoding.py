"""From the bytes of a file to its text, and from text to what the library stores: nothing hidden."""

import codecs
import re
from typing import Final, NamedTuple
from unicodedata import normalize

from django.utils.translation import gettext as _

from articles.entering import FORBIDDEN

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0 forbids these, and nobody means them; a newline and a tabulator stay
CONTROL: Final = re.compile(f"{FORBIDDEN.pattern}|[\x80-\x84\x86-\x9f]")
# soft hyphen, zero-width space, word joiner, mark of byte order, and marks of direction
UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# a joiner shapes the letters of some scripts, and means nothing between Latin ones
JOINER: Final = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\u024f])")
# “ﬁ” of a PDF is two letters set as one: no search for “finding” would find it
LIGATURE: Final = re.compile("[\ufb00-\ufb06]")
BREAK: Final = re.compile("\r\n?|\u2028|\u2029|\x85")


class Decoded(NamedTuple):
    """`doubt` says what was assumed, "" where nothing was."""

    text: str
    doubt: str


def decode(data: bytes) -> Decoded:
    """The text of a file: by its mark of byte order, else UTF-8, else Windows' Latin-1, which is said.

    UTF-16 without a mark shows itself by every second byte of a file of ASCII tags being zero.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            said = _("Some letters of the file could not be read: look for “�”.")
            text = data[len(mark) :].decode(encoding, errors="replace")
            return Decoded(text, said if "\ufffd" in text else "")
    head = data[:2000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(zeros) > 8 and zeros.count(0) > 0.7 * len(zeros):
            return Decoded(data.decode(encoding, errors="replace"), "")
    try:
        return Decoded(data.decode(), "")
    except UnicodeDecodeError:
        said = _("The file is not UTF-8, and was read as Western European: look at its accents.")
        return Decoded(data.decode("cp1252", errors="replace"), said)


def cleaned(text: str) -> str:
    """Text in the normal form NFC, with plain line ends, without what nobody sees or XML forbids."""
    text = CONTROL.sub("", BREAK.sub("\n", text))
    text = LIGATURE.sub(lambda found: normalize("NFKC", found[0]), text)
    return normalize("NFC", JOINER.sub("", UNSEEN.sub("", text)))

"""A file of any kind that is taken, plain text, Markdown, HTML or Word, to a manuscript."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from articles.documents import docx, web_pages
from articles.documents.citation_fields import Read
from articles.documents.web_pages import PageCopy
from articles.importing.citations import close_up, without_marks
from articles.importing.manuscript import Doubt, Dropped, Manuscript
from articles.importing.parsing import parse
from articles.importing.reading import MAX_BYTES, read, too_large

_LISTED: Final = "list of references, made by the program that cites: its works came along"
_BESIDE: Final = (
    "These words stood beside a citation, and did not come along. Does the text need them?"
)
_UNREAD: Final = (
    "These citations of the file say too little to be a work. Enter what they mean by hand."
)
_LINE: Final = 200  # letters
_BLOCK: Final = re.compile(rb"<(?:p|br|li|d[tdl]|t[rdh]|h[1-6]|div|pre|section)[\s/>]", re.I)
SUFFIXES: Final = (".txt", ".md", ".html", ".htm", ".docx")


def limit_of(name: str) -> int:
    """How many bytes a file of this name may have: Word puts the pictures into the file."""
    return docx.MAX_BYTES if name.lower().endswith(".docx") else MAX_BYTES


def manuscript_in(name: str, data: bytes) -> Manuscript:
    """Read a file, which its content says the kind of, and write nothing. Raises `BadFile`."""
    if docx.is_docx(data):
        markup, read_fields = docx.as_html(name, data)
        return _with_fields(_of_page(web_pages.copy_of(markup, name)), read_fields)
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    if web_pages.is_page(name, data):
        return _of_page(web_pages.copy_of(web_pages.decoded(name, data), name))
    return parse(read(data, name))


def pieces_in(name: str, data: bytes) -> int:
    """How much there is to read, told without reading: lines, blocks of a page or parts of a Word file, and
    letters by the line. Raises `BadFile` where a Word file is damaged or holds what Word never writes."""
    if docx.is_docx(data):
        return docx.pieces(name, data)
    plain = data.replace(b"\0", b"")  # of UTF-16, what is ASCII stands out
    letters = len(plain) // _LINE
    if web_pages.is_page(name, data):
        return letters + len(_BLOCK.findall(plain))
    return letters + plain.count(b"\n") + plain.count(b"\r")


def _of_page(copy: PageCopy) -> Manuscript:
    """The words go the way of any plain copy; what could not come along is asked about too."""
    text = parse(copy.text)
    return replace(
        text,
        dropped=(*copy.dropped, *text.dropped),
        doubts=(*copy.doubts, *text.doubts),
        footnotes=copy.footnotes,
    )


def _with_fields(text: Manuscript, found: Read) -> Manuscript:
    """What the fields of a Word file cite, and what of them is asked about or told."""
    if not found.citations and not found.unread:
        return text
    return replace(
        text,
        title=without_marks(text.title),
        body=close_up(text.body),
        dropped=(
            *(Dropped(0, line, _LISTED) for line in found.lists),
            *(replace(each, text=without_marks(each.text)) for each in text.dropped),
        ),
        doubts=(*_asked(found), *map(_plain, text.doubts)),
        works=tuple(each.work for each in found.works),
        citations=tuple(found.citations),
    )


def _asked(found: Read) -> Iterator[Doubt]:
    for question, lines in ((_BESIDE, found.beside), (_UNREAD, found.unread)):
        if lines:
            listed = "\n".join(dict.fromkeys(lines))
            yield Doubt(0, "fields", f"{question}\n\n{listed}")


def _plain(doubt: Doubt) -> Doubt:
    question, quote = without_marks(doubt.question), without_marks(close_up(doubt.quote))
    return replace(doubt, question=question, quote=quote)

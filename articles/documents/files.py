"""A file of any kind that is taken, plain text, Markdown, HTML or Word, to a manuscript."""

from dataclasses import replace
from typing import Final

from articles.documents import docx, web_pages
from articles.documents.web_pages import PageCopy
from articles.importing.manuscript import Manuscript
from articles.importing.parsing import parse
from articles.importing.reading import MAX_BYTES, read, too_large

SUFFIXES: Final = (".txt", ".md", ".html", ".htm", ".docx")


def limit_of(name: str) -> int:
    """How many bytes a file of this name may have: Word puts the pictures into the file."""
    return docx.MAX_BYTES if name.lower().endswith(".docx") else MAX_BYTES


def manuscript_in(name: str, data: bytes) -> Manuscript:
    """Read a file, which its content says the kind of, and write nothing. Raises `BadFile`."""
    if docx.is_docx(data):
        return _of_page(web_pages.copy_of(docx.as_html(name, data), name))
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    if web_pages.is_page(name, data):
        return _of_page(web_pages.copy_of(web_pages.decoded(name, data), name))
    return parse(read(data, name))


def _of_page(copy: PageCopy) -> Manuscript:
    """The words go the way of any plain copy; what could not come along is asked about too."""
    text = parse(copy.text)
    return replace(
        text,
        dropped=(*copy.dropped, *text.dropped),
        doubts=(*copy.doubts, *text.doubts),
        footnotes=copy.footnotes,
    )

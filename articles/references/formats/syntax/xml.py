"""Documents of XML read safely: no entity of the document's own is followed, no file or address opened."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from articles.references.formats.records import Raw

# the marks of the formats' titles, as HTML has them; what else stands there is words
DECLARATION: Final = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
ALLOWED: Final = frozenset({"i", "italic", "em", "sup", "sub", "b", "bold", "u", "scp", "inf"})
# of MathML: what stands second is raised or lowered
RAISED: Final = {"msub": "sub", "msup": "sup"}


class NotWell(ValueError):
    """The document can't be read, with the line where it breaks."""


def parse(text: str) -> etree._Element:
    """The root of a document, whichever encoding it declares: it is decoded already. Raises `NotWell`."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(DECLARATION.sub("", text, count=1).encode(), parser)
    except etree.XMLSyntaxError as why:
        raise NotWell(str(why)) from why


def read_records(text: str, reads: Callable[[etree._Element], Iterator[Raw]]) -> Iterator[Raw]:
    """What `reads` finds in a document; one that can't be read is one record, with its line in words."""
    try:
        root = parse(text)
    except NotWell as why:
        said = _("This is not whole as XML (%(why)s). Send all of the file.")
        yield Raw(problem=said % {"why": why})
        return
    yield from reads(root)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def all_of(parent: etree._Element, *path: str) -> list[etree._Element]:
    """Elements at a path of local names, whatever their namespace, in the order of the document."""
    found = [parent]
    for name in path:
        found = [child for each in found for child in each if _is(child, name)]
    return found


def first(parent: etree._Element, *path: str) -> etree._Element | None:
    return next(iter(all_of(parent, *path)), None)


def words(parent: etree._Element | None, *path: str) -> str:
    """The text at a path, with marks of titles, on one line; "" where nothing stands there."""
    found = first(parent, *path) if parent is not None else None
    return " ".join("".join(_inner(found)).split()) if found is not None else ""


def text_of(element: etree._Element) -> str:
    """All the words within, without any mark."""
    return " ".join("".join(map(str, element.itertext())).split())


def line_of(element: etree._Element) -> int:
    """Where it begins, counted from 1; 0 where that is not known."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _is(child: etree._Element, name: str) -> bool:
    return isinstance(child.tag, str) and local(child) == name


def _inner(element: etree._Element) -> Iterator[str]:
    yield _escaped(element.text)
    for child in element:
        if isinstance(child.tag, str):
            name = local(child)
            if name in RAISED and len(child) == 2:
                yield from _inner(child[0])
                yield f"<{RAISED[name]}>{text_of(child[1])}</{RAISED[name]}>"
                yield _escaped(child.tail)
                continue
            if name in ALLOWED:
                yield f"<{name}>"
            yield from _inner(child)
            if name in ALLOWED:
                yield f"</{name}>"
        yield _escaped(child.tail)


def _escaped(text: str | None) -> str:
    """“<” as the entity that the reader of titles turns back, so that words are never taken for marks."""
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")

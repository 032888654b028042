"""What citeproc-py looks up in the tree of a style, remembered: it asks the same of it for every work.

Half of the time of an entry went into some fifty XPath expressions whose answers never change: a style is
read once and stays as it is. But where it has no `name` among `names`, the processor puts an empty one in;
it did so for every work anew, because it looks for it under another tag, so that the tree grew and grew.
"""

from functools import cache
from typing import Final

from citeproc.model import CitationStylesElement, Name, SomewhatObjectifiedElement
from lxml import etree

NAMESPACE: Final = "http://purl.org/net/xbiblio/csl"
_searched = cache(CitationStylesElement.xpath_search)
_root_of = cache(CitationStylesElement.get_root)


def remember() -> None:
    """Let the processor answer from memory what it has looked up before."""
    CitationStylesElement.xpath_search = lambda element, expression: _searched(element, expression)
    CitationStylesElement.get_root = lambda element: _root_of(element)
    SomewhatObjectifiedElement.__getattr__ = _child


def _child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of the name; what is not there is looked for again, since one may be put in."""
    try:
        return _found(element, name)
    except LookupError:  # which is not remembered
        return None


@cache
def _found(element: etree._Element, name: str) -> etree._Element:
    found = element.find(f"{{{NAMESPACE}}}{name}")
    if found is None and name == "name":
        found = element.find(Name.__name__)
    if found is None:
        raise LookupError(name)
    return found

"""A body as what a comparison looks at: blocks within blocks, and words under marks; and back again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final, TypeAlias

from lxml import etree, html

from articles.text import cleaner, vocabulary
from articles.text.vocabulary import ElementType, Shape

Attributes: TypeAlias = tuple[tuple[str, str], ...]
Mark: TypeAlias = tuple[str, Attributes]  # a tag around words: bold, a link

WORD: Final = re.compile(r"\s+|\w+(?:[-'’.,]\w+)*|[^\w\s]")


@dataclass(frozen=True)
class Token:
    """A word, a space, a sign, or a leaf (line break, citation, picture), and the marks upon it."""

    text: str
    marks: tuple[Mark, ...] = ()
    leaf: str = ""
    attributes: Attributes = ()

    @cached_property
    def key(self) -> str:
        """What it says, whatever marks it wears. A citation says which work it cites."""
        if not self.leaf:
            return self.text
        return f"<{self.leaf} {self.get(vocabulary.BODY[self.leaf].needs)}>"

    def get(self, name: str) -> str:
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True)
class Node:
    """A block: running text has `tokens`, any other has `children`."""

    tag: str
    attributes: Attributes = ()
    children: "tuple[Node, ...]" = ()
    tokens: tuple[Token, ...] = ()
    is_prose: bool = False

    @property
    def row(self) -> ElementType:
        return vocabulary.BODY[self.tag]

    @property
    def is_picture(self) -> bool:
        return self.row.shape == Shape.PICTURE

    @cached_property
    def form(self) -> str:
        """All of it as markup: two nodes are the same exactly when their forms are."""
        return etree.tostring(element(self), encoding="unicode", method="html")

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What a similarity is measured by: words, works cited, pictures and what they show."""
        own = [token.key for token in self.tokens if not token.text.isspace()]
        if self.is_picture:
            own += [f"<{self.tag} {self.get(self.row.needs)}>", *WORD.findall(self.get("alt"))]
        return (*own, *(word for child in self.children for word in child.words))

    @property
    def text(self) -> str:
        """Its words as one reads them."""
        spoken = "".join(token.text for token in self.tokens)
        return " ".join([spoken, *(child.text for child in self.children)]).strip()

    def get(self, name: str) -> str:
        return dict(self.attributes).get(name, "")


def blocks(markup: str) -> tuple[Node, ...]:
    """The blocks of a canonical body."""
    return tuple(_node(child) for child in cleaner.parse(markup))


def markup(nodes: Iterable[Node]) -> str:
    """The body of which these are the blocks: `markup(blocks(x)) == x` for a canonical x."""
    # the cleaner's serialiser names this one character
    return "".join(node.form for node in nodes).replace("\u00a0", "&nbsp;")


def element(node: Node) -> html.HtmlElement:
    """A node as an element with all that is in it."""
    built = html.Element(node.tag, dict(node.attributes))
    writer = Writer(built)
    for run in runs(node.tokens):
        writer.add(run)
    built.extend(element(child) for child in node.children)
    return built


class Writer:
    """Appends tokens to a block; a mark that goes on stays open, as in the canonical form."""

    def __init__(self, block: html.HtmlElement) -> None:
        self._block = block
        self._opened: list[tuple[Mark, html.HtmlElement]] = []

    def add(self, token: Token, around: tuple[Mark, ...] = ()) -> html.HtmlElement | None:
        """Append one token, in marks of the page's own where given; returns a leaf's element."""
        path = (*around, *token.marks)
        common = 0
        opened = self._opened
        while common < min(len(opened), len(path)) and opened[common][0] == path[common]:
            common += 1
        del opened[common:]
        for mark in path[common:]:
            inside = etree.SubElement(self._inmost, mark[0], dict(mark[1]))
            opened.append((mark, inside))
        if token.leaf:
            return etree.SubElement(self._inmost, token.leaf, dict(token.attributes))
        append_text(self._inmost, token.text)
        return None

    def close(self) -> None:
        """What comes next opens its marks anew."""
        self._opened.clear()

    @property
    def _inmost(self) -> html.HtmlElement:
        return self._opened[-1][1] if self._opened else self._block


def append_text(parent: html.HtmlElement, text: str) -> None:
    """Append words behind all that is in an element already."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def runs(tokens: Iterable[Token]) -> Iterator[Token]:
    """Words in a row under the same marks as one: a page is written in steps as few as its runs."""
    for (leaf, marks), row in groupby(tokens, key=lambda token: (token.leaf, token.marks)):
        if leaf:
            yield from row
        else:
            yield Token("".join(token.text for token in row), marks)


def spoken(text: str) -> tuple[Token, ...]:
    """Plain words as tokens."""
    return tuple(Token(word) for word in WORD.findall(text))


def _node(found: html.HtmlElement) -> Node:
    tag, attributes = str(found.tag), _attributes(found)
    if tag in vocabulary.BODY.prose or _holds_words(found):
        return Node(tag, attributes, tokens=tuple(_tokens(found, ())), is_prose=True)
    return Node(tag, attributes, children=tuple(_node(child) for child in found))


def _holds_words(found: html.HtmlElement) -> bool:
    """Whether words stand in an element directly, as the canonical form lets them in prose alone."""
    return bool((found.text or "").strip()) or any(
        child.tag in vocabulary.BODY.inline or (child.tail or "").strip() for child in found
    )


def _tokens(parent: html.HtmlElement, marks: tuple[Mark, ...]) -> Iterator[Token]:
    yield from _words(parent.text, marks)
    for child in parent:
        tag = str(child.tag)
        if tag in vocabulary.BODY.atoms:
            yield Token("", marks, tag, _attributes(child))
        else:
            yield from _tokens(child, (*marks, (tag, _attributes(child))))
        yield from _words(child.tail, marks)


def _words(text: str | None, marks: tuple[Mark, ...]) -> Iterator[Token]:
    return (Token(word, marks) for word in WORD.findall(text or ""))


def _attributes(found: html.HtmlElement) -> Attributes:
    return tuple((str(name), str(value)) for name, value in found.attrib.items())

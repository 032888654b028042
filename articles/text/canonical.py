"""Builds the canonical tree of a body from any parsed markup: only blocks that the vocabulary has,
each where it may stand. Nothing that can be read is lost; what stands in a wrong place moves out.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final, TypeAlias
from unicodedata import normalize

from lxml import etree, html

from articles.text import vocabulary
from articles.text.inline import Mark, Run, settled, with_mark, write
from articles.text.vocabulary import ALONE, WRAPPERS, Shape

Element: TypeAlias = html.HtmlElement
Marks: TypeAlias = frozenset[Mark]
NONE: Marks = frozenset()
SAYING: Final = (Shape.PARAGRAPH, Shape.HEADING, Shape.TERM, *ALONE)


def build(root: Element) -> Element:
    """Return a `div` with the canonical blocks of all that stands below `root`.

    Raises `KeyError` for an element that the vocabulary does not have.
    """
    synonyms = vocabulary.BODY.synonyms
    for element in root.iter(*synonyms):
        element.tag = synonyms[element.tag]
    body = html.Element("div")
    body.extend(_flow(root, NONE))
    return body


def _flow(parent: Element, marks: Marks) -> list[Element]:
    """The content of an element as blocks that may stand anywhere."""
    return _gathered(_parts(parent, marks))


def _parts(parent: Element, marks: Marks) -> list[Element]:
    """The content of an element: runs of text become paragraphs; items of lists may be among it."""
    parts: list[Element] = []
    runs: list[Run] = []

    def close_paragraph() -> None:
        if words := settled(runs):
            paragraph = html.Element("p")
            write(words, paragraph)
            parts.append(paragraph)
        runs.clear()

    for node, inherited in _nodes(parent, marks):
        if isinstance(node, Run):
            runs.append(node)
        else:
            close_paragraph()
            parts.extend(_builder(node)(node, inherited))
    close_paragraph()
    return parts


def _nodes(parent: Element, marks: Marks) -> Iterator[tuple[Run | Element, Marks]]:
    """Runs of text and block elements in their order, each with the marks around it."""
    if parent.text:
        yield Run(marks, parent.text), marks
    for child in parent:
        row = vocabulary.BODY.get(child.tag)
        if row and row.shape == Shape.LEAF and (not row.needs or child.get(row.needs)):
            yield Run(marks, leaf=row.tag, attributes=tuple(_attributes(child))), marks
        elif child.tag in vocabulary.BODY.inline:
            yield from _nodes(child, with_mark(marks, child))
        else:
            yield child, marks
        if child.tail:
            yield Run(marks, child.tail), marks


def _builder(element: Element) -> Callable[[Element, Marks], list[Element]]:
    if element.tag in WRAPPERS:
        return _parts
    return BUILDERS[vocabulary.BODY[element.tag].shape]


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    """What an element says of itself, in the order of its row."""
    for attribute in vocabulary.BODY[element.tag].attributes:
        if value := element.get(attribute.name) or attribute.default:
            yield attribute.name, value


def _heading(element: Element, marks: Marks) -> list[Element]:
    """The first words are the heading; blocks that stood in it follow it."""
    blocks = _renamed_first(_flow(element, marks), str(element.tag))
    if blocks and blocks[0].tag == element.tag:
        blocks[0].attrib.update(_attributes(element))
    return blocks


def _paragraph(element: Element, marks: Marks) -> list[Element]:
    """Its first words are what it says of itself; it is taken apart around blocks."""
    parts = _parts(element, marks)
    if parts and parts[0].tag == "p" and element.tag == "p":
        parts[0].attrib.update(_attributes(element))
    return parts


def _container(element: Element, marks: Marks) -> list[Element]:
    return _described(element, _filled(str(element.tag), _flow(element, marks)))


def _image(element: Element, marks: Marks) -> list[Element]:
    """A figure of its own; an image that is none of the library's goes."""
    if not element.get("data-image"):
        return []
    image = html.Element("img", {"data-image": element.get("data-image", "")})
    if (alt := element.get("alt")) is not None:
        image.set("alt", normalize("NFC", " ".join(alt.split())))
    return _filled("figure", [image])


def _figure(element: Element, marks: Marks) -> list[Element]:
    """The first image takes the first words of the caption; the rest of it comes after all else."""
    captions = [each for each in element.iter("figcaption") if _figure_of(each) is element]
    if not captions or not any(image.get("data-image") for image in element.iter("img")):
        return _flow(element, marks)
    spoken = _flow(captions[0], marks)
    captions[0].clear(keep_tail=True)
    blocks = _flow(element, marks)
    figure = next((each for each in blocks if each.tag == "figure" and len(each) == 1), None)
    if figure is not None and spoken and spoken[0].tag == "p":
        figure.extend(_renamed_first(spoken[:1], "figcaption"))
        del spoken[0]
    return [*blocks, *spoken]


def _figure_of(caption: Element) -> Element | None:
    return next(caption.iterancestors("figure"), None)


def _rule(element: Element, marks: Marks) -> list[Element]:
    return [html.Element("hr"), *_flow(element, marks)]


def _list(element: Element, marks: Marks) -> list[Element]:
    """What stands in a list outside its items becomes an item."""
    items = vocabulary.BODY[element.tag].holds
    return _described(element, _filled(str(element.tag), _items(_parts(element, marks), items)))


def _term(element: Element, marks: Marks) -> list[Element]:
    """The first words are the term; blocks that stood in it explain it."""
    blocks = _renamed_first(_flow(element, marks), "dt")
    is_term = bool(blocks) and blocks[0].tag == "dt"
    return [*blocks[:is_term], *_filled("dd", blocks[is_term:])]


def _table(element: Element, marks: Marks) -> list[Element]:
    """One `tbody` holds all rows, as the editor writes it; what is in no cell moves in front."""
    rows = [row for row in element.iter("tr") if _table_of(row) is element]
    captions = [child for child in element if child.tag == "caption"]
    table = html.Element("table")
    words = _words(captions[0]) if captions else ""
    if words:
        etree.SubElement(table, "caption").text = words
    body = etree.SubElement(table, "tbody")
    cells = vocabulary.BODY.cells
    body.extend(_row(row, marks) for row in rows if any(cell.tag in cells for cell in row))
    outside = [
        each
        for caption in captions[:1]
        for image in caption.iter("img")
        for each in _image(image, marks)
    ]
    outside += [block for caption in captions[1:] for block in _flow(caption, marks)]
    is_table = any(_says_something(block) for block in body.iter(*vocabulary.BODY.of(*SAYING)))
    return [*outside, *_described(element, [table])] if is_table else [*outside, *_spoken(words)]


def _row(row: Element, marks: Marks) -> Element:
    built = html.Element("tr")
    for cell in row:
        if cell.tag not in vocabulary.BODY.cells:
            continue
        made = etree.SubElement(built, cell.tag, dict(cell.attrib))
        made.extend(_flow(cell, marks))
        if not len(made):
            etree.SubElement(made, "p")
    return built


def _table_of(row: Element) -> Element | None:
    return next(row.iterancestors("table"), None)


def _words(element: Element) -> str:
    return normalize("NFC", " ".join(element.text_content().split()))


def _spoken(words: str) -> list[Element]:
    if not words:
        return []
    paragraph = html.Element("p")
    paragraph.text = words
    return [paragraph]


def _says_something(block: Element) -> bool:
    is_alone = vocabulary.BODY[block.tag].shape in ALONE
    return is_alone or len(block) > 0 or bool((block.text or "").strip())


def _filled(tag: str, blocks: list[Element]) -> list[Element]:
    """An element around the blocks; none around nothing."""
    if not blocks:
        return []
    element = html.Element(tag)
    element.extend(blocks)
    return [element]


def _described(element: Element, found: list[Element]) -> list[Element]:
    """What was built of an element says of itself what that said."""
    for built in found:
        built.attrib.update(_attributes(element))
    return found


def _renamed_first(blocks: list[Element], tag: str) -> list[Element]:
    if blocks and blocks[0].tag == "p":
        blocks[0].tag = tag
    return blocks


def _items(parts: list[Element], items: tuple[str, ...]) -> list[Element]:
    """The parts of a list as its items: a row of parts that are none becomes one.

    A list right after an item is a part of that item: word processors write it so.
    """
    found: list[Element] = []
    for is_item, group in groupby(parts, key=lambda part: part.tag in items):
        blocks = list(group)
        if is_item:
            found.extend(blocks)
        elif found and all(_is_same_list(found[-1], block) for block in blocks):
            found[-1].extend(blocks)
        else:
            found.extend(_filled(items[0], _gathered(blocks)))
    return found


def _is_same_list(item: Element, block: Element) -> bool:
    """Whether a block is a list of such items and of no others."""
    return vocabulary.BODY[block.tag].holds == (str(item.tag),)


def _gathered(parts: list[Element]) -> list[Element]:
    """Items that stand outside a list get one."""
    blocks: list[Element] = []
    holders = vocabulary.BODY.holders
    for listing, group in groupby(parts, key=lambda part: holders.get(str(part.tag))):
        found = list(group)
        blocks.extend(_filled(listing, found) if listing else found)
    return blocks


BUILDERS: Final[dict[Shape, Callable[[Element, Marks], list[Element]]]] = {
    # what stands outside of what it belongs to is taken apart
    **dict.fromkeys((Shape.CAPTION, Shape.ROWS, Shape.ROW, Shape.CELL), _parts),
    Shape.PARAGRAPH: _paragraph,
    Shape.HEADING: _heading,
    Shape.TERM: _term,
    Shape.CONTAINER: _container,
    Shape.LIST: _list,
    Shape.TABLE: _table,
    Shape.FIGURE: _figure,
    Shape.PICTURE: _image,
    Shape.RULE: _rule,
}

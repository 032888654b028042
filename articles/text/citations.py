"""Citations: `<cite data-ref="KEY">` in a body. Their numbers are computed here, never stored.

A citation may say where in the work (`data-locator`) and in which words (`data-quote`) it is supported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree, html

from articles.text import anchors, cleaner, locators, vocabulary


@dataclass(frozen=True)
class Quotation:
    """What a work says in support, for those who check it: the words, where they are, who cites them."""

    place: str
    mention: int
    locator: str
    words: str


@dataclass
class Numbering:
    """Numbers in the order of first citation, where each reference is cited and quoted, and which of its
    places stand in the list.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    quotations: dict[str, list[Quotation]] = field(default_factory=dict)
    located: dict[str, list[str]] = field(default_factory=dict)

    def cite(self, key: str) -> tuple[int, str]:
        """Count one more citation of `key`: its number, and an id for this place in the text."""
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        places = self.places.setdefault(key, [])
        place = f"cite-{number}-{len(places) + 1}"
        places.append(place)
        return number, place

    def locate(self, key: str, located: str) -> None:
        """Take note of a place in a work that its number does not say: each once."""
        said = self.located.setdefault(key, [])
        if located and located not in said and not locators.superscript(located):
            said.append(located)

    def quote(self, cite: html.HtmlElement, place: str) -> None:
        """Take note of what a citation quotes."""
        key, words, located = (cite.get(f"data-{name}", "") for name in ("ref", "quote", "locator"))
        if words:
            quotation = Quotation(place, len(self.places[key]), located, words)
            self.quotations.setdefault(key, []).append(quotation)


def cited_keys(markup: str) -> list[str]:
    """The keys that a body cites, each once, in the order of first citation."""
    return list(dict.fromkeys(cite.get("data-ref", "") for cite in cites(cleaner.parse(markup))))


def renamed(markup: str, keys: dict[str, str]) -> str:
    """A clean body that cites other keys: `keys` says which instead of which."""
    root = cleaner.parse(markup)
    for cite in cites(root):
        cite.set("data-ref", keys.get(cite.get("data-ref", ""), cite.get("data-ref", "")))
    return cleaner.serialise(root)


def put_in(markup: str, at: int, cited: Sequence[Mapping[str, str]]) -> str:
    """A clean body with citations in a place of its running text; of each `ref`, `locator` and `quote`."""
    root, position = cleaner.parse(markup), 0
    for block, words in anchors.running_blocks(root):
        if at <= position + len(words):
            _put_into(block, at - position, [_cite(each) for each in cited])
            break
        position += len(words) + 1
    return cleaner.clean(cleaner.serialise(root))


def _cite(told: Mapping[str, str]) -> html.HtmlElement:
    made = html.Element("cite")
    for name, value in told.items():
        if value:
            made.set(f"data-{name}", value)
    return made


def _put_into(block: html.HtmlElement, at: int, made: list[html.HtmlElement]) -> None:
    """Put elements into a block, `at` letters from its beginning; behind the marks that end there."""
    fitting = [
        slot for slot in anchors.slots(block) if slot.end - len(slot.words) <= at <= slot.end
    ]
    slot = ([each for each in fitting if each.is_tail] or fitting)[-1]
    cut = len(slot.words) - (slot.end - at)
    before, made[-1].tail = slot.words[:cut], slot.words[cut:]
    parent = slot.owner.getparent() if slot.is_tail else slot.owner
    first = parent.index(slot.owner) + 1 if slot.is_tail else 0
    setattr(slot.owner, "tail" if slot.is_tail else "text", before)
    for number, each in enumerate(made):
        parent.insert(first + number, each)


def cites(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The citations that name a work, in the order of the text."""
    return (cite for cite in root.iter("cite") if cite.get("data-ref"))


def runs(root: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """Citations with nothing but white space between them, as one run each.

    Bold, italics and links around some of them part nothing; a block does.
    """
    found: list[list[html.HtmlElement]] = []
    is_going_on = False
    for element, is_start in _walked(root):
        if element.tag == "cite" and element.get("data-ref"):
            if not is_start:
                is_going_on = not (element.tail or "").strip()
            elif found and is_going_on:
                found[-1].append(element)
            else:
                found.append([element])
            continue
        words = element.text if is_start else element.tail
        if element.tag not in vocabulary.BODY.marks or (words or "").strip():
            is_going_on = False
    return found


def _walked(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    """Each element as it begins (True) and as it ends (False), in the order of the document."""
    return (
        (element, event == "start") for event, element in etree.iterwalk(root, ("start", "end"))
    )

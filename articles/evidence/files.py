"""What is found in a file of plain text or HTML. Plain web copy goes through the import, as a draft would."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree, html

from articles.evidence import grammar, passages, rules
from articles.evidence.passages import Finding, Kind
from articles.evidence.rules import RuleSet, Severity
from articles.evidence.units import Kind as UnitKind
from articles.evidence.units import Unit, units
from articles.importing import Manuscript, parse, read
from articles.text import cleaner

MARKUP: Final = re.compile(
    rb"\s*<(?:!doctype|!--|html|head|body|main|h[1-6]|p|div|article|section|ul|ol|table)\b", re.I
)
DISOWNING: Final = "disclaimer_defect"
DEFECT: Final = "citation_defect"


RulesOf = Callable[[str], RuleSet]


def findings(
    name: str, data: bytes, language: str | None = None, rules_of: RulesOf = rules.shipped
) -> list[Finding]:
    """What is asked about a file, in its order, by the rules of its language. Raises `BadFile` where it is
    no text.
    """
    if MARKUP.match(data):
        return _of_page(data, language, rules_of)
    text = parse(read(data, name))
    language = language or grammar.guess(f"{text.title} {text.body}")
    known = rules_of(language)
    return [
        *passages.find(cleaner.clean(text.body), text.title, language, known),
        *_dropped(text, language, known),
        *_references(text),
    ]


def _of_page(data: bytes, language: str | None, rules_of: RulesOf) -> list[Finding]:
    """Of a page or a piece of one, in UTF-8 or in what it says of itself."""
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding=_encoding(data)))
    except etree.ParserError:
        return []
    title = " ".join((root.findtext(".//title") or "").split())
    body = root.find("body")
    markup = cleaner.clean("" if body is None else etree.tostring(body, encoding="unicode"))
    language = language or grammar.guess(f"{title} {cleaner.plain_text(markup)}")
    return passages.find(markup, title, language, rules_of(language))


def _encoding(data: bytes) -> str | None:
    """UTF-8 where it is that; else None, for what the page declares."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _dropped(text: Manuscript, language: str, known: RuleSet) -> Iterator[Finding]:
    """A disclaimer is dropped with what stood around an article; one that disowns it is said."""
    disowning = RuleSet(
        tuple(rule for rule in known.rules if rule.category == DISOWNING), known.lists
    )
    for line in text.dropped:
        for one in passages.read_units(_sentences(line.text), language, disowning):
            yield from (each for each in one.findings if each.kind == Kind.RULE)


def _sentences(words: str) -> list[Unit]:
    paragraph = html.Element("p")
    paragraph.text = words
    return units(cleaner.clean(etree.tostring(paragraph, encoding="unicode")))


def _references(text: Manuscript) -> Iterator[Finding]:
    """An entry that leads to the front of a site names no work."""
    for entry in text.references:
        if entry.kind == "home page":
            unit = Unit(UnitKind.ITEM, entry.text)
            reason = (
                "A home page is no source: name the exact work, with its authors, title and year."
            )
            yield Finding(Kind.RULE, unit, DEFECT, Severity.HIGH, reason)

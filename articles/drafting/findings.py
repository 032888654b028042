"""What is wrong or missing in a text, each with its place. Pure: facts in, findings out.

The panel beside the editor shows them, and the guards of the workflow refuse by them: what blocks is
decided here once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from lxml import html

from articles.models import Image, Reference
from articles.references.standing import Standing
from articles.text import cleaner, fields, vocabulary
from articles.text.citations import cites
from articles.text.fields import Written
from articles.text.review_claims import TRUE_BADGE, claim_in, why_not


class Severity(StrEnum):
    BLOCKS = "blocks"
    ADVISES = "advises"
    INFORMS = "informs"


NAMED: Final = 5  # works that one sentence names


@dataclass(frozen=True)
class EditorPlace:
    """A field of the form; in the body also an element: the kind, and which of them, counted from 0.

    `element` is “heading”, “citation”, “image”, “table” or “question”; “link”, of the addresses each once.
    """

    field: str = "body"
    element: str = ""
    index: int = 0

    @property
    def anchor(self) -> str:
        """The id, on the page of the draft, of what to look at."""
        return self.field if self.field in ("shelf", "threads", "evidence") else f"id_{self.field}"

    @property
    def at(self) -> str:
        """“heading-3”, for the address of the editor; "" for the field as a whole."""
        return f"{self.element}-{self.index}" if self.element else ""


@dataclass(frozen=True)
class Finding:
    """`kind` names the rule, `message` says in words what to do."""

    kind: str
    severity: Severity
    message: str
    place: EditorPlace | None = None

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCKS

    @property
    def is_advice(self) -> bool:
        return self.severity == Severity.ADVISES


@dataclass(frozen=True)
class Beside:
    """Words that readers see beside the text: whose they are, and who can change them."""

    whose: str
    words: str
    place: EditorPlace | None = None


@dataclass(frozen=True)
class Facts:
    """All that the rules look at. `works` are the known references that the body cites, by key;
    `gathered` those kept for the article and not cited; `images` those of the library that the text shows;
    `beside` the biographies of its authors and the notices around it;
    `fallen` how cited works stand of which readers must know, where nobody has said why they are cited.
    """

    text: Written
    has_author: bool
    works: dict[str, Reference]
    gathered: tuple[Reference, ...]
    images: dict[str, Image]
    beside: tuple[Beside, ...] = ()
    is_about_site: bool = False
    fallen: Mapping[str, Standing] = field(default_factory=dict)


def findings(facts: Facts) -> list[Finding]:
    """Everything found, in the order of the page."""
    root = cleaner.parse(facts.text.body)
    return [
        *_around(facts),
        *_claims(root, facts),
        *_lead(facts),
        *_sections(root),
        *_citations(root, facts),
        *_figures(root, facts),
        *_tables(root),
        *_questions(root),
        *_gathered(facts),
    ]


def _around(facts: Facts) -> Iterator[Finding]:
    if not facts.text.title:
        yield _blocks("title missing", _("Give it a title first."), EditorPlace("title"))
    if not facts.text.body:
        yield _blocks("text missing", _("There is no text yet."), EditorPlace())
    if not facts.has_author:
        yield _blocks(
            "author missing",
            _("Say who wrote it: an article needs a byline."),
            EditorPlace("bylines-0-person"),
        )
    if not facts.text.standfirst:
        words = _("A standfirst of one or two sentences tells readers what they will learn.")
        yield _advises("standfirst missing", words, EditorPlace("standfirst"))


def _claims(root: html.HtmlElement, facts: Facts) -> Iterator[Finding]:
    """Who reviewed a text is said by its badge, which follows from signatures, and by no word of it.

    A page about the site may say how the site reviews.
    """
    if facts.is_about_site:
        return
    for name in set(fields.names()) - {"body"}:
        if said := why_not(getattr(facts.text, name)):
            yield _claimed(said, EditorPlace(name))
    blocks = (each.text_content() for each in root.iter() if _is_innermost(each))
    pictures = (each.get("alt") or "" for each in root.iter("img"))
    if said := why_not("\n".join(chain(blocks, pictures))):
        yield _claimed(said, EditorPlace())
    for each in facts.beside:
        if claim := claim_in(each.words):
            told = {"whose": each.whose, "claim": claim, "why": TRUE_BADGE}
            words = _("%(whose)s says “%(claim)s”. An administrator has to take it out: %(why)s")
            yield _claimed(words % told, each.place)


def _is_innermost(element: html.HtmlElement) -> bool:
    """Whether it is a block whose words are one run, whatever marks lie upon them."""
    inline = vocabulary.BODY.of(*vocabulary.INLINE)
    return element.tag not in inline and all(each.tag in inline for each in element)


def _claimed(message: str, place: EditorPlace | None) -> Finding:
    return Finding("typed badge", Severity.BLOCKS, message, place)


def _lead(facts: Facts) -> Iterator[Finding]:
    if not facts.text.lead_image:
        return
    if facts.text.lead_image not in facts.images:
        words = _("The lead image is not in the library. Choose another.")
        yield _blocks("unknown image", words, EditorPlace("lead_image"))
        return
    if not facts.text.lead_alt:
        words = _("Say what the lead image shows, for readers who can't see it.")
        yield _blocks("alternative text missing", words, EditorPlace("lead_alt"))
    yield from _credit(facts.images[facts.text.lead_image], EditorPlace("lead_image"))


def _sections(root: html.HtmlElement) -> Iterator[Finding]:
    """A section holds something before the next heading of its level or above; no level is skipped."""
    last = 1
    for index, heading in enumerate(root.iter(*vocabulary.BODY.headings)):
        level, words = _level(heading), _quoted(heading)
        place = EditorPlace("body", "heading", index)
        if level > last + 1:
            yield _blocks("level skipped", _skipped(words, level, last), place)
        last = level
        following = heading.getnext()
        if following is None or 0 < _level(following) <= level:
            yield _blocks(
                "empty section", _("Nothing stands under %(words)s yet.") % {"words": words}, place
            )


def _skipped(words: str, level: int, above: int) -> str:
    said = (
        _(
            "%(words)s is of level %(level)s right under a heading of level %(above)s: "
            "make it level %(right)s."
        )
        if above > 1
        else _("%(words)s is of level %(level)s right under the title: make it level %(right)s.")
    )
    return said % {"words": words, "level": level, "above": above, "right": above + 1}


def _citations(root: html.HtmlElement, facts: Facts) -> Iterator[Finding]:
    """DESIGN, invariant 11: a citation names a known work, and a home page is no source."""
    seen = set()
    for index, cite in enumerate(cites(root)):
        key, place = cite.get("data-ref", ""), EditorPlace("body", "citation", index)
        if key in seen:
            continue
        seen.add(key)
        work = facts.works.get(key)
        if work is None:
            said = _("“%(key)s” is not in the reference library.") % {"key": key}
            yield _blocks("unknown citation", said, place)
        elif work.is_home_page:
            said = _("“%(key)s” is a home page, and that is not a source: name the exact work.")
            yield _blocks("home page as source", said % {"key": key}, place)
        elif key in facts.fallen:
            yield _blocks("source not to be relied on", _fallen(key, facts.fallen[key]), place)


def _fallen(key: str, standing: Standing) -> str:
    said = _(
        "“%(key)s” (%(standing)s, %(day)s): cite another work, or say under “Works in question”, in the"
        " list of references, why it is cited all the same."
    )
    day = date_format(standing.on, "DATE_FORMAT")
    return said % {"key": key, "standing": standing.short, "day": day}


def _figures(root: html.HtmlElement, facts: Facts) -> Iterator[Finding]:
    seen = {facts.text.lead_image}
    for index, element in enumerate(root.iter("img")):
        key, place = element.get("data-image", ""), EditorPlace("body", "image", index)
        if element.get("alt") is None:
            words = _("Say what image %(number)s shows, or mark it as decorative.")
            yield _blocks("alternative text missing", words % {"number": index + 1}, place)
        if key in seen:
            continue
        seen.add(key)
        if key in facts.images:
            yield from _credit(facts.images[key], place)
        else:
            words = _("Image %(number)s is not in the library. Choose another.")
            yield _blocks("unknown image", words % {"number": index + 1}, place)


def _credit(image: Image, place: EditorPlace) -> Iterator[Finding]:
    if not image.is_credited:
        words = _("State the licence of the image “%(title)s”, and who made it, in the library.")
        yield _blocks("image without credit", words % {"title": image.title}, place)


def _tables(root: html.HtmlElement) -> Iterator[Finding]:
    for index, table in enumerate(root.iter("table")):
        if not (table.findtext("caption") or "").strip():
            words = _("Give table %(number)s a caption that says what it compares.")
            words %= {"number": index + 1}
            yield _advises("caption missing", words, EditorPlace("body", "table", index))


def _questions(root: html.HtmlElement) -> Iterator[Finding]:
    for index, term in enumerate(root.iter("dt")):
        listing, after = term.getparent(), term.getnext()
        if listing.get("data-kind") == "questions" and (after is None or after.tag != "dd"):
            words = _("The question %(words)s has no answer yet.") % {"words": _quoted(term)}
            yield _blocks("answer missing", words, EditorPlace("body", "question", index))


def _gathered(facts: Facts) -> Iterator[Finding]:
    if facts.gathered:
        named = ", ".join(work.key for work in facts.gathered[:NAMED])
        more = len(facts.gathered) - NAMED
        words = (
            _("Gathered, but cited nowhere: %(keys)s and %(more)s more. Readers won't see them.")
            if more > 0
            else _("Gathered, but cited nowhere: %(keys)s. Readers won't see it.")
        ) % {"keys": named, "more": more}
        yield _advises("uncited work", words, EditorPlace("shelf"))


def _level(block: html.HtmlElement) -> int:
    return vocabulary.BODY[block.tag].level


def _quoted(element: html.HtmlElement) -> str:
    words = " ".join(element.text_content().split())
    shown = words if len(words) <= 60 else words[:59].rstrip() + "…"
    return _("“%(words)s”") % {"words": shown}


def _blocks(kind: str, message: str, place: EditorPlace) -> Finding:
    return Finding(kind, Severity.BLOCKS, message, place)


def _advises(kind: str, message: str, place: EditorPlace) -> Finding:
    return Finding(kind, Severity.ADVISES, message, place)

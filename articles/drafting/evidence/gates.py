"""What a text rests on, as lines of the readiness panel: each blocks or advises as its topic's policy says.

Pure: facts in, findings out. What a line asks is mended where it stands, dismissed with a reason, or
answered by a citation.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import html

from articles.drafting.findings import EditorPlace, Finding, Severity
from articles.evidence.statements import CATEGORIES, CHECKED, Statement, of_categories
from articles.models import Dismissal
from articles.references import completeness
from articles.references.completeness import Gap
from articles.text import cleaner

PLACEHOLDER: Final = re.compile(
    r"\b(?:TODO|TBD|TBC|FIXME)\b|\bXX+\b|\[@[^\]\s]*\]?|\?\?\?+|\blorem ipsum\b"
    r"|\[(?:citation|source|cita|fuente)[^\]]{0,30}\]",
    re.IGNORECASE,
)
ATTENTION: Final = re.compile(r"^(?:TODO|TBD|TBC|FIXME|XX+)$")  # in capitals only
STYLE: Final = frozenset({Gap.TITLE, Gap.EDITION})  # how an entry is written stops nobody
MOST_NAMED: Final = 4
REGISTER: Final = EditorPlace("evidence")


@dataclass(frozen=True)
class Gates:
    """How strictly each of them is kept; `sources_for` are the categories that need one with its place."""

    unsourced: Severity = Severity.ADVISES
    rules: Severity = Severity.ADVISES
    statements: Severity = Severity.ADVISES
    placeholders: Severity = Severity.ADVISES
    notes: Severity = Severity.ADVISES
    links: Severity = Severity.ADVISES
    works: Severity = Severity.ADVISES
    addresses: Severity = Severity.ADVISES
    sources_for: tuple[str, ...] = CHECKED


ADVICE: Final = Gates()


@dataclass(frozen=True)
class Notes:
    """How many notes of the import are open, and how many were closed with no word and no change; how
    many points of the template are open."""

    open: int = 0
    silent: int = 0
    tasks: int = 0


@dataclass(frozen=True)
class Grounds:
    """What of a text the gates look at. `dismissed` are the likenesses of passages that were set aside."""

    body: str
    title: str
    statements: tuple[Statement, ...]
    dismissed: Mapping[str, Dismissal]
    notes: Notes
    dead_links: tuple[str, ...]
    gone: tuple[str, ...] = ()  # addresses elsewhere
    is_medical: bool = True  # a page about the site states nothing about health
    works: tuple[Mapping[str, Any], ...] = ()  # those that it cites, in CSL-JSON
    today: date = field(default_factory=timezone.localdate)
    is_read: bool = True  # whether the finder knows the language
    is_rules_first: bool = False  # an import of which what only lacks a source is not listed yet

    @property
    def questioned(self) -> list[Statement]:
        """What a rule asks about and nobody has set aside."""
        return [each for each in self.statements if each.hits and self.stands(each)]

    @property
    def unsourced(self) -> list[Statement]:
        return [each for each in self.statements if each.needs_source and self.stands(each)]

    @property
    def ended(self) -> list[Statement]:
        """What was said to hold up to a day that has passed."""
        return [each for each in self.statements if each.has_ended(self.today)]

    def lacking(self, categories: tuple[str, ...]) -> list[Statement]:
        """Those of the categories whose citation is missing, or names neither a place nor words."""
        found = of_categories(self.statements, categories)
        return [each for each in found if not each.is_exact and self.stands(each)]

    @property
    def cites_anything(self) -> bool:
        return any(each.supports for each in self.statements)

    def stands(self, statement: Statement) -> bool:
        return statement.likeness not in self.dismissed


def findings(grounds: Grounds, gates: Gates) -> list[Finding]:
    """Everything that is asked, the gravest first."""
    found = [*_placeholders(grounds, gates), *_notes(grounds, gates), *_links(grounds, gates)]
    if not grounds.is_medical:
        return found
    return [
        *_nothing_cited(grounds, gates),
        *_rules(grounds, gates),
        *_lacking(grounds, gates),
        *_ended(grounds, gates),
        *found,
        *_unsourced(grounds),
        *_works(grounds, gates),
        *_unread(grounds),
    ]


def _unread(grounds: Grounds) -> Iterator[Finding]:
    """What nobody looked at is not in order: it says so."""
    if not grounds.is_read:
        words = _("Not checked: no statements are looked for in texts of this language.")
        yield Finding("statements not looked for", Severity.ADVISES, words, REGISTER)


def _nothing_cited(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    stated = [each for each in grounds.statements if grounds.stands(each)]
    if stated and not grounds.cites_anything:
        words = _("Nothing here has a source: cite the works that it rests on.")
        yield Finding("no source", gates.unsourced, words, REGISTER)


def _rules(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    """One line for each grave rule; the others are counted on one."""
    grave = Counter(hit.rule.name for each in grounds.questioned for hit in each.grave)
    for name, count in grave.items():
        words = ngettext(
            "House rule “%(rule)s”: %(count)d passage to cite, change, or dismiss with a reason.",
            "House rule “%(rule)s”: %(count)d passages to cite, change, or dismiss with a reason.",
            count,
        ) % {"rule": name, "count": count}
        yield Finding("house rule", gates.rules, words, REGISTER)
    if mild := [each for each in grounds.questioned if not each.grave]:
        words = ngettext(
            "House rules ask about %(count)d more passage.",
            "House rules ask about %(count)d more passages.",
            len(mild),
        ) % {"count": len(mild)}
        yield Finding("house rule asks", Severity.ADVISES, words, REGISTER)


def _lacking(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    lacking = grounds.lacking(gates.sources_for)
    for category in gates.sources_for:
        count = sum(category in each.categories for each in lacking)
        if count:
            words = ngettext(
                "%(count)d statement of %(category)s lacks a source with its place or its words.",
                "%(count)d statements of %(category)s lack a source with its place or its words.",
                count,
            ) % {"count": count, "category": CATEGORIES[category]}
            yield Finding("statement without source", gates.statements, words, REGISTER)


def _ended(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    if count := len(grounds.ended):
        words = ngettext(
            "%(count)d statement has an end that has passed: look it up again, and enter another day.",
            "%(count)d statements have an end that has passed: look them up again, and enter other days.",
            count,
        ) % {"count": count}
        yield Finding("statement ended", gates.statements, words, REGISTER)


def _unsourced(grounds: Grounds) -> Iterator[Finding]:
    if count := len(grounds.unsourced):
        words = ngettext(
            "%(count)d statement has no source.", "%(count)d statements have no source.", count
        ) % {"count": count}
        if grounds.is_rules_first:
            words += " " + _("This import begins with the house rules: not all are listed yet.")
        yield Finding("statements unsourced", Severity.ADVISES, words, REGISTER)


def _placeholders(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    places = (("title", grounds.title), ("body", cleaner.plain_text(grounds.body)))
    for name, text in places:
        found = dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(text) if _is_one(match[0]))
        for written in found:
            words = _("“%(words)s” stands where something is still to be written.")
            said = words % {"words": written}
            yield Finding("placeholder", gates.placeholders, said, EditorPlace(name))


def _is_one(written: str) -> bool:
    """“Todo” is a word of Spanish; “TODO” is none of any."""
    return not written.isalpha() or bool(ATTENTION.match(written)) or " " in written


def _notes(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    if count := grounds.notes.open:
        words = ngettext(
            "%(count)d note of the import is not answered.",
            "%(count)d notes of the import are not answered.",
            count,
        ) % {"count": count}
        yield Finding("note of the import", gates.notes, words, EditorPlace("threads"))
    if count := grounds.notes.silent:
        words = ngettext(
            "%(count)d note of the import was closed without a word, and its passage stands as it was: "
            "open it again and answer it.",
            "%(count)d notes of the import were closed without a word, and their passages stand as they "
            "were: open them again and answer them.",
            count,
        ) % {"count": count}
        yield Finding("note closed in silence", gates.notes, words, EditorPlace("threads"))
    if count := grounds.notes.tasks:
        words = ngettext(
            "%(count)d point of the template is not ticked off.",
            "%(count)d points of the template are not ticked off.",
            count,
        ) % {"count": count}
        yield Finding("point of the template", Severity.ADVISES, words, EditorPlace("threads"))


def _links(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    for address in grounds.dead_links:
        words = _("The link to %(address)s leads to no page of this site.")
        said = words % {"address": address}
        yield Finding("dead link", gates.links, said, _where_it_leads(grounds, address))
    for address in grounds.gone:
        words = _("%(address)s answers no more: find where it went, or cite another work.")
        said = words % {"address": address}
        yield Finding("address gone", gates.addresses, said, _where_it_leads(grounds, address))


def _where_it_leads(grounds: Grounds, address: str) -> EditorPlace:
    """The first link to an address; the list of works where one of them leads there."""
    known = addresses_in(grounds.body)
    if address not in known:
        return EditorPlace("shelf")
    return EditorPlace("body", "link", known.index(address))


def _works(grounds: Grounds, gates: Gates) -> Iterator[Finding]:
    """One line for each thing that is asked of entries, whatever number of them it is asked of."""
    asked: dict[Gap, list[str]] = {}
    for work in grounds.works:
        for each in completeness.asked(work):
            asked.setdefault(each.gap, []).append(str(work["id"]))
    for gap, keys in sorted(asked.items(), key=lambda item: list(Gap).index(item[0])):
        severity = Severity.ADVISES if gap in STYLE else gates.works
        yield Finding(f"work {gap}", severity, _told(gap, keys), EditorPlace("shelf"))
    for one, other in completeness.twins(grounds.works):
        words = _("“%(one)s” and “%(other)s” may be the same work: merge them in the library.")
        told = words % {"one": one, "other": other}
        yield Finding("work twice", Severity.ADVISES, told, EditorPlace("shelf"))


def _told(gap: Gap, keys: list[str]) -> str:
    words = {
        Gap.LACKS: ngettext(
            "%(count)d cited work lacks what readers need to find it: %(keys)s.",
            "%(count)d cited works lack what readers need to find them: %(keys)s.",
            len(keys),
        ),
        Gap.RETELLS: ngettext(
            "%(count)d cited work retells others, cite what it rests on: %(keys)s.",
            "%(count)d cited works retell others, cite what they rest on: %(keys)s.",
            len(keys),
        ),
        Gap.EDITION: ngettext(
            "%(count)d cited book has its edition in its title: %(keys)s.",
            "%(count)d cited books have their edition in their titles: %(keys)s.",
            len(keys),
        ),
        Gap.TITLE: ngettext(
            "%(count)d cited work has its title in title case: %(keys)s.",
            "%(count)d cited works have their titles in title case: %(keys)s.",
            len(keys),
        ),
    }[gap]
    named = ", ".join(keys[:MOST_NAMED]) + ("…" if len(keys) > MOST_NAMED else "")
    return words % {"count": len(keys), "keys": named}


def addresses_in(markup: str) -> list[str]:
    """Where the links of a body lead, each once."""
    links: Iterator[html.HtmlElement] = cleaner.parse(markup).iter("a")
    return list(dict.fromkeys(link.get("href", "") for link in links))

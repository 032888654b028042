"""All that is found in a text, passage by passage: what needs a source, and what a rule questions. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from articles.evidence import finder
from articles.evidence.finder import Reading
from articles.evidence.rules import Hit, RuleSet, Severity, gravest
from articles.evidence.units import Unit, units

FACT = "fact"  # the category of a statement that no rule has a name for
NO_SOURCE = _("It states a fact, and no source stands by it.")


class Kind(StrEnum):
    NEEDS_SOURCE = "needs_source"
    RULE = "rule"


@dataclass(frozen=True)
class Finding:
    """One passage that something is asked about. A rule's passage may be questioned by others too: `hits`."""

    kind: Kind
    unit: Unit
    category: str
    severity: Severity
    reason: str
    hits: tuple[Hit, ...] = field(default=())

    @property
    def question(self) -> str:
        return self.hits[0].rule.question if self.hits else ""

    @property
    def also(self) -> list[str]:
        """The categories of the other rules that find something in it."""
        return list(dict.fromkeys(hit.rule.category for hit in self.hits[1:]))


@dataclass(frozen=True)
class Read:
    """A unit with what was found in it: by the rules, and by those that its citation answers too."""

    reading: Reading
    hits: tuple[Hit, ...]
    answered: tuple[Hit, ...] = ()

    @property
    def named(self) -> list[str]:
        """The categories of what it claims, cited or not: the cited ones are what a reviewer checks."""
        return list(dict.fromkeys(hit.rule.category for hit in (*self.hits, *self.answered)))

    @property
    def category(self) -> str:
        return self.hits[0].rule.category if self.hits else FACT

    @property
    def needs_source(self) -> bool:
        """By its structure, or since a rule names a claim in it that a source would answer."""
        if self.reading.needs_source:
            return True
        unit = self.reading.unit
        is_open = not (unit.is_cited or unit.is_covered or self.reading.is_question)
        return is_open and any(hit.rule.closed_by_source for hit in self.hits)

    @property
    def findings(self) -> Iterator[Finding]:
        unit = self.reading.unit
        if self.hits:
            first = self.hits[0].rule
            severity = gravest(self.hits)
            yield Finding(Kind.RULE, unit, first.category, severity, first.reason, self.hits)
        if self.needs_source:
            said = str(NO_SOURCE)
            yield Finding(Kind.NEEDS_SOURCE, unit, self.category, Severity.LOW, said)


def read(markup: str, title: str, language: str, rules: RuleSet) -> list[Read]:
    """Every unit of a text with what is found in it, in the order of the text."""
    return read_units(units(markup, title), language, rules)


def read_units(found: Sequence[Unit], language: str, rules: RuleSet) -> list[Read]:
    subjects = rules.subjects(unit.words for unit in found)
    return [_read(unit, language, rules, subjects) for unit in found]


def _read(unit: Unit, language: str, rules: RuleSet, subjects: frozenset[int]) -> Read:
    reading = finder.read(unit, language)
    hits = tuple(rules.hits(reading, subjects))
    if not (unit.is_cited or unit.is_covered):
        return Read(reading, hits)
    bare = replace(unit, is_cited=False, is_covered=False)
    return Read(reading, hits, tuple(rules.hits(replace(reading, unit=bare), subjects)))


def find(markup: str, title: str, language: str, rules: RuleSet) -> list[Finding]:
    """What is asked about a text, in its order."""
    return [each for one in read(markup, title, language, rules) for each in one.findings]

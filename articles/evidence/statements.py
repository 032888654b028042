"""The statements of a text: each passage that says a checkable fact, with what it rests on. Pure.

The register is read of the text, never kept beside it, so that it follows every edit by itself. What
people decide about a statement is kept under its `key`: the words to the letter, and the evidence. With
any other word, place or work it is another statement, and nobody has looked at it yet.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from articles.evidence.passages import FACT, Read
from articles.evidence.rules import Hit, Severity
from articles.evidence.units import Kind, Support

CATEGORIES: Final = {
    "dosage": _("dose"),
    "interaction": _("interaction"),
    "disease_claim": _("disease"),
    "comparative": _("comparison"),
    "efficacy": _("effect"),
    "safety": _("safety"),
    "adverse_effect": _("harm"),
    "pregnancy_children": _("children and pregnancy"),
    "mechanism": _("mechanism"),
    "statistic": _("figure"),
    "legal": _("law"),
    "uncited_evidence": _("studies"),
    "traditional_use": _("tradition"),
    "product_variant": _("variants"),
    "testimonial": _("story"),
    "stop_treatment": _("stopping a treatment"),
    "promotional": _("sales talk"),
    "conspiracy": _("conspiracy"),
    "false_premise": _("false premise"),
    "disclaimer_defect": _("disclaimer"),
    FACT: _("fact"),
}


def label_of(category: str) -> str:
    """A category in the language of the page; a name that is known no more as it stands."""
    return str(CATEGORIES.get(category, category))


# what is dangerous where it is wrong, and is checked against its source by default
CHECKED: Final = ("dosage", "interaction", "disease_claim", "comparative")
LETTERS: Final = re.compile(r"[^\w]+")


def alike(words: str) -> str:
    """What is compared for a dismissal: without case, spacing and punctuation."""
    return LETTERS.sub("", words).casefold()


def fingerprint(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class Statement:
    """One passage with its category, its citations and what the house rules ask about it."""

    words: str
    category: str
    categories: frozenset[str]
    start: int
    end: int
    supports: tuple[Support, ...]
    needs_source: bool
    hits: tuple[Hit, ...]
    heading: str = ""
    heads: tuple[str, ...] = ()  # of the row and column of a cell, which alone says little
    is_heading: bool = False  # or the title: it can be changed, and not cited
    mark: int = 0  # that of a person who said that this is one statement
    as_of: date | None = None
    ends_on: date | None = None
    copy: int = 0  # of a passage that the text has already: what was decided of that is not of this

    @property
    def key(self) -> str:
        """Of these words with this evidence. Any other word or place makes another one."""
        evidence = [[each.key, each.locator, each.words] for each in self.supports]
        told: list[Any] = [self.words, evidence, *([self.copy] if self.copy else [])]
        if self.ends_on:
            told.append(self.ends_on.isoformat())
        return fingerprint(json.dumps(told, ensure_ascii=False))

    @property
    def likeness(self) -> str:
        """Of the words however they are spaced, capitalised and punctuated."""
        return fingerprint(alike(self.words))

    @property
    def label(self) -> str:
        return label_of(self.category)

    @property
    def is_cited(self) -> bool:
        return bool(self.supports)

    @property
    def is_exact(self) -> bool:
        """Whether a citation says where in the work, or in which words."""
        return any(each.is_exact for each in self.supports)

    def has_ended(self, today: date) -> bool:
        """Whether the day has passed up to which it was said to hold: a law, a guideline, a price."""
        return self.ends_on is not None and self.ends_on < today

    @property
    def grave(self) -> list[Hit]:
        """The hits that block until they are cited, changed, or dismissed with a reason."""
        return [hit for hit in self.hits if hit.rule.severity == Severity.HIGH]

    def record(self) -> dict[str, Any]:
        """What a signature keeps of it."""
        return {
            "words": self.words,
            "category": self.category,
            "evidence": [
                {"key": each.key, "locator": each.locator, "words": each.words}
                for each in self.supports
            ],
        }


def statements(read: Iterable[Read]) -> list[Statement]:
    """The register of a text: what states a fact, cited or not, and what a rule questions."""
    found: list[Statement] = []
    seen: Counter[str] = Counter()
    for one in read:
        if one.hits or (one.reading.is_statement and one.reading.unit.kind != Kind.TITLE):
            statement = _statement(one)
            found.append(replace(statement, copy=seen[statement.key]))
            seen[statement.key] += 1
    return found


def _statement(one: Read) -> Statement:
    unit = one.reading.unit
    named = one.named
    return Statement(
        words=unit.words,
        category=named[0] if named else FACT,
        categories=frozenset(named) or frozenset({FACT}),
        start=unit.start,
        end=unit.end,
        supports=unit.supports,
        needs_source=one.needs_source,
        hits=one.hits,
        heading=unit.heading,
        heads=unit.heads,
        is_heading=unit.kind in (Kind.TITLE, Kind.HEADING),
    )


def of_categories(found: Iterable[Statement], wanted: Sequence[str]) -> list[Statement]:
    """Those of the categories that a policy names. A heading is a matter of the rules alone."""
    return [each for each in found if each.categories & frozenset(wanted) and not each.is_heading]

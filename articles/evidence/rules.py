"""House rules: wording that the house questions, as data that people read. Pure.

`house_rules/en.toml` and `es.toml` hold those that come with the product. A hedge clears no rule (FTC, Health
Products Compliance Guidance, 2022), nor does advice to ask a doctor: only what protects the reader does.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from articles.evidence.finder import Reading
from articles.evidence.phrases import BadPhrase, Book, Passage, Phrase
from articles.evidence.units import Kind, Unit

FOLDER: Final = Path(__file__).with_name("house_rules")
NEGATION_REACH: Final = 3  # words before a phrase in which a “not” turns it round
PROTECTIVE: Final = -1
CONTRADICTED: Final = "false_premise"  # the category of what a fact of a topic says is not so


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


ORDER: Final = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Rule:
    """One rule. `closed_by_source` says whether a citation answers it: sales talk stays what it is.

    `negated` says whether “not” before a phrase takes the hit away. `about` are the words of a subject
    that the text must be about: a topic fact (“is no approved medicine”) is a rule with a subject, and
    questions contradict it too. An advice, an open doubt or a heading is looked at by rules that say so.
    A last resort (“never”, “every”) asks only where no other rule does: one sentence, one question.
    """

    name: str
    category: str
    severity: Severity
    phrases: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    reason: str = ""
    question: str = ""
    suggestion: str = ""
    closed_by_source: bool = True
    is_turned_by_not: bool = True
    stands_against_protection: bool = False
    stands_in_advice: bool = False
    reads_headings: bool = False
    is_last_resort: bool = False
    about: tuple[str, ...] = ()

    def reads(self, reading: Reading) -> bool:
        """Whether it looks at such a unit at all."""
        unit = reading.unit
        is_answered = unit.is_cited or (unit.is_covered and self.severity != Severity.HIGH)
        if is_answered and self.closed_by_source:
            return False
        if self.about:
            return True
        if reading.is_question:
            return False
        if unit.kind in (Kind.TITLE, Kind.HEADING):
            return self.reads_headings
        return self.stands_in_advice or reading.is_statement or not reading.is_set_aside

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Rule":
        known = {**row, "severity": Severity(row["severity"])}
        for name in ("phrases", "exceptions", "about"):
            known[name] = tuple(row.get(name, ()))
        return cls(**known)


@dataclass(frozen=True, eq=False)  # the same one is the same: what was read with it is remembered
class RuleSet:
    """The rules of a language with its lists of words, ready to be asked."""

    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protective: tuple[str, ...] = ()

    @cached_property
    def _claims(self) -> Book:
        return self._book({number: rule.phrases for number, rule in enumerate(self.rules)})

    @cached_property
    def _exceptions(self) -> Book:
        written = {number: rule.exceptions for number, rule in enumerate(self.rules)}
        return self._book({**written, PROTECTIVE: self.protective})

    def _book(self, written: Mapping[int, Iterable[str]]) -> Book:
        return Book(
            tuple(
                (Phrase(each, self.lists), number)
                for number, phrases in written.items()
                for each in phrases
            )
        )

    def subjects(self, passages: Iterable[str]) -> frozenset[int]:
        """The rules with a subject that a text is about: it names that in three places or more."""
        words = [word for each in passages for word in Passage.of(each).words]
        found = set()
        for number, rule in enumerate(self.rules):
            if rule.about and sum(word in rule.about for word in words) >= 3:
                found.add(number)
        return frozenset(found)

    def hits(self, reading: Reading, subjects: frozenset[int] = frozenset()) -> list["Hit"]:
        """What the rules find in a unit, in the order of the rules: the most telling first."""
        words, own = _read(reading)
        passage = Passage.of(words)
        excepted = {number for number, _phrase, _match in self._exceptions.find(passage)}
        found: dict[int, Hit] = {}
        for number, phrase, match in self._claims.find(passage):
            rule = self.rules[number]
            if number in found or number in excepted or (rule.about and number not in subjects):
                continue
            if PROTECTIVE in excepted and not rule.stands_against_protection:
                continue
            if not rule.reads(reading):
                continue
            start, end = passage.span(match.start(), match.end())
            if end <= own or (rule.is_turned_by_not and self._is_negated(passage, match.start())):
                continue
            found[number] = Hit(rule, reading.unit, words[start:end], phrase.written)
        hits = [found[number] for number in sorted(found)]
        return [hit for hit in hits if not hit.rule.is_last_resort] or hits

    def _is_negated(self, passage: Passage, position: int) -> bool:
        first = passage.index(position)
        before = passage.words[max(0, first - NEGATION_REACH) : first + 1]
        for at, word in enumerate(before[:-1]):
            if word in self._negations and before[at + 1] not in self._only:
                return True
        return False

    @cached_property
    def _negations(self) -> frozenset[str]:
        return frozenset(self.lists.get("negation", ()))

    @cached_property
    def _only(self) -> frozenset[str]:
        return frozenset(self.lists.get("only", ()))


@dataclass(frozen=True)
class Hit:
    """A rule that found its words in a unit, by one of its phrases."""

    rule: Rule
    unit: Unit
    words: str
    phrase: str


def _read(reading: Reading) -> tuple[str, int]:
    """What of a unit is looked at with its surroundings, and where in it the unit itself begins."""
    unit = reading.unit
    if reading.is_answer and not reading.by.denies(unit.words):
        return f"{unit.question} | {unit.words}", 0
    if unit.heads:
        return " | ".join([*unit.heads, unit.words]), 0
    return (
        (f"{unit.lead_in} | {unit.words}", len(unit.lead_in)) if unit.lead_in else (unit.words, 0)
    )


def gravest(hits: Iterable[Hit]) -> Severity:
    return min((hit.rule.severity for hit in hits), key=ORDER.__getitem__)


@cache
def shipped(language: str) -> RuleSet:
    """The rules that come with the product for a language; none for one that has no file."""
    path = FOLDER / f"{language.partition('-')[0]}.toml"
    if not path.exists():
        return RuleSet(())
    return parse(path.read_text(encoding="utf-8"))


def parse(written: str) -> RuleSet:
    """A file of rules. What is wrong with their phrases `problems` says, which compiles all of them; a phrase
    is compiled when a passage may have it.
    """
    data = tomllib.loads(written)
    lists = {name: tuple(words.split()) for name, words in data.get("lists", {}).items()}
    rules = [*_facts(data), *(Rule.read(row) for row in data.get("rule", ()))]
    return RuleSet(tuple(rules), lists, tuple(data.get("protective", {}).get("phrases", ())))


def _facts(data: Mapping[str, Any]) -> Iterator[Rule]:
    """A fact of a topic as a rule: what contradicts it, wherever a text is about its subject."""
    contradictions = data.get("contradictions", {})
    for row in data.get("fact", ()):
        yield Rule(
            name=f"Topic fact: {row['subject'].split()[0]}",
            category=CONTRADICTED,
            severity=Severity.HIGH,
            phrases=tuple(contradictions[row["kind"]]),
            exceptions=tuple(contradictions.get(f"{row['kind']}_exceptions", ())),
            reason=row["says"],
            question=contradictions.get(f"{row['kind']}_question", ""),
            about=tuple(row["subject"].split()),
            stands_against_protection=True,
        )


def overlaid(known: RuleSet, own: Mapping[str, Rule | None]) -> RuleSet:
    """Rules with those of a site, by name: in the place of what comes with the product, or before it all.

    None is a rule that the site has switched off.
    """
    shipped = {rule.name for rule in known.rules}
    added = [rule for name, rule in own.items() if rule is not None and name not in shipped]
    kept = (own.get(rule.name, rule) for rule in known.rules)
    return RuleSet((*added, *filter(None, kept)), known.lists, known.protective)


def asks_less(before: Rule | None, after: Rule | None) -> bool:
    """Whether a grave rule, as it would be, asks about less than it does; None is one that is not in use."""
    if before is None or before.severity != Severity.HIGH:
        return False
    return (
        after is None
        or after.severity != Severity.HIGH
        or not set(before.phrases) <= set(after.phrases)
        or not set(after.exceptions) <= set(before.exceptions)
        or (bool(after.about) and set(after.about) != set(before.about))
        or (after.closed_by_source and not before.closed_by_source)
        or (before.reads_headings and not after.reads_headings)
    )


def problems(rules: RuleSet) -> Iterator[str]:
    """What is wrong with phrases, in words for whoever wrote them."""
    hedges = frozenset(rules.lists.get("hedge", ()))
    for rule in rules.rules:
        for written in (*rule.phrases, *rule.exceptions):
            try:
                phrase = Phrase(written, rules.lists)
                _ = phrase.pattern
            except BadPhrase as error:
                yield str(error)
                continue
            if written not in rule.exceptions:
                continue
            if phrase.keys <= hedges and len(phrase.elements) == 1:
                yield f"“{written}” is a hedge, and a hedge clears no rule."
            if phrase.has_open_edge:
                yield (
                    f"“{written}” begins or ends with a word that may be missing. What is left of it "
                    "would take a hit away from far more than was meant: write the word without brackets."
                )

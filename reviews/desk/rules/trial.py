"""What a rule would find if it were changed: in everything that is published and in every draft."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from articles.drafting.evidence import tally
from articles.evidence import passages
from articles.evidence.rules import Rule, RuleSet
from articles.evidence.statements import alike, fingerprint
from articles.models import Dismissal, Revision
from articles.models.evidence import in_force

BEFORE, AFTER = "before", "after"
SHOWN: Final = 60  # passages; the counts are of all


class Change(StrEnum):
    NEW = "new"
    GONE = "gone"
    SAME = "same"


ORDER: Final = {change: number for number, change in enumerate(Change)}


@dataclass(frozen=True)
class Passage:
    """A passage that the rule asks about, before or after; `words` are those that its phrase found."""

    revision: Revision
    sentence: str
    words: str
    change: Change
    is_dismissed: bool

    @property
    def is_published(self) -> bool:
        return self.revision.state == Revision.State.PUBLISHED


@dataclass(frozen=True)
class Trial:
    """All passages, those that change first. `texts` were read: so many published, so many being written."""

    passages: tuple[Passage, ...]
    published_texts: int
    open_texts: int

    @property
    def shown(self) -> tuple[Passage, ...]:
        return self.passages[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.passages) - len(self.shown)

    @property
    def published(self) -> int:
        """How many passages it finds in what readers see."""
        return self._count(is_published=True)

    @property
    def drafts(self) -> int:
        return self._count(is_published=False)

    @property
    def new(self) -> int:
        return sum(each.change == Change.NEW for each in self.passages)

    @property
    def gone(self) -> int:
        return sum(each.change == Change.GONE for each in self.passages)

    @property
    def dismissed(self) -> int:
        """How many of those that it asks about no more were set aside with a reason."""
        return sum(each.change == Change.GONE and each.is_dismissed for each in self.passages)

    def _count(self, *, is_published: bool) -> int:
        return sum(
            each.is_published == is_published and each.change != Change.GONE
            for each in self.passages
        )


def try_out(language: str, before: Rule | None, after: Rule | None) -> Trial:
    """Read every text of a language by a rule as it is and as it would be; None is one switched off."""
    asked = _asked(language, before, after)
    aside = set(Dismissal.objects.values_list("article", "likeness"))
    found: list[Passage] = []
    counted = {True: 0, False: 0}
    for text in tally.texts(language):
        counted[text.state == Revision.State.PUBLISHED] += 1
        found += _passages(text, language, asked, aside)
    found.sort(key=lambda each: (ORDER[each.change], not each.is_published))
    return Trial(tuple(found), counted[True], counted[False])


def _asked(language: str, before: Rule | None, after: Rule | None) -> RuleSet:
    """Both, each under its own name; a last resort is asked where no other rule does, so with the others."""
    known = in_force.rules_of(language)
    both = [replace(rule, name=name) for rule, name in ((before, BEFORE), (after, AFTER)) if rule]
    others = (
        [rule for rule in known.rules if not rule.is_last_resort]
        if any(rule.is_last_resort for rule in both)
        else []
    )
    return RuleSet((*both, *others), known.lists, known.protective)


def _passages(
    text: Revision, language: str, asked: RuleSet, aside: set[tuple[int, str]]
) -> Iterator[Passage]:
    for one in passages.read(text.body, text.title, language, asked):
        hits = {hit.rule.name: hit for hit in one.hits}
        if told := _change(hits.keys()):
            hit = hits.get(AFTER) or hits[BEFORE]
            sentence = one.reading.unit.words
            likeness = fingerprint(alike(sentence))
            yield Passage(text, sentence, hit.words, told, (text.article_id, likeness) in aside)


def _change(names: Iterable[str]) -> Change | None:
    found = {BEFORE, AFTER} & set(names)
    if not found:
        return None
    return Change.SAME if len(found) == 2 else Change.NEW if AFTER in found else Change.GONE

"""Which disclaimers stand on an article's page: one answer for everything that asks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Protocol

from django.db.models import F

from articles import languages
from articles.evidence import reading
from articles.evidence.rules import RuleSet
from articles.models import Article, Disclaimer, Topic, Wording
from articles.models.evidence import in_force

ORDER: Final = (Disclaimer.Placement.TOP, Disclaimer.Placement.BOTTOM)


@dataclass(frozen=True)
class Rule:
    """Where a disclaimer stands, and all its wordings."""

    everywhere: bool
    topics: frozenset[int]
    tags: frozenset[int]
    wordings: tuple[Wording, ...]
    categories: frozenset[str] = frozenset()

    def covers(
        self, topics: Iterable[int], tags: Iterable[int], stated: Iterable[str] = ()
    ) -> bool:
        return (
            self.everywhere
            or not self.topics.isdisjoint(topics)
            or not self.tags.isdisjoint(tags)
            or not self.categories.isdisjoint(stated)
        )


class Titled(Protocol):
    """A text, a draft's or a sealed one."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...


def rules() -> tuple[Rule, ...]:
    """Those of every disclaimer that is in use and has a wording, in one query."""
    found = Wording.objects.filter(disclaimer__is_active=True).select_related("disclaimer")
    wordings: defaultdict[Disclaimer, dict[int, Wording]] = defaultdict(dict)
    topics, tags = defaultdict(set), defaultdict(set)
    # a row for each topic and tag of a disclaimer, of which there are few
    for wording in found.annotate(topic=F("disclaimer__topics"), tag=F("disclaimer__tags")):
        wordings[wording.disclaimer][wording.pk] = wording
        topics[wording.disclaimer].add(wording.topic)
        tags[wording.disclaimer].add(wording.tag)
    return tuple(
        Rule(
            disclaimer.everywhere,
            frozenset(topics[disclaimer] - {None}),
            frozenset(tags[disclaimer] - {None}),
            tuple(written.values()),
            frozenset(disclaimer.categories),
        )
        for disclaimer, written in wordings.items()
    )


def shown_on(
    article: Article,
    text: Titled,
    today: date,
    known: Iterable[Rule] | None = None,
    topic: Topic | None = None,
    house_rules: RuleSet | None = None,
) -> list[Wording]:
    """What readers of a text see on a day: the page, the preview, the panel, the signature ask here.

    `known` and `house_rules`, by which texts are read, where they are at hand. `topic`: where a text on
    its way will stand.
    """
    found = covering(article, text, rules() if known is None else known, topic, house_rules)
    return current((each for rule in found for each in rule.wordings), article.language, today)


def covering(
    article: Article,
    text: Titled,
    known: Iterable[Rule],
    topic: Topic | None = None,
    house_rules: RuleSet | None = None,
) -> list[Rule]:
    """The rules that cover a text of an article. They speak of health: a page about the site has none."""
    if article.about:
        return []
    known = list(known)
    topics = {topic.pk for topic in (topic or article.topic).ancestry()}
    tags = {tag.pk for tag in article.tags.all()} if any(rule.tags for rule in known) else set()
    is_read = any(rule.categories for rule in known)  # what a text states is read where a rule asks
    stated = _stated(article, text, house_rules) if is_read else frozenset()
    return [rule for rule in known if rule.covers(topics, tags, stated)]


def _stated(article: Article, text: Titled, house_rules: RuleSet | None) -> frozenset[str]:
    rules = house_rules or in_force.rules_of(article.language)
    return stated_in(text.body, text.title, article.language, rules)


@lru_cache(maxsize=512)  # of as many texts as readers go between; each is a few words
def stated_in(body: str, title: str, language: str, rules: RuleSet) -> frozenset[str]:
    """The categories of the statements of a text; none in a language that the finder does not read."""
    found = reading.statements_of(body, title, language, rules)
    return frozenset(name for each in found for name in each.categories)


def over_time(
    article: Article, text: Titled, today: date, known: Iterable[Rule] | None = None
) -> list["Spell"]:
    """Which wording of each disclaimer that covers a text held from which day to which, the oldest first."""
    spells = []
    for rule in covering(article, text, rules() if known is None else known):
        days = sorted({each.effective_on for each in rule.wordings if each.effective_on <= today})
        held = [
            (day, wording)
            for day in days
            for wording in current(rule.wordings, article.language, day)
        ]
        told = [each for at, each in enumerate(held) if not at or held[at - 1][1] != each[1]]
        ends = [day for day, _wording in told[1:]]
        spells += [
            Spell(wording, day, end)
            for (day, wording), end in zip(told, [*ends, None], strict=True)
        ]
    return spells


@dataclass(frozen=True)
class Spell:
    """That a wording held from a day until another; `until` is None while it does."""

    wording: Wording
    since: date
    until: date | None


def current(wordings: Iterable[Wording], language: str, today: date) -> list[Wording]:
    """The wording of each disclaimer that holds on a day, in order of placement.

    In the language asked for; where there is none in it, in the site's first: a reader who may not
    understand a warning is better off than one who does not see it.
    """
    spoken = (languages.default(), language)
    found: dict[int, Wording] = {}
    for wording in sorted(wordings, key=lambda wording: wording.number):
        known = found.get(wording.disclaimer_id)
        if wording.effective_on > today or wording.language not in spoken:
            continue
        if known is None or wording.language in (language, known.language):
            found[wording.disclaimer_id] = wording
    return sorted(
        found.values(),
        key=lambda wording: (
            ORDER.index(Disclaimer.Placement(wording.disclaimer.placement)),
            wording.pk,
        ),
    )


def untranslated(shown: Iterable[Wording], language: str) -> list[Wording]:
    """Those that stand on a page of the language in another one."""
    return [wording for wording in shown if wording.language != language]

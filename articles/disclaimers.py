"""Which disclaimers stand on an article's page: one answer for everything that asks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F

from articles import languages
from articles.models import Article, Disclaimer, Wording

ORDER: Final = (Disclaimer.Placement.TOP, Disclaimer.Placement.BOTTOM)


@dataclass(frozen=True)
class Rule:
    """Where a disclaimer stands, and all its wordings."""

    everywhere: bool
    topics: frozenset[int]
    tags: frozenset[int]
    wordings: tuple[Wording, ...]

    def covers(self, topics: Iterable[int], tags: Iterable[int]) -> bool:
        return (
            self.everywhere or not self.topics.isdisjoint(topics) or not self.tags.isdisjoint(tags)
        )


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
        )
        for disclaimer, written in wordings.items()
    )


def shown_on(article: Article, today: date, known: Iterable[Rule] | None = None) -> list[Wording]:
    """What readers of the article see on a day: the page, the preview, the panel, the signature ask here.

    `known`: the rules, where they are at hand. They speak of health, so a page about the site has none.
    """
    if article.about:
        return []
    topics = {topic.pk for topic in article.topic.ancestry()}
    tags = {tag.pk for tag in article.tags.all()}
    return standing(rules() if known is None else known, topics, tags, today, article.language)


def standing(
    rules: Iterable[Rule], topics: Iterable[int], tags: Iterable[int], day: date, language: str
) -> list[Wording]:
    """The wording of every disclaimer whose rule covers one of the topics or tags, in order of placement."""
    covering = [rule for rule in rules if rule.covers(topics, tags)]
    return current((each for rule in covering for each in rule.wordings), language, day)


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

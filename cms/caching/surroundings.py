"""What stands around the texts of many articles: the hierarchy of topics, and the notices of its rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from articles.disclaimers import current
from articles.models import Article, Disclaimer, Topic, Wording
from cms.caching.shared import UntilChanged


@UntilChanged
def topics() -> dict[int, Topic]:
    """Every topic by its key, with its parent, and with its switch for readers' comments."""
    found = {topic.pk: topic for topic in Topic.objects.select_related("comment_switch")}
    for topic in found.values():
        if topic.parent_id is not None:
            topic.parent = found[topic.parent_id]
    return found


def place(article: Article) -> None:
    """Give the article its topic as it is known; one made a moment ago is asked for."""
    article.topic = topics().get(article.topic_id) or article.topic


@dataclass(frozen=True)
class Rule:
    """Where a notice stands, and all its wordings."""

    everywhere: bool
    topics: frozenset[int]
    tags: frozenset[int]
    wordings: tuple[Wording, ...]

    def covers(self, topics: Iterable[int], tags: Iterable[int]) -> bool:
        return (
            self.everywhere or not self.topics.isdisjoint(topics) or not self.tags.isdisjoint(tags)
        )


@UntilChanged
def rules() -> tuple[Rule, ...]:
    """Those of every notice in use."""
    notices = Disclaimer.objects.filter(is_active=True).prefetch_related(
        "topics",
        "tags",
        "wordings",  # type: ignore[misc]  # taggit has no types
    )
    return tuple(
        Rule(
            everywhere=notice.everywhere,
            topics=frozenset(topic.pk for topic in notice.topics.all()),
            tags=frozenset(tag.pk for tag in notice.tags.all()),
            wordings=tuple(notice.wordings.all()),
        )
        for notice in notices
    )


def notices_on(article: Article, today: date) -> list[Wording]:
    """As `articles.disclaimers.shown_on`, from what is known."""
    if article.about:
        return []
    topics = {topic.pk for topic in article.topic.ancestry()}
    tags = {tag.pk for tag in article.tags.all()}
    covering = (rule for rule in rules() if rule.covers(topics, tags))
    return current((each for rule in covering for each in rule.wordings), article.language, today)

"""What else a reader of an article may want: of its topic, with its tags, resting on the same works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article
from articles.models.articles import State
from articles.sealing import seal
from cms.caching import invalidation
from cms.caching.registry import register
from cms.caching.shared import is_seen_by_all
from cms.caching.store import Store
from cms.caching.surroundings import place
from cms.site.teasers import Teaser
from reviews.approval import badge
from reviews.approval.badge import History

SHOWN = 4
KEPT_BYTES: Final = 4 * 1024 * 1024  # of each process, some thousand articles
CONSIDERED = 20  # the newest of each kind, so that the cost is the same however much is published


@dataclass(frozen=True)
class Likeness:
    """One thing that articles have in common: what it counts, and the way from one to the other.

    `tables` lead from the article outwards to `revision`; `joined` says how.
    """

    name: str
    weight: int
    tables: tuple[str, ...]
    joined: str

    def query(self) -> str:
        """The newest published articles that have it in common, as (article_id, weight)."""
        return f"""
            SELECT * FROM (
                SELECT revision.article_id, {self.weight} AS weight
                FROM {" CROSS JOIN ".join(self.tables)}
                WHERE {self.joined}
                    AND revision.state = 'published' AND revision.language = %(language)s
                ORDER BY revision.published_at DESC, revision.id DESC LIMIT {CONSIDERED}
            ) AS {self.name}
        """  # noqa: S608 of constants of ours


LIKENESSES: Final = (
    Likeness(
        "with_a_tag",
        3,
        (
            "taggit_taggeditem AS mine",
            "taggit_taggeditem AS theirs",
            "articles_revision AS revision",
        ),
        "mine.object_id = %(article)s AND mine.content_type_id = %(kind)s"
        " AND theirs.tag_id = mine.tag_id AND theirs.content_type_id = mine.content_type_id"
        " AND revision.article_id = theirs.object_id",
    ),
    Likeness(
        "of_the_topic",
        2,
        (
            "articles_revision AS revision"
            " JOIN articles_article AS article ON article.id = revision.article_id",
        ),
        "article.topic_id = %(topic)s",
    ),
    Likeness(
        "with_a_work",
        1,
        (
            "articles_article_shelf AS mine",
            "articles_article_shelf AS theirs",
            "articles_revision AS revision",
        ),
        "mine.article_id = %(article)s AND theirs.reference_id = mine.reference_id"
        " AND revision.article_id = theirs.article_id",
    ),
)
# Plain SQL, which both databases take: as a query set it took longer to put together than to answer, at
# every first visit to a page. CROSS JOIN has SQLite keep to the order that is written.
STATEMENT: Final = f"""
    SELECT near.article_id
    FROM ({"UNION ALL".join(likeness.query() for likeness in LIKENESSES)}) AS near
    WHERE near.article_id <> %(article)s
        AND near.article_id NOT IN (SELECT id FROM articles_article WHERE about > '')
    GROUP BY near.article_id
    ORDER BY SUM(near.weight) DESC, near.article_id DESC
    LIMIT {SHOWN}
"""  # noqa: S608 of constants of ours


@dataclass(frozen=True)
class Neighbour:
    """An article in the lists beside others: how it stands there, and what that shows."""

    markup: SafeString
    shows: frozenset[str]

    @property
    def size(self) -> int:
        return len(self.markup) + sum(map(len, self.shows))


Neighbours = Store[tuple[int, date], Neighbour]


@register
@cache
def neighbours() -> Neighbours:
    """Those that this process knows, by article and day: an article stands beside many others."""
    return Store(invalidation.journal(), KEPT_BYTES)


class Beside:
    """What stands beside an article: the published ones of its language with most in common, best first.

    What is in common counts as `LIKENESSES` say. Works count where they are on the shelves of
    both. A shelf changes while a draft is written; a page that is kept ready follows it when it is
    next built. `missing` are the articles whose histories are needed, as this process does not know
    how they stand in a list today.
    """

    def __init__(self, article: Article, today: date) -> None:
        """One query."""
        self._today = today
        self._made_at = neighbours().now()
        self._found: dict[int, Neighbour | None] = dict.fromkeys(nearest(article))
        if is_seen_by_all():
            self._found = {pk: neighbours().get((pk, today)) for pk in self._found}
        self.missing = [pk for pk, known in self._found.items() if known is None]

    def completed(self, histories: Mapping[int, History]) -> tuple[Neighbour, ...]:
        """All of them, with what the histories of the missing ones say."""
        for pk in self.missing:
            self._found[pk] = made = _neighbour(histories[pk], self._today)
            if made is not None and is_seen_by_all():
                neighbours().keep((pk, self._today), made, self._made_at)
        return tuple(filter(None, self._found.values()))


def nearest(article: Article) -> list[int]:
    """The articles with most in common, best first. One query."""
    kind = ContentType.objects.get_for_model(Article)
    asked: dict[str, int | str] = {
        "article": article.pk,
        "topic": article.topic_id,
        "kind": kind.pk,
        "language": article.language,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        return [pk for (pk,) in cursor.fetchall()]


def _neighbour(history: History, today: date) -> Neighbour | None:
    """None of one that went since it was found."""
    revisions = history.revisions.values()
    revision = next((each for each in revisions if each.state == State.PUBLISHED), None)
    if revision is None:
        return None
    place(revision.article)
    text = seal.read(revision.sealed)
    teaser = Teaser(revision, text, badge.compute(revision, history, today))
    markup = render_to_string("cms/lists/_teaser.html", {"teaser": teaser, "is_short": True})
    return Neighbour(markup, teaser.keys)

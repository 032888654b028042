"""What else a reader of an article may want: on the same subject, by more than one sign, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import starmap
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Article
from articles.models.articles import State
from articles.sealing import seal
from articles.search.tokenizer import is_common, split, stem
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
        """The newest published texts whose articles have it in common, as (id, weight)."""
        return f"""
            SELECT * FROM (
                SELECT revision.id, {self.weight} AS weight
                FROM {" CROSS JOIN ".join(self.tables)}
                WHERE {self.joined} AND revision.article_id <> %(article)s
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
        2,
        (
            "articles_article_shelf AS mine",
            "articles_article_shelf AS theirs",
            "articles_revision AS revision",
        ),
        "mine.article_id = %(article)s AND theirs.reference_id = mine.reference_id"
        " AND revision.article_id = theirs.article_id",
    ),
)
WORD: Final = 2
MOST_WORDS: Final = 3  # that count
# A topic is wide and some tags are (“self-care”): two articles are related where two things say so.
RELATED: Final = 4
# Plain SQL, which both databases take: as a query set it took longer to put together than to answer, at
# every first visit to a page. CROSS JOIN has SQLite keep to the order that is written. The text of the
# article itself comes along, with nothing in common.
STATEMENT: Final = f"""
    SELECT text.article_id, text.title, text.standfirst, SUM(near.weight)
    FROM (
        {"UNION ALL".join(likeness.query() for likeness in LIKENESSES)}
        UNION ALL SELECT * FROM (
            SELECT id, 0 AS weight FROM articles_revision
            WHERE article_id = %(article)s AND published_at IS NOT NULL
            ORDER BY published_at DESC, id DESC LIMIT 1
        ) AS itself
    ) AS near
    JOIN articles_revision AS text ON text.id = near.id
    WHERE text.article_id NOT IN (SELECT id FROM articles_article WHERE about > '')
    GROUP BY text.id, text.article_id, text.title, text.standfirst
"""  # noqa: S608 of constants of ours
# what titles on health say whatever they are about, in any of their forms
SAYS_NOTHING: Final = {
    "en": "adult affect bad better body cause child children common condition danger day doctor drug "
    "evidence fact feel find first gain get give good harm health help hour ill know less live "
    "long low make mean medical medicine month more most much need new number often old part "
    "people person prevent problem right risk safe say show sign small study symptom take tell "
    "test thing time treat treatment trial try understand use week well woman women work year",
    "es": "año ayuda bien bueno causa cuerpo daño deber día enfermedad estudio forma hacer malo manera "
    "mayoría médico medicina mejor menos mes mucho necesitar niño nuevo parte persona poco "
    "problema prueba riesgo saber salud servir sirve sirven síntoma tiempo tomar tratamiento usar "
    "vez veces vida",
}


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
    """What stands beside an article: the published ones of its language on the same subject, best first.

    What is in common counts as `LIKENESSES` say, and by the words at the top of both. Works count where
    they are on the shelves of both. A shelf changes while a draft is written; a page that is kept ready
    follows it when it is next built. `missing` are the articles whose histories are needed, as this
    process does not know how they stand in a list today.
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


@dataclass(frozen=True)
class Candidate:
    """A text that has something in common with the article: `weight` for tags, topic and works."""

    article: int
    title: str
    standfirst: str
    weight: int

    def subjects(self, language: str) -> tuple[frozenset[str], frozenset[str]]:
        """What it is about by its title alone, and by all that stands at its top."""
        top = f"{self.title} {self.standfirst}"
        return subject_of(self.title, language), subject_of(top, language)

    def kinship(self, other: tuple[frozenset[str], frozenset[str]], language: str) -> int:
        """With another's subjects: its weight, and the words of the title of one at the top of the other."""
        (mine, my_top), (theirs, their_top) = self.subjects(language), other
        shared = (mine & their_top) | (theirs & my_top)
        return self.weight + WORD * min(len(shared), MOST_WORDS)


def nearest(article: Article) -> list[int]:
    """The articles that are related to it, the nearest first, then the newest. One query."""
    kind = ContentType.objects.get_for_model(Article)
    asked: dict[str, int | str] = {
        "article": article.pk,
        "topic": article.topic_id,
        "kind": kind.pk,
        "language": article.language,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        found = {each.article: each for each in starmap(Candidate, cursor.fetchall())}
    itself = found.pop(article.pk, None)
    if itself is None:
        return []
    subjects = itself.subjects(article.language)
    ranks = {pk: each.kinship(subjects, article.language) for pk, each in found.items()}
    related = [pk for pk, rank in ranks.items() if rank >= RELATED]
    return sorted(related, key=lambda pk: (ranks[pk], pk), reverse=True)[:SHOWN]


@lru_cache(maxsize=4096)  # of as many texts as readers go between; each is some words
def subject_of(text: str, language: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return _stems(text, language) - _says_nothing(language)


@cache
def _says_nothing(language: str) -> frozenset[str]:
    return _stems(SAYS_NOTHING.get(language, ""), language)


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem(each, language) for each in split(text) if not is_common(each, language))


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

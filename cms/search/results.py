"""A page of results: what was found, by topic and kind, or what helps where nothing was."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import F, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.entering import clean_text, number
from articles.models import Topic
from articles.search.index import MOST, Hits, listed
from articles.search.tokenizer import LONGEST_QUESTION, Query
from cms.search import loosely
from cms.search.asking import mended, understand
from cms.search.gone import Gone, gone
from cms.search.models import ENTRIES, SearchEntry
from cms.search.snippets import marked, snippet
from cms.site.teasers import Teaser, published, teasers

LAST_PAGE = 9999
PER_PAGE = 10
SUGGESTED = 8
RANKED = 50  # to choose them from


class ResultKind(StrEnum):
    REVIEWED = "reviewed"
    UNREVIEWED = "unreviewed"
    QUESTIONS = "questions"

    @property
    def label(self) -> str:
        return {
            ResultKind.REVIEWED: _("Review in date"),
            ResultKind.UNREVIEWED: _("No review in date"),
            ResultKind.QUESTIONS: _("Questions and answers"),
        }[self]

    def condition(self, today: date) -> Q:
        return {
            ResultKind.REVIEWED: Q(review_due_on__gte=today),
            ResultKind.UNREVIEWED: Q(review_due_on=None) | Q(review_due_on__lt=today),
            ResultKind.QUESTIONS: Q(has_questions=True),
        }[self]


@dataclass(frozen=True)
class Wish:
    """What a reader asks for, as the address says it; whatever it says, it is something sensible."""

    text: str = ""
    topic: str = ""
    kind: ResultKind | None = None
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Wish":
        kind, page = parameters.get("kind", ""), parameters.get("page", "")
        typed = clean_text(parameters.get("q", ""))
        return cls(
            text=" ".join(typed.split())[:LONGEST_QUESTION],
            topic=parameters.get("topic", ""),
            kind=ResultKind(kind) if kind in list(ResultKind) else None,
            page=number(page, LAST_PAGE) or 1,
        )

    def address(self, **changes: object) -> str:
        """Of the same search with something changed; a change of the question leads to page 1."""
        parts = {"q": self.text, "topic": self.topic, "kind": self.kind, **changes}
        return (
            f"{reverse('search')}?{urlencode({name: part for name, part in parts.items() if part})}"
        )


@dataclass(frozen=True)
class FacetChoice:
    """A line of a facet. `count` is None where there is more than search counts."""

    label: str
    address: str
    count: int | None
    is_chosen: bool
    depth: int = 0


@dataclass(frozen=True)
class Result:
    teaser: Teaser
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Results:
    """`instead` is the question that was asked in place of the reader's, which found nothing.

    `is_loose`: what is shown has some of the words only.
    """

    wish: Wish
    total: int = 0
    is_cut: bool = False
    results: tuple[Result, ...] = ()
    topics: tuple[FacetChoice, ...] = ()
    kinds: tuple[FacetChoice, ...] = ()
    instead: str = ""
    is_loose: bool = False
    page: int = 1
    pages: int = 1
    is_narrowed: bool = False
    gone: tuple[Gone, ...] = ()

    @property
    def previous(self) -> str:
        return self.wish.address(page=self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        return self.wish.address(page=self.page + 1) if self.page < self.pages else ""

    @property
    def instead_address(self) -> str:
        return self.wish.address(q=self.instead)

    @property
    def without_facets(self) -> str:
        return self.wish.address(topic="", kind="")


@dataclass(frozen=True)
class Fact:
    """What the facets need of one hit."""

    article_id: int
    topic_id: int
    review_due_on: date | None
    has_questions: bool

    def is_of(self, kind: ResultKind, today: date) -> bool:
        if kind == ResultKind.QUESTIONS:
            return self.has_questions
        is_in_date = self.review_due_on is not None and self.review_due_on >= today
        return is_in_date == (kind == ResultKind.REVIEWED)


@dataclass(frozen=True)
class Found:
    query: Query
    hits: Hits
    instead: str = ""
    is_loose: bool = False


def search(wish: Wish, today: date) -> Results:
    """One page of what the wish finds, in a number of queries that does not depend on how much it is."""
    best = MOST if wish.topic or wish.kind else max(1, wish.page) * PER_PAGE
    found = _find(wish.text, best)
    taken_back = gone(found.query)
    if not found.hits.keys:
        return Results(wish, gone=taken_back)
    topics = Topic.objects.for_articles().linked()
    chosen = next((topic for topic in topics.values() if topic.slug == wish.topic), None)
    family = {pk for pk, topic in topics.items() if chosen in topic.ancestry()}
    facts = _facts(found.hits.keys)
    of_topic = [fact for fact in facts if not chosen or fact.topic_id in family]
    of_kind = [fact for fact in facts if wish.kind is None or fact.is_of(wish.kind, today)]
    keys, is_cut = found.hits.keys, found.hits.is_cut
    if chosen or wish.kind:
        keys, is_cut = _narrowed(found, of_topic, family, wish.kind, today)
    pages = max(1, -(-len(keys) // PER_PAGE))
    page = min(max(1, wish.page), pages)
    return Results(
        wish=wish,
        total=len(keys),
        is_cut=is_cut,
        results=_shown(keys[(page - 1) * PER_PAGE : page * PER_PAGE], found.query, today),
        topics=_topic_choices(wish, of_kind, topics, chosen, found.hits.is_cut),
        kinds=_kind_choices(wish, of_topic, today, found.hits.is_cut),
        instead=found.instead,
        is_loose=found.is_loose,
        page=page,
        pages=pages,
        is_narrowed=chosen is not None or wish.kind is not None,
        gone=taken_back,
    )


def suggestions(text: str) -> list[tuple[str, str]]:
    """Titles of articles for a question that is being typed, each with its address."""
    query = understand(text, is_typing=True).query
    keys = ENTRIES.hits(query, most=RANKED, best=SUGGESTED).keys[:SUGGESTED]
    titles = dict(published().filter(article__in=keys).values_list("article", "title"))
    slugs = dict(SearchEntry.objects.filter(pk__in=keys).values_list("pk", "article__slug"))
    return [(titles[key], reverse("article", args=[slugs[key]])) for key in keys if key in titles]


def _find(text: str, best: int) -> Found:
    """What the question finds; else its words spelt otherwise; else any of its words.

    So many of the hits as are shown have to be in order.
    """
    asked = understand(text)
    if (hits := ENTRIES.hits(asked.query, best=best)).keys or not asked.query:
        return Found(asked.query, hits)
    instead = mended(text, asked.unknown)
    if instead:
        again = understand(instead)
        if (hits := ENTRIES.hits(again.query, best=best)).keys:
            return Found(again.query, hits, instead)
        asked = again
    hits = loosely.hits(asked.query)
    return Found(asked.query.relaxed(), hits, instead, is_loose=True)


def _facts(keys: tuple[int, ...]) -> list[Fact]:
    rows = SearchEntry.objects.filter(pk__in=listed(keys)).values_list(
        "pk", F("article__topic"), "review_due_on", "has_questions"
    )
    return [Fact(*row) for row in rows]


def _narrowed(
    found: Found, of_topic: list[Fact], family: set[int], kind: ResultKind | None, today: date
) -> tuple[tuple[int, ...], bool]:
    """The hits of a kind and of a family of topics, where there is one: best first, and whether there
    are more.
    """
    if found.hits.is_cut:
        among = SearchEntry.objects.filter(kind.condition(today) if kind else Q())
        hits = ENTRIES.hits(
            found.query, among.filter(article__topic__in=family) if family else among
        )
        return hits.keys, hits.is_cut
    fitting = {fact.article_id for fact in of_topic if kind is None or fact.is_of(kind, today)}
    return tuple(key for key in found.hits.keys if key in fitting), False


def _shown(keys: tuple[int, ...], query: Query, today: date) -> tuple[Result, ...]:
    found = {
        teaser.revision.article_id: teaser
        for teaser in teasers(published().filter(article__in=keys), today)
    }
    texts = dict(SearchEntry.objects.filter(pk__in=keys).values_list("pk", "text"))
    return tuple(
        Result(
            teaser=found[key],
            title=marked(found[key].text.title, query),
            snippet=snippet(texts[key].partition("\n\n")[2], query),
        )
        for key in keys
        if key in found
    )


def _topic_choices(
    wish: Wish,
    facts: list[Fact],
    topics: Mapping[int, Topic],
    chosen: Topic | None,
    is_cut: bool,
) -> tuple[FacetChoice, ...]:
    """The topics of what was found, each under the one above it."""
    counts: Counter[int] = Counter()
    for topic_id, count in Counter(fact.topic_id for fact in facts).items():
        counts.update({above.pk: count for above in topics[topic_id].ancestry()})
    order = {pk: at for at, pk in enumerate(topics)}
    paths = {pk: topics[pk].ancestry()[::-1] for pk in [*counts, *([chosen.pk] if chosen else [])]}
    return tuple(
        FacetChoice(
            label=str(topics[pk]),
            address=wish.address(topic="" if topics[pk] == chosen else topics[pk].slug),
            count=None if is_cut else counts[pk],
            is_chosen=topics[pk] == chosen,
            depth=len(path) - 1,
        )
        for pk, path in sorted(
            paths.items(), key=lambda each: [order[topic.pk] for topic in each[1]]
        )
    )


def _kind_choices(
    wish: Wish, facts: list[Fact], today: date, is_cut: bool
) -> tuple[FacetChoice, ...]:
    counts = {kind: sum(fact.is_of(kind, today) for fact in facts) for kind in ResultKind}
    return tuple(
        FacetChoice(
            label=kind.label,
            address=wish.address(kind="" if kind == wish.kind else kind),
            count=None if is_cut else count,
            is_chosen=kind == wish.kind,
        )
        for kind, count in counts.items()
        if count or kind == wish.kind
    )

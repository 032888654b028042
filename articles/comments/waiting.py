"""What others said or suggested about the drafts of a writer, and waits for an answer of theirs."""

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value

from articles.models import Comment, DraftComment, DraftThread, Revision, SuggestedText, Thread
from articles.models.articles import State
from articles.users import User

SHOWN: Final = 10
COMMENTS, POINTS, SUGGESTED = "comments", "points", "suggested"


@dataclass(frozen=True)
class Waiting:
    """A draft, how often each waits on it, and the one suggestion where it is one."""

    draft: Revision
    counts: dict[str, int]
    suggested: int | None = None

    @property
    def comments(self) -> int:
        return self.counts.get(COMMENTS, 0)

    @property
    def points(self) -> int:
        return self.counts.get(POINTS, 0)

    @property
    def suggestions(self) -> int:
        return self.counts.get(SUGGESTED, 0)


@dataclass(frozen=True)
class Overview:
    """The drafts on which something came last, and how many more there are."""

    rows: list[Waiting] = field(default_factory=list)
    hidden: int = 0


def waiting_for(user: User) -> Overview:
    """Of drafts that the user writes: comments whose last word is another's, points of reviewers likewise,
    and texts that others suggest. Comments that name the user count on any draft.
    """
    kinds = [_comments(user), _points(user), _suggested(user)]
    found = sorted(kinds[0].union(*kinds[1:], all=True), key=itemgetter("article"))
    by_article = {key: list(rows) for key, rows in groupby(found, key=itemgetter("article"))}
    latest = sorted(by_article, key=lambda key: max(each["last"] for each in by_article[key]))
    shown = latest[::-1][:SHOWN]
    drafts = {each.article_id: each for each in _drafts(shown)} if shown else {}
    rows = [_waiting(drafts[key], by_article[key]) for key in shown if key in drafts]
    return Overview(rows, len(latest) - len(shown))


def _waiting(draft: Revision, rows: list[dict[str, Any]]) -> Waiting:
    counts = {each["what"]: each["count"] for each in rows}
    single = next((each["first"] for each in rows if each["what"] == SUGGESTED), None)
    return Waiting(draft, counts, single if counts.get(SUGGESTED) == 1 else None)


def _drafts(articles: list[int]) -> QuerySet[Revision]:
    found = Revision.objects.filter(article__in=articles, state=State.DRAFT)
    return found.select_related("article").defer("body", "sealed")


def _comments(user: User) -> QuerySet[DraftThread, dict[str, Any]]:
    said = DraftComment.objects.filter(thread=OuterRef("pk")).order_by("-written_at", "-pk")
    named = DraftComment.objects.filter(mentioned=user, thread__resolved_at=None)
    found = DraftThread.objects.unresolved().shared().shown_to(user)
    found = found.filter(
        Q(revision__article__writers=user) | Q(pk__in=named.values("thread")),
        revision__state=State.DRAFT,
    )
    found = found.annotate(by=Subquery(said.values("author")[:1])).exclude(by=user.pk)
    return _counted(found, COMMENTS, "revision__article", "opened_at")


def _points(user: User) -> QuerySet[Thread, dict[str, Any]]:
    said = Comment.objects.filter(thread=OuterRef("pk")).order_by("-written_at", "-pk")
    drafts = Revision.objects.filter(article__writers=user, state=State.DRAFT)
    found = Thread.objects.unresolved().exclude(kind__in=Thread.TO_WRITER)
    found = found.filter(revision__article__in=drafts.values("article"))
    found = found.annotate(by=Subquery(said.values("author")[:1])).exclude(by=user.pk)
    return _counted(found, POINTS, "revision__article", "opened_at")


def _suggested(user: User) -> QuerySet[SuggestedText, dict[str, Any]]:
    found = SuggestedText.objects.offered().exclude(made_by=user)
    found = found.filter(revision__article__writers=user, revision__state=State.DRAFT)
    return _counted(found, SUGGESTED, "revision__article", "offered_at")


def _counted(
    found: QuerySet[Any], what: str, article: str, moment: str
) -> QuerySet[Any, dict[str, Any]]:
    """How many there are on each article, by the name of their kind."""
    grouped = found.order_by().values(article=F(article), what=Value(what))
    counted: QuerySet[Any, dict[str, Any]] = grouped.annotate(
        count=Count("pk", distinct=True), first=Min("pk"), last=Max(moment)
    )
    return counted

"""Bad news of articles, newest first, each with its day and the reason that was given in public."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.languages import active
from articles.models import Article, Revision, Topic
from articles.models.articles import ENDED, RevisionQuerySet, State
from cms.addresses import absolute
from cms.caching.keys import key_of
from cms.site.article_pages import ENDINGS
from reviews.approval.badge import Badge, Standing, badges
from reviews.models import ChangeKind, Event

MOST: Final = 100
DUE_ON: Final = "search_entry__review_due_on"


@dataclass(frozen=True)
class Notice:
    """What happened to an article; `kind` is `correction`, `retraction`, `withdrawal` or `lapse`."""

    kind: str
    article: Article
    name: str
    at: datetime
    reason: str
    now: str = ""

    @property
    def label(self) -> str:
        return {
            "correction": _("Corrected"),
            "retraction": _("Retracted"),
            "withdrawal": _("Withdrawn"),
            "lapse": _("Review overdue"),
        }[self.kind]

    @property
    def title(self) -> str:
        """With what happened before it, wherever it goes."""
        return f"{self.label}: {self.name}"

    @property
    def words(self) -> str:
        return f"{self.reason} {self.now}".strip()

    @property
    def path(self) -> str:
        return self.article.get_absolute_url()

    @property
    def address(self) -> str:
        return absolute(self.path)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset({key_of(self.article), key_of(self.article.topic)})


def notices(
    topics: Iterable[Topic] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = MOST,
) -> list[Notice]:
    """Those of a time, of the articles in the language of the page, within topics where some are named."""
    since = since or datetime.min.replace(tzinfo=timezone.get_current_timezone())
    until = until or timezone.now()
    texts = Revision.objects.of_articles().filter(language=active())
    if topics is not None:
        texts = texts.filter(article__topic__in=list(topics))
    parts = (
        _corrected(texts, since, until)[:most],
        _ended(texts, since, until)[:most],
        _lapsed(texts, until, most),
    )
    listed = list(_of(parts, until))
    due = [each for each in listed if each.is_due]  # type: ignore[attr-defined]
    late = badges(due, timezone.localdate())
    found = [
        notice
        for each in listed
        for notice in (*_correction(each), *_ending(each), *_lapse(each, late.get(each.pk)))
        if since <= notice.at < until
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:most]


def _of(parts: Iterable[QuerySet[Any]], until: datetime) -> RevisionQuerySet:
    """The texts of all parts, each of which is cut for itself, with what is told of them. One query; no
    query set joins such parts on both databases."""
    compiled = [each.query.sql_with_params() for each in parts]
    joined = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS part_{number}"  # noqa: S608 as Django writes it
        for number, (sql, _params) in enumerate(compiled)
    )
    params = [each for _sql, of_part in compiled for each in of_part]
    ends = Event.objects.filter(revision=OuterRef("pk"), transition__in=ENDINGS).order_by("-number")
    itself = Revision.objects.published().filter(pk=OuterRef("pk"))
    found = Revision.objects.filter(pk__in=RawSQL(joined, params))  # noqa: S611 as above
    found = found.annotate(
        ended_at=ends.values("at")[:1],
        ended_because=ends.values("comment")[:1],
        is_due=Exists(itself.filter(**{f"article__{DUE_ON}__lt": until.date()})),
    )
    return found.select_related("change", "article__topic").defer("body")


def _corrected(texts: RevisionQuerySet, since: datetime, until: datetime) -> QuerySet[Any]:
    between = texts.once_public().filter(published_at__gte=since, published_at__lt=until)
    corrected = between.filter(change__kind=ChangeKind.CORRECTION)
    return corrected.order_by("-published_at").values("pk")


def _ended(texts: RevisionQuerySet, since: datetime, until: datetime) -> QuerySet[Any]:
    ended = texts.filter(state__in=ENDED).filter(
        events__transition__in=ENDINGS, events__at__gte=since, events__at__lt=until
    )
    return ended.order_by("-events__at").values("pk")


def _lapsed(texts: RevisionQuerySet, until: datetime, most: int) -> QuerySet[Any]:
    """Begins with the days: there are few late ones among many articles, and few are asked for."""
    live = texts.published()
    of_article = live.filter(article=OuterRef("pk"))
    late = Article.objects.filter(Exists(of_article), **{f"{DUE_ON}__lt": until.date()})
    return live.filter(article__in=late.order_by(f"-{DUE_ON}").values("pk")[:most]).values("pk")


def _correction(text: Revision) -> Iterator[Notice]:
    change = getattr(text, "change", None)
    if change is None or change.kind != ChangeKind.CORRECTION or text.published_at is None:
        return
    if text.state != State.WITHDRAWN:  # what it said is not to be read
        told = (change.was_wrong, change.says_now)
        yield Notice("correction", text.article, text.title, text.published_at, *told)


def _ending(text: Revision) -> Iterator[Notice]:
    if text.state in ENDED and text.ended_at is not None:  # type: ignore[attr-defined]
        kind = "retraction" if text.state == State.RETRACTED else "withdrawal"
        at, reason = text.ended_at, text.ended_because  # type: ignore[attr-defined]
        yield Notice(kind, text.article, text.title, at, reason)


def _lapse(text: Revision, badge: Badge | None) -> Iterator[Notice]:
    """That its review is overdue now, from the day on which it came to be."""
    if badge is None or badge.standing != Standing.OVERDUE or badge.due_on is None:
        return
    at = timezone.make_aware(datetime.combine(badge.due_on, time.min))
    reason = _("Nobody has reviewed this text since its review fell due.")
    yield Notice("lapse", text.article, text.title, at, reason)

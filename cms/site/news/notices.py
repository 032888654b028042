"""Bad news of articles, newest first, each with its day and the reason that was given in public."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.languages import active
from articles.models import Article, Revision, Topic
from articles.models.articles import ENDED, RevisionQuerySet, State
from cms.addresses import absolute
from cms.caching.keys import key_of
from cms.site.article_pages import ENDINGS
from cms.site.teasers import published, teasers
from reviews.approval.badge import Standing
from reviews.models import Change, ChangeKind, Event

MOST: Final = 100


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
    found = [
        *_corrections(texts.filter(published_at__gte=since, published_at__lt=until), most),
        *_endings(texts, since, until, most),
        *_lapses(texts, since, until, most),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:most]


def _corrections(texts: RevisionQuerySet, most: int) -> Iterator[Notice]:
    made = Change.objects.filter(kind=ChangeKind.CORRECTION, revision__in=texts.once_public())
    made = made.exclude(revision__state=State.WITHDRAWN)  # what it said is not to be read
    shown = made.select_related("revision__article__topic").order_by("-revision__published_at")
    for each in shown[:most]:
        text = each.revision
        if text.published_at is not None:
            yield Notice(
                "correction",
                text.article,
                text.title,
                text.published_at,
                each.was_wrong,
                each.says_now,
            )


def _endings(
    texts: RevisionQuerySet, since: datetime, until: datetime, most: int
) -> Iterator[Notice]:
    ended = Event.objects.filter(
        revision__in=texts.filter(state__in=ENDED),
        transition__in=ENDINGS,
        at__gte=since,
        at__lt=until,
    )
    shown = ended.select_related("revision__article__topic").order_by("-at")[:most]
    for each in shown:
        is_retracted = each.revision.state == State.RETRACTED
        yield Notice(
            "retraction" if is_retracted else "withdrawal",
            each.revision.article,
            each.revision.title,
            each.at,
            each.comment,
        )


def _lapses(
    texts: RevisionQuerySet, since: datetime, until: datetime, most: int
) -> Iterator[Notice]:
    """Reviews that are overdue now, by the day on which they came to be."""
    day = "article__search_entry__review_due_on"
    late = published().filter(pk__in=texts.published(), **{f"{day}__lt": until.date()})
    today = timezone.localdate()
    for teaser in teasers(late.order_by(f"-{day}")[:most], today):
        due = teaser.badge.due_on
        if teaser.badge.standing != Standing.OVERDUE or due is None:
            continue
        at = timezone.make_aware(datetime.combine(due, time.min))
        if since <= at < until:
            reason = _("Nobody has reviewed this text since its review fell due.")
            yield Notice("lapse", teaser.revision.article, teaser.text.title, at, reason)

"""Telling those who follow: at once what happened, and once that a review fell due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from articles.models import Article, Revision
from articles.models.articles import State
from cms.addresses import absolute
from cms.readers.models import Follower
from cms.readers.reports import OCCASION, READER
from cms.site.news.notices import Notice, notices
from reviews.models import Event, Notification
from reviews.notifications import notifications
from reviews.notifications.mail import GRACE

JUST_NOW: Final = timedelta(minutes=1)
LATE: Final = timedelta(days=7)  # a clock that stood still so long tells of what fell due meanwhile
WITHIN: Final = timedelta(days=1)  # what failed to be told is told until then
PUBLISHED: Final = ("publish", "publish_unreviewed")
ENDED: Final = ("retract", "withdraw")
REVIEWED: Final = ("confirm",)
STRUCK: Final = ("strike", "second_strike")
TOLD: Final = (*PUBLISHED, *ENDED, *REVIEWED, *STRUCK)


@dataclass(frozen=True)
class News:
    """What one follower reads of one article; `is_first` says that it is new there."""

    title: str
    text: str
    is_first: bool = False


def hear(article: Article, **_: Any) -> None:
    """Receiver of `article_changed`: the worker tells of the event that made it, if readers care."""
    event = Event.objects.filter(revision__article=article).order_by("-number").first()
    is_new = event is not None and event.at > timezone.now() - JUST_NOW
    if event and is_new and event.transition in TOLD and _followers(article).exists():
        transaction.on_commit(partial(tell.enqueue, event.pk))


@task()
def tell(pk: int) -> None:
    """Mail each follower once; run again it tells those who were left."""
    event = Event.objects.select_related("revision__article__topic").get(pk=pk)
    now = timezone.now()
    for follower, news in _owed(event):
        _mail(follower, event.revision.article, news, _about(event), now)


def tell_left(now: datetime) -> int:
    """Hand to the worker again what it failed to tell, or never heard of; return how many events."""
    left = [event for event in _recent(now) if any(_owed(event))]
    for event in left:
        transaction.on_commit(partial(tell.enqueue, event.pk))
    return len(left)


def _recent(now: datetime) -> Iterator[Event]:
    """Of the last day, newest first, those that the worker has had the time to tell."""
    if not Follower.objects.exists():
        return
    events = Event.objects.select_related("revision__article__topic").order_by("-pk")
    for event in takewhile(lambda each: each.at > now - WITHIN, events.iterator()):
        if event.transition in TOLD and event.at <= now - GRACE:
            yield event


def _owed(event: Event) -> Iterator[tuple[Follower, News]]:
    """Those who followed when it happened and were not told of it yet, with what they read."""
    with translation.override(event.revision.language):
        news = _news(event)
    if news is None:
        return
    told = Notification.objects.filter(occasion=_occasion(_about(event))).values("address")
    followed = _followers(event.revision.article).filter(confirmed_at__lte=event.at)
    for follower in followed.exclude(address__in=told):
        if not (news.is_first and follower.article_id):  # they have it already
            yield follower, news


def tell_lapsed(now: datetime) -> int:
    """Tell those who follow of reviews that fell due; return how many were told."""
    told = 0
    languages = Follower.objects.order_by().values_list("language", flat=True).distinct()
    for language in list(languages):
        with translation.override(language):
            for notice in notices(since=now - LATE, until=now):
                if notice.kind == "lapse":
                    told += sum(_tell_lapsed(notice, now))
    return told


def _tell_lapsed(notice: Notice, now: datetime) -> Iterator[bool]:
    news = News(notice.title, notice.words)
    for follower in _followers(notice.article):
        yield _mail(
            follower, notice.article, news, f"lapse {notice.article.pk} {notice.at:%F}", now
        )


def _followers(article: Article) -> QuerySet[Follower]:
    """Those of the article, and of the topics that it stands in; an address may be there twice."""
    return Follower.objects.filter(Q(article=article) | Q(topic__in=article.topic.ancestry()))


def _about(event: Event) -> str:
    return f"event {event.pk}"


def _occasion(about: str) -> str:
    return f"{OCCASION}following, {about}"


def _mail(follower: Follower, article: Article, news: News, about: str, now: datetime) -> bool:
    occasion = _occasion(about)
    if Notification.objects.filter(address=follower.address, occasion=occasion).exists():
        return False
    with translation.override(follower.language):
        stop = absolute(reverse("following_stop", args=[follower.key]))
        why = _("You asked to be told. To end it, open the page below.")
    message = notifications.Message(
        kind=Notification.Kind.DECISION,
        occasion=occasion,
        for_day=timezone.localdate(now),
        subject=news.title,
        text=f"{news.text}\n\n{why}\n{stop}",
        path=article.get_absolute_url(),
    )
    notifications.tell_address(READER, follower.address, message, now)
    return True


def _news(event: Event) -> News | None:
    title = {"title": event.revision.title}
    if event.transition in ENDED:
        is_retracted = event.revision.state == State.RETRACTED
        name = _("Retracted: %(title)s") if is_retracted else _("Withdrawn: %(title)s")
        return News(name % title, event.comment)
    if event.transition in REVIEWED:
        return News(_("Reviewed again: %(title)s") % title, _("The page says by whom, and when."))
    if event.transition in STRUCK:
        if event.revision.state != State.PUBLISHED:
            return None
        return News(
            _("A review was struck: %(title)s") % title, _("The page says why, and what holds now.")
        )
    return _published(event.revision)


def _published(text: Revision) -> News | None:
    """A text that took another's place is told of as it is on the page; a minor edit is not, nor what
    has gone again meanwhile."""
    if text.state != State.PUBLISHED:
        return None
    title = {"title": text.title}
    change = getattr(text, "change", None)
    if change is None:
        return News(_("New: %(title)s") % title, text.standfirst, is_first=True)
    if not change.is_announced:
        return None
    if change.is_correction:
        words = f"{change.was_wrong}\n\n{change.says_now}"
        return News(_("Corrected: %(title)s") % title, words)
    return News(_("Updated: %(title)s") % title, change.note)

"""Telling those who follow: at once what happened, and once that a review fell due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
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

JUST_NOW: Final = timedelta(minutes=1)
LATE: Final = timedelta(days=7)  # a clock that stood still so long tells of what fell due meanwhile
PUBLISHED: Final = ("publish", "publish_unreviewed")
ENDED: Final = ("retract", "withdraw")
REVIEWED: Final = ("confirm",)
STRUCK: Final = ("strike", "second_strike")


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
    if event and is_new and _is_told(event) and _followers(article).exists():
        transaction.on_commit(partial(tell.enqueue, event.pk))


def _is_told(event: Event) -> bool:
    return event.transition in (*PUBLISHED, *ENDED, *REVIEWED, *STRUCK)


@task()
def tell(pk: int) -> None:
    """Mail each follower once; run again it tells those who were left."""
    event = Event.objects.select_related("revision__article__topic").get(pk=pk)
    now = timezone.now()
    for follower in _followers(event.revision.article):
        with translation.override(event.revision.language):
            news = _news(event)
        if news and not (news.is_first and follower.article_id):  # they have it already
            _mail(follower, event.revision.article, news, f"event {pk}", now)


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


def _mail(follower: Follower, article: Article, news: News, about: str, now: datetime) -> bool:
    occasion = f"{OCCASION}following, {about}"
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
    """A text that took another's place is told of as it is on the page; a minor edit is not."""
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

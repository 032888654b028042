"""The story of an article: what was written, said, decided, told and shown to others, newest first.

Each source answers with its latest entries before a moment, so that a page costs as many queries for
ten years as for a day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Model, Q, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import Lag, Lead
from django.template.defaultfilters import date as in_format
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article, Checkpoint, Comment, SettledChange, Share, Thread
from articles.search.prepared import Prepared
from articles.search.presence import presence
from articles.users import User
from reviews import phrases
from reviews.models import Event, Notification
from reviews.record import history
from reviews.reviewing import discussion

Row = TypeVar("Row", bound=Model)
PER_PAGE: Final = 40
PAUSE: Final = timedelta(minutes=30)  # a longer one ends a session of writing
KINDS: Final = {
    "writing": gettext_lazy("Writing"),
    "versions": gettext_lazy("Named versions"),
    "decisions": gettext_lazy("Decisions"),
    "comments": gettext_lazy("Comments"),
    "notices": gettext_lazy("Reminders"),
    "links": gettext_lazy("Links"),
}


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened: who did what, when. `mark` is what the list colours it by.

    `told` says to whom it was told and who has read that, where the user may know.
    """

    at: datetime
    kind: str
    who: str
    description: str
    text: int
    quote: str = ""
    mark: str = ""
    aside: str = ""
    told: str = ""
    trouble: str = ""

    @property
    def day(self) -> datetime:
        return timezone.localtime(self.at)


@dataclass(frozen=True)
class TimelinePage:
    """`older` is the moment from which the next page goes on, None where there is none."""

    entries: list[TimelineEntry]
    kind: str
    older: datetime | None


def page(
    article: Article, user: User, kind: str = "", before: datetime | None = None
) -> TimelinePage:
    """The latest entries before a moment, of one kind or of all."""
    asked = _Asked(article, user, before or timezone.now() + timedelta(days=1))
    found = [entry for source in _sources(asked, kind) for entry in source.tell(asked)]
    found.sort(key=lambda entry: entry.at, reverse=True)
    shown = found[:PER_PAGE]
    # what happened at the same moment stays together
    shown += [entry for entry in found[PER_PAGE:] if entry.at == shown[-1].at]
    older = shown[-1].at if len(found) > len(shown) else None
    return TimelinePage(shown, kind if kind in KINDS else "", older)


@dataclass(frozen=True)
class _Asked:
    article: Article
    user: User
    before: datetime

    @property
    def sees_all(self) -> bool:
        """Who has read what is for those who ask reviewers; everybody knows it of themselves."""
        return self.user.has_perm("reviews.assign_reviewer")

    @property
    def keys(self) -> tuple[int, int, int | None]:
        """Of the article, of the user, and of the one whose reminders are told, None for everybody's."""
        return self.article.pk, self.user.pk, None if self.sees_all else self.user.pk


@dataclass(frozen=True)
class _Source:
    """Rows of one table that belong to the story of an article, and what of them is told in it."""

    kind: str
    rows: Callable[[int, int, int | None], QuerySet[Any]]
    tell: Callable[[_Asked], Iterable[TimelineEntry]]


def _sources(asked: _Asked, kind: str) -> list[_Source]:
    """Those of one kind or of all that have anything to tell."""
    (there,) = _presence(*asked.keys)
    found = [source for source, has_rows in zip(SOURCES, there, strict=True) if has_rows]
    return [source for source in found if kind not in KINDS or source.kind == kind]


@Prepared
def _presence(
    article: int, user: int, recipient: int | None
) -> QuerySet[Article, tuple[bool, ...]]:
    rows = (source.rows(article, user, recipient) for source in SOURCES)
    return presence(Article.objects.filter(pk=article), *rows)


def _latest(rows: QuerySet[Row], moment: str, before: datetime) -> QuerySet[Row]:
    earlier = rows.filter(**{f"{moment}__lt": before})
    return earlier.order_by(f"-{moment}", "-pk")[: PER_PAGE + 1]


def _saves(article: int, *_: object) -> QuerySet[Checkpoint]:
    return Checkpoint.objects.filter(revision__article=article, name="")


@Prepared
def _edges(article: int) -> QuerySet[Checkpoint, Any]:
    """The first and the last save of each session."""
    near, line = ["revision", "made_by"], ["made_at", "pk"]
    rows = _saves(article).annotate(
        earlier=Window(Lag("made_at"), partition_by=near, order_by=line),
        later=Window(Lead("made_at"), partition_by=near, order_by=line),
    )
    edges = rows.filter(
        Q(earlier=None)
        | Q(later=None)
        | Q(made_at__gt=F("earlier") + PAUSE)
        | Q(later__gt=F("made_at") + PAUSE)
    )
    columns = ("revision__number", "made_by__name", "version", "made_at", "earlier", "later")
    return edges.order_by("revision", "made_by", "made_at", "pk").values_list(*columns)


def _writing(asked: _Asked) -> Iterable[TimelineEntry]:
    """One entry for each writer and session: saves that no long pause parts."""
    started = timezone.now()
    for number, name, version, made_at, earlier, later in _edges(asked.article.pk):
        if earlier is None or made_at > earlier + PAUSE:
            started = made_at
        if (later is None or later > made_at + PAUSE) and made_at < asked.before:
            description = _("started the text") if version == 1 else _("wrote")
            since = timezone.localtime(started)
            is_long = made_at - started > timedelta(minutes=1)
            aside = _("Since %(time)s") % {"time": f"{since:%H:%M}"} if is_long else ""
            yield TimelineEntry(made_at, "writing", name, description, number, aside=aside)


def _settled_changes(article: int, *_: object) -> QuerySet[SettledChange]:
    return SettledChange.objects.filter(suggested__revision__article=article)


@Prepared
def _times_settled(article: int, before: datetime) -> QuerySet[SettledChange, Any]:
    columns = (
        "settled_at", "settled_by__name", "suggested__made_by__name",
        "suggested__revision__number", "is_taken",
    )  # fmt: skip
    times = _settled_changes(article).values_list(*columns).annotate(count=Count("pk"))
    return times.filter(settled_at__lt=before).order_by("-settled_at")[: PER_PAGE + 1]


def _suggested(asked: _Asked) -> Iterable[TimelineEntry]:
    """What somebody took or refused of what another suggested, each time once."""
    rows = _times_settled(asked.article.pk, asked.before)
    for at, name, maker, number, is_taken, count in rows:
        said = (
            ngettext(
                "took %(count)d change that %(name)s suggested",
                "took %(count)d changes that %(name)s suggested",
                count,
            )
            if is_taken
            else ngettext(
                "refused %(count)d change that %(name)s suggested",
                "refused %(count)d changes that %(name)s suggested",
                count,
            )
        )
        yield TimelineEntry(at, "writing", name, said % {"count": count, "name": maker}, number)


def _named(article: int, *_: object) -> QuerySet[Checkpoint]:
    return Checkpoint.objects.named().filter(revision__article=article)


@Prepared
def _latest_named(article: int, before: datetime) -> QuerySet[Checkpoint]:
    return _latest(_named(article).select_related("made_by", "revision"), "made_at", before)


def _versions(asked: _Asked) -> Iterable[TimelineEntry]:
    for kept in _latest_named(asked.article.pk, asked.before):
        description = _("named this version “%(name)s”") % {"name": kept.name}
        yield TimelineEntry(
            kept.made_at, "versions", str(kept.made_by), description, kept.revision.number
        )


def _events(article: int, user: int, *_: object) -> QuerySet[Event]:
    return history.events_for(Article(pk=article), get_user_model()(pk=user))


@Prepared
def _latest_events(article: int, user: int, before: datetime) -> QuerySet[Event]:
    return _latest(_events(article, user).select_related("revision"), "at", before)


def _decisions(asked: _Asked) -> Iterable[TimelineEntry]:
    events = _latest_events(asked.article.pk, asked.user.pk, asked.before)
    prefetch_related_objects(events, "notifications")
    for event in events:
        entry = history.entry(event, asked.user)
        yield TimelineEntry(
            event.at,
            "decisions",
            entry.actor,
            entry.description,
            event.revision.number,
            quote=entry.comment,
            mark=event.target,
            aside=entry.signature,
            told=_told(event, asked) or _("Nobody was told"),
            trouble=entry.undelivered,
        )


def _told(event: Event, asked: _Asked) -> str:
    notifications = {notification.name: notification for notification in event.notifications.all()}
    read = {name: _reading(notification, asked) for name, notification in notifications.items()}
    said = [f"{name} ({read[name]})" if read.get(name) else name for name in event.notified]
    return _("Told: %(people)s") % {"people": phrases.names(said)} if said else ""


def _reading(notification: Notification, asked: _Asked) -> str:
    """“read 3 May, 14:02”, for those who may know."""
    if not (asked.sees_all or notification.recipient_id == asked.user.pk):
        return ""
    if notification.read_at is None:
        return _("not read yet")
    return _("read %(moment)s") % {"moment": _moment(notification.read_at)}


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{in_format(local, 'MONTH_DAY_FORMAT')}, {in_format(local, 'TIME_FORMAT')}"


def _said(article: int, user: int, *_: object) -> QuerySet[Comment]:
    return discussion.said_about(Article(pk=article), get_user_model()(pk=user))


@Prepared
def _latest_said(article: int, user: int, before: datetime) -> QuerySet[Comment]:
    said = _said(article, user).select_related("author", "thread__revision")
    return _latest(said, "written_at", before)


def _comments(asked: _Asked) -> Iterable[TimelineEntry]:
    for comment in _latest_said(asked.article.pk, asked.user.pk, asked.before):
        thread = comment.thread
        description = (
            _("opened a point: %(kind)s") if comment.is_opening else _("answered a point: %(kind)s")
        )
        yield TimelineEntry(
            comment.written_at,
            "comments",
            comment.signature,
            description % {"kind": thread.get_kind_display().lower()},
            thread.revision.number,
            quote=comment.text,
            aside=_place(thread),
        )


def _settled(article: int, user: int, *_: object) -> QuerySet[Thread]:
    settled = Thread.objects.filter(revision__article=article, resolved_at__isnull=False)
    hidden = discussion.hidden_from(get_user_model()(pk=user))
    return settled.exclude(pk__in=hidden.values("pk"))


@Prepared
def _latest_settled(article: int, user: int, before: datetime) -> QuerySet[Thread, Any]:
    settled = _settled(article, user).select_related("resolved_by", "revision")
    return _latest(settled, "resolved_at", before)


def _settlements(asked: _Asked) -> Iterable[TimelineEntry]:
    for thread in _latest_settled(asked.article.pk, asked.user.pk, asked.before):
        description = _("settled a point: %(kind)s")
        if thread.outcome:
            description = _("settled a point as %(outcome)s: %(kind)s")
        yield TimelineEntry(
            thread.resolved_at,
            "comments",
            str(thread.resolved_by),
            description
            % {
                "kind": thread.get_kind_display().lower(),
                "outcome": thread.get_outcome_display().lower(),
            },
            thread.revision.number,
            aside=_place(thread),
        )


def _reminders(article: int, _user: int, recipient: int | None) -> QuerySet[Notification]:
    """What was told besides the events. Of what others were told only editors read."""
    told = Notification.objects.filter(event=None, assignment__revision__article=article)
    return told if recipient is None else told.filter(recipient=recipient)


@Prepared
def _latest_reminders(
    article: int, recipient: int | None, before: datetime
) -> QuerySet[Notification]:
    told = _reminders(article, 0, recipient).select_related("assignment__revision", "sender")
    return _latest(told, "created_at", before)


def _notices(asked: _Asked) -> Iterable[TimelineEntry]:
    article, _user, recipient = asked.keys
    for notification in _latest_reminders(article, recipient, asked.before):
        yield TimelineEntry(
            notification.created_at,
            "notices",
            str(notification.sender) if notification.sender else _("The schedule"),
            _("told %(name)s: %(subject)s")
            % {"name": notification.name, "subject": notification.subject},
            notification.assignment.revision.number if notification.assignment else 0,
            told=_reading(notification, asked).capitalize(),
            trouble=notification.name if notification.has_mail_trouble else "",
        )


def _shares(article: int, *_: object) -> QuerySet[Share]:
    return Share.objects.filter(revision__article=article)


@Prepared
def _latest_shares(article: int, before: datetime) -> QuerySet[Share]:
    made = _shares(article).filter(Q(made_at__lt=before) | Q(revoked_at__lt=before))
    rows = made.select_related("made_by", "revoked_by", "revision")
    return rows.order_by("-made_at", "-pk")[: PER_PAGE + 1]


def _links(asked: _Asked) -> Iterable[TimelineEntry]:
    for share in _latest_shares(asked.article.pk, asked.before):
        number = share.revision.number
        if share.made_at < asked.before:
            description = _("made a link to the preview, good until %(moment)s")
            description %= {"moment": _moment(share.expires_at)}
            yield TimelineEntry(share.made_at, "links", str(share.made_by), description, number)
        if share.revoked_at and share.revoked_at < asked.before:
            description = _("revoked a link to the preview")
            yield TimelineEntry(
                share.revoked_at, "links", str(share.revoked_by), description, number
            )


def _place(thread: Thread) -> str:
    quote = thread.quote
    short = quote if len(quote) <= 80 else f"{quote[:79].rstrip()}…"
    return _("On “%(words)s”") % {"words": short} if quote else ""


SOURCES: Final = (
    _Source("writing", _saves, _writing),
    _Source("writing", _settled_changes, _suggested),
    _Source("versions", _named, _versions),
    _Source("decisions", _events, _decisions),
    _Source("comments", _said, _comments),
    _Source("comments", _settled, _settlements),
    _Source("notices", _reminders, _notices),
    _Source("links", _shares, _links),
)


def by_day(entries: list[TimelineEntry]) -> list[tuple[datetime, list[TimelineEntry]]]:
    """The entries under the day on which each happened."""
    return [
        (day[0].day, day)
        for _date, group in groupby(entries, key=lambda entry: entry.day.date())
        if (day := list(group))
    ]

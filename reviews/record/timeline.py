"""The story of an article: what was written, said, decided, told and shown to others, newest first.

Each source answers with its latest entries before a moment, so that a page costs as many queries for
ten years as for a day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lag, Lead
from django.template.defaultfilters import date as in_format
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article, Checkpoint, Comment, SettledChange, Share, Thread
from articles.search.presence import those_there
from articles.users import User
from reviews import phrases
from reviews.models import Event, Notification
from reviews.record import history
from reviews.reviewing import discussion

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
    found = [entry for source, rows in _told_by(asked, kind) for entry in source.tell(asked, rows)]
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

    def latest(self, rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
        return rows.filter(**{f"{moment}__lt": self.before}).order_by(f"-{moment}", "-pk")[
            : PER_PAGE + 1
        ]


@dataclass(frozen=True)
class _Source:
    """Rows of one table that belong to the story of an article, and what of them is told in it."""

    kind: str
    rows: Callable[[_Asked], QuerySet[Any]]
    tell: Callable[[_Asked, QuerySet[Any]], Iterable[TimelineEntry]]


def _told_by(asked: _Asked, kind: str) -> list[tuple[_Source, QuerySet[Any]]]:
    """The sources of one kind or of all, each with its rows."""
    chosen = [source for source in SOURCES if kind not in KINDS or source.kind == kind]
    article = Article.objects.filter(pk=asked.article.pk)
    rows = those_there(article, *(source.rows(asked) for source in chosen))
    return list(zip(chosen, rows, strict=True))


def _saves(asked: _Asked) -> QuerySet[Checkpoint]:
    return Checkpoint.objects.filter(revision__article=asked.article, name="")


def _writing(asked: _Asked, saves: QuerySet[Checkpoint]) -> Iterable[TimelineEntry]:
    """One entry for each writer and session: saves that no long pause parts."""
    near, line = ["revision", "made_by"], ["made_at", "pk"]
    rows = saves.annotate(
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
    ordered = edges.order_by("revision", "made_by", "made_at", "pk").values_list(*columns)
    started = timezone.now()
    for number, name, version, made_at, earlier, later in ordered:
        if earlier is None or made_at > earlier + PAUSE:
            started = made_at
        if (later is None or later > made_at + PAUSE) and made_at < asked.before:
            description = _("started the text") if version == 1 else _("wrote")
            since = timezone.localtime(started)
            is_long = made_at - started > timedelta(minutes=1)
            aside = _("Since %(time)s") % {"time": f"{since:%H:%M}"} if is_long else ""
            yield TimelineEntry(made_at, "writing", name, description, number, aside=aside)


def _settled_changes(asked: _Asked) -> QuerySet[SettledChange]:
    return SettledChange.objects.filter(suggested__revision__article=asked.article)


def _suggested(asked: _Asked, settled: QuerySet[SettledChange]) -> Iterable[TimelineEntry]:
    """What somebody took or refused of what another suggested, each time once."""
    columns = (
        "settled_at", "settled_by__name", "suggested__made_by__name",
        "suggested__revision__number", "is_taken",
    )  # fmt: skip
    times = settled.values_list(*columns).annotate(count=Count("pk"))
    rows = times.filter(settled_at__lt=asked.before).order_by("-settled_at")
    for at, name, maker, number, is_taken, count in rows[: PER_PAGE + 1]:
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


def _named(asked: _Asked) -> QuerySet[Checkpoint]:
    return Checkpoint.objects.named().filter(revision__article=asked.article)


def _versions(asked: _Asked, named: QuerySet[Checkpoint]) -> Iterable[TimelineEntry]:
    for kept in asked.latest(named.select_related("made_by", "revision"), "made_at"):
        description = _("named this version “%(name)s”") % {"name": kept.name}
        yield TimelineEntry(
            kept.made_at, "versions", str(kept.made_by), description, kept.revision.number
        )


def _events(asked: _Asked) -> QuerySet[Event]:
    return history.events_for(asked.article, asked.user)


def _decisions(asked: _Asked, events: QuerySet[Event]) -> Iterable[TimelineEntry]:
    told = events.select_related("revision").prefetch_related("notifications")
    for event in asked.latest(told, "at"):
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


def _said(asked: _Asked) -> QuerySet[Comment]:
    return discussion.said_about(asked.article, asked.user)


def _comments(asked: _Asked, said: QuerySet[Comment]) -> Iterable[TimelineEntry]:
    for comment in asked.latest(said.select_related("author", "thread__revision"), "written_at"):
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


def _settled(asked: _Asked) -> QuerySet[Thread]:
    settled = Thread.objects.filter(revision__article=asked.article, resolved_at__isnull=False)
    return settled.exclude(pk__in=discussion.hidden_from(asked.user).values("pk"))


def _settlements(asked: _Asked, settled: QuerySet[Thread]) -> Iterable[TimelineEntry]:
    for thread in asked.latest(settled.select_related("resolved_by", "revision"), "resolved_at"):
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


def _reminders(asked: _Asked) -> QuerySet[Notification]:
    """What was told besides the events. Of what others were told only editors read."""
    told = Notification.objects.filter(event=None, assignment__revision__article=asked.article)
    return told if asked.sees_all else told.filter(recipient=asked.user)


def _notices(asked: _Asked, told: QuerySet[Notification]) -> Iterable[TimelineEntry]:
    rows = told.select_related("assignment__revision", "sender")
    for notification in asked.latest(rows, "created_at"):
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


def _shares(asked: _Asked) -> QuerySet[Share]:
    return Share.objects.filter(revision__article=asked.article)


def _links(asked: _Asked, shares: QuerySet[Share]) -> Iterable[TimelineEntry]:
    made = shares.filter(Q(made_at__lt=asked.before) | Q(revoked_at__lt=asked.before))
    rows = made.select_related("made_by", "revoked_by", "revision").order_by("-made_at", "-pk")
    for share in rows[: PER_PAGE + 1]:
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

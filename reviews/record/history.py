"""The record of an article in words: who did what, when, and whom it told."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from articles.models import Article
from articles.users import User
from reviews import phrases
from reviews.models import Approval, Event
from reviews.reviewing import discussion
from reviews.workflow.transitions import TABLE, names_of

Details = dict[str, Any]


@dataclass(frozen=True)
class EventEntry:
    """One event as a page tells it. `comment` is empty where the reader of the page may not see it."""

    event: Event
    actor: str
    description: str
    comment: str
    signature: str
    told: str
    undelivered: str


def entries(article: Article, user: User) -> list[EventEntry]:
    """The events of an article, newest first, as far as the user is concerned."""
    events = events_for(article, user).select_related("revision")
    events = events.prefetch_related("notifications")
    return [entry(event, user) for event in events.order_by("-number")]


def events_for(article: Article, user: User) -> QuerySet[Event]:
    """Those of which the user may know: where a round hides what others decided until one's own decision,
    not the decisions of the others.
    """
    texts = discussion.blind_to(user).filter(revision__article=article).values("revision")
    decided = Q(transition__in=names_of(lambda row: row.is_signed), revision__in=texts)
    return Event.objects.filter(article=article).exclude(decided & ~Q(actor=user))


def description(event: Event) -> str:
    """“asked Dr Ada Byron to review it by 3 May 2030”: what was done, to follow the name of who did."""
    return TABLE[event.transition].described(event.details)


def by_you(event: Event) -> str:
    """“You asked Dr Ada Byron to review it by 3 May 2030.”, for the one who did."""
    return gettext("You %(deed)s.") % {"deed": description(event)}


def outcome(event: Event) -> str:
    """What the one who did it is told: what was done, and whom it told."""
    done = gettext("“%(title)s”: you %(deed)s.")
    done %= {"title": event.revision.title, "deed": description(event)}
    return f"{done} {phrases.told(event.notified)}"


def entry(event: Event, user: User) -> EventEntry:
    """One event as far as the user is concerned; its notifications are prefetched on lists."""
    # a private reason is told to the editors, and to nobody else but who gave it
    is_private = TABLE[event.transition].comment_is_private and not (
        event.actor_id == user.pk or user.has_perm("reviews.assign_reviewer")
    )
    return EventEntry(
        event=event,
        actor=event.who,
        description=description(event),
        comment="" if is_private else event.comment,
        signature=_signature(event.details.get("approval")),
        told=phrases.names(event.notified),
        undelivered=phrases.names(
            each.name for each in event.notifications.all() if each.has_mail_trouble
        ),
    )


def _signature(record: Details | None) -> str:
    if record is None:
        return ""
    name = ", ".join(filter(None, [record["name"], record["post_nominals"]]))
    words = {"name": name, "interests": phrases.interests(record["interests"])}
    if record["verdict"] != Approval.Verdict.APPROVE:
        return gettext("Signed by %(name)s. Interests: %(interests)s") % words
    words["scope"] = Approval.Scope(record["scope"]).label.lower()
    return gettext("Signed by %(name)s, for %(scope)s. Interests: %(interests)s") % words

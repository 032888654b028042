"""The record of an article in words: who did what, when, and whom it told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.defaultfilters import date as in_format
from django.utils import timezone
from django.utils.text import get_text_list

from articles.models import Article
from articles.users import User
from reviews.models import Approval, Event
from reviews.models.changes import Kind

KINDS = {
    Kind.MINOR: "a minor edit",
    Kind.CORRECTION: "a correction",
    Kind.UPDATE: "an update",
    Kind.EDITION: "a new edition",
}
Details = dict[str, Any]
Deed = Callable[[Details], str]


def _plain(words: str) -> Deed:
    return lambda details: words


def _asked(details: Details) -> str:
    by = day(details.get("due_on"))
    return f"asked {details.get('reviewer_name', 'somebody')} to review it" + (
        f" by {by}" if by else ""
    )


def _moved(details: Details) -> str:
    name = details.get("reviewer_name", "somebody")
    return f"moved the review of {name} from {day(details['before'])} to {day(details['due_on'])}"


def _released(details: Details) -> str:
    return f"took {details.get('reviewer_name', 'somebody')} off the review"


def _scheduled(details: Details) -> str:
    at = timezone.localtime(datetime.fromisoformat(details["publish_at"]))
    return f"scheduled it for {in_format(at, 'j F Y, H:i')}"


def _published(details: Details) -> str:
    change = details.get("change")
    return f"published it, {KINDS[change['kind']]}" if change else "published it"


def _with_debt(details: Details) -> str:
    return f"published it without review; the review is owed by {day(details.get('due_on'))}"


def _merged(details: Details) -> str:
    if "title" in details:
        return f"merged it into “{details['title']}”"
    return "took back that it was merged into another article"


def _addressed(details: Details) -> str:
    return f"changed its address from {details['from']} to {details['to']}"


DEEDS: dict[str, Deed] = {
    "submit": _plain("submitted it for review"),
    "discard": _plain("discarded the draft"),
    "recall": _plain("took it back from review"),
    "assign": _asked,
    "change_due": _moved,
    "release": _released,
    "accept": _plain("accepted the review"),
    "decline": _plain("declined the review"),
    "approve": _plain("approved it"),
    "request_changes": _plain("requested changes"),
    "reject": _plain("rejected it"),
    "schedule": _scheduled,
    "unschedule": _plain("took it off the schedule"),
    "publish": _published,
    "publish_unreviewed": _with_debt,
    "confirm": _plain("confirmed the published text"),
    "withdraw": _plain("withdrew it"),
    "retract": _plain("retracted it"),
    "merge": _merged,
    "move": _addressed,
}


@dataclass(frozen=True)
class Entry:
    """One event as a page tells it. `comment` is empty where the reader of the page may not see it."""

    event: Event
    deed: str
    comment: str
    signature: str
    told: str
    undelivered: str


def entries(article: Article, user: User) -> list[Entry]:
    """The events of an article, newest first, as far as the user is concerned."""
    events = Event.objects.filter(article=article).select_related("revision")
    events = events.prefetch_related("notices")
    return [entry(event, user) for event in events.order_by("-number")]


def deed(event: Event) -> str:
    """“asked Dr Ada Byron to review it by 3 May 2030”: what was done, to follow the name of who did."""
    return DEEDS[event.transition](event.details)


def outcome(event: Event) -> str:
    """What the one who did it is told: the deed, and whom it told."""
    told = names(event.notified)
    ending = f"Told: {told}." if told else "Nobody was told."
    return f"“{event.revision.title}”: you {deed(event)}. {ending}"


def names(people: Iterable[object]) -> str:
    """“Ada, Ben and Cleo”."""
    return get_text_list([str(person) for person in people], "and")


def entry(event: Event, user: User) -> Entry:
    """One event as far as the user is concerned; its notices are prefetched on lists."""
    # the reason for declining is told to the editors, and to nobody else but who gave it
    is_private = event.transition == "decline" and not (
        event.actor_id == user.pk or user.has_perm("reviews.assign_reviewer")
    )
    return Entry(
        event=event,
        deed=deed(event),
        comment="" if is_private else event.comment,
        signature=_signature(event.details.get("approval")),
        told=names(event.notified),
        undelivered=names(each.name for each in event.notices.all() if each.has_mail_trouble),
    )


def _signature(record: Details | None) -> str:
    if record is None:
        return ""
    name = ", ".join(filter(None, [record["name"], record["post_nominals"]]))
    signed = f"Signed by {name}"
    if record["verdict"] == Approval.Verdict.APPROVE:
        signed += f", for {Approval.Scope(record['scope']).label.lower()}"
    return f"{signed}. Interests: {record['interests']}"


def day(value: str | None) -> str:
    """“3 May 2030”, of an ISO date; "" of none."""
    return in_format(date.fromisoformat(value), "j F Y") if value else ""

"""The record of an article in words: who did what, when, and whom it told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import date as in_format
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.users import User
from reviews.models import Approval, ChangeKind, Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS = {
    ChangeKind.MINOR: _("a minor edit"),
    ChangeKind.CORRECTION: _("a correction"),
    ChangeKind.UPDATE: _("an update"),
    ChangeKind.EDITION: _("a new edition"),
}
Details = dict[str, Any]
Deed = Callable[[Details], str]


def _plain(words: "StrOrPromise") -> Deed:
    return lambda details: str(words)


def _asked(details: Details) -> str:
    told = {"name": _reviewer(details), "day": day(details.get("due_on"))}
    if told["day"]:
        return gettext("asked %(name)s to review it by %(day)s") % told
    return gettext("asked %(name)s to review it") % told


def _moved(details: Details) -> str:
    told = {"name": _reviewer(details), "before": day(details["before"])}
    said = gettext("moved the review of %(name)s from %(before)s to %(day)s")
    return said % {**told, "day": day(details["due_on"])}


def _released(details: Details) -> str:
    return gettext("took %(name)s off the review") % {"name": _reviewer(details)}


def _reviewer(details: Details) -> str:
    return details.get("reviewer_name") or gettext("somebody")


def _scheduled(details: Details) -> str:
    at = timezone.localtime(datetime.fromisoformat(details["publish_at"]))
    return gettext("scheduled it for %(moment)s") % {"moment": in_format(at, "DATETIME_FORMAT")}


def _published(details: Details) -> str:
    change = details.get("change")
    if change:
        return gettext("published it, %(kind)s") % {"kind": KINDS[change["kind"]]}
    return gettext("published it")


def _with_debt(details: Details) -> str:
    said = gettext("published it without review; the review is owed by %(day)s")
    return said % {"day": day(details.get("due_on"))}


def _merged(details: Details) -> str:
    if "title" in details:
        return gettext("merged it into “%(title)s”") % {"title": details["title"]}
    return gettext("took back that it was merged into another article")


def _addressed(details: Details) -> str:
    said = gettext("changed its address from %(before)s to %(after)s")
    return said % {"before": details["from"], "after": details["to"]}


DEEDS: dict[str, Deed] = {
    "submit": _plain(_("submitted it for review")),
    "discard": _plain(_("discarded the draft")),
    "recall": _plain(_("took it back from review")),
    "assign": _asked,
    "change_due": _moved,
    "release": _released,
    "accept": _plain(_("accepted the review")),
    "decline": _plain(_("declined the review")),
    "approve": _plain(_("approved it")),
    "request_changes": _plain(_("requested changes")),
    "reject": _plain(_("rejected it")),
    "schedule": _scheduled,
    "unschedule": _plain(_("took it off the schedule")),
    "publish": _published,
    "publish_unreviewed": _with_debt,
    "confirm": _plain(_("confirmed the published text")),
    "withdraw": _plain(_("withdrew it")),
    "retract": _plain(_("retracted it")),
    "merge": _merged,
    "move": _addressed,
}


@dataclass(frozen=True)
class Entry:
    """One event as a page tells it. `comment` is empty where the reader of the page may not see it."""

    event: Event
    actor: str
    deed: str
    comment: str
    signature: str
    told: str
    undelivered: str


def entries(article: Article, user: User) -> list[Entry]:
    """The events of an article, newest first, as far as the user is concerned."""
    events = Event.objects.filter(article=article).select_related("revision")
    events = events.prefetch_related("notifications")
    return [entry(event, user) for event in events.order_by("-number")]


def deed(event: Event) -> str:
    """“asked Dr Ada Byron to review it by 3 May 2030”: what was done, to follow the name of who did."""
    return DEEDS[event.transition](event.details)


def actor(event: Event) -> str:
    """Who did it, as the record keeps the name; the clock in the words of whoever reads."""
    return event.actor_name if event.actor_id else gettext("The schedule")


def by_you(event: Event) -> str:
    """“You asked Dr Ada Byron to review it by 3 May 2030.”, for the one who did."""
    return gettext("You %(deed)s.") % {"deed": deed(event)}


def outcome(event: Event) -> str:
    """What the one who did it is told: the deed, and whom it told."""
    done = gettext("“%(title)s”: you %(deed)s.")
    done %= {"title": event.revision.title, "deed": deed(event)}
    return f"{done} {told(event.notified)}"


def told(people: Iterable[object]) -> str:
    """“Told: Ada and Ben.”"""
    found = names(people)
    return (
        gettext("Told: %(people)s.") % {"people": found} if found else gettext("Nobody was told.")
    )


def names(people: Iterable[object]) -> str:
    """“Ada, Ben and Cleo”."""
    return get_text_list([str(person) for person in people], gettext("and"))


def entry(event: Event, user: User) -> Entry:
    """One event as far as the user is concerned; its notifications are prefetched on lists."""
    # the reason for declining is told to the editors, and to nobody else but who gave it
    is_private = event.transition == "decline" and not (
        event.actor_id == user.pk or user.has_perm("reviews.assign_reviewer")
    )
    return Entry(
        event=event,
        actor=actor(event),
        deed=deed(event),
        comment="" if is_private else event.comment,
        signature=_signature(event.details.get("approval")),
        told=names(event.notified),
        undelivered=names(each.name for each in event.notifications.all() if each.has_mail_trouble),
    )


def _signature(record: Details | None) -> str:
    if record is None:
        return ""
    name = ", ".join(filter(None, [record["name"], record["post_nominals"]]))
    words = {"name": name, "interests": record["interests"]}
    if record["verdict"] != Approval.Verdict.APPROVE:
        return gettext("Signed by %(name)s. Interests: %(interests)s") % words
    words["scope"] = Approval.Scope(record["scope"]).label.lower()
    return gettext("Signed by %(name)s, for %(scope)s. Interests: %(interests)s") % words


def day(value: str | None) -> str:
    """“3 May 2030”, of an ISO date; "" of none."""
    return in_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""

"""What the record says was done, to follow the name of who did it, and what those asked are told."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as in_format
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviews import phrases
from reviews.models import ChangeKind, Strike
from reviews.notifications.notifications import Request
from reviews.workflow.context import Details

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Description = StrOrPromise | Callable[[Details], str]

KINDS = {
    ChangeKind.MINOR: _("a minor edit"),
    ChangeKind.CORRECTION: _("a correction"),
    ChangeKind.UPDATE: _("an update"),
    ChangeKind.EDITION: _("a new edition"),
}
ASKED = Request(
    _("Please review by %(day)s: %(title)s"),
    _("%(name)s asks you to review “%(title)s” by %(day)s."),
)
ASKED_AGAIN = Request(
    _("Please review again by %(day)s: %(title)s"),
    _("%(name)s asks you again to review “%(title)s” by %(day)s."),
)


def asked(details: Details) -> str:
    told = {"name": _reviewer(details), "day": phrases.day(details.get("due_on"))}
    if told["day"]:
        return gettext("asked %(name)s to review it by %(day)s") % told
    return gettext("asked %(name)s to review it") % told


def proposed_to_strike(details: Details) -> str:
    told = {"name": details["name"], "ground": _ground(details)}
    return gettext("proposed to strike the signature of %(name)s: %(ground)s") % told


def struck(details: Details) -> str:
    told = {"name": details["name"], "ground": _ground(details), "reason": details["reason"]}
    return gettext("struck the signature of %(name)s (%(ground)s): %(reason)s") % told


def _ground(details: Details) -> str:
    return str(Strike.Ground(details["ground"]).label)


def moved(details: Details) -> str:
    told = {"name": _reviewer(details), "before": phrases.day(details["before"])}
    said = gettext("moved the review of %(name)s from %(before)s to %(day)s")
    return said % {**told, "day": phrases.day(details["due_on"])}


def declined(details: Details) -> str:
    if "reviewer" not in details:
        return gettext("declined the review")
    said = gettext("declined the review and named %(name)s instead")
    return said % {"name": _reviewer(details)}


def needs_time(details: Details) -> str:
    said = gettext("asked for time until %(day)s: it was due on %(before)s")
    days = {"day": phrases.day(details["until"]), "before": phrases.day(details["due_on"])}
    return said % days


def released(details: Details) -> str:
    return gettext("took %(name)s off the review") % {"name": _reviewer(details)}


def scheduled(details: Details) -> str:
    at = timezone.localtime(datetime.fromisoformat(details["publish_at"]))
    return gettext("scheduled it for %(moment)s") % {"moment": in_format(at, "DATETIME_FORMAT")}


def published(details: Details) -> str:
    change = details.get("change")
    if change:
        return gettext("published it, %(kind)s") % {"kind": KINDS[change["kind"]]}
    return gettext("published it")


def published_with_debt(details: Details) -> str:
    said = gettext("published it without review; the review is owed by %(day)s")
    return said % {"day": phrases.day(details.get("due_on"))}


def merged(details: Details) -> str:
    if "title" in details:
        return gettext("merged it into “%(title)s”") % {"title": details["title"]}
    return gettext("took back that it was merged into another article")


def addressed(details: Details) -> str:
    said = gettext("changed its address from %(before)s to %(after)s")
    return said % {"before": details["from"], "after": details["to"]}


def retopiced(details: Details) -> str:
    told = {"before": details["from"]["name"], "after": details["to"]["name"]}
    said = gettext("moved it from the topic %(before)s to %(after)s") % told
    return " ".join([said, *_of_policy(details)])


def policy_settled(details: Details) -> str:
    said = gettext("held its review against the policy of %(policy)s")
    return " ".join([said % {"policy": details["policy"]}, *_of_policy(details)])


def _of_policy(details: Details) -> list[str]:
    """What the policy asks that the review has not, and what was chosen to do about it."""
    if not details["lacks"]:
        return []
    lacks = {"lacks": phrases.names(details["lacks"])}
    if details["opens_review"]:
        return [gettext("(which also asks for: %(lacks)s) and opened a review") % lacks]
    return [gettext("(which also asks for: %(lacks)s) and left its review as it is") % lacks]


def _reviewer(details: Details) -> str:
    return details.get("reviewer_name") or gettext("somebody")

"""Texts that lack a reviewer, offered to those who could: an offer tells the editors, who then ask.

Nobody assigns themselves. An offer is a notification to each editor; it stands once for each text and person.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Byline, Contribution, Revision
from articles.models.articles import State
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.models import Assignment, Credential, Notification, Signers
from reviews.notifications import notifications
from reviews.notifications.notifications import Message
from reviews.refusal import Refused

SHOWN = 10


@dataclass(frozen=True)
class Offered:
    """A text that could be the user's to review; whether they have said already that they would."""

    revision: Revision
    is_volunteered: bool


def offered_to(user: User, today: date) -> list[Offered]:
    """The first of `lacking`, those that wait longest."""
    found = list(lacking(user, today)[:SHOWN])
    occasions = [_occasion(each, user) for each in found]
    said = set(
        Notification.objects.filter(sender=user, occasion__in=occasions).values_list(
            "occasion", flat=True
        )
    )
    return [Offered(each, _occasion(each, user) in said) for each in found]


def lacking(user: User, today: date) -> QuerySet[Revision]:
    """Texts in review with fewer reviewers than their round demands, of no specialty or of one that
    the user holds, that the user neither wrote nor was asked about.
    """
    held = Credential.objects.valid_on(today).filter(person__user=user)
    keys = set(held.values_list("specialty__key", flat=True))
    if not keys:
        return Revision.objects.none()
    about = Assignment.objects.filter(reviewer=user)
    not_mine = (
        about.filter(revision=OuterRef("pk")),
        about.filter(revision__article=OuterRef("article"), has_conflict=True),
        Contribution.objects.filter(user=user, revision__article=OuterRef("article")),
        Byline.objects.filter(person__user=user, article=OuterRef("article")),
    )
    standing = Assignment.objects.standing().filter(revision=OuterRef("pk")).order_by()
    count = standing.values("revision").annotate(count=Count("pk")).values("count")
    found = Revision.objects.filter(
        state=State.IN_REVIEW,
        round__signers=Signers.REVIEWERS,
        round__specialty_key__in=["", *filter(None, keys)],
    )
    for each in not_mine:
        found = found.exclude(Exists(each))
    short = found.filter(round__approvals__gt=Coalesce(Subquery(count), 0))
    return short.select_related("article__topic", "round").order_by("sealed_at", "pk")


def offer(revision: Revision, user: User, now: datetime) -> list[Notification]:
    """Tell the editors that the user would review a text. Raises `Refused` where they know."""
    told = notifications.tell_once(
        list(holders_of("assign_reviewer").exclude(pk=user.pk)),
        lambda editor: _message(revision, user),
        now,
    )
    if not told:
        raise Refused(_("You have offered to review this already."))
    return told


def _message(revision: Revision, user: User) -> Message:
    told = {"name": user, "title": revision.title}
    return Message(
        kind=Notification.Kind.DECISION,
        occasion=_occasion(revision, user),
        for_day=timezone.localdate(revision.sealed_at or revision.created_at),
        subject=_("%(name)s offers to review: %(title)s") % told,
        text=_(
            "%(name)s offers to review “%(title)s”, which lacks a reviewer. To accept, ask them."
        )
        % told,
        path=reverse("review_action", args=[revision.pk, "assign"]),
        sender=user,
    )


def _occasion(revision: Revision, user: User) -> str:
    return f"offer {revision.pk} by {user.pk}"

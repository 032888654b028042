"""Texts that lack a reviewer, offered to those who could: an offer tells the editors, who then ask.

Nobody assigns themselves. An offer is a notification to each editor; it stands once for each text and person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, islice

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Byline, Contribution, Revision
from articles.models.articles import State
from articles.users import User
from reviews.eligibility.facts import reviewer_of, texts_of
from reviews.eligibility.rights import holders_of
from reviews.eligibility.rules import Reviewer, why_not
from reviews.models import Assignment, Notification, Signers
from reviews.notifications import notifications
from reviews.notifications.notifications import Message
from reviews.refusal import Refused

SHOWN = 10
LOOKED_AT = 20


@dataclass(frozen=True)
class Offered:
    """A text that could be the user's to review; whether they have said already that they would."""

    revision: Revision
    is_volunteered: bool


def offered_to(user: User, today: date) -> list[Offered]:
    """The first of the texts that lack a reviewer and could have the user, those that wait longest."""
    person = reviewer_of(user, Signers.REVIEWERS.right, today)
    found = list(islice(_reviewable(_lacking(person), person, today), SHOWN))
    occasions = [_occasion(each, user) for each in found]
    said = set(
        Notification.objects.filter(sender=user, occasion__in=occasions).values_list(
            "occasion", flat=True
        )
    )
    return [Offered(each, _occasion(each, user) in said) for each in found]


def offered(user: User, pk: int, today: date) -> Revision | None:
    """The text of that key, where it could be the user's to review."""
    person = reviewer_of(user, Signers.REVIEWERS.right, today)
    return next(_reviewable(_lacking(person).filter(pk=pk), person, today), None)


def _lacking(person: Reviewer) -> QuerySet[Revision]:
    """Texts in review with fewer reviewers than their round demands, of no specialty or of one that
    the person holds. Left out is what one query can tell that the person may not review.
    """
    if not (person.rights and person.credentials):
        return Revision.objects.none()
    user, specialties = person.user, {specialty.key for specialty in person.specialties}
    about = Assignment.objects.filter(reviewer=user)
    not_theirs = (
        about.counting_as_asked().filter(revision=OuterRef("pk")),
        about.filter(revision__article=OuterRef("article"), has_conflict=True),
        Contribution.objects.filter(user=user, revision=OuterRef("pk")),
        Byline.objects.filter(person__user=user, article=OuterRef("article")),
    )
    standing = Assignment.objects.standing().filter(revision=OuterRef("pk")).order_by()
    holding = standing.values("revision").annotate(count=Count("pk")).values("count")
    found = Revision.objects.filter(
        state=State.IN_REVIEW,
        round__signers=Signers.REVIEWERS,
        round__specialty_key__in={"", *specialties},
    )
    for each in not_theirs:
        found = found.exclude(Exists(each))
    short = found.filter(round__approvals__gt=Coalesce(Subquery(holding), 0))
    return short.select_related("article__topic", "round").order_by("sealed_at", "pk")


def _reviewable(found: QuerySet[Revision], person: Reviewer, today: date) -> Iterator[Revision]:
    """Of these texts those that the person may be asked to review, looked at a few at a time."""
    for start in count(step=LOOKED_AT):
        read = list(found[start : start + LOOKED_AT])
        for revision, text in zip(read, texts_of(read, Signers.REVIEWERS), strict=True):
            if not why_not(person, text, today):
                yield revision
        if len(read) < LOOKED_AT:
            return


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

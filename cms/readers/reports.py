"""What editors do with the errors that readers report."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Revision
from articles.users import User
from cms.readers.models import Decision, Report
from reviews.models import Change, ChangeKind, Notification
from reviews.notifications import notifications

READER = "reader"  # as a mail addresses somebody whose name we don't know
OCCASION = "reader: "  # begins the occasion of every mail to a reader
OPENINGS = {
    Report.State.ANSWERED: gettext_lazy(
        "Thank you for telling us about “{title}”. This is our answer."
    ),
    Report.State.CORRECTED: gettext_lazy(
        "Thank you for telling us about “{title}”. We have corrected it. "
        "The page says what was wrong and what it says now."
    ),
    Report.State.DECLINED: gettext_lazy(
        "Thank you for telling us about “{title}”. We looked into it and have left "
        "the text as it is. This is why."
    ),
}


class Decided(Exception):
    """Somebody else decided meanwhile."""


def corrections_since(revision: Revision) -> QuerySet[Change]:
    """The corrections published in the place of a text, or of those that took it; newest first."""
    later = Change.objects.filter(
        revision__article=revision.article_id, revision__number__gt=revision.number
    )
    found = later.filter(kind=ChangeKind.CORRECTION)
    return found.select_related("revision").order_by("-revision__number")


@transaction.atomic
def decide(
    report: Report,
    seen: str,
    state: Report.State,
    reason: str,
    correction: Change | None,
    by: User,
    now: datetime,
) -> Decision:
    """Write a decision and have it mailed. Raises `Decided` where the report isn't as it was seen."""
    if not Report.objects.filter(pk=report.pk, state=seen).update(state=state):
        raise Decided
    report.state = state
    if report.address:
        with translation.override(report.revision.article.language):  # that the reader read
            message = _answer(report, reason, correction, now)
        notifications.tell_address(READER, report.address, message, now)
    return Decision.objects.create(
        report=report,
        state=state,
        reason=reason,
        correction=correction,
        by=by,
        by_name=str(by),
        at=now,
        is_mailed=bool(report.address),
    )


def _answer(
    report: Report, reason: str, correction: Change | None, now: datetime
) -> notifications.Message:
    title = report.revision.title
    parts = [OPENINGS[Report.State(report.state)].format(title=title)]
    if correction is not None:
        parts += [
            _("What was wrong: %(words)s") % {"words": correction.was_wrong},
            _("It says now: %(words)s") % {"words": correction.says_now},
        ]
    parts += [reason, _("You wrote: %(words)s") % {"words": report.words}]
    return notifications.Message(
        kind=Notification.Kind.DECISION,
        occasion=f"{OCCASION}report {report.pk}, {uuid4().hex[:8]}",
        for_day=timezone.localdate(now),
        subject=_("Your report about “%(title)s”") % {"title": title},
        text="\n\n".join(parts),
        path=report.revision.article.get_absolute_url(),
    )

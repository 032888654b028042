"""Telling the editors what came from readers: once a day, where something new waits."""

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.users import User
from cms.readers.models import ReaderComment, Report
from reviews.eligibility.rights import holders_of
from reviews.models import Notification
from reviews.notifications import notifications

OCCASION: Final = "letters of readers"


def tell_editors(now: datetime) -> list[Notification]:
    """One notification for each editor and day, where something waits that came after the last one.

    However long the clock was away: what is new is what nobody was told of.
    """
    reports = Report.objects.filter(state=Report.State.OPEN)
    comments = ReaderComment.objects.filter(state=ReaderComment.State.WAITING)
    last = Notification.objects.filter(occasion=OCCASION).order_by("created_at").last()
    since = {"sent_at__gt": last.created_at} if last else {}
    if not any(waiting.filter(**since).exists() for waiting in (reports, comments)):
        return []
    errors, said = reports.count(), comments.count()

    def to_editor(_editor: User) -> notifications.Message:
        listed, count = _listed(errors, said), errors + said
        return notifications.Message(
            kind=Notification.Kind.REMINDER,
            occasion=OCCASION,
            for_day=timezone.localdate(now),
            subject=ngettext(
                "From readers: %(listed)s waits for an editor",
                "From readers: %(listed)s wait for an editor",
                count,
            )
            % {"listed": listed},
            text=ngettext(
                "%(listed)s waits under “Readers”, at the top of your desk.",
                "%(listed)s wait under “Readers”, at the top of your desk.",
                count,
            )
            % {"listed": listed},
            path=reverse("report_list") if errors else reverse("comment_list"),
        )

    return notifications.tell_once(list(holders_of("publish_revision")), to_editor, now)


def _listed(errors: int, comments: int) -> str:
    """“1 reported error and 3 comments”, or one of the two."""
    first = ngettext("%(n)s reported error", "%(n)s reported errors", errors) % {"n": errors}
    second = ngettext("%(n)s comment", "%(n)s comments", comments) % {"n": comments}
    if errors and comments:
        return _("%(first)s and %(second)s") % {"first": first, "second": second}
    return first if errors else second

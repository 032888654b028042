"""Telling the editors what came from readers: once a day, where something new waits."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from articles.users import User
from cms.readers.models import ReaderComment, Report
from reviews import notices
from reviews.models import Notice
from reviews.people import holders_of

DAY = timedelta(days=1)


def tell_editors(now: datetime) -> list[Notice]:
    """One notice for each editor and day in which something came that waits still."""
    reports = Report.objects.filter(state=Report.State.OPEN)
    comments = ReaderComment.objects.filter(state=ReaderComment.State.WAITING)
    if not any(waiting.filter(sent_at__gt=now - DAY).exists() for waiting in (reports, comments)):
        return []
    counts = [(reports.count(), "reported error"), (comments.count(), "comment")]
    listed = " and ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in counts if n)
    verb = "waits" if sum(n for n, _ in counts) == 1 else "wait"
    message = notices.Message(
        kind=Notice.Kind.REMINDER,
        occasion="letters of readers",
        for_day=timezone.localdate(now),
        subject=f"From readers: {listed} {verb} for an editor",
        text=f"{listed} {verb} under “Readers”, at the top of your desk.",
        path=reverse("report_list") if counts[0][0] else reverse("comment_list"),
    )

    def same_for_all(_: User) -> notices.Message:
        return message

    return notices.tell_once(list(holders_of("publish_revision")), same_for_all, now)

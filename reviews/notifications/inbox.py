"""The inbox: what somebody was told, and what of it they have not read."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.search.prepared import Prepared
from articles.users import User
from reviews.models import Notification

COUNTED = 100  # beyond, the header says “99+”


class Inbox:
    """The unread of whoever asks for a page: one query, and only if the page shows the count."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def paths(self) -> list[str]:
        """Where the unread lead, at most a hundred."""
        if not self.request.user.is_authenticated:
            return []
        return _unread_paths(self.request.user.pk)

    @property
    def count(self) -> str:
        """“”, “3” or “99+”: the unread, but for those that lead to the page itself."""
        count = sum(_page_of(path) != self.request.path for path in self.paths)
        return f"{COUNTED - 1}+" if count >= COUNTED else str(count or "")


class OpenedIsRead:
    """Puts `request.inbox` in place, and marks as read what leads to the page that was opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inbox = Inbox(request)
        request.inbox = inbox  # type: ignore[attr-defined]
        response = self.get_response(request)
        asked = "paths" in vars(inbox) and request.method == "GET" and response.status_code == 200
        read = {path for path in inbox.paths if _page_of(path) == request.path} if asked else ()
        if read and request.user.is_authenticated:
            mark_read(request.user, timezone.now(), path__in=read)
        return response


@Prepared
def _unread_paths(recipient: int) -> QuerySet[Notification, str]:
    unread = Notification.objects.unread().filter(recipient=recipient)
    return unread.order_by().values_list("path", flat=True)[:COUNTED]


def _page_of(path: str) -> str:
    """A notification may lead to a place on a page."""
    return path.partition("#")[0]


def mark_read(user: User, now: datetime, **which: object) -> int:
    """Mark the user's unread notifications as read: all, or those with the given columns."""
    unread = Notification.objects.unread().filter(recipient=user, **which)
    return unread.update(read_at=now)


def mark_unread(user: User, **which: object) -> int:
    return Notification.objects.filter(recipient=user, **which).update(read_at=None)

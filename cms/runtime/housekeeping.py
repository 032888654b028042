"""What has served is cleared away by the clock: sessions, counts, links, files, tasks that are over."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from articles.bringing_in import sent
from articles.models import ReferenceImport, Share

EVERY: Final = 3600  # seconds
LINKS_KEPT: Final = timedelta(days=30)  # after they closed, for who asks what was shared with whom
# files of works that could not be entered, and what became of long texts
FILES_KEPT: Final = timedelta(days=30)


def tidy_if_due(now: datetime) -> bool:
    """Once an hour, whichever of the processes is first; whether it was this one."""
    if not cache.add("housekeeping", True, EVERY):
        return False
    tidy(now)
    return True


def tidy(now: datetime) -> None:
    """Clear away what is past its time. Twice, or twice at once, does no harm."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    _counts(now)
    Share.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
    Share.objects.filter(revoked_at__lt=now - LINKS_KEPT).delete()
    _files(now - FILES_KEPT)
    call_command("prune_db_task_results", queue_name="*", verbosity=0)


def _counts(now: datetime) -> None:
    """Of tries and of what readers sent: the cache forgets them when it is full, or asked again."""
    if settings.VALKEY_URL:  # which forgets by itself
        return
    expired = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_cache WHERE expires < %s", [expired])


def _files(before: datetime) -> None:
    ended = ReferenceImport.objects.exclude(state__in=ReferenceImport.UNDER_WAY)
    ended.filter(moved_at__lt=before).exclude(content=b"").update(content=b"")
    sent.forget(before)

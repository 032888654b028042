"""What has served is cleared away by the clock."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.drafting import sharing
from articles.models import ReferenceImport, Share, TextImport
from cms.runtime.housekeeping import tidy
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = timezone.now()


def session(expires_in: timedelta) -> str:
    store = SessionStore()
    store.create()
    Session.objects.filter(pk=store.session_key).update(expire_date=NOW + expires_in)
    UserSession.objects.create(
        user=factories.user(), ip="192.0.2.1", session_key=store.session_key, user_agent=""
    )
    return str(store.session_key)


def test_sessions_that_are_over_go_with_what_was_noted_of_them():
    open_one = session(timedelta(hours=1))
    session(timedelta(hours=-1))

    tidy(NOW)

    assert [each.pk for each in Session.objects.all()] == [open_one]
    assert [each.session_key for each in UserSession.objects.all()] == [open_one]


def test_counts_that_are_over_go_from_the_cache():
    cache.set("over", 1, 60)
    cache.set("counts", 2, 7200)

    tidy(NOW + timedelta(hours=1))

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cms_cache")
        assert cursor.fetchone() == (1,)
    assert cache.get("counts") == 2


def test_links_go_a_month_after_they_closed():
    draft = factories.draft()
    writer = factories.author_of(draft)
    for day in (1, 40):
        made = NOW - timedelta(days=day)
        sharing.share(draft, writer, made, days=3)
        sharing.revoke(sharing.share(draft, writer, made, days=90)[0], writer, made)

    tidy(NOW)

    assert {(NOW - each.made_at).days for each in Share.objects.all()} == {1}


def test_a_file_that_could_not_be_entered_goes_after_a_month_and_one_under_way_stays():
    by, long_ago = factories.writer(), NOW - timedelta(days=31)
    for state in ReferenceImport.State.values:
        ReferenceImport.objects.create(name=state, content=b"x", state=state, by=by)
    ReferenceImport.objects.update(moved_at=long_ago)

    tidy(NOW)

    with_content = ReferenceImport.objects.exclude(content=b"")
    assert set(with_content.values_list("name", flat=True)) == {"waiting", "running"}


def test_what_became_of_a_long_text_goes_after_a_month_and_one_under_way_stays():
    by = factories.writer()
    for state in TextImport.State.values:
        for days in (29, 31):
            made = TextImport.objects.create(name=f"{state} {days}", state=state, by=by)
            TextImport.objects.filter(pk=made.pk).update(moved_at=NOW - timedelta(days=days))

    tidy(NOW)

    left = TextImport.objects.filter(moved_at__lt=NOW - timedelta(days=30))
    assert {each.state for each in left} == {"waiting", "running"}
    assert TextImport.objects.count() == 6


def test_the_clock_does_so_once_an_hour():
    session(timedelta(hours=-1))
    call_command("run_due")
    assert not Session.objects.exists()
    session(timedelta(hours=-1))

    call_command("run_due")

    assert Session.objects.exists()

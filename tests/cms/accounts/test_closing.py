"""A closed account: whatever its owner once opened is closed with it, and stays so."""

import pytest
from django.test import Client
from django.utils import timezone

from articles.drafting import sharing
from reviews.notifications import calendars
from tests import factories
from tests.cms.accounts.test_limits import work

pytestmark = pytest.mark.django_db


def close(user) -> None:
    user.is_active = False
    user.save()


def test_a_session_is_over_and_does_not_come_back_when_the_account_is_opened_again(client):
    editor = factories.editor()
    client.force_login(editor)
    assert client.get("/reviews/board/").status_code == 200

    close(editor)
    assert client.get("/reviews/board/").status_code == 302
    editor.is_active = True
    editor.save()

    assert client.get("/reviews/board/").status_code == 302


@pytest.mark.parametrize("loses", ["account", "role", "article"])
def test_a_share_link_shows_nothing_once_its_maker_may_write_the_text_no_more(client, loses):
    revision = factories.draft()
    writer = factories.author_of(revision)
    _share, token = sharing.share(revision, writer, timezone.now())
    assert client.get(f"/preview/{token}/").status_code == 200

    if loses == "account":
        close(writer)
    elif loses == "role":
        writer.groups.clear()
    else:
        revision.article.writers.remove(writer)

    assert client.get(f"/preview/{token}/").status_code == 410
    assert sharing.open_shares(revision, timezone.now()) == []


def test_the_calendar_of_a_closed_account_is_gone(client):
    reviewer = factories.reviewer()
    factories.assigned(to=reviewer)
    address = calendars.address_of(reviewer)
    assert client.get(address).status_code == 200

    close(reviewer)

    assert client.get(address).status_code == 404


def test_a_link_to_a_new_password_opens_no_closed_account(client, mailoutbox):
    user = factories.user()
    client.post("/account/password/reset/", {"email": user.email})
    work()
    link = next(word for word in mailoutbox[0].body.split() if "/reset/key/" in word)
    close(user)

    new = {"password1": "another horse battery", "password2": "another horse battery"}
    page = Client()
    path = page.get(link[link.index("/account") :], follow=True).request["PATH_INFO"]
    page.post(path, new)

    assert "_auth_user_id" not in page.session
    page.post("/account/login/", {"login": user.email, "password": new["password1"]})
    assert "_auth_user_id" not in page.session

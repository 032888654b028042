"""Signing in and out, and passwords, on pages of ours."""

import re

import pytest
from django.core import mail

from cms.accounts.demonstration import ACCOUNTS, PASSWORD
from tests import factories
from tests.cms.accounts.test_limits import work
from tests.cms.pages import parsed, select, words

pytestmark = pytest.mark.django_db


def sign_in(client, email: str, password: str = factories.PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


@pytest.mark.parametrize(
    ("role", "lands"),
    [("Writers", "/desk/"), ("Reviewers", "/reviews/"), ("Editors", "/reviews/board/"), ("", "/")],
)
def test_everybody_lands_at_their_work(client, role, lands):
    user = factories.user(*filter(None, [role]))

    response = sign_in(client, user.email)

    assert response.headers["Location"] == "/start/"
    assert client.get("/start/").headers["Location"] == lands


def test_a_wrong_password_is_said_so_and_the_address_kept(client):
    user = factories.user()

    response = sign_in(client, user.email, "wrong")

    page = parsed(response)
    assert "not correct" in words(select(page, ".errorlist")[0])
    assert select(page, "input[name=login]")[0].get("value") == user.email


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/"])
def test_a_field_is_named_once(client, address):
    page = parsed(client.get(address))

    assert next(words(each) for each in select(page, "label")) == "Email"
    assert not select(page, "input[placeholder]")


def test_a_closed_account_does_not_open(client):
    user = factories.user(is_active=False)

    response = client.post(
        "/account/login/", {"login": user.email, "password": factories.PASSWORD}, follow=True
    )

    assert "_auth_user_id" not in client.session
    assert words(select(parsed(response), "h1")[0]) == "This account is closed"


def test_a_forgotten_password_is_set_anew(client):
    user = factories.user()

    client.post("/account/password/reset/", {"email": user.email})
    work()
    address = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body).group()
    page = client.get(address, follow=True)
    new = "another horse battery"
    response = client.post(
        page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True
    )

    assert words(select(parsed(page), "h1")[0]) == "Set a new password"
    assert words(select(parsed(response), "h1")[0]) == "Your password is changed"
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_link_that_does_not_work_says_so(client):
    response = client.get("/account/password/reset/key/1-nope/")

    assert words(select(parsed(response), "h1")[0]) == "This link does not work any more"


def test_a_reader_cannot_make_an_account(client):
    response = client.get("/account/signup/")

    assert words(select(parsed(response), "h1")[0]) == "Accounts are given, not made"


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize(
    "address",
    [
        "/account/login/",
        "/account/logout/",
        "/account/signup/",
        "/account/inactive/",
        "/account/password/change/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/reauthenticate/",
    ],
)
def test_every_page_of_the_account_is_ours_and_runs_nothing_inline(client, address, is_signed_in):
    if is_signed_in:
        user = factories.user()
        sign_in(client, user.email)

    response = client.get(address, follow=True)

    page = parsed(response)
    assert response.status_code == 200
    assert page.xpath("count(//h1)") == 1
    assert not page.xpath(
        "//script[not(@src or @type='application/ld+json')] | //style | //*[@style]"
        " | //@*[starts-with(name(), 'on')]"
    )


def test_signing_out_is_a_deed_not_a_link(client):
    client.force_login(factories.user(name="Mara"))

    assert "You are signed in as Mara" in client.get("/account/logout/").content.decode()
    client.post("/account/logout/")

    assert "_auth_user_id" not in client.session


def test_the_accounts_of_the_demonstration_are_shown_where_it_is_loaded(client):
    assert PASSWORD not in client.get("/account/login/").content.decode()

    factories.user(email=ACCOUNTS[0].email)

    page = client.get("/account/login/").content.decode()
    assert PASSWORD in page
    assert all(account.email in page for account in ACCOUNTS)
    told = client.get("/account/login/", headers={"accept-language": "es"}).text
    assert "revisa dolor y suplementos" in told
    assert "reviews pain" not in told

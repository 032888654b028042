"""Pages for what goes wrong."""

import errno
import sqlite3

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from psycopg_pool import PoolTimeout

from cms.views import errors
from tests import factories
from tests.cms.pages import parsed, robots_of, select, words


def test_an_unknown_address_is_explained(client, db):
    response = client.get("/nope/")

    assert response.status_code == 404
    assert words(select(parsed(response), "h1")[0]) == "There is no page here"
    assert robots_of(response) == "noindex"
    assert select(parsed(response), "main a[href='/articles/']")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/articles/low-back-pain-2/", "low back pain 2"),
        ("/articulos/Fiebre-niños", "fiebre niños"),
        ("/newsletter/x8Gh2kLq0/", ""),
        ("/desk/rest-for-backs/", ""),
        ('/articles/"><b>/', ""),
    ],
)
def test_an_unknown_address_can_be_searched_for(client, db, address, words):
    page = parsed(client.get(address))

    (field,) = select(page, "main input[type=search]")
    assert field.get("value", "") == words


def test_a_page_of_others_is_explained(client, db):
    client.force_login(factories.writer())

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert words(select(parsed(response), "h1")[0]) == "This page is not for you"


def test_who_signs_in_again_before_a_button_is_told_that_it_did_nothing(client, db):
    editor, button = factories.editor(), "/account/security/sessions/"
    asked = client.post(button).url

    entered = {"login": editor.email, "password": factories.PASSWORD}
    response = client.post(asked, entered, follow=True)

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert words(select(parsed(response), "h1")[0]) == "Nothing was done"
    assert select(parsed(response), "main a[href='/start/']")
    assert not client.get(button, headers={"accept": "application/json"}).content


def test_a_host_that_is_not_ours_is_refused_with_a_page(client, db):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "could not be read" in words(select(parsed(response), "h1")[0])


def test_a_form_from_elsewhere_is_refused_with_advice(db):
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a"})

    assert response.status_code == 403
    assert words(select(parsed(response), "h1")[0]) == "The form was not accepted"


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: errors.server_error(request),
        lambda request: errors.not_found(request, Exception()),
        lambda request: errors.bad_request(request, Exception()),
        lambda request: errors.permission_denied(request, Exception()),
        lambda request: errors.csrf_failure(request),
    ],
)
def test_no_error_page_needs_the_database_or_anything_of_the_request(answer, monkeypatch):
    monkeypatch.setattr(connection, "cursor", None)
    monkeypatch.setattr("cms.site.context.frame", None)

    response = answer(RequestFactory().get("/"))

    assert response.status_code >= 400
    assert len(select(parsed(response), "main h1")) == 1


def test_a_page_that_breaks_ends_in_our_page(db, monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("cms.views.lists.front_page", None)

    response = client.get("/")

    assert response.status_code == 500
    assert words(select(parsed(response), "h1")[0]) == "Something went wrong on our side"


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (sqlite3.OperationalError("database is locked"), 503),
        (sqlite3.OperationalError("unable to open database file"), 503),
        (sqlite3.OperationalError("database schema has changed"), 503),
        (sqlite3.OperationalError("no such table: articles_revision"), 500),
        (psycopg.OperationalError("connection refused"), 503),
        (PoolTimeout("couldn't get a connection after 5.00 sec"), 503),
        (psycopg.errors.TooManyConnections(), 503),
        (psycopg.errors.AdminShutdown(), 503),
        (psycopg.errors.QueryCanceled(), 500),
    ],
    ids=repr,
)
def test_a_database_that_is_away_is_said_to_come_back(cause, status, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OperationalError(str(cause)) from cause

    monkeypatch.setattr("cms.views.lists.render", fail)
    monkeypatch.setattr("cms.views.lists.Topic.objects.for_articles", fail)

    response = Client(raise_request_exception=False).get("/articles/")

    assert response.status_code == status
    assert response.get("Retry-After") == ("30" if status == 503 else None)


@pytest.mark.parametrize(
    ("number", "status"), [(errno.ENOSPC, 503), (errno.EDQUOT, 503), (errno.EACCES, 500)]
)
def test_a_full_disk_is_said_to_pass(number, status, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "No file can be written")

    monkeypatch.setattr("cms.views.lists.Topic.objects.for_articles", fail)

    response = Client(raise_request_exception=False).get("/articles/")

    assert response.status_code == status
    assert response.get("Retry-After") == ("30" if status == 503 else None)


def test_an_address_in_capitals_leads_to_the_one_in_small_letters(client, db):
    response = client.get("/About/Review/?page=2")

    assert response.status_code == 301
    assert response["Location"] == "/about/review/?page=2"


@pytest.mark.parametrize("address", ["/NOWHERE/", "/Preview/ABC/", "/nowhere/"])
def test_what_leads_nowhere_or_is_secret_is_not_guessed(client, db, address):
    assert client.get(address).status_code == 404

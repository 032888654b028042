"""What the site says of itself: enough to find a fault, nothing of a person and no word of a text."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from articles.library import batches
from articles.models import Attachment
from cms.accounts import limits
from cms.runtime import logs
from reviews.notifications import calendars
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRET = "Ada Lovelace, ada@example.org"


class Lines:
    """What was logged, as objects, one a line."""

    def __init__(self) -> None:
        self.written = io.StringIO()

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter([json.loads(line) for line in self.written.getvalue().splitlines()])

    def about(self, event: str) -> list[dict[str, str]]:
        return [line for line in self if line["event"] == event]


@pytest.fixture
def logged() -> Iterator[Lines]:
    """Both streams, as they are configured for production, into memory."""
    lines = Lines()
    configuration = logs.configured(as_json=True, level="INFO", security=None)
    stream = {"class": "logging.StreamHandler", "formatter": "json", "stream": lines.written}
    configuration["handlers"] |= {"console": stream, "security": stream}
    logging.config.dictConfig(configuration)
    yield lines
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def unreadable(monkeypatch) -> None:
    """A page that fails over something that somebody wrote."""

    def fail(*_: object) -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"can't read {SECRET}") from error

    monkeypatch.setattr("cms.search.views.render", fail)


def failing(**extra: str) -> Client:
    return Client(raise_request_exception=False, headers=extra)


def test_an_error_is_noted_under_the_number_that_the_page_says(logged, unreadable):
    response = failing().get("/search/", {"q": SECRET})

    [failed] = logged.about("request_failed")
    page = response.content.decode()
    assert response.status_code == 500
    assert failed["request_id"] in page
    assert failed["request_id"] == response["X-Request-ID"]
    assert failed["level"] == "error"
    assert "builtins.ValueError" in failed["exception"]
    assert "test_logs.py" in failed["exception"]


def test_nothing_that_is_logged_names_a_person_or_quotes_a_text(logged, unreadable):
    failing(**{"User-Agent": SECRET}).get("/search/", {"q": SECRET})
    failing().post("/account/login/", {"login": "ada@example.org", "password": SECRET})
    logging.getLogger("somewhere").error("failed", extra={"ip": SECRET, "user_agent": SECRET})

    assert "Ada" not in logged.written.getvalue()
    assert "ada@" not in logged.written.getvalue()


def test_the_message_of_the_machine_itself_is_kept(logged):
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        logging.getLogger("somewhere").exception("failed")

    [failed] = logged.about("failed")
    assert failed["exception"].endswith("OperationalError: connection refused")


def test_a_secret_link_is_logged_as_its_route(logged):
    Client().get("/preview/a-secret-that-opens-a-text/")

    [finished] = logged.about("request_finished")
    assert finished["request"] == "GET /preview/<str:token>/"
    assert "a-secret" not in logged.written.getvalue()


def test_a_host_that_is_not_ours_leaves_one_line_without_a_traceback(logged):
    Client().get("/", headers={"host": "evil.example"})

    [refused] = [line for line in logged if line["logger"] == "django.security.DisallowedHost"]
    assert "exception" not in refused
    assert "Traceback" not in logged.written.getvalue()


def test_errors_are_counted_for_whoever_has_the_token(logged, unreadable, settings, client):
    settings.METRICS_TOKEN = "sesame"
    failing().get("/search/")

    counted = client.get("/metrics", headers={"Authorization": "Bearer sesame"}).content.decode()

    assert 'attest_errors_total{logger="django_structlog.middlewares.request"}' in counted
    assert "django_http_responses_total_by_status_total" in counted


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer wrong", "sesam"])
def test_nobody_else_reads_the_counts(client, settings, sent):
    without = client.get("/metrics", headers={"Authorization": sent}).status_code
    settings.METRICS_TOKEN = "sesame"

    assert without == 404
    assert client.get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_signing_in_and_failing_to_are_events_of_security(logged, client):
    user = factories.writer()
    user.set_password("a long and good one")
    user.save()

    client.post("/account/login/", {"login": user.email, "password": "wrong"})
    client.post("/account/login/", {"login": user.email, "password": "a long and good one"})
    client.post("/account/logout/")

    [failed] = logged.about("sign-in failed")
    [entered] = logged.about("signed in")
    assert failed["network"] == entered["network"] != ""
    assert failed["request_id"] != entered["request_id"]
    assert entered["user"] == user.pk
    assert [line["user"] for line in logged.about("signed out")] == [user.pk]
    assert user.email not in logged.written.getvalue()


def test_too_many_tries_are_an_event_of_security(logged, client, settings):
    """For one account, and from one network."""
    for _ in range(limits.FREE + 1):
        client.post("/account/login/", {"login": "nobody@example.org", "password": "wrong"})
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/m/ip"}
    for name in ("one", "other"):
        client.post("/account/login/", {"login": f"{name}@example.org", "password": "wrong"})

    assert len(logged.about("sign-in refused: too many tries")) == 2


def test_refusals_are_events_of_security(logged):
    reader = factories.user()
    as_reader = Client(enforce_csrf_checks=True)
    as_reader.force_login(reader)

    as_reader.get("/desk/")
    as_reader.post("/account/language/", {"language": "es"})

    [refused] = logged.about("permission refused")
    [token] = logged.about("token refused")
    assert (refused["route"], refused["user"]) == ("/desk/", reader.pk)
    assert (token["route"], token["user"]) == ("/account/language/", reader.pk)


def test_rights_given_and_taken_are_events_of_security(logged, django_capture_on_commit_callbacks):
    user, editors = factories.user(), Group.objects.get(name="Editors")

    with django_capture_on_commit_callbacks(execute=True):
        user.groups.add(editors)
        user.groups.remove(editors)
        user.is_superuser = True
        user.save()
        user.save(update_fields=["name"])

    given, taken, raised = logged.about("rights changed")
    assert (given["how"], taken["how"]) == ("given", "taken")
    assert given["of"] == f"user {user.pk}"
    assert given["which"] == f"group {editors.pk}"
    assert (raised["user"], raised["is_superuser"]) == (user.pk, True)


def test_signatures_and_exports_are_events_of_security(
    logged, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        revision = factories.published()
    client.force_login(factories.editor())
    client.get(f"/reviews/dossier/{revision.article_id}.json")
    client.get("/reviews/figures/debts.csv")

    signed = logged.about("signed")
    assert {(line["what"], line["revision"]) for line in signed} == {("approve", revision.pk)}
    assert [line["what"] for line in logged.about("exported")] == ["dossier", "figures debts"]


def test_whatever_leaves_the_desks_as_a_file_is_an_export_of_which_nobody_keeps_a_copy(
    logged, client
):
    writer, editor = factories.writer(), factories.reviewer(roles=("Reviewers", "Editors"))
    assigned = factories.assigned(to=editor).assignments.get()
    work = factories.reference()
    Attachment.objects.create(reference=work, name="a.pdf", content=b"%PDF", size=4, by=writer)
    batch = batches.send("works.ris", b"", writer, "en")
    files = {
        "import": (writer, reverse("reference_batch_report", args=[batch.pk])),
        "attachment": (writer, reverse("reference_file", args=[work.pk])),
        "due": (editor, reverse("assignment_calendar", args=[assigned.pk])),
        "calendar": (None, calendars.address_of(editor)),
        "planned": (None, calendars.address_of(editor, "planned_feed")),
    }
    for what, (who, address) in files.items():
        client.logout()
        if who:
            client.force_login(who)

        answer = client.get(address)

        assert answer.status_code == 200, what
        assert "no-store" in answer["Cache-Control"], what
        line = logged.about("exported")[-1]
        assert (line["what"], line["user"]) == (what, (who or editor).pk)


def test_the_stream_of_security_is_a_file_of_its_own_that_its_owner_alone_reads(tmp_path):
    file = tmp_path / "security.log"
    logging.config.dictConfig(logs.configured(as_json=False, level="INFO", security=file))
    try:
        logging.getLogger("security").info("signed in", extra={"user": 7})
    finally:
        logging.config.dictConfig(settings.LOGGING)

    [line] = file.read_text().splitlines()
    assert json.loads(line)["user"] == 7
    assert file.stat().st_mode & 0o077 == 0

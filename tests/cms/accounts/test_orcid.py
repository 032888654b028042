"""An ORCID is proved by its own sign-in, against a server that speaks the documents of orcid.org."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.orcid.views import OrcidOAuth2Adapter
from django.urls import reverse
from django.utils import timezone

from articles.models import Person
from cms.models import User
from reviews.entitlement import auditing
from reviews.entitlement.amend import amend, confirm
from reviews.entitlement.proofs import is_proved
from reviews.models import AccountChange, Amendment
from tests import factories

pytestmark = pytest.mark.django_db

MINE = "0000-0002-1825-0097"  # of Josiah Carberry, whom ORCID keeps for examples


class Orcid(BaseHTTPRequestHandler):
    """The two answers of orcid.org that are needed: a token, and the record of the one who signed in
    (https://info.orcid.org/documentation/api-tutorials/)."""

    says = MINE

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if sent["code"] != ["good"] or sent["client_secret"] != ["secret"]:
            self._answer(400, {"error": "invalid_grant"})
            return
        token = {
            "access_token": "t",
            "token_type": "bearer",
            "expires_in": 9,
            "scope": "/authenticate",
        }
        self._answer(200, {**token, "name": "Ada Byron", "orcid": self.says})

    def do_GET(self) -> None:
        address = {"uri": f"https://orcid.org/{self.says}", "path": self.says, "host": "orcid.org"}
        name = {"given-names": {"value": "Ada"}, "family-name": {"value": "Byron"}}
        record = {"orcid-identifier": address, "person": {"name": name, "emails": {"email": []}}}
        self._answer(200, record)

    def _answer(self, status: int, record: dict[str, object]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(record).encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def orcid(settings, monkeypatch) -> Iterator[type[Orcid]]:
    """The server, and a site that has the proof switched on."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Orcid)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(OrcidOAuth2Adapter, "access_token_url", f"{here}/oauth/token")
    monkeypatch.setattr(OrcidOAuth2Adapter, "profile_url", f"{here}/v3.0/%s/record")
    monkeypatch.setattr(Orcid, "says", MINE)
    settings.ORCID_CLIENT_ID = "client"
    apps = [{"client_id": "client", "secret": "secret"}]
    settings.SOCIALACCOUNT_PROVIDERS = {"orcid": {"APPS": apps}}
    yield Orcid
    server.shutdown()
    server.server_close()


@pytest.fixture
def ada(client) -> User:
    made = factories.reviewer(name="Dr Ada Byron")
    client.force_login(made)
    return made


def went_there_and_back(client, code: str = "good", **more: str):
    """What a browser does, as far as this site sees it."""
    there = client.post(reverse("orcid_login"))
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert there["Location"].startswith("https://orcid.org/oauth/authorize?")
    assert asked["client_id"] == ["client"]
    sent = {"code": code, "state": asked["state"][0], **more}
    return client.get(reverse("orcid_callback"), sent, follow=True)


def public_page(client, person: Person) -> str:
    return str(client.get(person.get_absolute_url()).text)


def test_where_it_is_off_nobody_is_led_anywhere(client, ada):
    assert client.post(reverse("orcid_login")).status_code == 404
    assert client.get(reverse("orcid_callback")).status_code == 404
    assert "orcid.org" not in client.get(reverse("account_security")).text
    Person.objects.filter(pk=ada.person.pk).update(orcid=MINE)
    assert MINE in public_page(client, ada.person)


def test_whoever_signs_in_there_has_proved_it(client, ada, orcid):
    Person.objects.filter(pk=ada.person.pk).update(orcid=MINE)
    assert MINE not in public_page(client, ada.person)

    page = went_there_and_back(client).text

    row = Amendment.objects.get()
    assert "Your ORCID is proved: your page shows it." in page
    assert (row.act, row.actor, row.details) == ("prove_orcid", ada, {"orcid": MINE})
    assert is_proved(Person.objects.get(pk=ada.person.pk))
    assert MINE in public_page(client, ada.person)
    assert list(auditing.problems()) == []


def test_it_is_entered_by_the_proof_where_there_was_none(client, ada, orcid):
    went_there_and_back(client)

    assert Person.objects.get(pk=ada.person.pk).orcid == MINE


def test_another_than_the_one_entered_is_not_taken(client, ada, orcid):
    Person.objects.filter(pk=ada.person.pk).update(orcid="0000-0001-5109-3700")

    page = went_there_and_back(client).text

    assert f"You signed in as {MINE}, and your profile says 0000-0001-5109-3700" in page
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("more", [{"code": "stolen"}, {"state": "of another"}])
def test_what_orcid_did_not_say_proves_nothing(client, ada, orcid, more):
    page = went_there_and_back(client, **more).text

    assert "orcid.org did not say who you are." in page
    assert not Amendment.objects.exists()


def test_nobody_comes_in_that_way(client, ada, orcid):
    went_there_and_back(client)
    client.logout()

    answer = client.get(reverse("orcid_callback"), {"code": "good", "state": "x"})

    assert answer["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("orcid_login")).status_code == 302
    assert User.objects.count() == 1


def test_a_proof_does_not_outlive_a_change(client, ada, orcid):
    administrator, second = (factories.user("Administrators") for _ in range(2))
    went_there_and_back(client)
    person = ada.person

    amend("change_person", person, administrator, {"orcid": ""})
    amend("change_person", person, administrator, {"orcid": MINE})

    assert not is_proved(person)
    went_there_and_back(client)
    assert is_proved(Person.objects.get(pk=person.pk))
    made = amend("link_person", person, administrator, {"user": None})
    assert is_proved(Person.objects.get(pk=person.pk))  # what is only proposed has changed nothing
    confirm(made, second)
    assert not is_proved(Person.objects.get(pk=person.pk))


def test_an_account_that_has_just_changed_proves_nothing(client, ada, orcid):
    AccountChange.objects.create(
        user=ada, kind="password", changed_at=timezone.now() - timedelta(hours=1)
    )

    assert "Your account has changed" in went_there_and_back(client).text
    assert not Amendment.objects.exists()

"""Addresses that texts lead to are asked now and then; nothing within the own network is."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from django.utils import timezone

from articles.library import address_checks
from articles.models import AddressCheck
from reviews.models import Policy
from reviews.workflow.submission import Submission
from tests import factories

pytestmark = pytest.mark.django_db
GONE = "https://gone.example.org/leaflet"
NOW = timezone.now()


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = int(self.path.strip("/") or 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.leads_to)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings):
    settings.CHECK_OWN_NETWORK = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.leads_to = "/410"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.address = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "missing"),
    [(200, False), (404, True), (410, True), (302, True), (403, None), (429, None), (500, None)],
)
def test_only_an_answer_that_there_is_nothing_counts(site, status, missing):
    assert address_checks.is_missing(f"{site.address}/{status}") is missing


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://[", "https://x:y/"])
def test_what_cannot_be_asked_is_not_called_missing(address):
    assert address_checks.is_missing(address) is None


def test_nothing_within_the_own_network_is_asked(site, settings):
    settings.CHECK_OWN_NETWORK = False

    assert address_checks.is_missing(f"{site.address}/404") is None


def test_a_redirect_to_another_protocol_reaches_nobody(site):
    """The handler of FTP would connect to any network, and read the welcome of whoever listens."""
    with socket.create_server(("127.0.0.1", 0)) as neighbour:
        neighbour.settimeout(0)
        site.leads_to = f"ftp://127.0.0.1:{neighbour.getsockname()[1]}/leaflet"

        assert address_checks.is_missing(f"{site.address}/302") is None
        with pytest.raises(BlockingIOError):
            neighbour.accept()


def test_an_address_is_gone_when_it_was_missing_on_two_days_and_back_when_it_answers():
    AddressCheck.objects.create(address=GONE, noted_at=NOW)

    address_checks.keep(GONE, missing=True, now=NOW)
    address_checks.keep(GONE, missing=True, now=NOW + timedelta(hours=2))
    assert not AddressCheck.objects.get().is_gone
    address_checks.keep(GONE, missing=True, now=NOW + timedelta(days=2))
    assert AddressCheck.objects.get().is_gone
    address_checks.keep(GONE, missing=None, now=NOW + timedelta(days=3))
    assert AddressCheck.objects.get().is_gone
    address_checks.keep(GONE, missing=False, now=NOW + timedelta(days=4))
    assert not AddressCheck.objects.get().is_gone


def test_the_clock_hands_over_what_texts_lead_to_and_only_where_that_is_allowed(settings):
    cache.clear()
    factories.reference("leaflet", title="A leaflet", type="webpage", URL=GONE)
    body = (
        '<p>It is known.<cite data-ref="leaflet"></cite> See '
        '<a href="https://there.example.org/?a=1&amp;b=2">there</a> and <a href="/about/">us</a>.</p>'
    )
    factories.draft(body=body)
    assert address_checks.check_due(NOW) == 0

    settings.CHECK_ADDRESSES = True

    assert address_checks.check_due(NOW) == 2
    assert {each.address for each in AddressCheck.objects.all()} == {
        GONE,
        "https://there.example.org/?a=1&b=2",
    }
    assert address_checks.check_due(NOW) == 0


@pytest.mark.parametrize(("strictness", "blocks"), [("advises", False), ("blocks", True)])
def test_a_gone_address_is_a_line_of_the_panel_by_the_policy(strictness, blocks):
    topic = factories.topic(evidence_from=timezone.localdate(), dead_addresses=strictness)
    factories.reference("leaflet", title="A leaflet", type="webpage", URL=GONE)
    text = factories.draft(topic=topic, body='<p>It is known.<cite data-ref="leaflet"></cite></p>')
    AddressCheck.objects.create(address=GONE, noted_at=NOW, is_gone=True)

    submission = Submission(text)

    listed = submission.blocking if blocks else submission.advice
    assert f"{GONE} answers no more" in " ".join(each.message for each in listed)
    assert [each.place.anchor for each in listed if each.kind == "address gone"] == ["shelf"]
    assert Policy.objects.get().dead_addresses == strictness

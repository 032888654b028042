"""Bodies that come slowly take no more than their share of the threads."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from cms.runtime.bounded_bodies import BoundBodies

READ = {"REQUEST_METHOD": "GET"}
SENT = b"nine byte"


class Site:
    """An application that is asked again while it answers: so deep, so many are under way."""

    def __init__(self, threads: int, proxies: int = 0) -> None:
        self.bound = BoundBodies(self.answer, threads, proxies)
        self.waiting: list[dict[str, str]] = []
        self.statuses: list[str] = []
        self.read: Callable[[Any], object] = lambda body: None

    def ask(self, *requests: dict[str, str]) -> list[str]:
        """The statuses of requests of which each comes while those before it are under way."""
        self.waiting = list(requests)
        self.statuses = []
        while self.waiting:
            self.bound(self.waiting.pop(0), self.note)
        return self.statuses

    def answer(self, environ, start_response) -> list[bytes]:
        self.read(environ.get("wsgi.input"))
        start_response("200 OK", [])
        while self.waiting:
            self.bound(self.waiting.pop(0), self.note)
        return []

    def note(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.statuses.append(status[:3])
        assert status[:3] == "200" or ("Retry-After", "5") in headers


def sent(address: str = "192.0.2.1", **more: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(SENT)),
        "REMOTE_ADDR": address,
        "wsgi.input": BytesIO(SENT),
        **more,
    }


def test_one_network_has_a_quarter_of_the_threads():
    assert Site(8).ask(sent(), sent(), sent(), READ, sent("192.0.2.2")) == [
        *("200", "200", "503", "200", "200")
    ]


def test_all_together_have_half_of_them():
    assert Site(8).ask(*(sent(f"192.0.2.{n}") for n in range(6)), READ) == [
        *["200"] * 4, "503", "503", "200"
    ]  # fmt: skip


def test_a_place_is_free_again_when_the_request_has_ended():
    site = Site(4)

    assert [site.ask(sent()) for _ in range(9)] == [["200"]] * 9
    assert site.bound._under_way == {}


def test_a_place_is_free_again_when_the_application_fails():
    def fail(*_: object) -> list[bytes]:
        raise ValueError("broken")

    bound = BoundBodies(fail, 4, 0)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            bound(sent(), print)


def test_behind_a_proxy_networks_are_told_apart_by_what_it_saw():
    passed = "203.0.113.7, 198.51.100.{}"  # what a caller claims stands before it

    assert Site(8, proxies=1).ask(
        *(sent(HTTP_X_FORWARDED_FOR=passed.format(n)) for n in (1, 1, 1, 2))
    ) == ["200", "200", "503", "200"]


def test_a_customer_of_ipv6_is_one_network_whatever_address_they_take():
    several = [sent(f"2001:db8:1:2::{n}") for n in range(3)]

    assert Site(8).ask(*several, sent("2001:db8:1:3::1")) == ["200", "200", "503", "200"]


def test_addresses_of_ipv4_within_ipv6_are_told_apart():
    mapped = (sent(f"::ffff:192.0.2.{n}") for n in (1, 1, 1, 2))

    assert Site(8).ask(*mapped) == ["200", "200", "503", "200"]


def test_a_body_of_unknown_length_is_one():
    chunked = {**sent(), "HTTP_TRANSFER_ENCODING": "chunked"}
    del chunked["CONTENT_LENGTH"]

    assert Site(4).ask(chunked, dict(chunked)) == ["200", "503"]


READERS: dict[str, Callable[[Any], object]] = {
    "as whole": lambda body: body.read(),
    "to its length": lambda body: body.read(len(SENT)),
    "by bytes": lambda body: [body.read(1) for _ in SENT],
    "by lines": list,
    "by all lines": lambda body: body.readlines(),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_place_is_free_again_once_the_body_was_read_whatever_it_takes_then(read, is_chunked):
    site = Site(4)
    site.read = read
    requests = [sent() for _ in range(5)]
    if is_chunked:
        for request in requests:
            del request["CONTENT_LENGTH"]
            request["HTTP_TRANSFER_ENCODING"] = "chunked"

    if is_chunked and read in (READERS["to its length"], READERS["by bytes"]):
        assert site.ask(*requests) == ["200", *["503"] * 4]  # there may be more of it
    else:
        assert site.ask(*requests) == ["200"] * 5
    assert site.bound._under_way == {}


@pytest.mark.parametrize("said", ["9" * 5000, "x", "-1", "９"])
def test_a_length_that_is_none_holds_its_place_to_the_end(said):
    assert Site(4).ask(sent(CONTENT_LENGTH=said), sent()) == ["200", "503"]

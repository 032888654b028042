"""Bodies that come slowly take no more than their share of the threads; a body that was cut is not taken."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cms.runtime import bounded_bodies
from cms.runtime.bounded_bodies import IN_MEMORY, LARGEST, PART, BoundBodies

READ = {"REQUEST_METHOD": "GET"}
SENT = b"nine byte"


class Slow(BytesIO):
    """A body of which nothing has come before the next requests were asked."""

    def __init__(self, site: "Site") -> None:
        super().__init__(SENT)
        self._site = site

    def read(self, size: int | None = -1) -> bytes:
        self._site.ask_next()
        return super().read(size)


class Site:
    """An application, asked again while it takes a body in: so deep, so many are under way."""

    def __init__(self, threads: int = 8, proxies: int = 0) -> None:
        self.bound = BoundBodies(self.answer, threads, proxies)
        self.waiting: list[dict[str, Any]] = []
        self.statuses: list[str] = []
        self.seen: list[bytes] = []

    def ask(self, *requests: dict[str, Any]) -> list[str]:
        """The statuses of requests of which each comes while the bodies before it are under way."""
        self.waiting = list(requests)
        self.statuses = []
        self.ask_next()
        return self.statuses

    def ask_next(self) -> None:
        while self.waiting:
            place = len(self.statuses)
            self.statuses.append("")
            request = {"wsgi.input": Slow(self), **self.waiting.pop(0)}
            self.bound(request, lambda status, headers, at=place: self.note(at, status, headers))

    def answer(self, environ, start_response) -> list[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            self.seen.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return []

    def note(self, place: int, status: str, headers: list[tuple[str, str]]) -> None:
        self.statuses[place] = status[:3]
        assert (status[:3] == "503") == (("Retry-After", "5") in headers)


def sent(address: str = "192.0.2.1", **more: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(SENT)),
        "REMOTE_ADDR": address,
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


def test_a_place_is_free_again_when_the_body_is_there_whatever_the_request_takes_then():
    site = Site(4)
    at_once = [sent(**{"wsgi.input": BytesIO(SENT)}) for _ in range(9)]

    def answer(environ, start_response) -> list[bytes]:
        site.ask_next()
        return Site.answer(site, environ, start_response)

    site.bound._application = answer

    assert site.ask(*at_once) == ["200"] * 9
    assert site.bound._under_way == {}


def test_a_place_is_free_again_when_the_line_fails():
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("broken")

    site = Site(4)
    for _ in range(3):
        with pytest.raises(OSError, match="broken"):
            site.ask(sent(**{"wsgi.input": Broken()}))
    assert site.bound._under_way == {}


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


@pytest.mark.parametrize("said", ["", "9" * 5000, "x", "-1", "９"])
def test_a_body_that_does_not_say_how_long_it_is_is_refused(said):
    chunked = sent(CONTENT_LENGTH=said, HTTP_TRANSFER_ENCODING="chunked")

    assert Site().ask(chunked, sent(CONTENT_LENGTH=said or "x")) == ["411", "411"]


def test_a_length_beside_chunks_is_not_believed():
    assert Site().ask(sent(HTTP_TRANSFER_ENCODING="chunked")) == ["411"]


@pytest.mark.parametrize("came", [0, 1, len(SENT) - 1])
def test_half_of_a_body_is_not_taken_for_the_whole(came):
    site = Site()

    assert site.ask(sent(**{"wsgi.input": BytesIO(SENT[:came])})) == ["400"]
    assert site.seen == []
    assert site.bound._under_way == {}


@pytest.mark.parametrize("length", [1, PART, PART + 1, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY])
def test_a_body_of_any_length_arrives_as_it_was_sent(length):
    site = Site()
    body = bytes(range(256)) * (length // 256 + 1)
    more_on_the_line = BytesIO(body)

    site.ask(sent(CONTENT_LENGTH=str(length), **{"wsgi.input": more_on_the_line}))

    assert site.seen == [body[:length]]
    assert more_on_the_line.tell() == length


def test_the_largest_body_is_taken_and_a_larger_one_is_not_even_read(monkeypatch):
    monkeypatch.setattr(bounded_bodies, "LARGEST", len(SENT))
    longer = BytesIO(SENT + b"!")

    assert Site().ask(sent(), sent(CONTENT_LENGTH="10", **{"wsgi.input": longer})) == ["200", "413"]
    assert longer.tell() == 0


def test_a_body_has_the_same_bound_as_the_proxies_give_it():
    assert f"{LARGEST // 1024**2} MB".encode() in bounded_bodies.TOO_LARGE.words
    assert f"client_max_body_size {LARGEST // 1024**2}m" in Path("deploy/nginx.conf").read_text()

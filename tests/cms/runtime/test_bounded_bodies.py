"""Bodies that come slowly take no more than their share of the threads."""

import pytest

from cms.runtime.bounded_bodies import BoundBodies

READ = {"REQUEST_METHOD": "GET"}


class Site:
    """An application that is asked again while it answers: so deep, so many are under way."""

    def __init__(self, threads: int, proxies: int = 0) -> None:
        self.bound = BoundBodies(self.answer, threads, proxies)
        self.waiting: list[dict[str, str]] = []
        self.statuses: list[str] = []

    def ask(self, *requests: dict[str, str]) -> list[str]:
        """The statuses of requests of which each comes while those before it are under way."""
        self.waiting = list(requests)
        self.statuses = []
        while self.waiting:
            self.bound(self.waiting.pop(0), self.note)
        return self.statuses

    def answer(self, environ, start_response) -> list[bytes]:
        start_response("200 OK", [])
        while self.waiting:
            self.bound(self.waiting.pop(0), self.note)
        return []

    def note(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.statuses.append(status[:3])
        assert status[:3] == "200" or ("Retry-After", "5") in headers


def sent(address: str = "192.0.2.1", **more: str) -> dict[str, str]:
    return {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "9", "REMOTE_ADDR": address, **more}


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


def test_a_body_of_unknown_length_is_one():
    chunked = {"REQUEST_METHOD": "POST", "REMOTE_ADDR": "", "HTTP_TRANSFER_ENCODING": "chunked"}

    assert Site(4).ask(chunked, chunked) == ["200", "503"]

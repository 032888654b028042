"""How many bodies of requests may be under way at once: of all, and of one network.

A thread of the web server waits for the body that it reads, and a caller may send one letter a minute. Half
of the threads are never lent to a body, so that pages are served whatever comes in. What was read to its end
is a request as any other: a whole office that saves at once is no slow caller. A proxy that takes bodies in
whole before it hands them on (docs/operating.md) makes this a second wall.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any, Final

from cms.addresses import network_of

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
BUSY: Final = b"The site is busy. What you sent was not taken; send it again in a few seconds.\n"
RETRY_AFTER: Final = "5"  # seconds
DIGITS: Final = 16  # of a length that means anything


class BoundBodies:
    """WSGI: 503 to a request with a body that is one too many; all others go to the application."""

    def __init__(self, application: Application, threads: int, proxies: int) -> None:
        self._application = application
        self._most = max(1, threads // 2)
        self._most_of_one = max(1, threads // 4)
        self._proxies = proxies
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not _has_body(environ):
            return self._application(environ, start_response)
        network = self._network(environ)
        if not self._take(network):
            return self._refuse(start_response)
        with ExitStack() as place:
            place.callback(self._give_back, network)
            environ["wsgi.input"] = Body(environ["wsgi.input"], _length(environ), place.close)
            return self._application(environ, start_response)

    def _refuse(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(BUSY))),
            ("Retry-After", RETRY_AFTER),
        ]
        start_response("503 Service Unavailable", headers)
        return [BUSY]

    def _take(self, network: str) -> bool:
        """A place, where one is free."""
        with self._lock:
            is_free = (
                self._under_way.total() < self._most
                and self._under_way[network] < self._most_of_one
            )
            self._under_way[network] += is_free
        return is_free

    def _give_back(self, network: str) -> None:
        with self._lock:
            self._under_way[network] -= 1
            self._under_way += Counter()  # forgets those at none

    def _network(self, environ: Environ) -> str:
        """The address of the caller, as the outermost of our own proxies saw it."""
        if self._proxies:
            passed = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            return network_of(passed[-self._proxies] if len(passed) >= self._proxies else "")
        return network_of(str(environ.get("REMOTE_ADDR", "")))


class Body:
    """The body of a request (PEP 3333), which says so once it was read to its end."""

    def __init__(self, stream: Any, length: int | None, is_over: Callable[[], None]) -> None:
        self._stream = stream
        self._left = length  # None where nobody knows
        self._is_over = is_over

    def read(self, size: int = -1) -> bytes:
        part = self._seen(self._stream.read(size), size)
        if size < 0:  # all that there is
            self._is_over()
        return part

    def readline(self, size: int = -1) -> bytes:
        return self._seen(self._stream.readline(size), size)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _seen(self, part: bytes, asked: int) -> bytes:
        if self._left is not None:
            self._left -= len(part)
        if (not part and asked != 0) or (self._left is not None and self._left <= 0):
            self._is_over()
        return part


def _length(environ: Environ) -> int | None:
    said = environ.get("CONTENT_LENGTH", "")
    return int(said) if said.isdecimal() and len(said) < DIGITS else None


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or (
        "HTTP_TRANSFER_ENCODING" in environ
    )

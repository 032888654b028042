"""How many bodies of requests may be under way at once: of all, and of one network.

A thread of the web server waits for the body that it reads, and a caller may send one letter a minute. Half
of the threads are never lent to a body, so that pages are served whatever comes in. A proxy that takes
bodies in whole before it hands them on (docs/operating.md) makes this a second wall.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
BUSY: Final = b"The site is busy. What you sent was not taken; send it again in a few seconds.\n"
RETRY_AFTER: Final = "5"  # seconds


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
        with self._place(self._network(environ)) as is_free:
            if is_free:
                return self._application(environ, start_response)
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(BUSY))),
            ("Retry-After", RETRY_AFTER),
        ]
        start_response("503 Service Unavailable", headers)
        return [BUSY]

    @contextmanager
    def _place(self, network: str) -> Iterator[bool]:
        with self._lock:
            is_free = (
                self._under_way.total() < self._most
                and self._under_way[network] < self._most_of_one
            )
            if is_free:
                self._under_way[network] += 1
        try:
            yield is_free
        finally:
            if is_free:
                with self._lock:
                    self._under_way[network] -= 1
                    self._under_way += Counter()  # forgets those at none

    def _network(self, environ: Environ) -> str:
        """The address of the caller, as the outermost of our own proxies saw it."""
        if self._proxies:
            passed = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            return str(passed[-self._proxies] if len(passed) >= self._proxies else "").strip()
        return str(environ.get("REMOTE_ADDR", ""))


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or (
        "HTTP_TRANSFER_ENCODING" in environ
    )

"""A body of a request is taken in whole before anybody acts on it, and only so many at once.

A thread of the web server waits for the body that it reads, and a caller may send one letter a minute. Half
of the threads are never lent to a body, so that pages are served whatever comes in, and one network gets no
more than a quarter. What was read to its end is a request as any other: a whole office that saves at once is
no slow caller. A proxy that takes bodies in whole before it hands them on (docs/operating.md) makes this a
second wall.

The web server ends a body whose line was cut like one that was sent to its end. So a body says how long it is
(RFC 9110, 15.5.12) and is refused where less came: half of a text is never saved as if it were the whole.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import Any, Final, NamedTuple

from cms.addresses import network_of

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
LARGEST: Final = 100 * 1024 * 1024  # bytes; the proxies of deploy/ refuse the same
IN_MEMORY: Final = 1024 * 1024  # bytes of one body; a longer one waits in a file
PART: Final = 64 * 1024  # bytes
DIGITS: Final = 16  # of a length that means anything


class Refusal(NamedTuple):
    """What a caller is answered whose body is not taken."""

    status: str
    words: bytes
    retry_after: str = ""  # seconds


BUSY: Final = Refusal(
    "503 Service Unavailable",
    b"The site is busy. What you sent was not taken; send it again in a few seconds.\n",
    retry_after="5",
)
UNKNOWN_LENGTH: Final = Refusal(
    "411 Length Required",
    b"What you sent does not say how long it is, and was not taken; send it with its Content-Length.\n",
)
TOO_LARGE: Final = Refusal(
    "413 Content Too Large",
    b"What you sent is larger than 100 MB, and was not taken; send it in smaller parts.\n",
)
CUT: Final = Refusal(
    "400 Bad Request",
    b"The line was cut before all that you sent was here. Nothing was taken; send it again.\n",
)


class BoundBodies:
    """WSGI: hands a request on with its body at hand; refuses one too many, too long, or cut."""

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
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            if refusal := self._take_in(environ, body):
                return _refuse(refusal, start_response)
            body.seek(0)
            environ["wsgi.input"] = body
            return self._application(environ, start_response)

    def _take_in(self, environ: Environ, body: SpooledTemporaryFile[bytes]) -> Refusal | None:
        """Write all of the request's body into `body`, or say why not."""
        length = _length(environ)
        if length is None:
            return UNKNOWN_LENGTH
        if length > LARGEST:
            return TOO_LARGE
        with self._place(self._network(environ)) as is_free:
            if not is_free:
                return BUSY
            for part in _parts(environ["wsgi.input"], length):
                body.write(part)
        return CUT if body.tell() < length else None

    @contextmanager
    def _place(self, network: str) -> Iterator[bool]:
        """A place for one body of this network, where one is free."""
        with self._lock:
            is_free = (
                self._under_way.total() < self._most
                and self._under_way[network] < self._most_of_one
            )
            self._under_way[network] += is_free
        try:
            yield is_free
        finally:
            with self._lock:
                self._under_way[network] -= is_free
                self._under_way += Counter()  # forgets those at none

    def _network(self, environ: Environ) -> str:
        """The address of the caller, as the outermost of our own proxies saw it."""
        if self._proxies:
            passed = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            return network_of(passed[-self._proxies] if len(passed) >= self._proxies else "")
        return network_of(str(environ.get("REMOTE_ADDR", "")))


def _refuse(refusal: Refusal, start_response: Callable[..., Any]) -> list[bytes]:
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(refusal.words))),
    ]
    if refusal.retry_after:
        headers.append(("Retry-After", refusal.retry_after))
    start_response(refusal.status, headers)
    return [refusal.words]


def _parts(stream: Any, length: int) -> Iterator[bytes]:
    """The first `length` bytes of a stream, or all where it ends before."""
    while length and (part := stream.read(min(PART, length))):
        yield part
        length -= len(part)


def _length(environ: Environ) -> int | None:
    """In bytes; None where nobody knows."""
    said = environ.get("CONTENT_LENGTH", "")
    is_known = said.isascii() and said.isdecimal() and len(said) < DIGITS
    return int(said) if is_known and "HTTP_TRANSFER_ENCODING" not in environ else None


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or (
        "HTTP_TRANSFER_ENCODING" in environ
    )

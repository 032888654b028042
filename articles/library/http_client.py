"""Asks a service on the net one question, politely: who asks is named, and nothing goes on for long.

Answers are bounded in size and in time; a service that is busy is asked again, a little later; a
redirect is followed on the same host alone.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

LARGEST: Final = 2 * 1024 * 1024  # bytes of an answer
CHUNK: Final = 64 * 1024
PAUSES: Final = (0.5, 1.5)  # seconds before the second and the third try
LONGEST_PAUSE: Final = 5.0  # seconds that a service may ask to wait for
BUSY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})
ABSENT: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Unanswered(Exception):
    """There is no answer: no network, too slow, an error of the service, however often it was asked."""


class Absent(Exception):
    """The service says that it has nothing of the kind."""


class Refused(Exception):
    """The service does not take the question; its status is the message."""


class TooLarge(Exception):
    """The answer is larger than any record of a work."""


class Elsewhere(Exception):
    """The service sends on to another host, where nobody meant to ask."""


class Patience:
    """How long somebody who waits for a page waits for all its answers together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self._end - time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.left <= 0


class Pace:
    """So many questions a second at most, of all threads of this process."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when it is this question's turn."""
        with self._lock:
            turn = max(self._next, self._clock())
            self._next = turn + self._gap
        if (rest := turn - self._clock()) > 0:
            self._sleep(rest)


class _Busy(Exception):
    """Worth another try, after so many seconds if the service says how many."""

    def __init__(self, asks_for: float = 0) -> None:
        super().__init__()
        self.asks_for = asks_for


def get(address: str, agent: str, pace: Pace, patience: Patience, timeout: float) -> bytes:
    """The body of the answer to a GET.

    Raises `Unanswered`, `Absent`, `Refused`, `TooLarge` or `Elsewhere`.
    """
    for pause in (*PAUSES, None):
        pace.wait()
        if patience.is_over:
            break
        try:
            return _asked(address, agent, patience, timeout)
        except _Busy as busy:
            if pause is None:
                break
            time.sleep(max(0, min(busy.asks_for or pause, patience.left)))
    raise Unanswered(address)


def _asked(address: str, agent: str, patience: Patience, timeout: float) -> bytes:
    request = Request(address, headers={"User-Agent": agent})  # noqa: S310 settings name the services
    seconds = max(0.01, min(timeout, patience.left))
    try:
        with build_opener(_SameHost).open(request, timeout=seconds) as answer:
            return _body(answer, Patience(seconds))
    except HTTPError as error:
        with error:
            raise _meaning(error) from error
    except (OSError, HTTPException) as why:  # no network, no such host, too slow, broken off
        raise _Busy from why


def _meaning(error: HTTPError) -> Exception:
    if error.code in ABSENT:
        return Absent(error.url)
    if error.code < HTTPStatus.BAD_REQUEST:  # to what is no page, or round in a circle
        return Elsewhere(error.url)
    if error.code in BUSY or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _Busy(_retry_after(error.headers))
    return Refused(error.code)


def _retry_after(headers: Message) -> float:
    """The seconds of the header; 0 where it says a date, nothing, or more than anybody waits."""
    seconds = 0.0
    with suppress(ValueError):
        seconds = float(headers.get("Retry-After", ""))
    return seconds if 0 < seconds <= LONGEST_PAUSE else 0


def _body(answer: HTTPResponse, patience: Patience) -> bytes:
    """All of the answer. One that drips slowly is too slow as a whole."""
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge
        if patience.is_over:
            raise _Busy
    if answer.length:  # fewer bytes than announced
        raise _Busy
    return bytes(body)


class _SameHost(HTTPRedirectHandler):
    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        asked, led = urlsplit(req.full_url), urlsplit(newurl)
        if (asked.scheme, asked.netloc) != (led.scheme, led.netloc):
            fp.close()
            raise Elsewhere(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)

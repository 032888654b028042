"""Whole published pages kept ready in memory, and served before Django is asked.

Only what every reader gets alike is kept: the answer to a GET without a session that names what it
shows (`cms.caching.keys`) and sets no cookie. A page is the same by whatever name of the site it is
asked for, and kept once: its links lead to `SITE_URL`. Each page is compressed once for each encoding, has a
strong ETag, and is dropped when something it shows has changed (`cms.caching.store`). A page older than
`LIFETIME`, or from before midnight (reviews fall due by the day), is built anew; while the site can't
build it, because the database is down, the old one is served on.
"""

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from typing import Any, Final
from urllib.parse import unquote_plus

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from cms.addresses import PRIVATE
from cms.caching.compression import KEPT as COMPRESS
from cms.caching.compression import compressed, encoding_for
from cms.caching.invalidation import journal
from cms.caching.keys import HEADER
from cms.caching.registry import register
from cms.caching.store import Store

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str, ...]

LIFETIME: Final = 600  # seconds
RETRY: Final = 5  # seconds until a page that could not be built anew is tried again
ENTITY: Final = {"Content-Length", "Content-Encoding", "Content-Type"}  # not sent with a 304
KEPT_STATUS: Final = ("200", "410")
# besides these a query makes a page that is not worth keeping, or one of endlessly many
READING: Final = ("GET", "HEAD")
PAGE_NUMBER: Final = re.compile(r"page=[1-9][0-9]{0,4}")  # in one way of writing it
NEVER_KEPT: Final = (*PRIVATE, "/static/", "/media/", "/health/", "/metrics")
# The parameters that a page of the reading site may ask for. Any other leads to the same page: those who
# share links hang their marks on them.
PARAMETERS: Final = frozenset(
    {
        "answer",
        "from",
        "kind",
        "letter",
        "page",
        "q",
        "quote",
        "sent",
        "to",
        "topic",
        "version",
        "view",
    }
)


@dataclass
class KeptPage:
    """A page as it was built, and as it is sent."""

    status: str
    headers: Headers
    body: bytes
    shows: frozenset[str]
    fresh_until: float
    size: int
    sent: dict[str, tuple[Headers, bytes, str]] = field(default_factory=dict)

    def as_sent(self, encoding: str) -> tuple[Headers, bytes, str]:
        """Headers, body and ETag in an encoding; compressed when first asked for."""
        if encoding not in self.sent:
            body = COMPRESS[encoding](self.body)
            digest = hashlib.sha256(self.body).hexdigest()[:24]
            etag = f'"{digest}{encoding and "-"}{encoding}"'
            headers = [
                *self.headers,
                ("ETag", etag),
                ("Vary", "Accept-Encoding, Cookie"),
                ("Cache-Control", "no-cache"),
                ("Content-Length", str(len(body))),
            ]
            if encoding:
                headers.append(("Content-Encoding", encoding))
            self.sent[encoding] = (headers, body, etag)
            self.size += len(body)
        return self.sent[encoding]


KeptPages = Store[Key, KeptPage]


@register
@cache
def kept_pages() -> KeptPages:
    """Those of this process."""
    return Store(journal(), settings.KEPT_PAGES_BYTES)


class ServeKept:
    """WSGI: kept pages from memory, everything else from the application; one builds, others wait."""

    def __init__(self, application: Application, pages: KeptPages) -> None:
        self._application = application
        self._pages = pages
        self._session = f"{settings.SESSION_COOKIE_NAME}="
        self._is_named = lru_cache(256)(partial(_is_name_of, tuple(settings.ALLOWED_HOSTS)))
        self._building: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in READING or self._is_staff(environ):
            return self._application(environ, start_response)
        if not self._is_named(environ.get("HTTP_HOST", "")):
            return self._application(environ, start_response)
        is_secure = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
        query = _known(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        environ["QUERY_STRING"] = query
        key = (environ["PATH_INFO"], query, "s" * is_secure)
        page = self._pages.get(key)
        if page is not None and page.fresh_until > time.time():
            return self._send(key, page, environ, start_response)
        if not _is_keepable(*key[:2]):
            return self._once(environ, start_response)
        return self._find(key, page, environ, start_response)

    def _is_staff(self, environ: Environ) -> bool:
        cookies = environ.get("HTTP_COOKIE")
        return cookies is not None and self._session in cookies

    def _once(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What is made for this reader alone."""
        started, answer = self._asked(environ)
        return self._hand_on(started, answer, environ, start_response)

    def _asked(self, environ: Environ) -> tuple[list[Any], Iterable[bytes]]:
        """What the application answers, and the status and the headers with which it began."""
        started: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> None:
            started[:] = [status, headers]

        answer = self._application(environ, note)
        return started, answer

    def _hand_on(
        self,
        started: list[Any],
        answer: Iterable[bytes],
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        status, headers = started
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response(status, headers)
            _close(answer)
            return []
        headers, body = compressed(headers, answer, environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response(status, headers)
        return body

    def _find(
        self, key: Key, page: KeptPage | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Build the page, or wait for the one who does; an old page is served meanwhile."""
        with self._turn(key, wait=page is None) as is_mine:
            if is_mine:
                return self._build(key, page, environ, start_response)
        page = page or self._pages.get(key)
        if page is None:  # what the others waited for was not a page to keep
            return self._once(environ, start_response)
        return self._send(key, page, environ, start_response)

    @contextmanager
    def _turn(self, key: Key, wait: bool) -> Iterator[bool]:
        """True for the one that builds; the others wait until it is done, or don't."""
        with self._lock:
            done = self._building.get(key)
            is_mine = done is None
            if done is None:
                done = self._building[key] = threading.Event()
        try:
            if not is_mine and wait:
                done.wait(timeout=30)
            yield is_mine
        finally:
            if is_mine:
                with self._lock:
                    del self._building[key]
                done.set()

    def _build(
        self, key: Key, old: KeptPage | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        built_at = self._pages.now()
        # who asks for the headers alone gets those of the page
        started, answer = self._asked({**environ, "REQUEST_METHOD": "GET"})
        status, headers = started
        page = _page(status, headers, answer)
        if page is None and old is not None and status >= "500":
            old.fresh_until = time.time() + RETRY
            _close(answer)
            return self._send(key, old, environ, start_response)
        if page is None:
            return self._hand_on(started, answer, environ, start_response)
        self._pages.keep(key, page, built_at)
        return self._send(key, page, environ, start_response)

    def _send(
        self, key: Key, page: KeptPage, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        before = page.size
        headers, body, etag = page.as_sent(encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if page.size != before:
            self._pages.grew(key, page.size - before)
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and (etag in known or known == "*"):
            start_response("304 Not Modified", [h for h in headers if h[0] not in ENTITY])
            return []
        start_response(page.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _known(path: str, query: str) -> str:
    """The query of an address on the reading site without what no page there asks for."""
    if not query or path.startswith(NEVER_KEPT):
        return query
    parts = query.split("&")
    return "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) in PARAMETERS)


def _is_keepable(path: str, query: str) -> bool:
    """Whether an address may have a page that is the same for every reader."""
    return not path.startswith(NEVER_KEPT) and (not query or bool(PAGE_NUMBER.fullmatch(query)))


def _is_name_of(names: tuple[str, ...], host: str) -> bool:
    """Whether the site answers to what a Host header says, as Django has it."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, names)


def _page(status: str, headers: Headers, answer: Iterable[bytes]) -> KeptPage | None:
    """The page to keep, or None where the answer is not for keeping; it is then left unread."""
    by_name = {name.lower(): value for name, value in headers}
    shows = by_name.get(HEADER.lower())
    if not shows or "set-cookie" in by_name or status[:3] not in KEPT_STATUS:
        return None
    body = b"".join(answer)
    _close(answer)
    own = {"content-length", "vary", "cache-control", "etag"}
    kept = [(name, value) for name, value in headers if name.lower() not in own]
    until = min(time.time() + LIFETIME, _midnight())
    return KeptPage(status, kept, body, frozenset(shows.split()), until, len(body))


def _midnight() -> float:
    """When the site's day ends, as seconds of the clock."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return datetime.combine(
        tomorrow, datetime.min.time(), timezone.get_current_timezone()
    ).timestamp()


def _close(answer: Iterable[bytes]) -> None:
    if close := getattr(answer, "close", None):
        close()

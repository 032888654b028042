"""Asks now and then whether the addresses that texts lead to still answer. The worker does, a few at a time.

What is asked is the address alone, by a GET whose answer is not read. Nothing within the own network is
asked: an address in a text is written by whoever writes the text.
"""

import ipaddress
import re
import socket
from datetime import datetime, timedelta
from functools import partial
from html import unescape
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Final, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    FTPHandler,
    HTTPHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from articles.library.http_client import Pace
from articles.models import AddressCheck, Reference, ReferenceUse, Revision
from articles.models.articles import State

LINK: Final = re.compile(r'href="(https?://[^"]+)"')
LIVE: Final = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.PUBLISHED)
EACH: Final = timedelta(days=30)
AGAIN: Final = timedelta(days=1)  # before an address that is missing is called gone
NOTED: Final = timedelta(days=1)
PAUSE: Final = timedelta(minutes=5)
AT_ONCE: Final = 50
PACE: Final = Pace(1)
TIMEOUT: Final = 10.0
MISSING: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class NotPublic(OSError):
    """The address leads into a network that is nobody's business."""


def check_due(now: datetime) -> int:
    """Hand what is due to the worker, a few every five minutes, where asking is allowed. Returns how many."""
    if not settings.CHECK_ADDRESSES:
        return 0
    if cache.add("addresses-noted", 1, NOTED.total_seconds()):
        note(now)
    if not cache.add("addresses-handed-over", 1, PAUSE.total_seconds()):
        return 0
    addresses = list(due(now).values_list("address", flat=True)[:AT_ONCE])
    if addresses:
        AddressCheck.objects.filter(address__in=addresses).update(checked_at=now)
        transaction.on_commit(partial(ask_all.enqueue, addresses))
    return len(addresses)


def due(now: datetime) -> Any:
    """Those that a text leads to and nobody has asked lately; never asked ones first."""
    missing = Q(missing_since__isnull=False, is_gone=False, checked_at__lt=now - AGAIN)
    found = AddressCheck.objects.filter(noted_at__gt=now - EACH)
    found = found.filter(Q(checked_at=None) | Q(checked_at__lt=now - EACH) | missing)
    return found.order_by(F("checked_at").asc(nulls_first=True))


def note(now: datetime) -> None:
    """Write down where the texts of today lead."""
    rows = [AddressCheck(address=each, noted_at=now) for each in sorted(_used())]
    AddressCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["noted_at"],
        batch_size=500,
    )


def _used() -> set[str]:
    live = Revision.objects.filter(state__in=LIVE)
    keys = ReferenceUse.objects.filter(revision__in=live).values("key")
    works = Reference.objects.filter(key__in=keys).exclude(url="").values_list("url", flat=True)
    bodies = live.filter(body__contains='href="http').values_list("body", flat=True)
    found = {*works, *(unescape(each) for body in bodies.iterator() for each in LINK.findall(body))}
    return {each for each in found if len(each) <= AddressCheck.LONGEST and _is_elsewhere(each)}


def _is_elsewhere(address: str) -> bool:
    try:
        there = urlsplit(address).netloc
    except ValueError:  # what can't be read as an address can't be asked
        return False
    return there not in ("", urlsplit(settings.SITE_URL).netloc)


@task(priority=-10)  # mails go first
def ask_all(addresses: list[str]) -> None:
    """Ask one after another, and keep what was answered."""
    for address in addresses:
        PACE.wait()
        keep(address, is_missing(address), timezone.now())


def keep(address: str, missing: bool | None, now: datetime) -> None:
    """Write down what an address answered; None, that nobody could tell, changes nothing."""
    found = AddressCheck.objects.filter(address=address)
    found.update(checked_at=now)
    if missing is None:
        return
    if not missing:
        found.update(missing_since=None, is_gone=False)
        return
    found.filter(missing_since__lt=now - AGAIN).update(is_gone=True)
    found.filter(missing_since=None).update(missing_since=now)


def is_missing(address: str) -> bool | None:
    """Whether there is nothing at an address; None where that can't be told."""
    opener = build_opener(ProxyHandler({}), _Plain, _Secure, _Refused)
    try:
        request = Request(address, headers={"User-Agent": "attest (checks links)"})  # noqa: S310 http alone
        with opener.open(request, timeout=TIMEOUT) as answer:
            return None if answer.status >= HTTPStatus.BAD_REQUEST else False
    except HTTPError as error:
        error.close()
        return True if error.code in MISSING else None
    except URLError as error:
        return True if _is_unknown_host(error.reason) else None
    except (OSError, HTTPException, ValueError):
        return None


def _is_unknown_host(reason: object) -> bool:
    """Not known to those who ask for it; that no name could be asked for at all is something else."""
    return isinstance(reason, socket.gaierror) and reason.errno == socket.EAI_NONAME


def _reach(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
    """Looks where one arrived before a byte is sent: by name alone nobody can tell."""
    made = socket.create_connection(address, *args, **options)
    there = ipaddress.ip_address(made.getpeername()[0])
    if not (there.is_global or settings.CHECK_OWN_NETWORK):
        made.close()
        raise NotPublic(str(there))
    return made


class _PlainConnection(HTTPConnection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._create_connection = _reach


class _SecureConnection(HTTPSConnection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._create_connection = _reach


class _Plain(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_PlainConnection, req)


class _Secure(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_SecureConnection, req)


class _Refused(FTPHandler):
    """A redirect may lead to another scheme, whose handler would ask whatever network it leads into."""

    def ftp_open(self, req: Request) -> NoReturn:
        raise NotPublic(req.full_url)

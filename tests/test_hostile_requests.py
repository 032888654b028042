"""Whatever is sent to any address, as anybody: the answer is one of 2xx to 4xx, never an error of ours.

The addresses are those of the reviewed table, the names of fields those that our code reads and our forms
have. With `make test` each address gets the value and the role whose turn it is, with `make test-all` all of
the values.
"""

import logging
import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import get_resolver

from articles import entering
from articles.entering import numbers, read_json
from articles.models.people import validate_orcid
from tests import factories
from tests.test_access import Address, World

pytestmark = pytest.mark.django_db
HOSTILE: Final = {
    "5,000 digits": "9" * 5000,
    "more than a column holds": str(2**63),
    "negative": "-1",
    "NUL": "a\x00b",
    "control characters": "\x0b\x0c\x1b\ufffe\uffff",
    "brackets": "[" * 5_000,
    "objects": '[{"a":' * 1_000,
    "numbers of JSON": '[{"thread": 1e999, "start": NaN, "end": ' + "9" * 5000 + "}]",
    "superscript": "²",
    "other digits": "٣",
    "percent": "%00%ff%",
    "moment": "9999-12-31T23:59:59-14:00",
    "first moment": "0001-01-01T00:00:00+14:00",
    "range": "1-" + "9" * 5000,
    "markup": "<div>" * 1_000,
    "braces of BibTeX": "@article{a," + "{" * 5_000,
    "XML": "<PubmedArticleSet>" + "<a>" * 1_000,
    "surrogates of JSON": '[{"title": "\\ud800", "type": "book"}]',
    "a long line": "word " * 1_000,
}
READ: Final = re.compile(
    r"""\.(?:GET|POST)(?:\.get|\.getlist)?[(\[]\s*"(\w+)"|"(\w+)" (?:not )?in request\."""
)
BY_HAND: Final = re.compile(
    r"\bint\([^)]*\b(request|GET|POST)\b|\bint\(.*\.is(digit|decimal|numeric)\("
)
BOUNDED: Final = (
    "articles/entering.py",
    "articles/library/importing.py",  # of keys of ours
    "cms/runtime/bounded_bodies.py",  # before anything of ours is loaded; bounded there
    "cms/runtime/processes.py",  # of names of files
)
ROLES: Final = ("editor", "writer", "assigned", "anonymous")


def read_names() -> set[str]:
    """Of parameters that our views ask for by name."""
    root = Path(settings.BASE_DIR)
    sources = (path.read_text() for package in ("articles", "cms", "reviews")
               for path in (root / package).rglob("*.py"))  # fmt: skip
    return {one or other for text in sources for one, other in READ.findall(text)}


def form_names() -> set[str]:
    """Of the fields of our forms, and of the rows of the set of bylines."""
    get_resolver().url_patterns  # noqa: B018 imports every view and its forms
    found: set[str] = set()
    waiting: list[type[BaseForm]] = [BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.split(".")[0] in ("articles", "cms", "reviews"):
            found |= set(getattr(form, "base_fields", {}))
    rows = {f"bylines-{name}" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "0-person", "0-role")}
    return found | rows


def answered(client: Client, method: str, path: str, sent: dict[str, Any]) -> int:
    """The status; what was done is undone."""
    with transaction.atomic():
        client.raise_request_exception = False
        response = getattr(client, method)(path, sent)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.fixture(autouse=True)
def _without_rate_limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def _unlogged() -> Iterator[None]:
    """Each line that is logged would keep its request, with all that was sent, until the test ends."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_unlogged")
def test_nothing_that_is_sent_to_any_address_is_an_error_of_ours(is_exhaustive):
    world = World()
    clients = world.clients()
    names = read_names() | form_names()
    known = {
        "writer": world.users["writer"].pk,
        "version": world.draft.version,
        "topic": world.topic.pk,
        "kind": "question",
        "language": "es",
    }
    values, roles = cycle(HOSTILE), cycle(ROLES)
    failed = []
    for address in world.addresses():
        for name in HOSTILE if is_exhaustive else [next(values)]:
            role, sent = next(roles), dict.fromkeys(names, HOSTILE[name])
            for way, fields in (("get", sent), ("post", {**sent, **known})):
                status = answered(clients[role], way, address.path, fields)
                if status >= 500:
                    failed.append(f"{way} {address} as {role} with {name}: {status}")

    assert failed == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_session_that_is_to_end_may_be_called_anything(name, client):
    client.force_login(factories.writer())

    answer = client.post("/account/security/sessions/", {"session": HOSTILE[name]})

    assert answer.status_code in (
        302,
        404,
    )  # 302: of nothing but control characters nothing is left


@pytest.mark.parametrize("digits", ["²" * 16, "٣" * 16, "0" * 15 + "²"])
def test_an_orcid_of_other_digits_is_refused(digits):
    with pytest.raises(ValidationError):
        validate_orcid(digits)


def test_numbers_are_read_in_one_place():
    """`int` fails at 4,300 digits, and at digits such as “²” which `isdigit` takes for some."""
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for root in [Path(settings.BASE_DIR)]
        for package in ("articles", "cms", "reviews")
        for path in sorted((root / package).rglob("*.py"))
        for line in path.read_text().splitlines()
        if BY_HAND.search(line)
    ]

    assert [each for each in found if not each.startswith(BOUNDED)] == []


def test_the_names_of_fields_are_found():
    assert {"for", "on", "writer", "page", "anchors"} <= read_names() | form_names()
    assert Address("a", "", "/a")


@pytest.mark.parametrize("name", [*HOSTILE, "plain"])
def test_a_session_cookie_may_say_anything(name):
    client = Client(raise_request_exception=False)
    for value in (HOSTILE.get(name, "a" * 32)[:4000], '"aaaaaaaa\\000"'):
        # as a server hands it on (PEP 3333)
        client.cookies[settings.SESSION_COOKIE_NAME] = value.encode().decode("latin-1")

        assert client.get("/desk/").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/preview/a%00b/",
        "/reviews/guest/a%00b/",
        "/readers/newsletter/%0b/",
        f"/desk/articles/{'9' * 5000}/",
        "/tags/%ff/",
        "/articles/%00/",
    ],
)
def test_an_address_may_say_anything(path):
    assert 400 <= Client(raise_request_exception=False).get(path).status_code < 500


@pytest.mark.parametrize(
    ("sent", "read"),
    [("7", 7), ("0", 0), ("007", 7), ("2147483647", 2**31 - 1), ("2147483648", None), ("9" * 5000, None),
     ("-1", None), ("+1", None), ("1.0", None), ("1_0", None), (" 1", None), ("²", None), ("٣", None),
     ("", None), (None, None)],
)  # fmt: skip
def test_a_number_is_read_in_one_way(sent, read):
    assert entering.number(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [("2026-11-29", date(2026, 11, 29)), ("0001-01-01", None), ("9999-12-31", None), ("2026-02-30", None),
     ("29.11.2026", None), ("9" * 5000, None), ("", None)],
)  # fmt: skip
def test_a_day_is_read_in_one_way(sent, read):
    assert entering.day(sent) == read


@pytest.mark.parametrize(
    ("sent", "is_read"),
    [("2026-11-29T10:00:00+00:00", True), ("2026-11-29T10:00:00", False),
     ("0001-01-01T00:00:00+14:00", False), ("9999-12-31T23:59:59-14:00", False), ("x", False), ("", False)],
)  # fmt: skip
def test_a_moment_has_its_zone_and_a_year_that_can_be_reckoned_with(sent, is_read):
    assert (entering.moment(sent) is not None) == is_read


def test_numbers_among_other_things_are_read():
    assert numbers(["1", "x", "9" * 5000, "22"]) == {1, 22}


@pytest.mark.parametrize("sent", ["[" * 100_000, '{"a":' * 1_000, "[" * 101 + "]" * 101, "NaN",
                                  "[1e5, Infinity]", "9" * 5000, "", "{"])  # fmt: skip
def test_json_that_is_hostile_is_refused(sent):
    with pytest.raises(ValueError, match=r"\w"):
        read_json(sent)


def test_json_is_read_with_clean_texts():
    sent = '{"a\\u000b": ["[[[[", "\\ud800b", {"c": "d\\u0000"}], "n": [1, 2.5, null, true]}'

    assert read_json(sent) == {"a": ["[[[[", "b", {"c": "d"}], "n": [1, 2.5, None, True]}
    assert read_json("[" * 100 + "]" * 100)

"""Whom readers call in an emergency: by the country of the site, and which warnings speak of one."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from articles.search.tokenizer import fold

TABLE: Final = Path(__file__).with_name("emergency_numbers.toml")


@dataclass(frozen=True)
class Numbers:
    """Each as it is written; "" where there is none, or the site does not say its country."""

    emergency: str = ""
    crisis: str = ""
    poison: str = ""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text())


def countries() -> list[str]:
    """Those whose numbers are known, as `SITE_COUNTRY` names them."""
    return sorted(_table()["numbers"])


def numbers() -> Numbers:
    """Those of the site's country."""
    return Numbers(**_table()["numbers"].get(settings.SITE_COUNTRY, {}))


def dialled(number: str) -> str:
    """The address that a telephone dials: `tel:` and digits (RFC 3966)."""
    return "tel:" + "".join(sign for sign in number if sign.isdigit() or sign == "+")


def of_an_emergency(warnings: Iterable[tuple[str, str]], language: str) -> str:
    """The id of the first warning that speaks of an emergency, of pairs of id and words; else ""."""
    signs = _table()["words"].get(language, ())
    return next(
        (anchor for anchor, words in warnings if any(sign in fold(words) for sign in signs)), ""
    )

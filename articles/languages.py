"""The languages that articles are written in and that pages speak, those of `settings.LANGUAGES`, and the
addresses in each.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import translation

Site = tuple[str, str | None]  # what stands before each path, and which addresses there are
PLAIN_WORD: Final = re.compile(r"[a-z][a-z0-9-]*")  # that stands in an address as it is


def choices() -> list[tuple[str, str]]:
    """(code, name) of each. A function, so that another language needs no migration."""
    return list(settings.LANGUAGES)


def default() -> str:
    """The first language of the site: its addresses have no prefix."""
    return settings.LANGUAGE_CODE


def active() -> str:
    """That of the page which is being made."""
    return translation.get_language() or default()


def of_records() -> str:
    """The first language of the site where the page speaks another, else "": that of what is kept of
    people, which nobody translates.
    """
    return "" if active() == default() else default()


def name_of(code: str) -> str:
    """In its own words: “Español”."""
    return dict(choices()).get(code, code)


def locale_of(code: str) -> str:
    """As those who show links want it, with the country where most of its readers are."""
    return {"en": "en_US", "es": "es_ES"}.get(code, code)


# --- addresses --------------------------------------------------------------------------------------


class NotFormed(Exception):
    """Django has to put it together."""


def path_in(language: str, name: str, *arguments: int | str) -> str:
    """The address of a view in a language. Pages print many, and most differ by plain words alone."""
    try:
        return formed(site(), language, name, arguments)
    except (NotFormed, NoReverseMatch):
        with translation.override(language):
            return reverse(name, args=arguments)


def site() -> Site:
    """Where addresses lead at present."""
    return get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF


def formed(site: Site, language: str, name: str, arguments: Sequence[Any]) -> str:
    """The same by the form of the view's addresses; raises `NotFormed` where more than plain words and
    numbers differ, or what it is would have to be escaped within a page."""
    if not all(type(each) is int or _is_plain_word(each) for each in arguments):
        raise NotFormed
    found = _form(site, language, name, *map(type, arguments))
    between = (*map(str, arguments), "")
    return "".join([each for pair in zip(found, between, strict=True) for each in pair])


def _is_plain_word(argument: Any) -> bool:
    return isinstance(argument, str) and PLAIN_WORD.fullmatch(argument) is not None


@cache
def _form(site: Site, language: str, name: str, *kinds: type[int | str]) -> tuple[str, ...]:
    """What stands before, between and after the arguments. Raises where stand-ins are no arguments."""
    stand_ins = [
        10**6 + number if kind is int else f"stand-in-{number}" for number, kind in enumerate(kinds)
    ]
    _prefix, urlconf = site
    with translation.override(language):
        parts, rest = [], reverse(name, urlconf, stand_ins)
    if escape(rest) != rest:
        raise NotFormed
    for each in map(str, stand_ins):
        before, rest = rest.split(each)
        parts.append(before)
    return (*parts, rest)

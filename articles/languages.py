"""The languages that articles are written in and that pages speak: those of `settings.LANGUAGES`."""

from django.conf import settings
from django.utils import translation


def choices() -> list[tuple[str, str]]:
    """(code, name) of each. A function, so that another language needs no migration."""
    return list(settings.LANGUAGES)


def default() -> str:
    """The first language of the site: its addresses have no prefix."""
    return settings.LANGUAGE_CODE


def active() -> str:
    """That of the page which is being made."""
    return translation.get_language() or default()


def name_of(code: str) -> str:
    """In its own words: “Español”."""
    return dict(choices()).get(code, code)


def locale_of(code: str) -> str:
    """As those who show links want it, with the country where most of its readers are."""
    return {"en": "en_US", "es": "es_ES"}.get(code, code)

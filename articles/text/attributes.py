"""The one form of what an attribute of a body says, or None where it says nothing that may stay. Pure."""

import re
from typing import Final

from articles.text import locators

ADDRESS: Final = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|/(?![/\\]))", re.IGNORECASE)
KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
IMAGE_KEY: Final = re.compile(r"[0-9a-f]{64}")
COUNT: Final = re.compile(r"[1-9]\d{0,3}")
NUMBER: Final = re.compile(r"[1-9]\d{0,9}")


def anything(value: str) -> str | None:
    return value


def address(value: str) -> str | None:
    """Where a link leads: on this site, to another, to a mailbox."""
    return value.strip() if ADDRESS.match(value.strip()) else None


def key(value: str) -> str | None:
    """The key of a reference."""
    return value if KEY.fullmatch(value) else None


def image_key(value: str) -> str | None:
    """The digest of an image's file."""
    return value if IMAGE_KEY.fullmatch(value) else None


def count(value: str) -> str | None:
    """A number where 1 goes without saying."""
    return value if COUNT.fullmatch(value) and value != "1" else None


def number(value: str) -> str | None:
    """The key of a row."""
    return value if NUMBER.fullmatch(value) else None


def locator(value: str) -> str | None:
    return locators.locator(value) or None


def quote(value: str) -> str | None:
    return locators.quote(value) or None

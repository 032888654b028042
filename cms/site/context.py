"""What every template knows."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, lazy

from articles.identity import identity, site_name
from articles.languages import active
from articles.models import Topic
from cms.accounts.demonstration import ACCOUNTS, PASSWORD, is_loaded, is_published
from cms.caching.shared import until_changed
from cms.site.front import topics_with_articles
from cms.site.translations import place_of

TOPICS: Final = 6


@dataclass(frozen=True)
class Frame:
    """What stands around every public page."""

    topics: tuple[Topic, ...]
    is_demonstration: bool

    @property
    def sections(self) -> tuple[Topic, ...]:
        """The topics of the menu."""
        return self.topics[:TOPICS]


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Only a template that uses `frame` or `demonstration` asks the database."""
    return {
        "site_name": lazy(site_name, str)(),
        "identity": SimpleLazyObject(identity),
        "site_url": settings.SITE_URL,
        "contact_address": settings.DEFAULT_FROM_EMAIL,
        "frame": SimpleLazyObject(lambda: frame(active())),
        "elsewhere": place_of(request.resolver_match) if request else None,
        "demonstration": demonstration,
    }


@until_changed
def frame(language: str) -> Frame:
    """Of pages in a language; it leads to no topic in which nothing is published in it."""
    return Frame(tuple(topics_with_articles(language)), is_loaded())


def demonstration() -> dict[str, Any] | None:
    """The accounts that the demonstration site opens with, for its sign-in page."""
    if not is_loaded() or not is_published():
        return None
    return {"accounts": ACCOUNTS, "password": PASSWORD}

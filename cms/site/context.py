"""What every template knows."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from articles.identity import identity, site_name
from articles.languages import active
from articles.models import Topic
from cms.accounts.demonstration import ACCOUNTS, PASSWORD, is_loaded, is_published
from cms.caching.shared import until_changed
from cms.site.front import topics_with_articles
from cms.site.translations import place_of

TOPICS: Final = 6


@dataclass(frozen=True)
class Section:
    """A topic in the menu, as it is called in the language of the page."""

    slug: str
    name: str
    address: str


@dataclass(frozen=True)
class Frame:
    """What stands around every public page; `sections` are the first of the topics."""

    topics: tuple[Topic, ...]
    sections: tuple[Section, ...]
    is_demonstration: bool


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Only a template that uses `frame` or `demonstration` asks the database."""
    return {
        "site_name": SimpleLazyObject(site_name),
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
    topics = topics_with_articles(language)
    with translation.override(language):
        sections = [
            Section(each.slug, str(each), each.get_absolute_url()) for each in topics[:TOPICS]
        ]
    return Frame(tuple(topics), tuple(sections), is_loaded())


def demonstration() -> dict[str, Any] | None:
    """The accounts that the demonstration site opens with, for its sign-in page."""
    if not is_loaded() or not is_published():
        return None
    return {"accounts": ACCOUNTS, "password": PASSWORD}

"""What every template knows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import Topic
from cms.demo.accounts import ACCOUNTS, PASSWORD, is_loaded
from cms.known import UntilChanged
from cms.translations import place_of


@dataclass(frozen=True)
class Frame:
    """What stands around every public page."""

    topics: tuple[Topic, ...]
    is_demonstration: bool


def site(request: HttpRequest | None) -> dict[str, Any]:
    """Only a template that uses `frame` or `demonstration` asks the database."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_address": settings.DEFAULT_FROM_EMAIL,
        "frame": SimpleLazyObject(frame),
        "elsewhere": place_of(request.resolver_match) if request else None,
        "demonstration": demonstration,
    }


@UntilChanged
def frame() -> Frame:
    return Frame(tuple(Topic.objects.for_articles().filter(parent=None)[:6]), is_loaded())


def demonstration() -> dict[str, Any] | None:
    """The accounts that the demonstration site opens with, for its sign-in page."""
    return {"accounts": ACCOUNTS, "password": PASSWORD} if is_loaded() else None

"""What every template knows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from articles.models import Topic
from cms.demo.accounts import ACCOUNTS, PASSWORD, is_loaded

SECONDS = 60


@dataclass(frozen=True)
class Frame:
    """What stands around every public page. Kept for a minute: it changes a few times a year."""

    topics: tuple[Topic, ...]
    is_demonstration: bool


def site(request: HttpRequest | None) -> dict[str, Any]:
    """`frame` and `demonstration` are functions: only a template that uses them asks the database."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_address": settings.DEFAULT_FROM_EMAIL,
        "frame": frame,
        "demonstration": demonstration,
    }


def frame() -> Frame:
    return cache.get_or_set("frame", _frame, SECONDS)  # type: ignore[return-value]


def demonstration() -> dict[str, Any] | None:
    """The accounts that the demonstration site opens with, for its sign-in page."""
    return {"accounts": ACCOUNTS, "password": PASSWORD} if is_loaded() else None


def _frame() -> Frame:
    topics = Topic.objects.filter(parent=None)[:6]
    return Frame(topics=tuple(topics), is_demonstration=is_loaded())

"""What is new, as Atom: each entry says whether its text is medically reviewed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from articles.models import Revision, Topic
from cms.addresses import absolute
from cms.freshness import LISTING, key_of, listing_of, shows
from cms.front import below
from cms.teasers import Teaser, published, teasers

ENTRIES = 30


class ArticlesFeed(Feed[Teaser, Topic | None]):
    """Of the whole site, or of one topic and those below it."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        topic = self.get_object(request, **kwargs)
        return shows(response, [listing_of(topic), key_of(topic)] if topic else [LISTING])

    def get_object(self, request: HttpRequest, slug: str = "") -> Topic | None:
        return Topic.objects.get(slug=slug) if slug else None

    def items(self, topic: Topic | None) -> list[Teaser]:
        found: QuerySet[Revision] = published()
        if topic:
            found = found.filter(article__topic__in=below(topic))
        announced = found.annotate(announced_at=_announced_at()).order_by("-announced_at", "-pk")
        return teasers(announced.select_related("change")[:ENTRIES], timezone.localdate())

    def title(self, topic: Topic | None) -> str:
        return f"{settings.SITE_NAME}: {topic}" if topic else settings.SITE_NAME

    def subtitle(self, topic: Topic | None) -> str:
        return topic.introduction if topic else "Health information, medically reviewed."

    def link(self, topic: Topic | None) -> str:
        return absolute(topic.get_absolute_url() if topic else reverse("home"))

    def feed_url(self, topic: Topic | None) -> str:
        return absolute(reverse("topic_feed", args=[topic.slug]) if topic else reverse("feed"))

    def item_title(self, item: Teaser) -> str:
        return item.text.title

    def item_description(self, item: Teaser) -> str:
        return f"{_change(item)}{item.text.standfirst} ({item.review}.)".strip()

    def item_link(self, item: Teaser) -> str:
        return absolute(item.get_absolute_url())

    def item_author_name(self, item: Teaser) -> str:
        return ", ".join(writer.name for writer in item.text.bylines if writer.role == "writer")

    def item_updateddate(self, item: Teaser) -> datetime | None:
        """A change of which readers need not know does not bring an entry up again."""
        announced_at: datetime = item.revision.announced_at  # type: ignore[attr-defined]
        return announced_at

    def item_categories(self, item: Teaser) -> tuple[str, ...]:
        return (item.topic.name, f"review:{item.badge.standing}")


def _announced_at() -> Subquery:
    """When the article was last published with something that readers need to know."""
    texts = Revision.objects.once_public().filter(article=OuterRef("article"))
    announced = texts.exclude(change__is_announced=False).order_by("-published_at")
    return Subquery(announced.values("published_at")[:1])


def _change(item: Teaser) -> str:
    change = getattr(item.revision, "change", None)
    if change is None or not change.is_announced:
        return ""
    told = f"{change.was_wrong} {change.says_now}" if change.is_correction else change.note
    return f"{change.get_kind_display()}: {told} " if told else ""

"""What is new, as Atom and as JSON Feed: each entry says whether its text is medically reviewed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, TextIO, TypeAlias

from django.contrib.syndication.views import Feed
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.translation import gettext as _

from articles.entering import clean_text
from articles.identity import identity, site_name
from articles.images import pictures
from articles.models import Person, Revision, Topic
from cms.addresses import absolute
from cms.caching.keys import shows
from cms.discovery.feed_texts import WholeText, whole_texts
from cms.site import page_keys
from cms.site.news.notices import Notice, notices
from cms.site.profiles import profile
from cms.site.teasers import Teaser, published, teasers

ENTRIES = 30
READ_AT_ONCE = 2 * ENTRIES
PICTURE_WIDTH = 1280


@dataclass(frozen=True)
class FeedEntry(Teaser):
    """A published text in a feed: when its article was first published, when readers were last told."""

    first_at: datetime
    announced_at: datetime
    whole: WholeText | None = None

    @property
    def title(self) -> str:
        return self.text.title

    @property
    def keys(self) -> frozenset[str]:
        return super().keys | (self.whole.keys if self.whole else frozenset())

    @property
    def markup(self) -> str:
        """The whole text, of those that come first; else ""."""
        return self.whole.markup if self.whole else ""

    @property
    def picture(self) -> tuple[str, str]:
        """Where its lead picture is, and of which type: its own, else that of its card."""
        if self.text.lead is None:
            return absolute(reverse("article_card", args=[self.revision.article.slug])), "image/png"
        widest = self.text.lead.widest("webp", PICTURE_WIDTH)
        return absolute(pictures.address(widest)), "image/webp"

    @property
    def words(self) -> str:
        return f"{_change(self)}{self.text.standfirst} ({self.review}.)".strip()

    @property
    def address(self) -> str:
        return absolute(self.get_absolute_url())

    @property
    def author(self) -> str:
        return ", ".join(writer.name for writer in self.text.bylines if writer.role == "writer")

    @property
    def categories(self) -> tuple[str, ...]:
        return (str(self.topic), f"review:{self.badge.standing}")


@dataclass(frozen=True)
class NoticeEntry:
    """Bad news of an article as an entry of its own: whoever read it before is told."""

    notice: Notice

    @property
    def announced_at(self) -> datetime:
        return self.notice.at

    @property
    def first_at(self) -> datetime:
        return self.notice.at

    @property
    def title(self) -> str:
        return self.notice.title

    @property
    def words(self) -> str:
        return self.notice.words

    @property
    def address(self) -> str:
        return f"{self.notice.address}#{self.notice.kind}-{self.notice.at:%Y-%m-%d}"

    @property
    def author(self) -> str:
        return ""

    @property
    def markup(self) -> str:
        return ""

    @property
    def picture(self) -> tuple[str, str] | None:
        return None

    @property
    def categories(self) -> tuple[str, ...]:
        return (str(self.notice.article.topic), f"notice:{self.notice.kind}")

    @property
    def keys(self) -> frozenset[str]:
        return self.notice.keys


Entry: TypeAlias = FeedEntry | NoticeEntry


class AtomFeed(Atom1Feed):
    """A feed as Atom (RFC 4287). What XML forbids is left out, should a stored text have it."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        item = _plain(item)
        super().add_item_elements(handler, item)
        if item["markup"]:
            handler.addQuickElement("content", item["markup"], {"type": "html"})
        if item["picture"]:
            href, kind = item["picture"]
            handler.addQuickElement("link", "", {"rel": "enclosure", "href": href, "type": kind})

    def add_root_elements(self, handler: Any) -> None:
        self.feed = _plain(self.feed)
        super().add_root_elements(handler)


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, str):
            return clean_text(value)
        if isinstance(value, tuple | list):
            return [plain(each) for each in value]
        return value

    return {name: plain(value) for name, value in said.items()}


class JsonFeed(SyndicationFeed):
    """A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: TextIO, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "description": self.feed["subtitle"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "language": self.feed["language"],
            "items": [_json_item(item) for item in self.items],
        }
        outfile.write(json.dumps(feed, ensure_ascii=False, indent=1))


def _json_item(item: dict[str, Any]) -> dict[str, Any]:
    names = filter(None, (item["author_name"] or "").split(", "))
    whole = {"content_html": item["markup"]} if item["markup"] else {}
    picture = {"image": item["picture"][0]} if item["picture"] else {}
    return {
        "id": item["unique_id"] or item["link"],
        "url": item["link"],
        "title": item["title"],
        "summary": item["description"],
        **(whole or {"content_text": item["description"]}),
        **picture,
        "date_published": item["pubdate"].isoformat(),
        "date_modified": item["updateddate"].isoformat(),
        "authors": [{"name": name} for name in names],
        "tags": list(item["categories"]),
    }


class ArticlesFeed(Feed[Entry, Topic | Person | None]):
    """Of the whole site, newest first; `as_json` makes it a JSON Feed."""

    route = "feed"
    feed_type: type[AtomFeed | JsonFeed]

    def __init__(self, as_json: bool = False) -> None:
        self.feed_type = JsonFeed if as_json else AtomFeed
        self.name = f"{self.route}_json" if as_json else self.route

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's own, but that the answer names what it shows."""
        try:
            place = self.get_object(request, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None
        feed = self.get_feed(place, request)
        response = HttpResponse(content_type=self.feed_type.content_type)
        feed.write(response, "utf-8")
        keys = {key for item in feed.items for key in item["keys"]}
        return shows(response, page_keys.of_feed(place, keys))

    def get_object(self, request: HttpRequest, slug: str = "") -> Topic | Person | None:
        return None

    def items(self, place: Topic | Person | None) -> list[Entry]:
        """What stands in it, the first with their whole texts."""
        return _with_texts(self.entries(place))

    def entries(self, place: Topic | Person | None) -> list[Entry]:
        return _with_notices(_entries(published()), notices(most=ENTRIES))

    def title(self, place: Topic | Person | None) -> str:
        return f"{site_name()}: {place}" if place else site_name()

    def subtitle(self, place: Topic | Person | None) -> str:
        said = _("Health information. Each entry says whether it is medically reviewed.")
        return f"{identity().tagline.rstrip('.')}. {said}" if identity().tagline else said

    def link(self, place: Topic | Person | None) -> str:
        return absolute(place.get_absolute_url() if place else reverse("home"))

    def feed_url(self, place: Topic | Person | None) -> str:
        return absolute(reverse(self.name, args=[place.slug] if place else []))

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return item.words

    def item_link(self, item: Entry) -> str:
        return item.address

    def item_author_name(self, item: Entry) -> str:
        return item.author

    def item_pubdate(self, item: Entry) -> datetime:
        return item.first_at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.announced_at

    def item_extra_kwargs(self, item: Entry) -> dict[str, Any]:
        return {"keys": item.keys, "markup": item.markup, "picture": item.picture}

    def item_categories(self, item: Entry) -> tuple[str, ...]:
        return item.categories


class TopicFeed(ArticlesFeed):
    """Of one topic and those below it."""

    route = "topic_feed"

    def get_object(self, request: HttpRequest, slug: str = "") -> Topic:
        return Topic.objects.for_articles().get(slug=slug)

    def entries(self, place: Any) -> list[Entry]:
        family = place.subtree()
        entries = _entries(published().filter(article__topic__in=family))
        return _with_notices(entries, notices(family, most=ENTRIES))

    def subtitle(self, place: Any) -> str:
        return str(place.shown_introduction)


class PersonFeed(ArticlesFeed):
    """What a person wrote, edited or reviewed, as the page about them has it."""

    route = "person_feed"

    def get_object(self, request: HttpRequest, slug: str = "") -> Person:
        return Person.objects.get(slug=slug)

    def entries(self, place: Any) -> list[Entry]:
        found = profile(place.slug, timezone.localdate())
        listed = [each.revision.pk for each in (*found.wrote, *found.reviewed)]
        return [*_entries(published().filter(pk__in=listed))]

    def subtitle(self, place: Any) -> str:
        return str(place.occupation)


class CorrectionsFeed(ArticlesFeed):
    """What was corrected, retracted, withdrawn, or is overdue for review, and nothing else."""

    route = "corrections_feed"

    def entries(self, place: Any) -> list[Entry]:
        return [NoticeEntry(each) for each in notices(most=ENTRIES)]

    def title(self, place: Any) -> str:
        corrections = _("Corrections and retractions")
        return f"{site_name()}: {corrections}"

    def subtitle(self, place: Any) -> str:
        return _("What we corrected, retracted or withdrew, and reviews that are overdue.")

    def link(self, place: Any) -> str:
        return absolute(reverse("about", args=["corrections"]))


def _with_notices(entries: list[FeedEntry], told: Iterable[Notice]) -> list[Entry]:
    """Newest first. A correction stands in the entry of its article already."""
    news = (NoticeEntry(each) for each in told if each.kind != "correction")
    both: list[Entry] = [*entries, *news]
    return sorted(both, key=lambda each: each.announced_at, reverse=True)[:ENTRIES]


def _with_texts(entries: list[Entry]) -> list[Entry]:
    found = [each for each in entries if isinstance(each, FeedEntry)]
    texts = iter(whole_texts(found, timezone.localdate()))
    return [
        replace(each, whole=next(texts, None)) if isinstance(each, FeedEntry) else each
        for each in entries
    ]


def _entries(found: QuerySet[Revision]) -> list[FeedEntry]:
    """The published articles of which readers were told last, newest first."""
    dated = found.annotate(first_at=_first_at(), announced_at=_announced_at())
    listed = teasers(_newest(dated.select_related("change")), timezone.localdate())
    return [
        FeedEntry(
            **vars(each), first_at=_first_of(each.revision), announced_at=_told_at(each.revision)
        )
        for each in listed
    ]


def _newest(revisions: QuerySet[Revision]) -> list[Revision]:
    """Read from the newest publication back. Nobody is told of a text later than it is published, so
    what stands further back than the last entry was told cannot come before it."""
    newest: list[Revision] = []
    for start in count(0, READ_AT_ONCE):
        read = list(revisions[start : start + READ_AT_ONCE])
        newest = sorted([*newest, *read], key=_told_at, reverse=True)[:ENTRIES]
        if len(read) < READ_AT_ONCE or _is_told_after(newest[-1], read[-1].published_at):
            break
    return newest


def _is_told_after(revision: Revision, moment: datetime | None) -> bool:
    return moment is not None and _told_at(revision) >= moment


def _first_at() -> Subquery:
    """When the article was published first."""
    texts = Revision.objects.once_public().filter(article=OuterRef("article"))
    return Subquery(texts.order_by("published_at").values("published_at")[:1])


def _announced_at() -> Subquery:
    """When the article was last published with something that readers need to know."""
    texts = Revision.objects.once_public().filter(article=OuterRef("article"))
    announced = texts.exclude(change__is_announced=False).order_by("-published_at")
    return Subquery(announced.values("published_at")[:1])


def _told_at(revision: Revision) -> datetime:
    announced_at: datetime = revision.announced_at  # type: ignore[attr-defined]
    return announced_at


def _first_of(revision: Revision) -> datetime:
    first_at: datetime = revision.first_at  # type: ignore[attr-defined]
    return first_at


def _change(item: FeedEntry) -> str:
    change = getattr(item.revision, "change", None)
    if change is None or not change.is_announced:
        return ""
    told = f"{change.was_wrong} {change.says_now}" if change.is_correction else change.note
    return f"{change.get_kind_display()}: {told} " if told else ""

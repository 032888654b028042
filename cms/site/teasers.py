"""Articles in lists: what is published now, each with its badge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from taggit.models import Tag, TaggedItem

from articles.languages import active
from articles.models import Article, Revision, Topic
from articles.sealing import seal
from articles.sealing.rendering import lead_figure
from cms.caching.keys import key_of
from reviews.approval.badge import Badge, Standing, badges

MARKS = 2000  # kept in each process, about 200 bytes each
# as wide as the lead article on the front page (`.lead` in site.css), or as the screen
LEAD_SIZES = "(min-width: 68rem) 40rem, (min-width: 48rem) 60vw, calc(100vw - 2rem)"
# the very text was reviewed, lately or not: anything less is kept out of search engines
INDEXABLE = (Standing.REVIEWED, Standing.OVERDUE)


@dataclass(frozen=True)
class Teaser:
    """A published text in a list."""

    revision: Revision
    text: seal.Text
    badge: Badge

    @property
    def topic(self) -> Topic:
        return self.revision.article.topic

    @property
    def keys(self) -> frozenset[str]:
        """What it shows, as `cms.caching.keys` names it."""
        return frozenset({key_of(self.revision.article), key_of(self.topic)})

    @property
    def is_indexable(self) -> bool:
        return self.badge.standing in INDEXABLE

    @property
    def review(self) -> str:
        return review_line(self.badge)

    @property
    def review_mark(self) -> SafeString:
        return _review_mark(self.badge, active())

    @property
    def foreign(self) -> str:
        """The language of the text where that is not the page's, else ""."""
        return "" if self.revision.language == active() else self.revision.language

    @property
    def lead_figure(self) -> str:
        """Its lead image, or "". Beside its title it decorates, so it has no words of its own."""
        return lead_figure(self.text.lead, "", LEAD_SIZES)

    def get_absolute_url(self) -> str:
        return self.revision.article.get_absolute_url()

    def is_signed_by(self, slug: str) -> bool:
        """Whether the person stands under the title."""
        return any(signature.slug == slug for signature in self.text.bylines)

    def is_reviewed_by(self, slug: str) -> bool:
        """Whether the badge, shown today, names the person."""
        named = [*self.badge.reviewers, *self.badge.changes_by]
        return self.badge.is_shown and any(reviewer.slug == slug for reviewer in named)


def review_line(badge: Badge) -> str:
    """What pages say of a review, in plain words."""
    line = strip_tags(_review_mark(badge, active()))
    return " ".join(unescape(line).split())


@lru_cache(maxsize=MARKS)
def _review_mark(badge: Badge, language: str) -> SafeString:
    """The same as markup; kept, since lists repeat few badges often."""
    return render_to_string("cms/lists/_review.html", {"badge": badge})


def published() -> QuerySet[Revision]:
    """What articles readers of this language can read now, newest first, in the same order every time."""
    return published_anywhere().filter(language=active())


def published_anywhere() -> QuerySet[Revision]:
    """The same in all languages."""
    found = Revision.objects.published().of_articles()
    found = found.select_related("article__topic").defer("body")
    return found.order_by("-published_at", "-pk")


def tagged(revisions: QuerySet[Revision], tag: Tag) -> QuerySet[Revision]:
    """Those of the revisions whose articles have a tag.

    Asked by the articles' keys, PostgreSQL can walk what is newest and look each up; by a join it reads
    all that has the tag.
    """
    article = ContentType.objects.get_for_model(Article)
    having = TaggedItem.objects.filter(content_type=article, tag=tag)
    return revisions.filter(article__in=having.values("object_id"))


def teasers(revisions: Iterable[Revision], today: date) -> list[Teaser]:
    """Each with its badge, in the order given, in a constant number of queries."""
    listed: Sequence[Revision] = list(revisions)
    shown = badges(listed, today)
    return [Teaser(revision, seal.read(revision.sealed), shown[revision.pk]) for revision in listed]

"""What search engines may list. A text that nobody has reviewed is left out, and says `noindex` itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap, x_robots_tag
from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.languages import active, default
from articles.models import Article, Person, Revision, SitePage, Topic
from articles.models.articles import State
from cms.addresses import absolute
from cms.models import GlossaryTerm
from cms.site.teasers import Teaser, published_anywhere, teasers
from cms.site.translations import families, offered_languages, published_languages
from reviews.models import Approval

PUBLISHED = Q(articles__revisions__state=State.PUBLISHED)


class SiteMap(Sitemap[Any]):
    """Addresses are those of `SITE_URL`, whatever host the request came by."""

    limit = 1000

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_latest_lastmod(self) -> datetime | None:
        return None


class _Indexable(Paginator[Revision]):
    """Leaves out, page by page, the texts whose badge says that they were not reviewed."""

    def _get_page(
        self, object_list: Sequence[Revision] | QuerySet[Revision], number: int, paginator: Any
    ) -> Page[Any]:
        listed = teasers(object_list, timezone.localdate())
        return Page([teaser for teaser in listed if teaser.is_indexable], number, paginator)


class ArticleMap(SiteMap):
    """Each article in its own language, with where it can be read in others."""

    def items(self) -> QuerySet[Revision]:
        signed = Approval.objects.standing().filter(verdict=Approval.Verdict.APPROVE)
        return published_anywhere().filter(pk__in=signed.values("revision")).order_by("pk")

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        if len(published_languages()) < 2:
            return urls
        found = families((url["item"].revision.article for url in urls), timezone.localdate())
        for url in urls:
            url["alternates"] = [
                {"location": each.address, "lang_code": each.language}
                for each in found[url["item"].revision.article_id]
            ]
        return urls

    @property
    def paginator(self) -> Paginator[Revision]:
        return _Indexable(self.items(), self.limit)

    def location(self, item: Teaser) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Teaser) -> datetime | None:
        return item.revision.published_at

    def get_latest_lastmod(self) -> datetime | None:
        found = self.items().aggregate(latest=Max("published_at"))
        return found["latest"]  # type: ignore[no-any-return]


class InEachLanguage(SiteMap):
    """Pages that stand in every language in which something is published."""

    i18n = True

    @property
    def alternates(self) -> bool:  # type: ignore[override]
        return len(published_languages()) > 1

    @property
    def x_default(self) -> bool:  # type: ignore[override]
        return self.alternates

    def get_languages_for_item(self, item: Any) -> list[str]:
        return [code for code in offered_languages() if code in {default(), *published_languages()}]


class TopicMap(InEachLanguage):
    def items(self) -> QuerySet[Topic]:
        latest = Max("articles__revisions__published_at", filter=PUBLISHED)
        return (
            Topic.objects.for_articles().annotate(latest=latest).exclude(latest=None).order_by("pk")
        )

    def lastmod(self, item: Any) -> datetime | None:
        return item.latest  # type: ignore[no-any-return]

    def get_latest_lastmod(self) -> datetime | None:
        return published_anywhere().aggregate(latest=Max("published_at"))["latest"]  # type: ignore[no-any-return]


class PersonMap(InEachLanguage):
    """Those under a title that is published, and those who hold a checked credential."""

    def items(self) -> QuerySet[Person]:
        listed = PUBLISHED | Q(credentials__current_check__isnull=False)
        latest = Max("articles__revisions__published_at", filter=PUBLISHED)
        return Person.objects.filter(listed).annotate(latest=latest).order_by("pk")

    def lastmod(self, item: Any) -> datetime | None:
        """When something with the person's name under it was last published."""
        return item.latest  # type: ignore[no-any-return]


class SiteOwnMap(InEachLanguage):
    """The front page, the list of articles, what explains their words, and the pages about the site, each
    with its last text."""

    def items(self) -> list[tuple[tuple[str, ...], datetime | None]]:
        texts = Revision.objects.published().filter(
            article__in=Article.objects.about_site().filter(language=active())
        )
        changed = dict(texts.values_list("article__about", "published_at"))
        about = [(("about", str(page)), changed.get(page)) for page in SitePage.values]
        explained = GlossaryTerm.objects.filter(language=active(), is_active=True).exists()
        words = [(("glossary",), None)] if explained else []
        return [(("home",), None), (("articles",), None), *words, *about]

    def location(self, item: Any) -> str:
        (name, *parameters), _changed = item
        return reverse(name, args=parameters)

    def lastmod(self, item: Any) -> datetime | None:
        return item[1]  # type: ignore[no-any-return]


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "articles": ArticleMap,
    "topics": TopicMap,
    "people": PersonMap,
    "site": SiteOwnMap,
}


@x_robots_tag
def index(request: HttpRequest) -> TemplateResponse:
    """The list of lists. Django's own takes its addresses from the request."""
    listed = []
    for section, kind in SITEMAPS.items():
        site_map = kind() if callable(kind) else kind
        address = absolute(reverse("sitemap", args=[section]))
        for number in range(1, site_map.paginator.num_pages + 1):
            query = "" if number == 1 else f"?p={number}"
            # the stubs say bool here; Django prints the date
            listed.append(SitemapIndexItem(address + query, site_map.get_latest_lastmod()))  # type: ignore[arg-type]
    context = {"sitemaps": listed}
    return TemplateResponse(request, "sitemap_index.xml", context, content_type="application/xml")


def one(request: HttpRequest, section: str) -> TemplateResponse:
    return sitemap(request, SITEMAPS, section)

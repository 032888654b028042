"""The pages about the site as editors see them: what readers read, who stands behind it, what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from articles import languages
from articles.models import Article, Revision, SitePage
from articles.models.articles import OPEN, State
from reviews.approval.badge import Badge, badges

STANDS = (*OPEN, State.PUBLISHED)


@dataclass(frozen=True)
class Row:
    """A page in one language. `live` None: readers see the default. `badge` belongs to `live`."""

    page: SitePage
    language: str
    article: Article | None
    live: Revision | None
    badge: Badge | None
    opened: Revision | None

    @property
    def language_name(self) -> str:
        return languages.name_of(self.language)


def rows(today: date) -> list[Row]:
    """Every page, language by language, in a constant number of queries."""
    stands = Revision.objects.filter(state__in=STANDS).defer("body")
    found = Article.objects.about_site().prefetch_related(
        Prefetch("revisions", stands, to_attr="standing")
    )
    texts = {(each.about, each.language): each for each in found}
    live = [revision for each in texts.values() for revision in _in(each, (State.PUBLISHED,))]
    shown = badges(live, today)
    return [
        _row(page, code, texts.get((page.value, code)), shown)
        for code, _name in languages.choices()
        for page in SitePage
    ]


def _row(page: SitePage, language: str, article: Article | None, shown: dict[int, Badge]) -> Row:
    live = next(iter(_in(article, (State.PUBLISHED,))), None)
    badge = shown[live.pk] if live else None
    return Row(page, language, article, live, badge, next(iter(_in(article, OPEN)), None))


def _in(article: Article | None, states: Iterable[State]) -> list[Revision]:
    return [each for each in getattr(article, "standing", ()) if each.state in states]

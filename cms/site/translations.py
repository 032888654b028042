"""The same article in other languages: what readers find of it, and whether it still says the same."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import ResolverMatch
from taggit.models import Tag

from articles import languages
from articles.models import Article, Revision
from articles.models.articles import State
from cms.addresses import absolute
from cms.caching.shared import until_changed
from cms.site.teasers import published_anywhere, tagged, teasers

EVERYWHERE = ("home", "articles", "topic", "person", "about", "search", "newsletter")
# search engines are told to leave these out, so they are not told of other languages either
NOT_INDEXED = ("search", "newsletter")
PAST = ("article_history", "article_version", "article_comparison")
# what stands for an article with readers, the best first
SHOWN = (State.PUBLISHED, State.RETRACTED, State.WITHDRAWN)


def _published_languages() -> tuple[str, ...]:
    """Those in which something is published."""
    return tuple(
        code
        for code, _name in languages.choices()
        if Revision.objects.published().of_articles().filter(language=code).exists()
    )


published_languages = until_changed(_published_languages, within_transactions=True)


def offered_languages() -> list[str]:
    """Those that readers can change between, in the order of the site."""
    offered = {languages.default(), languages.active(), *published_languages()}
    return [code for code, _name in languages.choices() if code in offered]


@dataclass(frozen=True)
class Alternate:
    """A page in a language: its path, and what the language calls itself."""

    language: str
    path: str

    @property
    def name(self) -> str:
        return languages.name_of(self.language)

    @property
    def locale(self) -> str:
        return languages.locale_of(self.language)

    @property
    def address(self) -> str:
        return absolute(self.path)


@dataclass(frozen=True)
class SpokenPage:
    """A page that stands in several languages: a list, a topic, a person.

    `spoken` are the languages that it stands in where these are not all of the site.
    """

    name: str
    parameters: tuple[int | str, ...] = ()
    spoken: tuple[str, ...] | None = None

    @property
    def counterparts(self) -> list[Alternate]:
        """In each of its languages that is offered, nothing where that is one."""
        offered = [
            each for each in offered_languages() if self.spoken is None or each in self.spoken
        ]
        return [Alternate(each, self._in(each)) for each in offered] if len(offered) > 1 else []

    @property
    def alternates(self) -> list[Alternate]:
        """The same for search engines."""
        return [] if self.name in NOT_INDEXED else self.counterparts

    @property
    def first(self) -> str:
        """The address for readers of a language that it does not stand in."""
        spoken = self.spoken or (languages.default(),)
        first = languages.default() if languages.default() in spoken else spoken[0]
        return absolute(self._in(first))

    def _in(self, language: str) -> str:
        return languages.path_in(language, self.name, *self.parameters)


HOME = SpokenPage("home")


def place_of(match: ResolverMatch | None) -> SpokenPage | None:
    """The page that an address leads to, if it stands in every language."""
    if match is None or match.view_name not in EVERYWHERE:
        return None
    return SpokenPage(match.view_name, tuple(match.kwargs.values()))


def place_of_tag(tag: Tag) -> SpokenPage:
    """Its page stands where something is published with it, as it is in the language that is active."""
    found = tagged(Revision.objects.published().of_articles(), tag)
    spoken = (
        code
        for code in published_languages()
        if code == languages.active() or found.filter(language=code).exists()
    )
    return SpokenPage("tag", (tag.slug,), tuple(spoken))


@dataclass(frozen=True)
class Family:
    """An article with what it was translated from and into.

    `texts` are the texts that stand for each now, its own among them; search engines may list those
    whose keys are `indexable`. `source` is the text of the original that its own says in another
    language.
    """

    article: Article
    texts: tuple[Revision, ...] = ()
    source: Revision | None = None
    own: Revision | None = None
    indexable: frozenset[int] = frozenset()

    @property
    def counterparts(self) -> list[Alternate]:
        """Where it can be read, in the order of the site's languages; nothing where only here."""
        return self._alternates(self.texts)

    @property
    def alternates(self) -> list[Alternate]:
        """The same for search engines; nothing where they may not list this one."""
        found = [each for each in self.texts if each.pk in self.indexable]
        is_listed = any(each.article_id == self.article.pk for each in found)
        return self._alternates(found) if is_listed else []

    def _alternates(self, texts: Iterable[Revision]) -> list[Alternate]:
        found = {each.language: each for each in texts if each.state == State.PUBLISHED}
        if set(found) <= {self.article.language}:
            return []
        return [
            Alternate(code, found[code].article.get_absolute_url())
            for code, _name in languages.choices()
            if code in found
        ]

    @property
    def histories(self) -> list[Alternate]:
        """Its history in each language. It goes on when a text is retracted or withdrawn."""
        found = {each.language: each.article.slug for each in self.texts}
        order = [code for code, _name in languages.choices() if code in found]
        return [
            Alternate(each, languages.path_in(each, "article_history", found[each]))
            for each in order
        ]

    @property
    def others(self) -> list[Alternate]:
        return [each for each in self.counterparts if each.language != self.article.language]

    @property
    def original(self) -> Revision | None:
        """The text that stands for the original, where this is a translation and readers saw one."""
        pk = self.article.translation_of_id
        return next((each for each in self.texts if pk and each.article_id == pk), None)

    @property
    def first(self) -> str:
        """The address for readers of a language that it is not in: the original's."""
        root = self.article.original_pk
        found = (each for each in self.texts if each.article_id == root)
        text = next((each for each in found if each.state == State.PUBLISHED), None)
        return absolute((text.article if text else self.article).get_absolute_url())

    @property
    def changed(self) -> Revision | None:
        """The original's text where readers now find another one than was translated, or none."""
        now = self.original
        if now is None or self.own is None:
            return None
        if now.state != State.PUBLISHED:
            return now
        if now.pk == self.own.translated_from_id:
            return None
        if self.source is not None:
            return now if now.number > self.source.number else None
        return now if _is_later(now, self.own) else None


def relatives(article: Article) -> list[Revision]:
    """All texts of an article, its original and its translations; no query where nothing is translated."""
    if article.translation_of_id is None and set(published_languages()) <= {article.language}:
        return []
    return list(_rows(Article.objects.family_of(article)))


def family(
    article: Article, own: Revision, relatives: Sequence[Revision], indexable: Iterable[int]
) -> Family:
    """Of an article whose page shows a text of its own."""
    source = next((each for each in relatives if each.pk == own.translated_from_id), None)
    return Family(article, tuple(_standing(relatives)), source, own, frozenset(indexable))


def families(articles: Iterable[Article], today: date) -> dict[int, list[Alternate]]:
    """Where search engines find each of several published articles, by its key; three queries."""
    listed = list(articles)
    roots = {each.original_pk for each in listed}
    members = Q(article__in=roots) | Q(article__translation_of__in=roots)
    by_root = defaultdict(list)
    for teaser in teasers(published_anywhere().filter(members), today):
        if teaser.is_indexable:
            by_root[teaser.revision.article.original_pk].append(teaser.revision)
    found = {}
    for each in listed:
        texts = tuple(by_root[each.original_pk])
        indexable = frozenset(text.pk for text in texts)
        found[each.pk] = Family(each, texts, indexable=indexable).alternates
    return found


def _rows(members: QuerySet[Article]) -> QuerySet[Revision]:
    """All texts of some articles, found by these alone: which of them count is settled afterwards."""
    found = Revision.objects.filter(article__in=members.order_by().values("pk"))
    found = found.select_related("article")
    return found.only(
        "number",
        "language",
        "state",
        "title",
        "published_at",
        "article__slug",
        "article__language",
        "article__translation_of",
        "article__about",
    ).order_by()


def _standing(rows: Iterable[Revision]) -> Iterable[Revision]:
    """Of each article the text that its address shows."""
    chosen: dict[int, Revision] = {}
    shown = (each for each in rows if each.state in SHOWN)
    for row in sorted(shown, key=lambda each: each.number, reverse=True):
        known = chosen.get(row.article_id)
        if known is None or (known.state != State.PUBLISHED and row.state == State.PUBLISHED):
            chosen[row.article_id] = row
    return chosen.values()


def _is_later(one: Revision, other: Revision) -> bool:
    return bool(one.published_at and other.published_at and one.published_at > other.published_at)

"""The facts that the gates judge: the register, what was set aside, notes of the import, links."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import Resolver404, resolve

from articles.drafting.evidence.gates import Grounds, Notes, addresses_in
from articles.drafting.evidence.marking import marks
from articles.evidence import reading
from articles.evidence.marking import merged
from articles.evidence.rules import RuleSet
from articles.evidence.statements import Statement
from articles.models import (
    AddressCheck,
    Article,
    Dismissal,
    FormerAddress,
    ImportedFile,
    Reference,
    Revision,
    Thread,
)
from articles.models.evidence import in_force
from articles.search.prepared import Prepared
from articles.search.presence import presence
from articles.text.anchors import running
from articles.text.citations import cited_keys

ARTICLES: Final = ("article", "article_history", "article_comparison", "article_version")


def grounds(revision: Revision) -> Grounds:
    """What a text rests on. A text in a language that the finder does not read states nothing to it."""
    is_medical = not revision.article.about
    links = [each for each in addresses_in(revision.body) if each.startswith("http")]
    works = cited_keys(revision.body)
    ((aside, asked, away, quiet),) = _presence(revision.article_id, links, works)
    return Grounds(
        body=revision.body,
        title=revision.title,
        statements=register(revision) if is_medical else (),
        dismissed=dismissed(revision.article) if aside else {},
        notes=notes(revision) if asked else Notes(),
        dead_links=tuple(dead_links(revision.body)),
        gone=tuple(_gone(links, works)) if away else (),
        is_medical=is_medical,
        is_read=reading.is_read(revision.article.language),
        is_rules_first=revision.is_draft and quiet,
    )


@Prepared
def _presence(
    article: int, links: Iterable[str], works: Iterable[str]
) -> QuerySet[Article, tuple[bool, ...]]:
    return presence(
        Article.objects.filter(pk=article),
        Dismissal.objects.filter(article=article),
        asked_of_writers(article),
        _answering_no_more(links, works),
        rules_first(article),
    )


def rules_first(article: int) -> QuerySet[ImportedFile]:
    """The file by which it was brought in to begin with the house rules, until somebody asks for the rest."""
    quiet = ImportedFile.objects.filter(is_rules_first=True, all_listed_at=None)
    return quiet.filter(article=article)


def asked_of_writers(article: int) -> QuerySet[Thread]:
    """The notes of the import and the tasks of the template."""
    return Thread.objects.filter(kind__in=Thread.TO_WRITER, revision__article=article)


def notes(revision: Revision) -> Notes:
    """What the import asked and nobody has answered, by a word or by changing the passage; and what of the
    template is still to be done."""
    counted = asked_of_writers(revision.article_id).annotate(said=Count("comments"))
    known = list(counted.values_list("kind", "resolved_at", "said", "quote"))
    asked = [
        (closed, said, quote) for kind, closed, said, quote in known if kind == Thread.Kind.NOTE
    ]
    words = " ".join(running(revision.body).split()) if asked else ""
    silent = [
        quote
        for closed, said, quote in asked
        if closed and said <= 1 and " ".join(quote.split()) in words
    ]
    return Notes(
        sum(closed is None for closed, _said, _quote in asked),
        len(silent),
        sum(kind == Thread.Kind.TASK and closed is None for kind, closed, _said, _quote in known),
    )


def register(revision: Revision, rules: RuleSet | None = None) -> tuple[Statement, ...]:
    """Each statement of a text, in its order: read of the text, so that it follows every edit, with what
    people marked in it. `rules` are those in force, where they are at hand."""
    language = revision.article.language
    known = in_force.rules_of(language) if rules is None else rules
    found = reading.statements_of(revision.body, revision.title, language, known)
    return tuple(merged(found, marks(revision), revision.body))


def dismissed(article: Article) -> dict[str, Dismissal]:
    """What was set aside in an article, by the likeness of the passage."""
    return {each.likeness: each for each in article.dismissals.select_related("dismissed_by")}


def dead_links(body: str) -> list[str]:
    """The links of a body to pages of this site that do not exist or were taken down."""
    slugs = {address: slug for address in addresses_in(body) if (slug := _slug(address)) != ""}
    wanted = {slug for slug in slugs.values() if slug}
    if not slugs:
        return []
    standing = set(
        Revision.objects.published()
        .filter(article__slug__in=wanted)
        .values_list("article__slug", flat=True)
    )
    missing = wanted - standing
    if missing:
        moved = FormerAddress.objects.filter(
            slug__in=missing, article__in=Revision.objects.published().values("article")
        )
        standing |= set(moved.values_list("slug", flat=True))
    return [address for address, slug in slugs.items() if slug not in standing]


def _answering_no_more(links: Iterable[str], works: Iterable[str]) -> QuerySet[AddressCheck]:
    """The checks of addresses that a text or a work it cites leads to, and that answer no more."""
    cited = Reference.objects.filter(key__in=works).exclude(url="")
    found = AddressCheck.objects.filter(Q(address__in=links) | Q(address__in=cited.values("url")))
    return found.filter(is_gone=True)


@Prepared
def _gone(links: Iterable[str], works: Iterable[str]) -> QuerySet[AddressCheck, str]:
    return _answering_no_more(links, works).values_list("address", flat=True)


def _slug(address: str) -> str | None:
    """The article that a link of this site leads to; "" where it leads elsewhere, None to no page."""
    parts, site = urlsplit(address), urlsplit(settings.SITE_URL)
    if parts.netloc and parts.netloc != site.netloc:
        return ""
    if parts.scheme not in ("", "http", "https") or not parts.path.startswith("/"):
        return ""
    try:
        found = resolve(unquote(parts.path))
    except Resolver404:
        return None
    return str(found.kwargs["slug"]) if found.url_name in ARTICLES else ""

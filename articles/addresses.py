"""Where an article is found: its address, those that it had, and the article that took its place."""

import re
from datetime import datetime

from django.db.models import Exists, OuterRef

from articles.models import Article, FormerAddress, Revision
from articles.models.articles import State
from articles.text.slugs import slug_of

ENTERED = re.compile(r"(?:.*/articles/)?([^/?#]+)/?(?:[?#].*)?")


def read(entered: str) -> str:
    """The slug that somebody means who enters one, a path or a whole address; "" of nonsense."""
    found = ENTERED.fullmatch(entered.strip())
    return slug_of(found[1], "") if found else ""


def is_free(slug: str, article: Article | None = None) -> bool:
    """Whether an article may have the address: not another's, now or formerly. Its own it may take back."""
    mine = None if article is None else article.pk
    taken = Article.objects.filter(slug=slug).exists()
    left = FormerAddress.objects.filter(slug=slug).exclude(article=mine).exists()
    return not taken and not left


def move(article: Article, slug: str, now: datetime) -> None:
    """Give an article a free address; the one that it had leads there from now on."""
    FormerAddress.objects.filter(article=article, slug=slug).delete()
    FormerAddress.objects.create(article=article, slug=article.slug, left_at=now)
    article.slug = slug
    article.save(update_fields=["slug"])


def moved(slug: str) -> Article | None:
    """The article that had the address and has left it, or has it in another language.

    One that readers never saw has no address yet.
    """
    seen = Exists(Revision.objects.once_public().filter(article=OuterRef("pk")))
    # two questions, each of one index: asked as one, a database would walk all articles
    standing = Article.objects.filter(seen, slug=slug).first()
    return standing or Article.objects.filter(former_addresses__slug=slug).first()


def successor(article: Article) -> Revision | None:
    """The published text that readers of an article that has none are led to, or None.

    An article that took another's place may have been merged itself; a circle leads nowhere.
    """
    seen = {article.pk}
    while article.merged_into is not None and article.merged_into_id not in seen:
        article = article.merged_into
        seen.add(article.pk)
        found = article.revisions.filter(state=State.PUBLISHED).select_related("article").first()
        if found is not None:
            return found
    return None


def absorbed(article: Article) -> list[Revision]:
    """The last public texts of the articles that were merged into this one, by title."""
    merged = Revision.objects.once_public().filter(article__merged_into=article)
    latest = merged.select_related("article").order_by("article", "-published_at")
    by_article = {each.article_id: each for each in reversed(latest)}
    return sorted(by_article.values(), key=lambda revision: revision.title)

"""The desk's search: over the title and text that counts now of each article."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from articles.models import Article, DeskEntry, Reference, Revision
from articles.models.articles import State
from articles.models.references import LIBRARY
from articles.search import tokenizer
from articles.search.index import Index
from articles.text import fields
from articles.users import User

DESK = Index(
    table="articles_deskentry", key="article_id", columns=("title_words", "text_words"), lead=1
)


def refresh(revision: Revision) -> None:
    """Have the article found by this text of it, and by no earlier one."""
    entry = DeskEntry(
        article_id=revision.article_id,
        title_words=tokenizer.indexed(_words(revision, "title_words")),
        text_words=tokenizer.indexed(_words(revision, "text_words")),
    )
    DeskEntry.objects.bulk_create(
        [entry],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["title_words", "text_words"],
    )


def _words(revision: Revision, column: str) -> str:
    said = (
        row.words(getattr(revision, row.name)) for row in fields.FIELDS if row.found_as == column
    )
    return "\n".join(said)


def refresh_without(revision: Revision) -> None:
    """Have the article found by what it has besides this text, which is about to be discarded."""
    others = Revision.objects.filter(article=revision.article_id).exclude(pk=revision.pk)
    remaining = others.exclude(state=State.DISCARDED).order_by("-number").first()
    if remaining is not None:
        refresh(remaining)


def refresh_all() -> int:
    """Make everything again, of articles and of references; return how many articles there are."""
    articles = Article.objects.order_by("pk").values_list("pk", flat=True)
    for pk in articles.iterator():
        with transaction.atomic():
            article = Article.objects.select_for_update().get(pk=pk)
            refresh(article.revisions.newest())
    for reference in Reference.objects.iterator():
        reference.save(update_fields=["words"])
    for index in (DESK, LIBRARY):
        index.rebuild()
    return articles.count()


def found(text: str, user: User | AnonymousUser) -> tuple[int, ...]:
    """Articles that the user may write and that have all the words, or words that begin with them.

    The best come first and no more than `fulltext.MOST`.
    """
    writes_all = user.has_perm("articles.write_any_article")
    own = (
        None
        if writes_all
        else DeskEntry.objects.filter(article__in=Article.objects.writable_by(user))
    )
    return DESK.hits(tokenizer.query(text), own).keys

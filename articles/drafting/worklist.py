"""The writer's list: each article that a user may write, by the text of it that counts now."""

from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from articles.models import Article, Contribution, Revision
from articles.models.articles import OPEN, State
from articles.users import User

VIEWS: Final = {
    "open": (pgettext_lazy("texts", "Open"), OPEN),
    "sent-back": (pgettext_lazy("texts", "Sent back"), (State.CHANGES_REQUESTED, State.RECALLED)),
    "published": (pgettext_lazy("texts", "Published"), (State.PUBLISHED,)),
    "closed": (
        pgettext_lazy("texts", "Closed"),
        (State.REJECTED, State.WITHDRAWN, State.RETRACTED, State.DISCARDED),
    ),
    "all": (pgettext_lazy("texts", "All"), ()),
}


def worklist(user: User | AnonymousUser) -> QuerySet[Revision]:
    """The latest text of each article, latest saved first.

    A discarded draft counts only where there is nothing else. Each carries `last_writer` (a name)
    and `has_live` (readers see some text of the article).
    """
    same_article = Revision.objects.filter(article=OuterRef("article"))
    later = same_article.filter(number__gt=OuterRef("number"))
    kept = ~Q(state=State.DISCARDED)
    # said as what there must not be, so that a database may walk an index and stop at a full page
    counts = kept & ~Exists(later.filter(kept)) | (
        Q(state=State.DISCARDED) & ~Exists(same_article.filter(kept)) & ~Exists(later)
    )
    last = Contribution.objects.filter(revision=OuterRef("pk")).order_by("-last_at")
    found = Revision.objects.filter(counts)
    if not user.has_perms(("articles.write_article", "articles.write_any_article")):
        found = found.filter(article__in=Article.objects.writable_by(user))
    return (
        found.select_related("article__topic", "created_by")
        .annotate(
            last_writer=Subquery(last.values(name=F("user__name"))[:1]),
            has_live=Exists(same_article.filter(state=State.PUBLISHED)),
        )
        .order_by("-saved_at", "-pk")
        .defer("body", "sealed")
    )


class Pages(Paginator[Revision]):
    """A worklist in pages. One that is near the end is read from the end.

    `articles`: those that stand in it, where it is whole; counting them needs no look at their texts.
    """

    def __init__(
        self,
        texts: QuerySet[Revision],
        per_page: int,
        articles: QuerySet[Article] | None = None,
    ) -> None:
        super().__init__(texts, per_page)
        self.texts, self.articles = texts, articles

    @cached_property
    def count(self) -> int:
        return self.texts.count() if self.articles is None else self.articles.count()

    def page(self, number: int | str) -> Page[Revision]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        if first <= self.count // 2:
            return super().page(number)
        rows = self.texts.reverse()[self.count - last : self.count - first]
        return Page(list(rows)[::-1], number, self)

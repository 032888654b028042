"""The writer's list: each article that a user may write, by the text of it that counts now."""

from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
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
    return (
        _own(user)
        .filter(counts)
        .select_related("article__topic", "created_by")
        .annotate(
            last_writer=Subquery(last.values(name=F("user__name"))[:1]),
            has_live=Exists(same_article.filter(state=State.PUBLISHED)),
        )
        .order_by("-saved_at", "-pk")
        .defer("body", "sealed")
    )


def counts(user: User | AnonymousUser, articles: int | None) -> dict[str, int]:
    """How many of the user's articles stand in each view, in one query; `articles` says how many there
    are, without which nothing is said of the views “closed” and “all”.

    It looks at those alone whose newest text waits for something, few on any site, and at the index of
    the published: an article stands under “published” where no such text came after.
    """
    waiting = [*VIEWS["open"][1], *VIEWS["sent-back"][1], State.REJECTED]
    newest = worklist(user).filter(state__in=waiting)
    public = _own(user).filter(state=State.PUBLISHED)
    found = [*_by_state(newest, Q(has_live=True)).union(_by_state(public, Q()), all=True)]
    by_state = {state: count for state, count, _live in found}
    by_state[State.PUBLISHED] = by_state.get(State.PUBLISHED, 0) - sum(
        live for state, _count, live in found if state != State.PUBLISHED
    )
    told = {
        name: sum(by_state.get(state, 0) for state in VIEWS[name][1])
        for name in ("open", "sent-back", "published")
    }
    if articles is None:
        return told
    return {**told, "closed": articles - sum(told.values()), "all": articles}


def _by_state(texts: QuerySet[Revision], live: Q) -> QuerySet[Revision, tuple[str, int, int]]:
    """How many there are of each state, and how many of these are `live`."""
    states = texts.order_by().values_list("state")
    return states.annotate(count=Count("pk"), live=Count("pk", filter=live))


def _own(user: User | AnonymousUser) -> QuerySet[Revision]:
    """The texts of the articles that the user may write."""
    if user.has_perms(("articles.write_article", "articles.write_any_article")):
        return Revision.objects.all()
    return Revision.objects.writable_by(user)


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

"""The writer's list: each article that a user may write, by the text of it that counts now."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from articles import desk_search
from articles.models import Article, Contribution, Revision
from articles.models.articles import OPEN, State
from articles.users import User

VIEWS: dict[str, tuple[str, tuple[State, ...]]] = {
    "open": ("Open", OPEN),
    "sent-back": ("Sent back", (State.CHANGES_REQUESTED, State.RECALLED)),
    "published": ("Published", (State.PUBLISHED,)),
    "closed": ("Closed", (State.REJECTED, State.WITHDRAWN, State.RETRACTED, State.DISCARDED)),
    "all": ("All", ()),
}


def worklist(user: User | AnonymousUser, view: str = "all", words: str = "") -> QuerySet[Revision]:
    """The latest text of each article, latest saved first; with `words`, of those that have them.

    A discarded draft counts only where there is nothing else. Each carries `last_writer` (a name)
    and `has_live` (readers see some text of the article).
    """
    same_article = Revision.objects.filter(article=OuterRef("article"))
    newest = same_article.order_by(
        Case(When(state=State.DISCARDED, then=Value(1)), default=Value(0)), "-number"
    )
    last = Contribution.objects.filter(revision=OuterRef("pk")).order_by("-last_at")
    found = Revision.objects.filter(
        article__in=Article.objects.writable_by(user), pk=Subquery(newest.values("pk")[:1])
    )
    if states := VIEWS[view][1]:
        found = found.filter(state__in=states)
    if words.strip():
        found = found.filter(article__in=desk_search.found(words, user))
    return (
        found.select_related("article__topic", "created_by")
        .annotate(
            last_writer=Subquery(last.values(name=F("user__name"))[:1]),
            has_live=Exists(same_article.filter(state=State.PUBLISHED)),
        )
        .order_by("-saved_at", "-pk")
        .defer("body", "sealed")
    )

"""Where a work is used: the texts that cite it, as the one who asks may know of them."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.drafting.evidence import resting
from articles.evidence.statements import Statement
from articles.models import Reference, ReferenceUse, Revision
from articles.models.articles import OPEN, State
from articles.users import User

NOW: Final = (*OPEN, State.PUBLISHED)  # earlier texts keep their entry as it stood in them


@dataclass(frozen=True)
class Use:
    """A text that cites a work now, and where it is read."""

    revision: Revision
    address: str
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Usage:
    """`hidden` counts drafts of others; `earlier` texts that were replaced, withdrawn or refused."""

    shown: list[Use]
    hidden: int
    earlier: int
    statements: int = 0  # that rest on it, in all texts of today

    @property
    def is_none(self) -> bool:
        return not (self.shown or self.hidden or self.earlier)


def usage(reference: Reference, user: User) -> Usage:
    """As many queries for many texts as for few."""
    citing = Revision.objects.filter(reference_uses__key=reference.key)
    found = list(citing.filter(state__in=NOW).select_related("article").order_by("-saved_at"))
    mine = set(
        Revision.objects.writable_by(user)
        .filter(pk__in=[each.pk for each in found])
        .values_list("pk", flat=True)
    )
    resting_on = resting.statements_on(reference.key, found)
    shown = [
        Use(each, _address(each, each.pk in mine), tuple(resting_on.get(each.pk, ())))
        for each in found
        if each.pk in mine or each.state == State.PUBLISHED
    ]
    return Usage(
        shown,
        len(found) - len(shown),
        citing.exclude(state__in=NOW).count(),
        sum(map(len, resting_on.values())),
    )


def with_texts(works: QuerySet[Any]) -> QuerySet[Any]:
    """The works with `texts`: how many that are public or under way cite each."""
    if "texts" in works.query.annotations:
        return works
    uses = ReferenceUse.objects.filter(key=OuterRef("key"), revision__state__in=NOW).order_by()
    counted = uses.values("key").annotate(count=Count("pk")).values("count")
    number = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    found: QuerySet[Any] = works.annotate(texts=number)
    return found


def _address(revision: Revision, is_mine: bool) -> str:
    if is_mine:
        return reverse("revision_preview", args=[revision.pk])
    return revision.article.get_absolute_url()

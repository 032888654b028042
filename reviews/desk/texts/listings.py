"""The lists of texts: all articles, the board, what is due for another review."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.listing.filters import Asking, Chosen, Column, Filter, Listing, Sort
from articles.models import Revision
from reviews import phrases
from reviews.desk.texts.filters import OF_TEXTS, SORTS, STATE, TITLE, VIEW, WORDS, with_due
from reviews.models import NextReview

LAST: Final = 9999  # the year of what is never due, by which it stands last


def _writers(text: Revision) -> str:
    return phrases.names(text.article.writers.all())


def _tags(text: Revision) -> str:
    return ", ".join(sorted(tag.name for tag in text.article.tags.all()))


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d") if moment else ""


def _due(text: Any) -> str:
    return "" if text.due.year == LAST else text.due.isoformat()


COLUMNS: Final = (
    Column(_("Number"), lambda text: text.article_id),
    Column(_("Article"), lambda text: text.title),
    Column(_("Topic"), lambda text: text.article.topic),
    Column(_("Tags"), _tags),
    Column(_("Language"), lambda text: text.language),
    Column(_("State"), lambda text: text.get_state_display()),
    Column(_("Writers"), _writers),
    Column(_("Last saved"), lambda text: _day(text.saved_at)),
    Column(pgettext_lazy("a text", "Published"), lambda text: _day(text.published_at)),
    Column(pgettext_lazy("day", "Due"), _due),
)


def rows(found: QuerySet[Revision], asking: Asking) -> QuerySet[Revision]:
    """With what the columns say, in a constant number of queries."""
    parts = found.select_related("article__topic").defer("body", "sealed")
    named = with_due(parts, asking).prefetch_related("article__writers")
    return named.prefetch_related("article__tags")  # type: ignore[misc]  # taggit has no types


ARTICLES: Final = Listing(
    "desk", _("Your articles"), (WORDS, VIEW, STATE, *OF_TEXTS), SORTS, COLUMNS
)
# on the board a state is a page of its own, and not one filter among others
_PAGE: Final = replace(STATE, is_beside=True)
BOARD: Final = Listing(
    "board",
    _("Board"),
    (TITLE, _PAGE, *OF_TEXTS),
    {name: SORTS[name] for name in ("title", "topic", "due")},
    COLUMNS,
)


def _of_text(row: Filter) -> Filter:
    """The filter, of rows that are about a text."""

    def narrow(found: QuerySet[Any], value: str, asking: Asking) -> QuerySet[Any]:
        texts = row.narrow(Revision.objects.all(), value, asking)
        return found.filter(revision__in=texts.values("pk"))

    return replace(row, narrow=narrow)


DUE: Final = Listing(
    "rereviews_due",
    _("Due for review again"),
    tuple(_of_text(each) for each in (TITLE, *OF_TEXTS)),
    {
        "title": Sort(_("Article"), ("revision__title",)),
        "topic": Sort(_("Topic"), ("article__topic__name",)),
        "reviewed": Sort(_("Reviewed"), ("reviewed_on",)),
        "due": Sort(_("Due"), ("due_on",)),
    },
    COLUMNS,
)


def texts_of(found: QuerySet[NextReview], chosen: Chosen, most: int) -> Iterable[Revision]:
    """The texts of a queue in its order, with what the columns say."""
    pks = list(found.values_list("revision", flat=True)[:most])
    texts = {each.pk: each for each in rows(Revision.objects.filter(pk__in=pks), chosen.asking)}
    return [texts[pk] for pk in pks]

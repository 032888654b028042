"""By what a list can be narrowed and sorted, and what somebody asked of one.

A list is a `Listing`: rows of filters, sorts and columns. What an address asks is read once, by
`Listing.asked`; what it asks and the list does not know counts as not asked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from articles.entering import clean_text
from articles.users import User

LONGEST: Final = 200  # of what is asked of one filter
Words = Any  # a sentence, or one that is translated when it is shown
Narrow = Callable[[QuerySet[Any], str, "Asking"], QuerySet[Any]]
Choices = Callable[["Asking"], Iterable[tuple[str, Words]]]


@dataclass(frozen=True)
class Asking:
    """Who asks, and on which day."""

    user: User | AnonymousUser
    today: date


@dataclass(frozen=True)
class Filter:
    """`choices` has what may be asked, in one query at most; None where it is words.

    `is_beside` says that it stands elsewhere on the page, and not in the panel of filters.
    """

    name: str
    label: Words
    narrow: Narrow
    choices: Choices | None = None
    is_beside: bool = False


@dataclass(frozen=True)
class Sort:
    """By what a column sorts; `annotate` adds what the rows do not have."""

    label: Words
    by: tuple[str, ...]
    annotate: Callable[[QuerySet[Any], Asking], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Column:
    """What a file or a sheet of paper says of each row."""

    label: Words
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Listing:
    """A list: `name` is that of its address, and filters are kept under it."""

    name: str
    title: Words
    filters: tuple[Filter, ...]
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()

    def asked(self, request: HttpRequest) -> "Chosen":
        return Chosen(self, request.GET, Asking(request.user, timezone.localdate()))


@dataclass(frozen=True)
class Box:
    """A filter as the panel shows it."""

    filter: Filter
    value: str
    choices: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it is, what was chosen of it, and the query of the list without it."""

    label: Words
    value: Words
    without: str


@dataclass(frozen=True)
class Head:
    """A column that sorts: the value of `sort` that a click asks for, and how it sorts now."""

    next: str
    aria: str


class Chosen:
    """What somebody asked of a list."""

    def __init__(self, listing: Listing, query: QueryDict, asking: Asking) -> None:
        self.listing, self.query, self.asking = listing, query, asking

    @cached_property
    def values(self) -> dict[str, str]:
        """By filter, what was asked and is understood."""
        sent = {each.name: self._sent(each.name) for each in self.listing.filters}
        return {
            name: value for name, value in sent.items() if value and self._is_known(name, value)
        }

    @cached_property
    def sort(self) -> str:
        """The column, with a hyphen where it sorts downwards; "" for the order that the list has."""
        sent = self.query.get("sort", "")
        return sent if sent.removeprefix("-") in self.listing.sorts else ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.values)

    @property
    def is_plain(self) -> bool:
        """Whether it is the list as it stands by itself."""
        return not (self.values or self.sort)

    @property
    def is_open(self) -> bool:
        """Whether the panel of filters stands open: somebody opened it, or it says what is set."""
        return "filter" in self.query or bool(self.chips)

    def narrow(self, found: QuerySet[Any]) -> QuerySet[Any]:
        for each in self.listing.filters:
            if each.name in self.values:
                found = each.narrow(found, self.values[each.name], self.asking)
        return found

    def ordered(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """As was asked; unchanged where nothing was. Rows that are equal keep one order."""
        if not self.sort:
            return found
        sort = self.listing.sorts[self.sort.removeprefix("-")]
        found = sort.annotate(found, self.asking) if sort.annotate else found
        ordered = found.order_by(*sort.by, "pk")
        return ordered.reverse() if self.sort.startswith("-") else ordered

    @cached_property
    def address(self) -> str:
        """The query that asks for the same, by which a filter is kept; without the page."""
        return self._without("")

    @cached_property
    def boxes(self) -> list[Box]:
        """The panel; nothing is asked for it before it is open."""
        shown = [each for each in self.listing.filters if not each.is_beside and each.choices]
        return [
            Box(each, self.values.get(each.name, ""), tuple(self._choices[each.name]))
            for each in shown
        ]

    @property
    def beside(self) -> list[tuple[str, str]]:
        """What is set elsewhere on the page, for the form of the filters to carry on."""
        shown = {each.name for each in self.listing.filters if each.is_beside} - {"q"}
        kept = [(name, value) for name, value in self.values.items() if name in shown]
        return [*kept, ("sort", self.sort)] if self.sort else kept

    @property
    def words(self) -> str:
        return self.values.get("q", "")

    @cached_property
    def chips(self) -> list[Chip]:
        return [
            Chip(each.label, self._label(each.name), self._without(each.name))
            for each in self.listing.filters
            if each.name in self.values and not each.is_beside
        ]

    @cached_property
    def heads(self) -> dict[str, Head]:
        return {name: self._head(name) for name in self.listing.sorts}

    def _without(self, name: str) -> str:
        asked = {each: value for each, value in self.values.items() if each != name}
        return _encoded({**asked, "sort": self.sort} if self.sort else asked)

    def _head(self, name: str) -> Head:
        if self.sort == name:
            return Head(f"-{name}", "ascending")
        return Head(name, "descending" if self.sort == f"-{name}" else "none")

    def _sent(self, name: str) -> str:
        return clean_text(self.query.get(name, "")).strip()[:LONGEST]

    def _is_known(self, name: str, value: str) -> bool:
        return self._filter(name).choices is None or value in dict(self._choices[name])

    def _label(self, name: str) -> Words:
        value = self.values[name]
        return value if self._filter(name).choices is None else dict(self._choices[name])[value]

    def _filter(self, name: str) -> Filter:
        return next(each for each in self.listing.filters if each.name == name)

    @cached_property
    def _choices(self) -> "_Choices":
        return _Choices(self.listing, self.asking)


class _Choices(dict[str, list[tuple[str, Words]]]):
    """What each filter may be set to, asked for when it is wanted."""

    def __init__(self, listing: Listing, asking: Asking) -> None:
        super().__init__()
        self._of = {each.name: each.choices for each in listing.filters}
        self._asking = asking

    def __missing__(self, name: str) -> list[tuple[str, Words]]:
        choices = self._of[name]
        self[name] = (
            [(str(value), label) for value, label in choices(self._asking)] if choices else []
        )
        return self[name]


def _encoded(asked: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(dict(asked))
    return query.urlencode()

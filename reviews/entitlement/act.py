"""A row of the table of acts: all that differs between one change to people or rules and another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from articles.models import Person
from articles.users import User
from reviews.entitlement import columns
from reviews.humans import accounts_of
from reviews.models import Credential, Invitation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Kept:
    """A file that somebody keeps with what they looked up."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Lookup:
    """What somebody looked up of a credential: in which register, at which address, on which day."""

    register: str = ""
    address: str = ""
    on: date | None = None
    file: Kept | None = None


@dataclass
class Change:
    """One attempt at an act: who would change what of which row, when, and why.

    `subject` is the row as it is; `values` what its columns are to be, as `columns.plain` has them.
    `second` is who confirms what `user` proposed.
    """

    act: "Act"
    subject: Model
    user: User | None
    now: datetime
    values: columns.Values = field(default_factory=dict)
    reason: str = ""
    lookup: Lookup | None = None
    second: User | None = None

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def before(self) -> columns.Values:
        return columns.read(self.subject, self.values)

    @cached_property
    def changed(self) -> columns.Values:
        """The columns that become something else."""
        is_new = self.subject.pk is None
        return {
            name: value
            for name, value in self.values.items()
            if (is_new and value not in (None, "", []))
            or (not is_new and value != self.before[name])
        }

    @cached_property
    def hands(self) -> frozenset[int]:
        """The accounts of the human being who acts: of the one who proposed it, where another confirms."""
        return accounts_of(self.user) if self.user else frozenset()

    @cached_property
    def second_hands(self) -> frozenset[int]:
        """Those of whoever confirms it."""
        return accounts_of(self.second) if self.second else frozenset()

    @property
    def proved_orcid(self) -> str:
        """The last part of the address at which it was looked up."""
        return self.lookup.address.rstrip("/").rpartition("/")[2] if self.lookup else ""

    @property
    def credential(self) -> Credential:
        assert isinstance(self.subject, Credential)  # noqa: S101 for the type checker: of acts on one
        return self.subject

    @property
    def person(self) -> Person | None:
        """Whom it is about, by their profile."""
        if isinstance(self.subject, Person):
            return self.subject if self.subject.pk else None
        if isinstance(self.subject, Credential):
            key = self.subject.person_id or self.values.get("person")
            return Person.objects.filter(pk=key or 0).select_related("user").first()
        if isinstance(self.subject, Invitation):
            return Person.objects.filter(user=self.subject.user_id or 0).first()
        return Person.objects.filter(user=self.account).first() if self.account else None

    @property
    def account(self) -> User | None:
        """The account that it is about, as it was before."""
        if self.subject._meta.label == "cms.User":
            return self.subject if self.subject.pk else None  # type: ignore[return-value]
        if isinstance(self.subject, Invitation):
            return self.subject.user
        if isinstance(self.subject, Person):
            return self.subject.user if self.subject.pk else None
        return self.person.user if isinstance(self.subject, Credential) and self.person else None


Guard = Callable[[Change], str]


@dataclass(frozen=True)
class Act:
    """One row.

    `permission` None: the guards alone say who. `columns` are those that it may write, `voids` those
    of them that no check outlives. `guards` must hold for it to be on offer, `checks` look at what was
    entered with it. `needs_second` says whether somebody
    else must confirm it; `guards_of_second` who may. `tells` whom besides the one concerned.
    `description` stands in the record after the name of who did it.
    """

    name: str
    label: "StrOrPromise"
    description: "StrOrPromise"
    permission: str | None
    columns: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    needs_second: Callable[[Change], bool] | None = None
    guards_of_second: tuple[Guard, ...] = ()
    effect: Callable[[Change], dict[str, Any]] | None = None
    tells: Callable[[Change], Sequence[User]] | None = None

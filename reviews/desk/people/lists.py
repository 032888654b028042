"""The pages about people: who is entitled to review, by which credentials, and what waits to be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from articles.models import Person
from articles.users import User
from reviews.eligibility.rights import CHECK, holders_of
from reviews.entitlement import words
from reviews.entitlement.amend import change_of, may_settle, why_not
from reviews.entitlement.words import Line
from reviews.models import Amendment, Credential, Proposal

SOON = timedelta(days=60)
SHOWN = 20


@dataclass(frozen=True)
class CredentialRow:
    """A credential as a list shows it: whether it counts today, and whether it ends soon."""

    credential: Credential
    is_valid: bool
    ends_soon: bool

    @property
    def waits(self) -> bool:
        """For somebody to look it up."""
        return not self.credential.is_checked


@dataclass(frozen=True)
class PersonRow:
    person: Person
    credentials: tuple[CredentialRow, ...]

    @property
    def waits(self) -> bool:
        return any(each.waits for each in self.credentials)


@dataclass(frozen=True)
class Waiting:
    """A proposal, what it would change, and why the reader can't confirm it ("" if they can)."""

    proposal: Proposal
    lines: Sequence[Line]
    why_not: str


def everybody() -> QuerySet[Person]:
    """All with a credential or the right to review."""
    reviewers = holders_of("review_revision").order_by()
    return Person.objects.filter(
        Q(Exists(Credential.objects.filter(person=OuterRef("pk"))))
        | Q(user__in=reviewers.values("pk"))
    )


def rows(people: QuerySet[Person], today: date) -> list[PersonRow]:
    """Each with what is said of their credentials, in as many queries for many as for few."""
    held = Credential.objects.select_related("specialty", "current_check__checked_by", "person")
    listed = people.select_related("user").prefetch_related(Prefetch("credentials", held))
    return [PersonRow(each, _rows(each.credentials.all(), today)) for each in listed]


def credentials_of(person: Person, today: date) -> tuple[CredentialRow, ...]:
    related = ("specialty", "current_check__checked_by", "current_check__file", "person")
    held = person.credentials.select_related(*related).defer("current_check__file__content")
    return _rows(held, today)


def waiting_for(user: User) -> list[Waiting]:
    """What waits for a second person, as far as the user may see it."""
    found = Proposal.objects.open().select_related("asked_by")
    rows = [_waiting(each, user) for each in found]
    return rows if user.has_perm(CHECK) else [each for each in rows if not each.why_not]


def amendments_for(user: User) -> QuerySet[Amendment]:
    """The record of people and rules, the latest first: editors and administrators see all of it,
    anybody else what is about them.
    """
    found = Amendment.objects.order_by("-number").select_related("actor", "person")
    return found if user.has_perm(CHECK) else found.filter(account=user)


def why_not_check(credential: Credential, user: User, now: datetime) -> str:
    return why_not("check_credential", credential, user, now)


def _rows(
    credentials: Sequence[Credential] | QuerySet[Credential], today: date
) -> tuple[CredentialRow, ...]:
    return tuple(
        CredentialRow(each, each.is_valid_on(today), _ends_soon(each, today))
        for each in credentials
    )


def _ends_soon(credential: Credential, today: date) -> bool:
    ends = credential.expires_on
    return credential.is_valid_on(today) and ends is not None and ends <= today + SOON


def _waiting(proposal: Proposal, user: User) -> Waiting:
    change = change_of(proposal)
    return Waiting(proposal, tuple(words.proposed(change)), may_settle(proposal, user))

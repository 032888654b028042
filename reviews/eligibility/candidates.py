"""Whom an editor may ask to review a text, and why not the others: as many queries for few as for many."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from articles.models import Revision
from articles.users import User
from reviews.eligibility.facts import reviewers, signers_of, text_of
from reviews.eligibility.rules import Reviewer, Text, is_invited, why_not
from reviews.eligibility.track_records import A_YEAR, TrackRecord, track_records
from reviews.models import Approval, Assignment, Credential, Signers


@dataclass(frozen=True)
class Candidate:
    """`why_not` is "" for somebody who may be asked; `load` counts the reviews not yet decided."""

    user: User
    name: str
    credentials: tuple[Credential, ...]
    load: int
    why_not: str
    record: TrackRecord | None = None
    matches: bool = False

    @property
    def specialties(self) -> list[str]:
        names = {each.specialty.name for each in self.credentials if each.specialty}
        return sorted(names)


def candidates(revision: Revision, today: date) -> list[Candidate]:
    """All who hold the right: first those who may be asked, of the wanted specialty, the least busy.

    A guest stands there for the text that they are invited to, and for no other.
    """
    terms = getattr(revision, "round", None)
    text = text_of(revision, signers_of(revision, terms))
    holders = reviewers(text.signers.right, today)
    people = [each for each in holders if not is_invited(each, text, today)]
    credentialed = [each.user.pk for each in people if each.credentials]
    records = track_records(credentialed, timezone.now(), A_YEAR)
    loads = _loads()
    wanted = terms.specialty_key if terms else ""
    found = [
        Candidate(
            each.user,
            _name(each),
            each.credentials if text.signers == Signers.REVIEWERS else (),
            loads[each.user.pk],
            str(reason.beside_them) if (reason := why_not(each, text, today)) else "",
            records.get(each.user.pk),
            matches=wanted in {specialty.key for specialty in each.specialties},
        )
        for each in people
    ]
    return sorted(
        found, key=lambda each: (bool(each.why_not), not each.matches, each.load, each.name)
    )


def able_to_review(text: Text, today: date) -> list[Reviewer]:
    """Those who may be asked."""
    people = reviewers(text.signers.right, today)
    return [each for each in people if not why_not(each, text, today)]


def _name(person: Reviewer) -> str:
    return person.profile.titled_name if person.profile else str(person.user)


def _loads() -> Counter[int]:
    waiting = Assignment.objects.standing().filter(revision__state=Revision.State.IN_REVIEW)
    signed = set(
        Approval.objects.standing()
        .filter(revision__state=Revision.State.IN_REVIEW)
        .values_list("revision", "reviewer")
    )
    pairs = waiting.values_list("revision", "reviewer")
    return Counter(reviewer for revision, reviewer in pairs if (revision, reviewer) not in signed)

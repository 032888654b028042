"""Who may be asked to review a text, and why the others may not: as many queries for few as for many.

`guards.names_a_reviewer` decides; a test holds the two together.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.users import User
from reviews.eligibility import separation
from reviews.eligibility.rights import holders_of
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
    """Every reviewer: those who may be asked first, of the wanted specialty and then the least busy."""
    asked = _asked(revision)
    barred = separation.excluded_from(revision)
    credentials, loads = _credentials(today), _loads()
    records = track_records(list(credentials), timezone.now(), A_YEAR)
    signers = Signers.of(revision.article)
    terms = getattr(revision, "round", None)
    wanted = terms.specialty_key if terms else ""

    def why_not(user: User) -> str:
        if user.pk in asked:
            return _("Has been asked already.")
        if user.pk in barred.writers:
            return _("Wrote or edited this text.")
        if user.pk in barred.conflicted:
            return _("Declared a conflict of interest on this article.")
        return _why_not_entitled(user, signers, credentials[user.pk])

    found = [
        Candidate(
            user,
            _name(user),
            tuple(credentials[user.pk]) if signers == Signers.REVIEWERS else (),
            loads[user.pk],
            why_not(user),
            records.get(user.pk),
            matches=any(
                each.specialty and each.specialty.key == wanted for each in credentials[user.pk]
            ),
        )
        for user in holders_of(signers.right).select_related("person")
    ]
    return sorted(
        found, key=lambda each: (bool(each.why_not), not each.matches, each.load, each.name)
    )


def _why_not_entitled(user: User, signers: Signers, held: list[Credential]) -> str:
    if signers == Signers.EDITORS:
        has_profile = getattr(user, "person", None) is not None
        return "" if has_profile else _("Has no public profile yet: an administrator can make one.")
    return "" if held else _("Has no credential that is checked and valid today.")


def _asked(revision: Revision) -> set[int]:
    """Who can't be asked (again): see `guards.is_asked_already`."""
    assignments = revision.assignments.exclude(answer=Assignment.Answer.RELEASED)
    if revision.state != Revision.State.PUBLISHED:
        return set(assignments.values_list("reviewer", flat=True))
    signed = Approval.objects.filter(
        revision=revision,
        reviewer=OuterRef("reviewer"),
        signed_at__gte=OuterRef("assigned_at"),
    )
    pending = assignments.standing().filter(assigned_at__gte=revision.published_at)
    return set(pending.exclude(Exists(signed)).values_list("reviewer", flat=True))


def _name(user: User) -> str:
    person = getattr(user, "person", None)
    return person.titled_name if person else str(user)


def _credentials(today: date) -> defaultdict[int, list[Credential]]:
    found = defaultdict(list)
    valid = Credential.objects.valid_on(today).exclude(person__user=None)
    for credential in valid.select_related("person", "specialty"):
        if credential.person.user_id is not None:
            found[credential.person.user_id].append(credential)
    return found


def _loads() -> Counter[int]:
    waiting = Assignment.objects.standing().filter(revision__state=Revision.State.IN_REVIEW)
    signed = set(
        Approval.objects.filter(revision__state=Revision.State.IN_REVIEW).values_list(
            "revision", "reviewer"
        )
    )
    pairs = waiting.values_list("revision", "reviewer")
    return Counter(reviewer for revision, reviewer in pairs if (revision, reviewer) not in signed)

"""Whether the signatures on a text are those that its round demands, and since when.

Pure: it looks at the approvals handed to it and asks the database nothing.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reviews.models import Approval, Round


def counting(approvals: Iterable[Approval], digest: str) -> list[Approval]:
    """The approvals that count for a digest: on it, in favour, by somebody entitled that day."""
    return [
        approval
        for approval in approvals
        if approval.digest == digest
        and approval.verdict == Approval.Verdict.APPROVE
        and approval.is_entitled
    ]


def shortfall(terms: Round, approvals: Iterable[Approval], digest: str) -> str:
    """Why the demand is not met yet, or "". Two signatures of one person are one approval."""
    counted = [each for each in counting(approvals, digest) if each.signed_as == terms.signers]
    reviewers = {approval.person_id for approval in counted}
    if len(reviewers) < terms.approvals:
        told = {"demand": terms.demand, "count": len(reviewers) or pgettext("approvals", "none")}
        return _("%(demand)s needed, %(count)s given.") % told
    if terms.specialty and not any(is_specialist(each, terms) for each in counted):
        said = _("An approval by a specialist in %(specialty)s is needed.")
        return said % {"specialty": terms.specialty.lower()}
    return ""


def is_specialist(approval: Approval, terms: Round) -> bool:
    return approval.is_by_specialist(terms.specialty, terms.specialty_key)


def reviewed_on(terms: Round, approvals: Iterable[Approval], digest: str) -> date | None:
    """The day since which everybody whom the demand needs has looked at the whole text.

    A re-review signs the same digest again; each person counts with the latest signature. Approvals
    of the changes alone never move the date (NHS service manual, “review date”).
    """
    full = [each for each in counting(approvals, digest) if each.scope == Approval.Scope.FULL]
    if shortfall(terms, full, digest):
        return None
    latest = _latest_by_person(full)
    if not terms.specialty:
        return sorted(latest.values(), reverse=True)[terms.approvals - 1]
    specialists = _latest_by_person(each for each in full if is_specialist(each, terms))
    chosen = max(specialists, key=lambda person: (specialists[person], -person))
    others = sorted((day for person, day in latest.items() if person != chosen), reverse=True)
    return min([specialists[chosen], *others[: terms.approvals - 1]])


def _latest_by_person(approvals: Iterable[Approval]) -> dict[int, date]:
    latest: dict[int, date] = {}
    for approval in approvals:
        day = latest.get(approval.person_id, approval.signed_on)
        latest[approval.person_id] = max(day, approval.signed_on)
    return latest

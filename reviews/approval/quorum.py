"""Whether the signatures on a text are those that its round demands, and since when.

Pure: it looks at the approvals handed to it and asks the database nothing.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reviews import humans, phrases
from reviews.humans import Mark, Sameness
from reviews.models import Approval, Round


def counting(approvals: Iterable[Approval], digest: str) -> list[Approval]:
    """The approvals that count for a digest: on it, in favour, by somebody entitled that day, and
    struck by nobody."""
    return [
        approval
        for approval in approvals
        if approval.digest == digest
        and approval.verdict == Approval.Verdict.APPROVE
        and approval.is_entitled
        and not approval.is_struck
    ]


def shortfall(terms: Round, approvals: Iterable[Approval], digest: str, known: Sameness) -> str:
    """Why the demand is not met yet, or "". Humans are counted, whatever accounts they sign with:
    `known` says who is whom.
    """
    return lack(terms, counting(approvals, digest), known)


def lack(terms: Round, counted: Iterable[Approval], known: Sameness) -> str:
    """The same of approvals that count."""
    counted = [each for each in counted if each.signed_as == terms.signers]
    reviewers = set(humans.signers(counted, known))
    if len(reviewers) < terms.approvals:
        told = {"demand": terms.demand, "count": len(reviewers) or pgettext("approvals", "none")}
        return _("%(demand)s needed, %(count)s given.") % told
    if terms.specialty and not any(is_specialist(each, terms) for each in counted):
        said = _("An approval by a specialist in %(specialty)s is needed.")
        return said % {"specialty": phrases.specialty(terms.specialty).lower()}
    return ""


def is_specialist(approval: Approval, terms: Round) -> bool:
    return approval.is_by_specialist(terms.specialty, terms.specialty_key)


def reviewed_on(
    terms: Round, approvals: Iterable[Approval], digest: str, known: Sameness
) -> date | None:
    """The day since which everybody whom the demand needs has looked at the whole text.

    A re-review signs the same digest again; each human counts with the latest signature. Approvals
    of the changes alone never move the date (NHS service manual, “review date”).
    """
    full = of_the_whole(counting(approvals, digest))
    return None if lack(terms, full, known) else complete_since(terms, full, known)


def of_the_whole(approvals: Iterable[Approval]) -> list[Approval]:
    return [each for each in approvals if each.scope == Approval.Scope.FULL]


def complete_since(terms: Round, full: list[Approval], known: Sameness) -> date:
    """That day, of approvals of the whole text that count and lack nothing."""
    signed = list(zip(humans.signers(full, known), full, strict=True))
    latest = _latest(signed)
    if not terms.specialty:
        return sorted(latest.values(), reverse=True)[terms.approvals - 1]
    specialists = _latest((who, each) for who, each in signed if is_specialist(each, terms))
    chosen = max(specialists, key=lambda who: specialists[who])
    others = sorted((day for who, day in latest.items() if who != chosen), reverse=True)
    return min([specialists[chosen], *others[: terms.approvals - 1]])


def _latest(signed: Iterable[tuple[Mark, Approval]]) -> dict[Mark, date]:
    latest: dict[Mark, date] = {}
    for who, approval in signed:
        latest[who] = max(latest.get(who, approval.signed_on), approval.signed_on)
    return latest

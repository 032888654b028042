"""What will follow when a draft is submitted: whom its review needs, and which notices readers see."""

from datetime import date
from typing import Any

from articles import disclaimers
from articles.findings import Finding, Place, Severity
from articles.models import Revision
from reviews import separation
from reviews.models import Credential, Policy
from reviews.people import holders_of
from reviews.readiness import Submission


def outlook(submission: Submission, today: date) -> list[Finding]:
    """Who must approve, whether there are enough who can, what the writer is asked, the notices."""
    revision, policy = submission.revision, submission.policy
    found = _demand(revision, policy, today) if policy else []
    if submission.live:
        words = "You say what kind of change it is when you submit it."
        found.append(Finding("kind of change", Severity.INFORMS, words))
    return [*found, *_notices(revision, today)]


def _demand(revision: Revision, policy: Policy, today: date) -> list[Finding]:
    able = _able(revision, today)
    users = {user for user, _held in able}
    specialists = {user for user, held in able if held == policy.specialty_id}
    specialty = policy.specialty.name if policy.specialty else ""
    words = f"Needs {policy.demand}. {_count(len(users))} can be asked"
    if specialty:
        words += f", {len(specialists) or 'none'} in {specialty.lower()}"
    is_short = len(users) < policy.approvals or bool(policy.specialty and not specialists)
    if is_short:
        words += ": too few. Tell an editor, who can invite somebody from outside"
    severity = Severity.ADVISES if is_short else Severity.INFORMS
    return [Finding("review needed", severity, f"{words}.")]


def _able(revision: Revision, today: date) -> set[tuple[Any, int | None]]:
    """The independent reviewers with a credential that is valid today, each with its specialties."""
    valid = Credential.objects.valid_on(today).filter(
        person__user__in=holders_of("review_revision").order_by().values("pk")
    )
    found = valid.exclude(person__user__in=separation.barred_from(revision).everybody)
    return set(found.values_list("person__user", "specialty"))


def _notices(revision: Revision, today: date) -> list[Finding]:
    shown = disclaimers.shown_on(revision.article, today)
    if not shown:
        return []
    titles = ", ".join(f"“{wording.title}”" for wording in shown)
    words = f"Readers will see {len(shown)} notice{'s' if len(shown) > 1 else ''}: {titles}."
    return [Finding("notices", Severity.INFORMS, words, Place("tags"))]


def _count(number: int) -> str:
    return {0: "Nobody", 1: "1 reviewer"}.get(number, f"{number} reviewers")

"""What will follow when a draft is submitted: whom its review needs, and which disclaimers readers see."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles import disclaimers, languages
from articles.drafting.findings import EditorPlace, Finding, Severity
from articles.models import Revision, Wording
from reviews import phrases
from reviews.eligibility.rights import holders_of
from reviews.models import Credential, Policy, Signers
from reviews.workflow.submission import Submission


def preview(submission: Submission, today: date) -> list[Finding]:
    """Who must approve, whether there are enough who can, what the writer is asked, the disclaimers."""
    revision, policy = submission.revision, submission.policy
    found = _demand(submission, policy, today) if policy else []
    if submission.live:
        words = _("You say what kind of change it is when you submit it.")
        found.append(Finding("kind of change", Severity.INFORMS, words))
    return [*found, *_disclaimers(revision, submission.disclaimers)]


def _of_editors(submission: Submission, policy: Policy) -> list[Finding]:
    """A page about the site needs editors who did not write it, whatever else its policy says."""
    count = len(submission.able)
    if count >= policy.approvals:
        words = ngettext(
            "Needs %(needed)s approval by another editor. %(count)s can be asked.",
            "Needs %(needed)s approvals by other editors. %(count)s can be asked.",
            policy.approvals,
        )
        severity = Severity.INFORMS
    else:
        words = _(
            "Editors who can be asked to approve it: %(count)s; needed: %(needed)s. An administrator can "
            "give the role and a public profile. Published without review, the page says so."
        )
        severity = Severity.ADVISES
    said = words % {"needed": policy.approvals, "count": count}
    return [Finding("review needed", severity, said)]


def _demand(submission: Submission, policy: Policy, today: date) -> list[Finding]:
    if Signers.of(submission.revision.article) == Signers.EDITORS:
        return _of_editors(submission, policy)
    able = submission.able
    specialists = [each for each in able if policy.specialty in each.specialties]
    specialty = policy.specialty.name if policy.specialty else ""
    parts = [_("Needs %(demand)s.") % {"demand": policy.demand}, _count(len(able))]
    if specialty:
        told = {
            "count": len(specialists) or pgettext("reviewers", "none"),
            "specialty": phrases.specialty(specialty).lower(),
        }
        parts[1] += _(", %(count)s in %(specialty)s") % told
    is_short = len(able) < policy.approvals or bool(policy.specialty and not specialists)
    if is_short:
        parts[1] += _(": too few. Tell an editor, who can invite somebody from outside")
        parts += _without_credentials(today)
    severity = Severity.ADVISES if is_short else Severity.INFORMS
    said = parts[0] + "".join(f" {each}." for each in parts[1:])
    return [Finding("review needed", severity, said)]


def _without_credentials(today: date) -> list[str]:
    """Why there are fewer than one would think: those who review but for a credential."""
    linked = Credential.objects.valid_on(today).filter(person__user__isnull=False)
    holders = holders_of("review_revision").filter(is_guest=False)
    count = holders.exclude(pk__in=linked.values("person__user")).count()
    said = ngettext(
        "%(count)d reviewer lacks a credential that was looked up and has not ended",
        "%(count)d reviewers lack a credential that was looked up and has not ended",
        count,
    )
    return [said % {"count": count}] if count else []


def _disclaimers(revision: Revision, shown: list[Wording]) -> list[Finding]:
    if not shown:
        return []
    titles = ", ".join(f"“{wording.title}”" for wording in shown)
    words = ngettext(
        "Readers will see %(count)d notice: %(titles)s.",
        "Readers will see %(count)d notices: %(titles)s.",
        len(shown),
    ) % {"count": len(shown), "titles": titles}
    found = [Finding("notices", Severity.INFORMS, words, EditorPlace("tags"))]
    language = revision.article.language
    if missing := disclaimers.untranslated(shown, language):
        said = _(
            "Not in %(language)s yet, so that readers see it in another language: %(titles)s."
        ) % {
            "language": languages.name_of(language),
            "titles": ", ".join(f"“{wording.title}”" for wording in missing),
        }
        found.append(Finding("notices untranslated", Severity.ADVISES, said, EditorPlace("tags")))
    return found


def _count(number: int) -> str:
    if not number:
        return _("Nobody can be asked")
    return ngettext(
        "%(count)d reviewer can be asked", "%(count)d reviewers can be asked", number
    ) % {"count": number}

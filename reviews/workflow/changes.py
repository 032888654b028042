"""The kind of a change: chosen by the writer with the submission, confirmed or raised by the editor.

| kind | its review | what readers see |
| --- | --- | --- |
| minor edit | of the changes, or of the whole | a line in the history; a note if the editor says so |
| correction | of the changed passages, or of the whole | what was wrong, and what it says now, on the page |
| update | of the changes, or of the whole | a note, if the editor says so |
| new edition | of the whole text | a note, if the editor says so |
"""

from django.utils.translation import gettext as _

from articles.models import Revision
from articles.models.articles import State
from articles.text import review_claims
from reviews.approval import quorum
from reviews.models import Change, ChangeKind, Event
from reviews.workflow.context import TransitionContext


def replaces_a_public_text(revision: Revision) -> bool:
    """Whether readers have seen an earlier text of the article."""
    if revision.number == 1:
        return False
    texts = Revision.objects.once_public().filter(article=revision.article_id)
    return texts.exclude(pk=revision.pk).exists()


def submitted_as(context: TransitionContext) -> str:
    """The kind of a submission: an update unless its writer says otherwise; none for a first text."""
    if not replaces_a_public_text(context.revision):
        return ""
    return context.inputs.change or ChangeKind.UPDATE


def why_not_submitted(context: TransitionContext) -> str:
    """Why the kind that was entered can't stand, or ""."""
    kind = submitted_as(context)
    if kind not in ("", *ChangeKind):
        return _("Choose what kind of change it is.")
    entered = context.inputs
    return _why_no_correction(kind, entered.was_wrong, entered.says_now) or review_claims.why_not(
        f"{entered.was_wrong}\n{entered.says_now}"
    )


def planned(context: TransitionContext) -> Change | None:
    """The change as it will be published: as submitted, unless the editor raises or rewords it.

    The clock publishes what the editor entered with the schedule.
    """
    if not replaces_a_public_text(context.revision):
        return None
    if context.user is None:
        entered = Event.objects.filter(revision=context.revision, target=State.SCHEDULED)
        return Change(revision=context.revision, **entered.latest("number").details["change"])
    entered_with, terms = context.inputs, context.round
    kind = entered_with.change or (terms.change if terms else "") or ChangeKind.UPDATE
    announced = entered_with.is_announced
    return Change(
        revision=context.revision,
        kind=kind,
        is_announced=kind != ChangeKind.MINOR if announced is None else announced,
        note=(entered_with.note or context.revision.change_note).strip(),
        was_wrong=(entered_with.was_wrong or (terms.was_wrong if terms else "")).strip(),
        says_now=(entered_with.says_now or (terms.says_now if terms else "")).strip(),
    )


def why_not_published(context: TransitionContext) -> str:
    """Why the change can't be published as what the editor entered, or ""."""
    change = planned(context)
    if change is None or context.user is None:
        return ""
    if change.kind not in list(ChangeKind):
        return _("Choose what kind of change it is.")
    return (
        _why_lowered(change, context)
        or _why_no_correction(change.kind, change.was_wrong, change.says_now)
        or _why_not_announced(change, context)
        or _why_no_edition(change, context)
        or review_claims.why_not("\n".join([change.note, change.was_wrong, change.says_now]))
    )


def _why_lowered(change: Change, context: TransitionContext) -> str:
    submitted = context.round.change if context.round else ""
    if not submitted or ChangeKind(change.kind).weight >= ChangeKind(submitted).weight:
        return ""
    said = _("It was submitted as “%(kind)s”. You can raise that, not lower it.")
    return said % {"kind": ChangeKind(submitted).label}


def _why_no_correction(kind: str, was_wrong: str, says_now: str) -> str:
    if kind != ChangeKind.CORRECTION or (was_wrong.strip() and says_now.strip()):
        return ""
    return _("Say what was wrong and what it says now: readers see both.")


def _why_not_announced(change: Change, context: TransitionContext) -> str:
    if change.is_correction:
        return "" if change.is_announced else _("A correction is always told to readers.")
    if context.inputs.is_announced and not change.note:
        return _("Write the note for readers: what has changed, in a sentence or two.")
    return ""


def _why_no_edition(change: Change, context: TransitionContext) -> str:
    terms = context.round
    if change.kind != ChangeKind.EDITION or terms is None:
        return ""
    if quorum.reviewed_on(terms, context.approvals, context.revision.digest, context.known):
        return ""
    return _(
        "A new edition needs a review of the whole text, and only the changes were reviewed. "
        "Recall it and submit it as a new edition."
    )

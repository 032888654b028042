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
from reviews.approval import quorum
from reviews.models import Change, ChangeKind, Event
from reviews.workflow.context import TransitionContext


def replaces_a_public_text(revision: Revision) -> bool:
    """Whether readers have seen an earlier text of the article."""
    texts = Revision.objects.once_public().filter(article=revision.article_id)
    return texts.exclude(pk=revision.pk).exists()


def submitted_as(step: TransitionContext) -> str:
    """The kind of a submission: an update unless its writer says otherwise; none for a first text."""
    if not replaces_a_public_text(step.revision):
        return ""
    return step.inputs.change or ChangeKind.UPDATE


def why_not_submitted(step: TransitionContext) -> str:
    """Why the kind that was entered can't stand, or ""."""
    kind = submitted_as(step)
    if kind not in ("", *ChangeKind):
        return _("Choose what kind of change it is.")
    return _why_no_correction(kind, step.inputs.was_wrong, step.inputs.says_now)


def planned(step: TransitionContext) -> Change | None:
    """The change as it will be published: as submitted, unless the editor raises or rewords it.

    The clock publishes what the editor entered with the schedule.
    """
    if not replaces_a_public_text(step.revision):
        return None
    if step.user is None:
        entered = Event.objects.filter(revision=step.revision, transition="schedule")
        return Change(revision=step.revision, **entered.latest("number").details["change"])
    entered_with, terms = step.inputs, step.round
    kind = entered_with.change or (terms.change if terms else "") or ChangeKind.UPDATE
    announced = entered_with.is_announced
    return Change(
        revision=step.revision,
        kind=kind,
        is_announced=kind != ChangeKind.MINOR if announced is None else announced,
        note=(entered_with.note or step.revision.change_note).strip(),
        was_wrong=(entered_with.was_wrong or (terms.was_wrong if terms else "")).strip(),
        says_now=(entered_with.says_now or (terms.says_now if terms else "")).strip(),
    )


def why_not_published(step: TransitionContext) -> str:
    """Why the change can't be published as what the editor entered, or ""."""
    change = planned(step)
    if change is None or step.user is None:
        return ""
    if change.kind not in list(ChangeKind):
        return _("Choose what kind of change it is.")
    return (
        _why_lowered(change, step)
        or _why_no_correction(change.kind, change.was_wrong, change.says_now)
        or _why_not_announced(change, step)
        or _why_no_edition(change, step)
    )


def _why_lowered(change: Change, step: TransitionContext) -> str:
    submitted = step.round.change if step.round else ""
    if not submitted or ChangeKind(change.kind).weight >= ChangeKind(submitted).weight:
        return ""
    said = _("It was submitted as “%(kind)s”. You can raise that, not lower it.")
    return said % {"kind": ChangeKind(submitted).label}


def _why_no_correction(kind: str, was_wrong: str, says_now: str) -> str:
    if kind != ChangeKind.CORRECTION or (was_wrong.strip() and says_now.strip()):
        return ""
    return _("Say what was wrong and what it says now: readers see both.")


def _why_not_announced(change: Change, step: TransitionContext) -> str:
    if change.is_correction:
        return "" if change.is_announced else _("A correction is always told to readers.")
    if step.inputs.is_announced and not change.note:
        return _("Write the note for readers: what has changed, in a sentence or two.")
    return ""


def _why_no_edition(change: Change, step: TransitionContext) -> str:
    terms = step.round
    if change.kind != ChangeKind.EDITION or terms is None:
        return ""
    if quorum.reviewed_on(terms, step.approvals, step.revision.digest):
        return ""
    return _(
        "A new edition needs a review of the whole text, and only the changes were reviewed. "
        "Recall it and submit it as a new edition."
    )

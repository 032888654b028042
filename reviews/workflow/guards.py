"""What must hold before a transition. A guard returns why not, in words for the person, or ""."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import addresses
from articles.models.articles import State
from articles.sealing import seal
from articles.users import User
from reviews.approval import quorum
from reviews.approval.badge import is_built_on_review
from reviews.eligibility.rights import holders_of
from reviews.models import Approval, Assignment, ChangeKind, Signers
from reviews.workflow import changes
from reviews.workflow.context import TransitionContext

# --- about the text ----------------------------------------------------------------------------


def has_nothing_in_the_way(step: TransitionContext) -> str:
    """The same findings as the panel beside the editor shows (`reviews.workflow.submission`)."""
    return step.submission.why_not


def is_as_sealed(step: TransitionContext) -> str:
    """Invariant 1: the digest is computed again. A draft has no seal to break."""
    revision = step.revision
    if not revision.is_sealed or seal.digest(revision.sealed) == revision.digest:
        return ""
    return _("The stored text does not match its digest: call the administrator and run “verify”.")


def is_as_seen(step: TransitionContext) -> str:
    """The page that was sent off showed the text as it is now, in the state that it is in now."""
    inputs, revision = step.inputs, step.revision
    if inputs.state and inputs.state != revision.state:
        said = _("This text is %(state)s now. Open it again first.")
        return said % {"state": revision.get_state_display().lower()}
    if inputs.digest and inputs.digest != revision.digest:
        return _(
            "This is not the text that you read. Open it again and decide on what it says now."
        )
    if inputs.version is not None and revision.is_draft and inputs.version != revision.version:
        return _("The draft was saved elsewhere since you opened it. Look at it again first.")
    return ""


def has_no_open_must_fix(step: TransitionContext) -> str:
    """Those of earlier rounds count too: a point stands until whoever raised it says it is met."""
    count = sum(thread.is_blocking for thread in step.threads)
    if not count:
        return ""
    return ngettext(
        "%(count)d “must fix” comment is still open.",
        "%(count)d “must fix” comments are still open.",
        count,
    ) % {"count": count}


# --- about the people --------------------------------------------------------------------------


def is_an_article(step: TransitionContext) -> str:
    """A page about the site never goes away: readers of every page are led to it."""
    if step.revision.article.about:
        return _("A page about the site stays at its address. Publish another text instead.")
    return ""


def writes_this_article(step: TransitionContext) -> str:
    return "" if step.is_writer else _("You are not a writer of this article.")


def is_assigned(step: TransitionContext) -> str:
    """An empty set of reviewers means no: only who was asked, and did not decline, decides."""
    if step.assignment is None:
        return _("You are not assigned to this text.")
    if step.assignment.answer == step.assignment.Answer.DECLINED:
        return _("You have declined this review.")
    if step.assignment.answer == step.assignment.Answer.RELEASED:
        return _("An editor has taken you off this review.")
    return ""


def has_not_answered(step: TransitionContext) -> str:
    answered = step.assignment and step.assignment.answer != step.assignment.Answer.ASKED
    return _("You have answered already.") if answered else ""


def is_independent(step: TransitionContext) -> str:
    """Invariant 4. COPE: reviewers declare interests and do not review their own work."""
    if step.has_written:
        return _("You wrote or edited this text, so somebody else must review it.")
    if step.has_conflict:
        return _("You declared a conflict of interest on this article.")
    return ""


def is_credentialed(step: TransitionContext) -> str:
    """Readers are told who signed. Of a page about the site that is an editor, with no credential."""
    if step.person is None:
        return _("You have no public profile yet: ask an administrator to make one.")
    if step.is_entitled:
        return ""
    return _("You have no credential that is checked and valid today: ask an administrator.")


def has_not_decided(step: TransitionContext) -> str:
    """Since being asked: a reviewer of the published text may be asked for it again."""
    asked = step.assignment
    decided = any(
        approval.reviewer_id == step.actor.pk
        and (asked is None or approval.signed_at >= asked.assigned_at)
        for approval in step.approvals
    )
    return _("You have decided on this text already.") if decided else ""


def may_still_decline(step: TransitionContext) -> str:
    """Whoever signed a text that is public now may still say that a conflict of interest arose."""
    return "" if step.revision.state == State.PUBLISHED else has_not_decided(step)


# --- about the review --------------------------------------------------------------------------


def has_quorum(step: TransitionContext) -> str:
    if step.round is None:
        return _("This text was never submitted for review.")
    return quorum.shortfall(step.round, step.approvals, step.revision.digest)


# --- about what was entered --------------------------------------------------------------------


def says_why(step: TransitionContext) -> str:
    return "" if step.inputs.comment.strip() else _("Say why.")


def makes_a_statement(step: TransitionContext) -> str:
    if not step.inputs.comment.strip():
        return _("Write your statement: it is what you sign.")
    if not step.inputs.interests.strip():
        return _("Declare your competing interests, or “None”.")
    return ""


def scope_is_possible(step: TransitionContext) -> str:
    if step.inputs.scope == Approval.Scope.FULL:
        return ""
    if step.inputs.scope != Approval.Scope.CHANGES:
        return _("Choose what you have reviewed: the whole text or the changes only.")
    if step.round is not None and step.round.change == ChangeKind.EDITION:
        return _("A new edition is reviewed as a whole.")
    if is_built_on_review(step.revision):
        return ""
    return _("No earlier text was reviewed as a whole, so this one must be.")


def says_what_kind_of_change(step: TransitionContext) -> str:
    return changes.why_not_submitted(step)


def settles_the_change(step: TransitionContext) -> str:
    return changes.why_not_published(step)


def completes_the_checklist(step: TransitionContext) -> str:
    """Whoever vouches for the whole text answers the list; the changes alone need none."""
    return step.sheet.why_incomplete if step.inputs.scope == Approval.Scope.FULL else ""


def names_a_time_ahead(step: TransitionContext) -> str:
    if step.inputs.publish_at is None:
        return _("Choose the day and time of publication.")
    return (
        "" if step.inputs.publish_at > step.now else _("That time has passed: choose a later one.")
    )


def is_due(step: TransitionContext) -> str:
    """The clock publishes at the time that an editor has set; an editor may do so sooner."""
    if step.user is not None:
        return ""
    publish_at = step.revision.publish_at
    return "" if publish_at and publish_at <= step.now else _("Its time has not come.")


def is_not_replaced(step: TransitionContext) -> str:
    """A newer text is read at the address of one that was taken down."""
    published = type(step.revision).objects.published().filter(article=step.revision.article_id)
    return _("A newer text of this article is published.") if published.exists() else ""


def names_a_free_address(step: TransitionContext) -> str:
    slug, article = addresses.read(step.inputs.address), step.revision.article
    if not slug:
        return _("Enter the new address.")
    if slug == article.slug:
        return _("That is its address already.")
    if addresses.is_free(slug, article):
        return ""
    return _("Another article has that address, or had it: choose a different one.")


def names_a_published_article(step: TransitionContext) -> str:
    """Without one, readers are no longer led on, where they were."""
    slug, article = addresses.read(step.inputs.address), step.revision.article
    if not slug:
        return "" if article.merged_into_id else _("Enter the address of the other article.")
    published = type(step.revision).objects.published().of_articles().filter(article__slug=slug)
    if slug == article.slug or not published.exists():
        return _("No other published article has that address.")
    return ""


def names_a_reviewer(step: TransitionContext) -> str:
    """The reviewer is one, may look at this text, and is not asked twice."""
    reviewer = step.inputs.reviewer
    if reviewer is None:
        return _("Choose a reviewer.")
    if not holders_of(step.signers.right).filter(pk=reviewer.pk).exists():
        return _is_none(reviewer, step.signers)
    theirs = TransitionContext(step.revision, reviewer, step.now)
    if is_asked_already(theirs):
        return _("%(name)s has been asked already.") % {"name": reviewer}
    if why_not := _why_not_independent(theirs):
        return why_not % {"name": reviewer}
    if is_credentialed(theirs):
        return _lacks(reviewer, step.signers)
    if step.inputs.due_on is not None and step.inputs.due_on < step.today:
        return _("The due date has passed: choose a later one.")
    return ""


def has_somebody_waiting(step: TransitionContext) -> str:
    return "" if step.waiting else _("Nobody who was asked has still to decide.")


def names_somebody_waiting(step: TransitionContext) -> str:
    reviewer = step.inputs.reviewer
    if reviewer is None:
        return _("Choose a reviewer.")
    if Assignment.objects.waiting().filter(revision=step.revision, reviewer=reviewer).exists():
        return ""
    said = _("%(name)s has nothing to decide on this text any more.")
    return said % {"name": reviewer}


def names_another_day(step: TransitionContext) -> str:
    due_on = step.inputs.due_on
    if due_on is None:
        return _("Choose the new due date.")
    if due_on < step.today:
        return _("That day has passed: choose a later one.")
    asked = Assignment.objects.filter(revision=step.revision, reviewer=step.inputs.reviewer)
    return _("It is due on that day already.") if asked.filter(due_on=due_on).exists() else ""


def is_asked_already(theirs: TransitionContext) -> bool:
    """Of a published text only a request made since counts, until it is answered by a signature."""
    asked = theirs.assignment
    if asked is None or asked.answer == asked.Answer.RELEASED:
        return False
    if theirs.revision.state != State.PUBLISHED:
        return True
    published_at = theirs.revision.published_at
    is_new = published_at is not None and asked.assigned_at >= published_at
    is_open = asked.answer != asked.Answer.DECLINED and not has_not_decided(theirs)
    return is_new and is_open


def _why_not_independent(theirs: TransitionContext) -> str:
    """As `is_independent`, for somebody else to read."""
    if theirs.has_written:
        return _("%(name)s can't review this: wrote or edited this text.")
    if theirs.has_conflict:
        return _("%(name)s can't review this: declared a conflict of interest on this article.")
    return ""


def _is_none(user: User, signers: Signers) -> str:
    said = _("%(name)s is not a reviewer.")
    if signers == Signers.EDITORS:
        said = _("%(name)s is not an editor, and editors approve the pages about the site.")
    return said % {"name": user}


def _lacks(user: User, signers: Signers) -> str:
    said = _("%(name)s has no credential that is checked and valid today.")
    if signers == Signers.EDITORS:
        said = _("%(name)s has no public profile yet: ask an administrator to make one.")
    return said % {"name": user}

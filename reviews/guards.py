"""What must hold before a transition. A guard returns why not, in words for the person, or ""."""

from articles import addresses, sealing
from articles.models.articles import State
from reviews import changes, quorum
from reviews.badge import is_built_on_review
from reviews.models import Approval, Assignment
from reviews.models.changes import Kind
from reviews.people import holders_of
from reviews.steps import Step

# --- about the text ----------------------------------------------------------------------------


def has_nothing_in_the_way(step: Step) -> str:
    """The same findings as the panel beside the editor shows (`reviews.readiness`)."""
    return step.submission.why_not


def is_as_sealed(step: Step) -> str:
    """Invariant 1: the digest is computed again. A draft has no seal to break."""
    revision = step.revision
    if not revision.is_sealed or sealing.digest(revision.sealed) == revision.digest:
        return ""
    return "The stored text does not match its digest: call the administrator and run “verify”."


def is_as_seen(step: Step) -> str:
    """The page that was sent off showed the text as it is now, in the state that it is in now."""
    inputs, revision = step.inputs, step.revision
    if inputs.state and inputs.state != revision.state:
        return f"This text is {revision.get_state_display().lower()} now. Open it again first."
    if inputs.digest and inputs.digest != revision.digest:
        return "This is not the text that you read. Open it again and decide on what it says now."
    if inputs.version is not None and revision.is_draft and inputs.version != revision.version:
        return "The draft was saved elsewhere since you opened it. Look at it again first."
    return ""


def has_no_open_must_fix(step: Step) -> str:
    """Those of earlier rounds count too: a point stands until whoever raised it says it is met."""
    count = sum(thread.is_blocking for thread in step.threads)
    if not count:
        return ""
    return f"{count} “must fix” comment{'s are' if count > 1 else ' is'} still open."


# --- about the people --------------------------------------------------------------------------


def writes_this_article(step: Step) -> str:
    return "" if step.is_writer else "You are not a writer of this article."


def is_assigned(step: Step) -> str:
    """An empty set of reviewers means no: only who was asked, and did not decline, decides."""
    if step.assignment is None:
        return "You are not assigned to this text."
    if step.assignment.answer == step.assignment.Answer.DECLINED:
        return "You have declined this review."
    if step.assignment.answer == step.assignment.Answer.RELEASED:
        return "An editor has taken you off this review."
    return ""


def has_not_answered(step: Step) -> str:
    answered = step.assignment and step.assignment.answer != step.assignment.Answer.ASKED
    return "You have answered already." if answered else ""


def is_independent(step: Step) -> str:
    """Invariant 4. COPE: reviewers declare interests and do not review their own work."""
    if step.has_written:
        return "You wrote or edited this text, so somebody else must review it."
    if step.has_conflict:
        return "You declared a conflict of interest on this article."
    return ""


def is_credentialed(step: Step) -> str:
    if step.person is None:
        return "You have no public profile yet: ask an administrator to make one."
    if step.credentials:
        return ""
    return "You have no credential that is checked and valid today: ask an administrator."


def has_not_decided(step: Step) -> str:
    """Since being asked: a reviewer of the published text may be asked for it again."""
    asked = step.assignment
    decided = any(
        approval.reviewer_id == step.actor.pk
        and (asked is None or approval.signed_at >= asked.assigned_at)
        for approval in step.approvals
    )
    return "You have decided on this text already." if decided else ""


def may_still_decline(step: Step) -> str:
    """Whoever signed a text that is public now may still say that a conflict of interest arose."""
    return "" if step.revision.state == State.PUBLISHED else has_not_decided(step)


# --- about the review --------------------------------------------------------------------------


def has_quorum(step: Step) -> str:
    if step.round is None:
        return "This text was never submitted for review."
    return quorum.shortfall(step.round, step.approvals, step.revision.digest)


# --- about what was entered --------------------------------------------------------------------


def says_why(step: Step) -> str:
    return "" if step.inputs.comment.strip() else "Say why."


def makes_a_statement(step: Step) -> str:
    if not step.inputs.comment.strip():
        return "Write your statement: it is what you sign."
    if not step.inputs.interests.strip():
        return "Declare your competing interests, or “None”."
    return ""


def scope_is_possible(step: Step) -> str:
    if step.inputs.scope == Approval.Scope.FULL:
        return ""
    if step.inputs.scope != Approval.Scope.CHANGES:
        return "Choose what you have reviewed: the whole text or the changes only."
    if step.round is not None and step.round.change == Kind.EDITION:
        return "A new edition is reviewed as a whole."
    if is_built_on_review(step.revision):
        return ""
    return "No earlier text was reviewed as a whole, so this one must be."


def says_what_kind_of_change(step: Step) -> str:
    return changes.why_not_submitted(step)


def settles_the_change(step: Step) -> str:
    return changes.why_not_published(step)


def completes_the_checklist(step: Step) -> str:
    """Whoever vouches for the whole text answers the list; the changes alone need none."""
    return step.sheet.why_incomplete if step.inputs.scope == Approval.Scope.FULL else ""


def names_a_time_ahead(step: Step) -> str:
    if step.inputs.publish_at is None:
        return "Choose the day and time of publication."
    return "" if step.inputs.publish_at > step.now else "That time has passed: choose a later one."


def is_due(step: Step) -> str:
    """The clock publishes at the time that an editor has set; an editor may do so sooner."""
    if step.user is not None:
        return ""
    publish_at = step.revision.publish_at
    return "" if publish_at and publish_at <= step.now else "Its time has not come."


def is_not_replaced(step: Step) -> str:
    """A newer text is read at the address of one that was taken down."""
    published = type(step.revision).objects.published().filter(article=step.revision.article_id)
    return "A newer text of this article is published." if published.exists() else ""


def names_a_free_address(step: Step) -> str:
    slug, article = addresses.read(step.inputs.address), step.revision.article
    if not slug:
        return "Enter the new address."
    if slug == article.slug:
        return "That is its address already."
    if addresses.is_free(slug, article):
        return ""
    return "Another article has that address, or had it: choose a different one."


def names_a_published_article(step: Step) -> str:
    """Without one, readers are no longer led on, where they were."""
    slug, article = addresses.read(step.inputs.address), step.revision.article
    if not slug:
        return "" if article.merged_into_id else "Enter the address of the other article."
    published = type(step.revision).objects.published().of_articles().filter(article__slug=slug)
    if slug == article.slug or not published.exists():
        return "No other published article has that address."
    return ""


def names_a_reviewer(step: Step) -> str:
    """The reviewer is one, may look at this text, and is not asked twice."""
    reviewer = step.inputs.reviewer
    if reviewer is None:
        return "Choose a reviewer."
    if not holders_of("review_revision").filter(pk=reviewer.pk).exists():
        return f"{reviewer} is not a reviewer."
    theirs = Step(step.revision, reviewer, step.now)
    if is_asked_already(theirs):
        return f"{reviewer} has been asked already."
    if why_not := is_independent(theirs):
        return f"{reviewer} can't review this: {_in_third_person(why_not)}"
    if is_credentialed(theirs):
        return f"{reviewer} has no credential that is checked and valid today."
    if step.inputs.due_on is not None and step.inputs.due_on < step.today:
        return "The due date has passed: choose a later one."
    return ""


def has_somebody_waiting(step: Step) -> str:
    return "" if step.waiting else "Nobody who was asked has still to decide."


def names_somebody_waiting(step: Step) -> str:
    reviewer = step.inputs.reviewer
    if reviewer is None:
        return "Choose a reviewer."
    if Assignment.objects.waiting().filter(revision=step.revision, reviewer=reviewer).exists():
        return ""
    return f"{reviewer} has nothing to decide on this text any more."


def names_another_day(step: Step) -> str:
    due_on = step.inputs.due_on
    if due_on is None:
        return "Choose the new due date."
    if due_on < step.today:
        return "That day has passed: choose a later one."
    asked = Assignment.objects.filter(revision=step.revision, reviewer=step.inputs.reviewer)
    return "It is due on that day already." if asked.filter(due_on=due_on).exists() else ""


def is_asked_already(theirs: Step) -> bool:
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


def _in_third_person(why_not: str) -> str:
    if why_not.startswith("You wrote"):
        return "wrote or edited this text."
    return "declared a conflict of interest on this article."

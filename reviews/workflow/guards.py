"""What must hold before a transition. A guard returns why not, in words for the person, or ""."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import addresses
from articles.models.articles import State
from articles.sealing import seal
from articles.text import review_claims
from reviews.approval import quorum
from reviews.eligibility import accounts, rules
from reviews.eligibility.facts import reviewer_of
from reviews.models import Approval, Assignment, ChangeKind, Strike
from reviews.reviewing import pending
from reviews.workflow import changes
from reviews.workflow.context import TransitionContext

Check = Callable[[TransitionContext], str]
OPEN_A_REVIEW, KEEP_THE_REVIEW = "review", "keep"
FOLLOWS = (OPEN_A_REVIEW, KEEP_THE_REVIEW)  # of a review that a policy asks more of than it has
READS: dict[Check, tuple[str, ...]] = {}


def reads(*names: str) -> Callable[[Check], Check]:
    """Say which fields of a form a check reads: `reviews.checks` looks whether a row's form has them."""

    def known(check: Check) -> Check:
        READS[check] = names
        return check

    return known


# --- about the text ----------------------------------------------------------------------------


def has_nothing_in_the_way(context: TransitionContext) -> str:
    """The same findings as the panel beside the editor shows (`reviews.workflow.submission`)."""
    return context.submission.why_not


def is_as_sealed(context: TransitionContext) -> str:
    """Invariant 1: the digest is computed again. A draft has no seal to break."""
    revision = context.revision
    if not revision.is_sealed or seal.digest(revision.sealed) == revision.digest:
        return ""
    return _("The stored text does not match its digest: call the administrator and run “verify”.")


@reads("digest", "version", "state")
def is_as_seen(context: TransitionContext) -> str:
    """The page that was sent off showed the text as it is now, in the state that it is in now."""
    inputs, revision = context.inputs, context.revision
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


def has_no_open_must_fix(context: TransitionContext) -> str:
    """Those of earlier rounds count too: a point stands until whoever raised it says it is met.

    Of a text that goes back anyway, each reviewer says what they found, whatever another wants changed. What
    another has raised unseen by the actor keeps the round open, and not the actor from deciding.
    """
    if context.is_going_back:
        return ""
    hidden = context.hidden_threads
    count = sum(each.is_blocking and each.pk not in hidden for each in context.threads)
    if not count:
        return ""
    return ngettext(
        "%(count)d “must fix” comment is still open.",
        "%(count)d “must fix” comments are still open.",
        count,
    ) % {"count": count}


def has_collected_no_must_fix(context: TransitionContext) -> str:
    """What goes with the approval must not stand against it."""
    return pending.why_not_approve(context.pending)


def has_checked_statements(context: TransitionContext) -> str:
    """Each statement of the kinds that the terms name has the actor's verdict, and bears it out."""
    return context.ledger.why_incomplete


def has_no_difference(context: TransitionContext) -> str:
    """Of two reviewers who differ on a statement one changes, or an editor records how it stands."""
    count = len(context.differences)
    if not count:
        return ""
    return ngettext(
        "Two reviewers differ on %(count)d statement: one of them changes, or an editor settles it.",
        "Two reviewers differ on %(count)d statements: one of them changes, or an editor settles it.",
        count,
    ) % {"count": count}


def has_no_dismissal_asked(context: TransitionContext) -> str:
    """What a grave rule questions and the writer set aside is set aside when a reviewer agrees."""
    count = len(context.asked_dismissals)
    if not count:
        return ""
    return ngettext(
        "%(count)d dismissal of the writer waits for your answer.",
        "%(count)d dismissals of the writer wait for your answer.",
        count,
    ) % {"count": count}


# --- about the people --------------------------------------------------------------------------


def is_an_article(context: TransitionContext) -> str:
    """A page about the site never goes away: readers of every page are led to it."""
    if context.revision.article.about:
        return _("A page about the site stays at its address. Publish another text instead.")
    return ""


def falls_short_of_its_policy(context: TransitionContext) -> str:
    return "" if context.falls_short else _("Its review has all that its policy asks for.")


def writes_this_article(context: TransitionContext) -> str:
    return "" if context.is_writer else _("You are not a writer of this article.")


def is_assigned(context: TransitionContext) -> str:
    """An empty set of reviewers means no: only who was asked, and did not decline, decides."""
    if context.assignment is None:
        return _("You are not assigned to this text.")
    if context.assignment.answer == context.assignment.Answer.DECLINED:
        return _("You have declined this review.")
    if context.assignment.answer == context.assignment.Answer.RELEASED:
        return _("An editor has taken you off this review.")
    return ""


def was_cut_off(context: TransitionContext) -> str:
    """Was asked, and the round ended before they had decided; says so once."""
    if reason := is_assigned(context) or has_not_decided(context):
        return reason
    own = context.revision.events.filter(transition="finish", actor=context.user)
    return _("You have finished your review already.") if own.exists() else ""


def has_not_answered(context: TransitionContext) -> str:
    answered = context.assignment and context.assignment.answer != context.assignment.Answer.ASKED
    return _("You have answered already.") if answered else ""


def is_independent(context: TransitionContext) -> str:
    """Invariant 4. COPE: reviewers declare interests and do not review their own work."""
    return _said_to_the_actor(context, rules.INDEPENDENT)


def is_credentialed(context: TransitionContext) -> str:
    """Readers are told who signed. Of a page about the site that is an editor, with no credential."""
    return _said_to_the_actor(context, rules.ENTITLED)


def has_not_decided(context: TransitionContext) -> str:
    """Since being asked: a reviewer of the published text may be asked for it again."""
    asked = context.assignment
    decided = any(
        approval.reviewer_id == context.actor.pk
        and not approval.is_struck
        and (asked is None or approval.signed_at >= asked.assigned_at)
        for approval in context.approvals
    )
    return _("You have decided on this text already.") if decided else ""


def may_still_decline(context: TransitionContext) -> str:
    """Whoever signed a text that is public now may still say that a conflict of interest arose."""
    return "" if context.revision.state == State.PUBLISHED else has_not_decided(context)


# --- about the account of who acts ---------------------------------------------------------------


def has_second_factor(context: TransitionContext) -> str:
    return accounts.why_no_factor(context.actor, context.factors) if context.user else ""


def is_settled(context: TransitionContext) -> str:
    return accounts.why_unsettled(context.unsettled) if context.user else ""


# --- about the review --------------------------------------------------------------------------


def has_quorum(context: TransitionContext) -> str:
    if context.round is None:
        return _("This text was never submitted for review.")
    return quorum.shortfall(
        context.round, context.approvals, context.revision.digest, context.known
    )


def has_all_reports(context: TransitionContext) -> str:
    """Enough have approved and nobody is waited for: what keeps the round open is a point that somebody
    raised who was taken off, declined, or whose signature was struck.
    """
    if context.waits_for_reports:
        return _("The round waits for others to decide.")
    return has_quorum(context)


def has_signed(context: TransitionContext) -> str:
    """Whose account or whose name stands under it: who was impersonated strikes it as well."""
    return "" if context.own_approvals else _("You have no signature on this text.")


def has_signatures(context: TransitionContext) -> str:
    return "" if context.standing_approvals else _("Nobody has signed this text.")


def has_strike_of_another(context: TransitionContext) -> str:
    """Two people strike what a third has signed."""
    proposed = context.proposed_strikes.values()
    if any(event.actor_id not in context.own_accounts for event in proposed):
        return ""
    if proposed:
        return _("You proposed to strike it: a second person has to agree.")
    return _("Nobody has proposed to strike a signature of this text.")


@reads("approval", "ground")
def names_own_signature(context: TransitionContext) -> str:
    if context.inputs.approval not in {each.pk for each in context.own_approvals}:
        return _("Choose the signature.")
    return "" if context.inputs.ground in Strike.OWN else _("Choose what was wrong with it.")


@reads("approval", "ground")
def names_a_signature(context: TransitionContext) -> str:
    if context.inputs.approval not in {each.pk for each in context.standing_approvals}:
        return _("Choose the signature.")
    if context.inputs.approval in context.proposed_strikes:
        return _("That is proposed already: a second person has to agree.")
    return "" if context.inputs.ground in Strike.FOR_CAUSE else _("Choose what was wrong with it.")


@reads("approval")
def names_a_strike_of_another(context: TransitionContext) -> str:
    event = context.proposed_strikes.get(context.inputs.approval or 0)
    if event is None:
        return _("Choose the signature.")
    if event.actor_id in context.own_accounts:
        return _("You proposed to strike it: a second person has to agree.")
    return ""


def did_not_check_the_reviewers(context: TransitionContext) -> str:
    """Whoever checked a licence does not publish on the review that it entitled to.

    The signatures say who did; those made before that was kept say nothing of it.
    """
    if context.user is None:
        return ""
    counted = quorum.counting(context.approvals, context.revision.digest)
    checked = {each.pk: {entry.get("checked_by") for entry in each.credentials} for each in counted}
    if not set().union(*checked.values()) - {None}:
        return ""
    for approval in counted:
        if context.own_accounts & checked[approval.pk]:
            said = _(
                "You checked the licence of %(name)s, who approved this: another editor publishes."
            )
            return said % {"name": approval.name}
    return ""


# --- about what was entered --------------------------------------------------------------------


@reads("comment")
def says_why(context: TransitionContext) -> str:
    return "" if context.inputs.comment.strip() else _("Say why.")


@reads("comment", "interests")
def makes_a_statement(context: TransitionContext) -> str:
    if not context.inputs.comment.strip():
        return _("Write your statement: it is what you sign.")
    return declares_interests(context)


@reads("interests")
def declares_interests(context: TransitionContext) -> str:
    """In words (ICMJE): “None” is an answer, and an empty field is not."""
    if context.inputs.interests.strip():
        return ""
    return _("Declare your competing interests, or “None”.")


@reads("scope")
def scope_is_possible(context: TransitionContext) -> str:
    scope = context.inputs.scope
    if scope not in Approval.Scope:
        return _("Choose what you have reviewed: the whole text or the changes only.")
    if reason := rules.why_not_in(scope, context.reviewer, context.text):
        return str(reason.to_them)
    return why_not_changes_alone(context) if scope == Approval.Scope.CHANGES else ""


def why_not_the_whole(context: TransitionContext) -> str:
    """Why the actor can't sign for the whole text, or ""."""
    reason = rules.why_not_in(Approval.Scope.FULL, context.reviewer, context.text)
    return str(reason.to_them) if reason else ""


def why_not_changes_alone(context: TransitionContext) -> str:
    """Why nobody can sign for the changes only, or ""."""
    if context.round is not None and context.round.change == ChangeKind.EDITION:
        return _("A new edition is reviewed as a whole.")
    if context.is_built_on_review:
        return ""
    return _("No earlier text was reviewed as a whole, so this one must be.")


@reads("change", "was_wrong", "says_now")
def says_what_kind_of_change(context: TransitionContext) -> str:
    return changes.why_not_submitted(context)


@reads("change", "was_wrong", "says_now", "is_announced", "note")
def settles_the_change(context: TransitionContext) -> str:
    return changes.why_not_published(context)


@reads("confirms_answers")
def completes_the_checklist(context: TransitionContext) -> str:
    """Whoever vouches for the whole text answers the list; the changes alone need none."""
    return (
        context.signed_sheet.why_incomplete if context.inputs.scope == Approval.Scope.FULL else ""
    )


@reads("publish_at")
def names_a_time_ahead(context: TransitionContext) -> str:
    if context.inputs.publish_at is None:
        return _("Choose the day and time of publication.")
    return (
        ""
        if context.inputs.publish_at > context.now
        else _("That time has passed: choose a later one.")
    )


def is_due(context: TransitionContext) -> str:
    """The clock publishes at the time that an editor has set; an editor may do so sooner."""
    if context.user is not None:
        return ""
    publish_at = context.revision.publish_at
    return "" if publish_at and publish_at <= context.now else _("Its time has not come.")


def is_not_replaced(context: TransitionContext) -> str:
    """A newer text is read at the address of one that was taken down."""
    published = (
        type(context.revision).objects.published().filter(article=context.revision.article_id)
    )
    return _("A newer text of this article is published.") if published.exists() else ""


@reads("address")
def names_a_free_address(context: TransitionContext) -> str:
    slug, article = addresses.read(context.inputs.address), context.revision.article
    if not slug:
        return _("Enter the new address.")
    if slug == article.slug:
        return _("That is its address already.")
    if claims := review_claims.why_not(slug):
        return claims
    if addresses.is_free(slug, article):
        return ""
    return _("Another article has that address, or had it: choose a different one.")


@reads("address")
def names_a_published_article(context: TransitionContext) -> str:
    """Without one, readers are no longer led on, where they were."""
    slug, article = addresses.read(context.inputs.address), context.revision.article
    if not slug:
        return "" if article.merged_into_id else _("Enter the address of the other article.")
    published = type(context.revision).objects.published().of_articles().filter(article__slug=slug)
    if slug == article.slug or not published.exists():
        return _("No other published article has that address.")
    return ""


@reads("topic")
def names_another_topic(context: TransitionContext) -> str:
    """One that a policy covers: readers are told by which an article is reviewed."""
    topic = context.inputs.topic
    if topic is None:
        return _("Choose the topic.")
    if topic == context.revision.article.topic:
        return _("That is its topic already.")
    if topic in context.topics:
        return ""
    return _("No review policy covers that topic: choose another.")


@reads("follows")
def chooses_what_follows(context: TransitionContext) -> str:
    return "" if context.inputs.follows in FOLLOWS else _("Choose what becomes of its review.")


@reads("reviewer", "due_on")
def names_a_reviewer(context: TransitionContext) -> str:
    """The reviewer is one, may look at this text, and is not asked twice."""
    reviewer = context.inputs.reviewer
    if reviewer is None:
        return _("Choose a reviewer.")
    theirs = reviewer_of(reviewer, context.signers.right, context.today)
    if reason := rules.why_not(theirs, context.text, context.today):
        return reason.said_of(reviewer)
    if context.inputs.due_on is not None and context.inputs.due_on < context.today:
        return _("The due date has passed: choose a later one.")
    return ""


def has_somebody_waiting(context: TransitionContext) -> str:
    return "" if context.waiting else _("Nobody who was asked has still to decide.")


@reads("reviewer")
def names_somebody_waiting(context: TransitionContext) -> str:
    reviewer = context.inputs.reviewer
    if reviewer is None:
        return _("Choose a reviewer.")
    if Assignment.objects.waiting().filter(revision=context.revision, reviewer=reviewer).exists():
        return ""
    said = _("%(name)s has nothing to decide on this text any more.")
    return said % {"name": reviewer}


@reads("due_on")
def names_another_day(context: TransitionContext) -> str:
    due_on = context.inputs.due_on
    if due_on is None:
        return _("Choose the new due date.")
    if due_on < context.today:
        return _("That day has passed: choose a later one.")
    asked = Assignment.objects.filter(revision=context.revision, reviewer=context.inputs.reviewer)
    return _("It is due on that day already.") if asked.filter(due_on=due_on).exists() else ""


@reads("due_on")
def names_a_later_day(context: TransitionContext) -> str:
    """Of whoever was asked: later than it is due, and not in the past."""
    day, asked = context.inputs.due_on, context.assignment
    if day is None:
        return _("Choose the day by which you can decide.")
    if day < context.today:
        return _("That day has passed: choose a later one.")
    if asked and day <= asked.due_on:
        return _("It is not due before that day: choose a later one.")
    return ""


@reads("reviewer")
def may_be_asked_instead(context: TransitionContext) -> str:
    """Naming somebody is a wish; it must be one that an editor can follow."""
    named = context.inputs.reviewer
    if named is None or named in context.others_able:
        return ""
    said = _("%(name)s can’t be asked for this text: choose somebody else, or nobody.")
    return said % {"name": named}


def _said_to_the_actor(context: TransitionContext, part: tuple[rules.Check, ...]) -> str:
    reason = rules.why_not(context.reviewer, context.text, context.today, part)
    return str(reason.to_them) if reason else ""

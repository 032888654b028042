"""The groups of people who are told of a transition."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from articles.models.articles import State
from articles.users import User
from reviews.models import Assignment, Reports
from reviews.reviewing.discussion import kept_from
from reviews.workflow.context import TransitionContext


def editors(context: TransitionContext) -> list[User]:
    return context.editors


def editors_who_may_know(context: TransitionContext) -> list[User]:
    """The editors; of a decision in a round that hides those of others until one's own, not the editors who
    review the text themselves and have still to decide."""
    if context.round is None or not context.round.is_blind:
        return context.editors
    unheard = kept_from(context.actor, context.revision.article_id)
    return [each for each in context.editors if each.pk not in unheard]


def writers(context: TransitionContext) -> list[User]:
    return context.writers


def writers_at_the_end(context: TransitionContext) -> list[User]:
    """The writers, where what was done ended the round of review."""
    has_ended = context.revision.state not in (State.IN_REVIEW, State.PUBLISHED)
    return writers(context) if has_ended else []


def reviewers(context: TransitionContext) -> QuerySet[User] | list[User]:
    """Those who are asked to review this text and have not declined.

    Of a draft: those of the text that it starts from, who are asked again when it is sealed.
    """
    if context.revision.is_draft:
        return [assignment.reviewer for assignment in asked_again(context)]
    return _asked(context)


def _asked(context: TransitionContext) -> QuerySet[User]:
    standing = Assignment.objects.standing().filter(revision=context.revision)
    return get_user_model().objects.filter(assignments__in=standing, is_active=True).distinct()


def cut_off(context: TransitionContext) -> QuerySet[User]:
    """Those who were asked and have not decided, where a decision against the text ends the round: the
    first, or the last that the round waits for, of which nobody knows before it is given.
    """
    goes_on = context.revision.state == State.IN_REVIEW
    if context.round is None or (context.round.reports == Reports.ALL and goes_on):
        return get_user_model().objects.none()
    signed = [each.reviewer_id for each in context.standing_approvals]
    return _asked(context).exclude(pk__in=signed)


def cut_off_by_the_last(context: TransitionContext) -> QuerySet[User]:
    """The same once the last approval that was demanded ended it: before it is given nobody knows."""
    is_open = context.revision.state == State.IN_REVIEW
    return get_user_model().objects.none() if is_open else cut_off(context)


def asked_again(context: TransitionContext) -> list[Assignment]:
    """Of the text that a draft starts from, the assignments of those who may still review it.

    Role, credential and independence are looked at anew: much may have changed since.
    """
    if context.revision.based_on_id is None:
        return []
    before = Assignment.objects.standing().filter(revision=context.revision.based_on_id)
    asked = list(before.select_related("reviewer", "assigned_by"))
    able = {each.user.pk for each in context.submission.able} if asked else set()
    return [each for each in asked if each.reviewer_id in able]


def signers(context: TransitionContext) -> QuerySet[User]:
    """Everybody who signed the text, and whose name stands under a signature of it."""
    signed = [(each.reviewer_id, each.person_id) for each in context.approvals]
    return get_user_model().objects.filter(
        Q(pk__in=[user for user, _person in signed])
        | Q(person__in=[person for _user, person in signed]),
        is_active=True,
    )


def named(context: TransitionContext) -> QuerySet[User]:
    """The reviewer whom an assignment names; nobody as long as none is chosen."""
    chosen = context.inputs.reviewer
    return get_user_model().objects.filter(pk__in=[chosen.pk] if chosen else [])

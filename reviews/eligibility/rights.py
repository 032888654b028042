"""Who holds which right, and who is to be told what."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from articles.users import User
from reviews.models import Assignment
from reviews.workflow.context import TransitionContext


def holders_of(codename: str) -> QuerySet[User]:
    """Active users with a permission by group or by themselves. Superusers are not everybody."""
    granted = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    return get_user_model().objects.filter(granted, is_active=True).distinct().order_by("name")


def editors(step: TransitionContext) -> QuerySet[User]:
    return holders_of("publish_revision")


def writers(step: TransitionContext) -> list[User]:
    return step.writers


def reviewers(step: TransitionContext) -> QuerySet[User]:
    """Those who are asked to review this text and have not declined.

    Of a draft: those of the text that it starts from, who are asked again when it is sealed.
    """
    revision = step.revision
    if revision.is_draft:
        again = [assignment.reviewer_id for assignment in asked_again(step)]
        return get_user_model().objects.filter(pk__in=again)
    standing = Assignment.objects.standing().filter(revision=revision)
    return get_user_model().objects.filter(assignments__in=standing, is_active=True).distinct()


def asked_again(step: TransitionContext) -> list[Assignment]:
    """Of the text that a draft starts from, the assignments of those who may still review it.

    Role, credential and independence are looked at anew: much may have changed since.
    """
    before = Assignment.objects.standing().filter(
        revision=step.revision.based_on_id, reviewer__in=holders_of(step.signers.right)
    )
    return [
        assignment
        for assignment in before.select_related("reviewer", "assigned_by")
        if TransitionContext(step.revision, assignment.reviewer, step.now).may_review
    ]


def asked(step: TransitionContext) -> QuerySet[User]:
    """The reviewer whom an assignment names; nobody as long as none is chosen."""
    chosen = step.inputs.reviewer
    return get_user_model().objects.filter(pk__in=[chosen.pk] if chosen else [])

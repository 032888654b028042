"""Who may see a text on its way to readers. Pages answer 404 for the rest, as if it were not there."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from articles.models import Article, Revision
from articles.users import User
from reviews.models import Assignment


def is_editor(user: User | AnonymousUser) -> bool:
    """Whether the user sees every sealed text: who assigns reviewers or publishes does."""
    return user.has_perm("reviews.assign_reviewer") or user.has_perm("reviews.publish_revision")


def visible_to(user: User | AnonymousUser) -> QuerySet[Revision]:
    """The sealed texts that the user may read: an editor all, a writer those of their articles, a
    reviewer those that they were asked to review and have not declined. A draft is never among them.
    """
    sealed = Revision.objects.exclude(digest="")
    if is_editor(user):
        return sealed
    asked = Assignment.objects.none()
    if user.is_authenticated and user.has_perm("reviews.review_revision"):
        asked = Assignment.objects.standing().of(user)
    own = Article.objects.writable_by(user)
    return sealed.filter(Q(pk__in=asked.values("revision")) | Q(article__in=own))


def within_reach_of(user: User | AnonymousUser) -> QuerySet[Revision]:
    """The texts on which the user may try a transition: those above, and the drafts that they write.

    Who publishes reaches every draft, to publish it without review.
    """
    if user.has_perm("reviews.publish_revision"):
        return Revision.objects.all()
    visible = visible_to(user).values("pk")
    drafts = Revision.objects.writable_by(user).values("pk")
    return Revision.objects.filter(Q(pk__in=visible) | Q(pk__in=drafts))

"""Talking about a draft: answer, resolve. What reviewers ask of a sealed text is settled in `reviews`."""

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Comment, Revision, Thread
from articles.users import User


def threads_about(draft: Revision) -> QuerySet[Thread]:
    """The threads of a draft, and those still open on the earlier texts of its article."""
    earlier = Thread.objects.unresolved().filter(
        revision__article=draft.article_id, revision__number__lt=draft.number
    )
    found = (earlier | Thread.objects.filter(revision=draft)).distinct()
    return found.select_related("opened_by", "resolved_by", "revision").prefetch_related(
        "comments__author"
    )


def may_resolve(thread: Thread, user: User) -> bool:
    """A note is for the writer to settle. Any other point: who raised it says when it is met."""
    return thread.kind == Thread.Kind.NOTE or thread.opened_by_id == user.pk


def answer(thread: Thread, user: User, text: str) -> Comment:
    """Add to a discussion; who may read it may answer."""
    return Comment.objects.create(thread=thread, author=user, text=text.strip())


def resolve(thread: Thread, user: User) -> None:
    """Close a discussion; closing it twice keeps who was first."""
    Thread.objects.unresolved().filter(pk=thread.pk).update(
        resolved_by=user, resolved_at=timezone.now()
    )

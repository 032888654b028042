"""Talking about a draft: answer, resolve. What reviewers ask of a sealed text is settled in `reviews`."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from articles.models import Anchor, Comment, Revision, Thread
from articles.signals import comment_answered
from articles.users import User


def threads_about(
    text: Revision, said: QuerySet[Comment] | None = None
) -> list[tuple[Thread, Anchor | None]]:
    """The threads that stand against a text, each with where it stands there.

    `said`: the comments that are shown in them, where not all are.
    """
    comments = Comment.objects.all() if said is None else said
    threads = Thread.objects.about(text).select_related("opened_by", "resolved_by", "revision")
    with_authors = Prefetch("comments", comments.select_related("author"))
    found = list(threads.prefetch_related(with_authors))
    anchors = _anchors_in(text) if found else {}
    for thread in found:
        if thread.pk in anchors:
            anchors[thread.pk].thread = thread
    return [(thread, anchors.get(thread.pk)) for thread in found]


def _anchors_in(text: Revision) -> dict[int, Anchor]:
    return {each.thread_id: each for each in Anchor.objects.filter(revision=text)}


def may_resolve(thread: Thread, user: User) -> bool:
    """Notes, tasks and suggestions are for the writer to settle. Any other point: who raised it says
    when it is met."""
    settled_by_writer = (*Thread.TO_WRITER, Thread.Kind.SUGGESTION)
    return thread.kind in settled_by_writer or thread.opened_by_id == user.pk


def others_in(thread: Thread, user: User) -> list[User]:
    """Who hears of an answer: everybody who has said something there."""
    authors = (comment.author for comment in thread.comments.all())
    return without(user, [thread.opened_by, *authors])


def without(user: User, people: Iterable[User]) -> list[User]:
    """Each of the others once, by name; those who left are not among them."""
    found = {person.pk: person for person in people if person.is_active and person != user}
    return sorted(found.values(), key=str)


@transaction.atomic
def answer(thread: Thread, user: User, text: str) -> str:
    """Add to a discussion; who may read it may answer. Return who was told, in a sentence."""
    comment = Comment.objects.create(thread=thread, author=user, text=text.strip())
    answers = comment_answered.send(sender=Comment, comment=comment)
    return " ".join(told for _receiver, told in answers if told)


def resolve(thread: Thread, user: User, outcome: str = "") -> None:
    """Close a discussion; closing it twice keeps who was first."""
    Thread.objects.unresolved().filter(pk=thread.pk).update(
        resolved_by=user, resolved_at=timezone.now(), outcome=outcome
    )


def resolve_all(threads: QuerySet[Thread], user: User) -> int:
    """Close those that are open, and return how many."""
    return (
        Thread.objects.unresolved()
        .filter(pk__in=threads.values("pk"))
        .update(resolved_by=user, resolved_at=timezone.now())
    )


def reopen(thread: Thread) -> None:
    """Take a discussion up again; what was said in it stays."""
    Thread.objects.filter(pk=thread.pk).update(resolved_by=None, resolved_at=None, outcome="")

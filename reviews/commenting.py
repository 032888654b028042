"""Who hears of what is said about a text: each person once an hour, and only who may read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from articles.discussion import others_in, without
from articles.models import Comment, Revision, Thread
from articles.users import User
from reviews import discussion, history, notices
from reviews.models import Notice
from reviews.notices import Message
from reviews.steps import Step
from reviews.visibility import visible_to

TELLING = (Thread.Kind.MUST_FIX, Thread.Kind.QUESTION)  # what somebody must act on
QUOTED = 80


def listening(step: Step) -> list[User]:
    """Who hears of a new “must fix” or question: who writes the text, and who must still decide.

    Of a suggestion they hear with the decision.
    """
    return without(step.actor, [*step.writers, *step.waiting])


@transaction.atomic
def raise_thread(revision: Revision, user: User, **entered: Any) -> tuple[Thread, str]:
    """`discussion.open_thread`, and telling of it. Return who was told, in a sentence.

    Whoever comments on a text from end to end tells of it once an hour, not of each comment.
    """
    thread = discussion.open_thread(revision, user, **entered)
    if thread.kind not in TELLING:
        return thread, "Nobody was told."
    comment = thread.comments.get()
    asks = f"{user}: {thread.get_kind_display().lower()}{_on(thread)}"
    told = _tell(
        listening(Step(revision, user, comment.written_at)),
        thread,
        comment,
        occasion=f"comments of {user.pk} on text {revision.pk}",
        subject=f"{user} commented on “{revision.title}”",
        says=asks,
    )
    return thread, told


def tell_of_answer(comment: Comment) -> str:
    """Tell the others in a discussion of an answer, in its transaction."""
    thread, user = comment.thread, comment.author
    return _tell(
        others_in(thread, user),
        thread,
        comment,
        occasion=f"thread {thread.pk}",
        subject=f"{user} answered on “{thread.revision.title}”",
        says=f"{user} answered{_on(thread)}",
    )


def _tell(
    people: Sequence[User], thread: Thread, comment: Comment, occasion: str, subject: str, says: str
) -> str:
    now = comment.written_at
    places = {person: place for person in people if (place := _place(thread, person))}

    def message(person: User) -> Message:
        return Message(
            kind=Notice.Kind.COMMENT,
            occasion=f"{occasion}, {_hour(now)}",
            for_day=timezone.localdate(now),
            subject=subject,
            text=f"{says}:\n\n{comment.text}",
            path=f"{reverse('review', args=[places[person].pk])}#thread-{thread.pk}",
            thread=thread,
            sender=comment.author,
        )

    told = notices.tell_once(list(places), message, now)
    if not places:
        return "Nobody was told."
    if not told:
        return f"Told within the hour already: {history.names(places)}."
    return f"Told: {history.names(each.name for each in told)}."


def _place(thread: Thread, person: User) -> Revision | None:
    """The latest text on whose page the person may read the discussion; a draft has no such page."""
    texts = visible_to(person).filter(article=thread.revision.article_id)
    if thread.is_resolved:
        return texts.filter(pk=thread.revision_id).first()
    return texts.filter(number__gte=thread.revision.number).order_by("-number").first()


def _on(thread: Thread) -> str:
    return f" on “{Truncator(thread.quoted).chars(QUOTED)}”" if thread.quote else ""


def _hour(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:00")

"""Who hears of what is said about a text: each person once an hour, and only who may read it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.comments.discussion import others_in, without
from articles.models import Comment, Revision, Thread
from articles.users import User
from reviews import phrases
from reviews.eligibility import rights
from reviews.eligibility.visibility import visible_to
from reviews.models import Notification
from reviews.notifications import notifications
from reviews.notifications.notifications import Message
from reviews.reviewing import discussion

TELLING = (Thread.Kind.MUST_FIX, Thread.Kind.QUESTION)  # what somebody must act on
QUOTED = 80


def listening(user: User, writers: Sequence[User], waiting: Sequence[User]) -> list[User]:
    """Who hears of a new “must fix” or question: who writes the text, and who must still decide.

    Of a suggestion they hear with the decision.
    """
    return without(user, [*writers, *waiting])


@transaction.atomic
def raise_thread(revision: Revision, user: User, **entered: Any) -> tuple[Thread, str]:
    """`discussion.open_thread`, and telling of it. Return who was told, in a sentence.

    Whoever comments on a text from end to end tells of it once an hour, not of each comment.
    """
    thread = discussion.open_thread(revision, user, **entered)
    return thread, tell_of_thread(thread, revision, user)


def tell_of_thread(thread: Thread, revision: Revision, user: User) -> str:
    """Tell of a thread that the user has opened on the text. Return whom, in a sentence."""
    if thread.kind not in TELLING:
        return phrases.told([])
    comment = thread.comments.get()
    return _tell(
        listening(user, rights.writers_of(revision), rights.waiting_on(revision)),
        thread,
        comment,
        occasion=f"comments of {user.pk} on text {revision.pk}",
        subject=lambda: (
            _("%(name)s commented on “%(title)s”") % {"name": user, "title": revision.title}
        ),
        says=lambda: _on(thread, f"{user}: {thread.get_kind_display().lower()}"),
    )


def tell_of_answer(comment: Comment, **sent: Any) -> str:
    """Receiver of `comment_answered`: tell the others in the discussion. Return whom."""
    thread, user = comment.thread, comment.author
    return _tell(
        others_in(thread, user),
        thread,
        comment,
        occasion=f"thread {thread.pk}",
        subject=lambda: (
            _("%(name)s answered on “%(title)s”") % {"name": user, "title": thread.revision.title}
        ),
        says=lambda: _on(thread, _("%(name)s answered") % {"name": user}),
    )


def _tell(
    people: Sequence[User],
    thread: Thread,
    comment: Comment,
    occasion: str,
    subject: Callable[[], str],
    says: Callable[[], str],
) -> str:
    """`subject` and `says` are asked once for each person, in the language of that one."""
    now = comment.written_at
    unheard = discussion.kept_from(comment.author, thread.revision.article_id)
    hearing = [each for each in people if each.pk not in unheard]
    places = {person: place for person in hearing if (place := _place(thread, person))}

    def message(person: User) -> Message:
        return Message(
            kind=Notification.Kind.COMMENT,
            occasion=f"{occasion}, {hour_of(now)}",
            for_day=timezone.localdate(now),
            subject=subject(),
            text=f"{says()}:\n\n{comment.text}",
            path=f"{reverse('review', args=[places[person].pk])}#thread-{thread.pk}",
            thread=thread,
            sender=comment.author,
        )

    told = notifications.tell_once(list(places), message, now)
    if places and not told:
        already = _("Told within the hour already: %(people)s.")
        return already % {"people": phrases.names(places)}
    return phrases.told(each.name for each in told)


def _place(thread: Thread, person: User) -> Revision | None:
    """The latest text on whose page the person may read the discussion; a draft has no such page."""
    texts = visible_to(person).filter(article=thread.revision.article_id)
    if thread.is_resolved:
        return texts.filter(pk=thread.revision_id).first()
    return texts.filter(number__gte=thread.revision.number).order_by("-number").first()


def _on(thread: Thread, deed: str) -> str:
    if not thread.quote:
        return deed
    quoted = Truncator(thread.quoted).chars(QUOTED)
    return _("%(deed)s on “%(words)s”") % {"deed": deed, "words": quoted}


def hour_of(at: datetime) -> str:
    """Within which nobody is told again."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:00")

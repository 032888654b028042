"""Who hears of what is said about a draft, and suggested for it.

Whom a comment names hears at once, the others once an hour. All of them write the article, at the moment when
it is said: nobody else ever reads it.
"""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.comments.discussion import without
from articles.models import Article, DraftComment, Revision, SuggestedText
from articles.users import User
from reviews import phrases
from reviews.eligibility import rights
from reviews.models import Notification
from reviews.notifications import notifications
from reviews.notifications.notifications import Message
from reviews.reviewing.commenting import QUOTED, hour_of


def tell_of_draft_comment(comment: DraftComment, mentioned: Sequence[User], **sent: object) -> str:
    """Receiver of `draft_discussed`: return whom it told, in a sentence."""
    draft = comment.thread.revision
    named = _readers(draft, mentioned)
    others = [each for each in _readers(draft, _listening(comment)) if each not in named]
    hour = f"draft thread {comment.thread_id}, {hour_of(comment.written_at)}"
    told = [
        *_tell(comment, named, f"named in draft comment {comment.pk}", _named),
        *_tell(comment, others, hour, _said),
    ]
    return phrases.told(told)


def _listening(comment: DraftComment) -> list[User]:
    """Whoever spoke in the thread before; of a new one whoever writes the article."""
    thread = comment.thread
    said = thread.comments.exclude(pk=comment.pk).select_related("author")
    before = [each.author for each in said]
    return without(comment.author, before or rights.writers_of(thread.revision))


def _readers(draft: Revision, people: Sequence[User]) -> list[User]:
    """Those who may write the article today."""
    article = Article.objects.filter(pk=draft.article_id)
    return [each for each in people if article.writable_by(each).exists()]


def _named(comment: DraftComment) -> str:
    words = {"name": comment.author, "title": comment.thread.revision.title}
    return _("%(name)s named you in a comment on the draft “%(title)s”") % words


def _said(comment: DraftComment) -> str:
    words = {"name": comment.author, "title": comment.thread.revision.title}
    return _("%(name)s commented on the draft “%(title)s”") % words


def _tell(
    comment: DraftComment,
    people: Sequence[User],
    occasion: str,
    says: Callable[[DraftComment], str],
) -> list[str]:
    def message(_person: User) -> Message:
        quoted = Truncator(comment.thread.quoted).chars(QUOTED)
        on = _("On “%(words)s”") % {"words": quoted} if quoted else ""
        return Message(
            kind=Notification.Kind.COMMENT,
            occasion=occasion,
            for_day=timezone.localdate(comment.written_at),
            subject=says(comment),
            text="\n\n".join(filter(None, [on, comment.text])),
            path=reverse("draft_thread", args=[comment.thread_id]),
            sender=comment.author,
        )

    told = notifications.tell_once(people, message, comment.written_at)
    return [each.name for each in told]


# --- suggested changes -----------------------------------------------------------------------------------


def tell_writers(suggested: SuggestedText, user: User, **sent: object) -> str:
    """Receiver of `changes_suggested`: return whom it told, in a sentence."""
    people = without(user, rights.writers_of(suggested.revision))
    return _tell_of_suggested(suggested, user, people, _suggests, suggested.note)


def tell_maker(suggested: SuggestedText, user: User, **sent: object) -> str:
    """Receiver of `changes_settled`: return whom it told, in a sentence."""
    return _tell_of_suggested(suggested, user, without(user, [suggested.made_by]), _settled, "")


def _suggests(suggested: SuggestedText) -> str:
    words = {"name": suggested.made_by, "title": suggested.revision.title}
    return _("%(name)s suggests changes of the draft “%(title)s”") % words


def _settled(suggested: SuggestedText) -> str:
    words = {"title": suggested.revision.title}
    return _("What you suggested for the draft “%(title)s” is settled") % words


def _tell_of_suggested(
    suggested: SuggestedText,
    user: User,
    people: Sequence[User],
    says: Callable[[SuggestedText], str],
    note: str,
) -> str:
    now = timezone.now()

    def message(_person: User) -> Message:
        return Message(
            kind=Notification.Kind.COMMENT,
            occasion=f"suggested text {suggested.pk}, version {suggested.version}",
            for_day=timezone.localdate(now),
            subject=says(suggested),
            text=note or says(suggested),
            path=reverse("suggested", args=[suggested.pk]),
            sender=user,
        )

    readers = _readers(suggested.revision, people)
    return phrases.told(each.name for each in notifications.tell_once(readers, message, now))

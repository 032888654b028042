"""Comments of readers: where they are switched on, held until an editor approves, shown as plain text."""

from datetime import datetime

from django.db import transaction

from articles.models import Article, Topic
from articles.users import User
from cms.caching.invalidation import invalidate
from cms.caching.keys import key_of
from cms.readers.models import CommentSwitch, ReaderComment
from cms.readers.reports import Decided

SHOWN = 500
State = ReaderComment.State


def are_open(article: Article) -> bool:
    """Whether readers may comment on it: switched on for it, its topic, or one above; else not."""
    places = (article, *article.topic.ancestry())
    return any(hasattr(place, "comment_switch") for place in places)


def under(article: Article) -> list[ReaderComment]:
    """Those that stand under an article on which comments are open, in the order they came."""
    found = ReaderComment.objects.filter(revision__article=article, state=State.APPROVED)
    return list(found.order_by("sent_at", "pk")[:SHOWN])


@transaction.atomic
def decide(
    comment: ReaderComment, seen: str, state: State, reason: str, by: User, now: datetime
) -> None:
    """Approve or decline; the page changes at once. Raises `Decided` where it isn't as it was seen."""
    held = ReaderComment.objects.filter(pk=comment.pk, state=seen)
    if not held.update(state=state, reason=reason, by=by, at=now):
        raise Decided
    invalidate({key_of(comment.revision.article)})


@transaction.atomic
def switch_on(place: Article | Topic) -> None:
    """Let readers comment on an article, or on all of a topic. Twice is once."""
    if isinstance(place, Topic):
        CommentSwitch.objects.get_or_create(topic=place)
    else:
        CommentSwitch.objects.get_or_create(article=place)
    invalidate({key_of(place)})


@transaction.atomic
def switch_off(switch: CommentSwitch) -> None:
    """Close the comments; those that stand under the articles are hidden, not lost."""
    place = switch.article or switch.topic
    switch.delete()
    if place is not None:
        invalidate({key_of(place)})

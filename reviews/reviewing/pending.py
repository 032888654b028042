"""Comments that a reviewer collects and sends together: with the decision, or before it.

As a pull request's: nobody else reads them until then, and they wait on the server, whatever becomes of
the window they were written in. What was never sent on one text waits on the next of its article.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from articles.models import Article, Revision, Thread
from articles.text.anchors import Difference, Location, Selector, running
from articles.users import User
from reviews import phrases
from reviews.models import PendingComment
from reviews.refusal import Refused
from reviews.reviewing import commenting, discussion
from reviews.reviewing.discussion import Passage


def pending(revision: Revision, user: User) -> QuerySet[PendingComment]:
    """What the user has not sent yet of the text, or of an earlier one of its article."""
    mine = PendingComment.objects.filter(author=user, revision__article=revision.article_id)
    return mine.filter(revision__number__lte=revision.number)


def placed(revision: Revision, user: User) -> list[PendingComment]:
    """The same, each where its words stand in this text; `start == end` where they are gone."""
    found = list(pending(revision, user).select_related("revision"))
    for each in found:
        place = _place(each, revision)
        each.start, each.end = (place.start, place.end) if place else (0, 0)
    return sorted(found, key=lambda each: (each.start, each.pk))


def collect(
    revision: Revision,
    user: User,
    kind: str,
    text: str,
    passage: Passage | None = None,
    replacement: str = "",
    line: str = "",
) -> PendingComment:
    """Keep a comment for later. Raises `Refused` for whoever may not comment on the text."""
    if why_not := discussion.why_not_open(revision, user):
        raise Refused(why_not)
    span = (passage.start, passage.end) if passage else (0, 0)
    quote = running(revision.body)[slice(*span)]
    return PendingComment.objects.create(
        revision=revision,
        author=user,
        kind=kind,
        text=text.strip(),
        quote=quote,
        start=span[0],
        end=span[1],
        replacement=replacement.strip() if kind == Thread.Kind.SUGGESTION and quote else "",
        line=line,
    )


def send_with_decision(
    waiting: Iterable[PendingComment], revision: Revision, user: User
) -> list[Thread]:
    """Within the transition, whose lock is held: the decision tells of them."""
    return [_send(each, revision, user) for each in waiting]


@transaction.atomic
def send(revision: Revision, user: User, chosen: Sequence[int] | None = None) -> str:
    """Send all, or those `chosen` by their keys, before any decision. Return who was told, in a sentence.

    Raises `Refused` where comments are closed.
    """
    Article.objects.select_for_update().get(pk=revision.article_id)
    revision.refresh_from_db()
    if why_not := discussion.why_not_open(revision, user):
        raise Refused(why_not)
    waiting = [each for each in placed(revision, user) if chosen is None or each.pk in chosen]
    threads = [_send(each, revision, user) for each in waiting]
    told = [commenting.tell_of_thread(each, revision, user) for each in threads]
    # the first tells of all: nobody hears of the same text twice within the hour
    tells = [said for said in told if said != phrases.told([])]
    return tells[0] if tells else phrases.told([])


def why_not_approve(waiting: Sequence[PendingComment]) -> str:
    """A “must fix” that went with an approval would stand against what it approves."""
    count = sum(each.is_blocking for each in waiting)
    if not count:
        return ""
    said = ngettext(
        "You have collected %(count)d “must fix” comment: send it, change it, or request changes.",
        "You have collected %(count)d “must fix” comments: send them, change them, or request changes.",
        count,
    )
    return said % {"count": count}


def _send(each: PendingComment, revision: Revision, user: User) -> Thread:
    passage = Passage(each.start, each.end) if each.start < each.end else None
    thread = discussion.add_thread(
        revision,
        user,
        each.kind,
        each.text,
        passage,
        each.replacement if passage else "",
        each.line,
        each.quote,
    )
    each.delete()
    return thread


def _place(each: PendingComment, revision: Revision) -> Location | None:
    if not each.quote:
        return None
    if each.revision_id == revision.pk:
        return Location(each.start, each.end)
    before = running(each.revision.body)
    return Difference(before, running(revision.body)).locate(
        Selector.at(before, each.start, each.end)
    )

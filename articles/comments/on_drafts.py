"""Writers and editors talk about a draft, name one another, and note things to themselves.

A text before its reviewers is talked about with them: here it can only be read then.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.comments import tracking
from articles.comments.discussion import without
from articles.models import Article, DraftComment, DraftThread, Revision
from articles.models.articles import State
from articles.signals import draft_discussed
from articles.text.anchors import Difference, Selector, running
from articles.users import User, holders_of


class Closed(Exception):
    """The draft was submitted or discarded, or the act is not this user's."""


def people_of(article: Article) -> QuerySet[User]:
    """Who may write the drafts of an article, and so read what is said about them, by name."""
    any_or_own = Q(pk__in=holders_of("write_any_article").values("pk")) | Q(articles=article)
    return holders_of("write_article").filter(any_or_own)


def named_in(text: str, people: Iterable[User]) -> list[User]:
    """Those whose name stands behind an “@”; of “Ann” and “Ann Lee” the longer one is meant."""
    by_name: dict[str, list[User]] = {}
    for person in people:
        by_name.setdefault(str(person).casefold(), []).append(person)
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    if not names or "@" not in text:
        return []
    found = re.findall(rf"(?<!\w)@({names})(?!\w)", text.casefold())
    return [person for name in dict.fromkeys(found) for person in by_name[name]]


def threads_on(draft: Revision, user: User) -> list[DraftThread]:
    """What stands on a draft for the user to read."""
    return list(_with_comments(DraftThread.objects.shown_to(user).filter(revision=draft)))


def threads_of(article: Article, user: User) -> list[DraftThread]:
    """The same on all texts of an article: what is open first, of that the newest."""
    found = _with_comments(DraftThread.objects.shown_to(user).of(article.pk))
    return sorted(found, key=lambda each: (each.is_resolved, -each.pk))


def _with_comments(threads: QuerySet[DraftThread]) -> QuerySet[DraftThread]:
    found = threads.select_related("opened_by", "resolved_by", "revision")
    return found.prefetch_related("comments__author", "comments__mentioned")


@transaction.atomic
def open_thread(
    draft: Revision, user: User, text: str, is_private: bool, passage: Selector | None = None
) -> tuple[DraftThread, str]:
    """Start one on a passage or on the whole draft. Return it and who was told, in a sentence.

    Raises `Closed`.
    """
    _lock(draft)
    place = asdict(passage) if passage else {}
    thread = DraftThread.objects.create(
        revision=draft,
        is_private=is_private,
        quote=passage.exact if passage else "",
        opened_by=user,
        **place,
    )
    return thread, _say(thread, user, text)


@transaction.atomic
def answer(thread: DraftThread, user: User, text: str) -> str:
    """Add to a thread; return who was told, in a sentence. Raises `Closed`."""
    _lock(thread.revision)
    return _say(thread, user, text)


def _say(thread: DraftThread, user: User, text: str) -> str:
    comment = DraftComment.objects.create(thread=thread, author=user, text=text.strip())
    if thread.is_private:
        return _("Only you can read it.")
    article = thread.revision.article
    named = without(user, named_in(text, people_of(article)) if "@" in text else [])
    comment.mentioned.set(named)
    answers = draft_discussed.send(sender=DraftComment, comment=comment, mentioned=named)
    return " ".join(told for _receiver, told in answers if told)


@transaction.atomic
def resolve(thread: DraftThread, user: User) -> None:
    """Close one; closing it twice keeps who was first. Raises `Closed`."""
    _lock(thread.revision)
    found = DraftThread.objects.unresolved().filter(pk=thread.pk)
    found.update(resolved_by=user, resolved_at=timezone.now())


@transaction.atomic
def reopen(thread: DraftThread) -> None:
    """Take one up again. Raises `Closed`."""
    _lock(thread.revision)
    DraftThread.objects.filter(pk=thread.pk).update(resolved_by=None, resolved_at=None)


def may_delete(thread: DraftThread, user: User) -> bool:
    """Notes to oneself always; what was said to others as long as nobody has answered."""
    if thread.opened_by_id != user.pk:
        return False
    return thread.is_private or all(each.author_id == user.pk for each in thread.comments.all())


@transaction.atomic
def delete(thread: DraftThread, user: User) -> None:
    """Delete one for good. Raises `Closed` where that is not the user's, or somebody has answered."""
    Article.objects.select_for_update().get(pk=thread.revision.article_id)
    if not may_delete(DraftThread.objects.get(pk=thread.pk), user):
        raise Closed(_("Somebody has answered it meanwhile: resolve it instead."))
    thread.delete()


def carry(draft: Revision) -> None:
    """Let what is open on earlier texts of the article stand on the next draft, each at its passage."""
    now = running(draft.body)
    open_ones = DraftThread.objects.unresolved().of(draft.article_id).exclude(revision=draft)
    changes: dict[int, Difference] = {}
    for thread in open_ones.select_related("revision"):
        was = thread.revision
        if was.pk not in changes:
            changes[was.pk] = Difference(running(was.body), now)
        place = changes[was.pk].locate(thread.selector) if thread.exact else None
        columns = tracking.columns_after(thread.selector, now, place)
        DraftThread.objects.filter(pk=thread.pk).update(revision=draft, **columns)


def _lock(draft: Revision) -> None:
    """The lock of a save and of a submission: whoever comes second finds what the first has made of it."""
    Article.objects.select_for_update().get(pk=draft.article_id)
    state = Revision.objects.values_list("state", flat=True).get(pk=draft.pk)
    if state != State.DRAFT:
        said = _("This text is %(state)s: comments of its writers wait for the next draft.")
        raise Closed(said % {"state": str(State(state).label).lower()})

"""Talking about a sealed text: who opens a thread and who resolves it. Drafts: `articles.discussion`."""

from django.db import transaction

from articles import discussion
from articles.models import Article, Comment, Revision, Thread
from articles.models.articles import State
from articles.users import User
from reviews.models import Assignment
from reviews.steps import Refused
from reviews.visibility import is_editor, visible_to

DISCUSSED = (State.IN_REVIEW, State.PUBLISHED)  # where somebody may be asked to decide
KINDS = (Thread.Kind.MUST_FIX, Thread.Kind.SUGGESTION, Thread.Kind.QUESTION)


def why_not_open(revision: Revision, user: User) -> str:
    """Why the user can't open a thread on the text, or ""."""
    if revision.state not in DISCUSSED:
        state = revision.get_state_display().lower()
        return f"This text is {state} now; comments on it are closed. Answers are still taken."
    asked = Assignment.objects.standing().filter(revision=revision, reviewer=user)
    if is_editor(user) or asked.exists():
        return ""
    return "Reviewers and editors comment; writers answer."


def may_resolve(thread: Thread, user: User) -> bool:
    """Who raised a point says when it is met, or an editor does: never the writer it is put to."""
    if thread.kind == Thread.Kind.NOTE:
        return visible_to(user).filter(pk=thread.revision_id).exists()
    return thread.opened_by_id == user.pk or is_editor(user)


@transaction.atomic
def open_thread(revision: Revision, user: User, kind: str, text: str) -> Thread:
    """Start a discussion of the whole article. Raises `Refused` where comments are closed."""
    # the lock of `workflow.perform`: a “must fix” and an approval at once take turns
    Article.objects.select_for_update().get(pk=revision.article_id)
    revision.refresh_from_db()
    if why_not := why_not_open(revision, user):
        raise Refused(why_not)
    thread = Thread.objects.create(revision=revision, kind=kind, opened_by=user)
    Comment.objects.create(thread=thread, author=user, text=text.strip())
    return thread


@transaction.atomic
def resolve(thread: Thread, user: User) -> None:
    """Close a discussion; closing it twice keeps who was first. Raises `Refused` for others."""
    Article.objects.select_for_update().get(pk=thread.revision.article_id)
    if not may_resolve(thread, user):
        raise Refused("Who opened it resolves it, or an editor.")
    discussion.resolve(thread, user)

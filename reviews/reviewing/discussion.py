"""Talking about a sealed text: who opens a thread and who resolves it.

Drafts: `articles.comments.discussion`."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.comments import discussion, tracking
from articles.models import Anchor, Article, Comment, Revision, Thread
from articles.models.articles import State
from articles.text.anchors import running
from articles.users import User
from reviews.eligibility.visibility import is_editor, visible_to
from reviews.models import Assignment
from reviews.refusal import Refused

DISCUSSED = (State.IN_REVIEW, State.PUBLISHED)  # where somebody may be asked to decide
# where the first decision ended the round, and another reviewer was in the middle
CUT_OFF = (State.CHANGES_REQUESTED, State.REJECTED)
KINDS = (Thread.Kind.MUST_FIX, Thread.Kind.SUGGESTION, Thread.Kind.QUESTION)


def why_not_open(revision: Revision, user: User) -> str:
    """Why the user can't open a thread on the text, or ""."""
    if revision.state in CUT_OFF and is_in_the_middle(revision, user):
        return ""
    if revision.state not in DISCUSSED:
        state = revision.get_state_display().lower()
        said = _(
            "The state of this text is “%(state)s” now; comments on it are closed. Answers are still taken."
        )
        return said % {"state": state}
    asked = (each for each in revision.assignments.all() if each.reviewer_id == user.pk)
    if is_editor(user) or any(each.answer != Assignment.Answer.DECLINED for each in asked):
        return ""
    return _("Reviewers and editors comment; writers answer.")


def is_in_the_middle(revision: Revision, user: User) -> bool:
    """Whether the user was asked to review the text and has neither declined nor decided."""
    signed = {each.reviewer_id for each in revision.approvals.all() if not each.is_struck}
    asked = (each for each in revision.assignments.all() if each.reviewer_id == user.pk)
    return user.pk not in signed and any(each.answer not in Assignment.GONE for each in asked)


def may_resolve(thread: Thread, user: User) -> bool:
    """Who raised a point says when it is met, or an editor does: never the writer it is put to."""
    if thread.is_to_writer:
        return visible_to(user).filter(pk=thread.revision_id).exists()
    return thread.opened_by_id == user.pk or is_editor(user)


@dataclass(frozen=True)
class Passage:
    """Words of a text: from `start` to `end` of its running text (`articles.text.anchors`)."""

    start: int
    end: int


def visible_threads(user: User | AnonymousUser) -> QuerySet[Thread]:
    """Those opened on a text that the user may see, or carried into one."""
    texts = visible_to(user).values("pk")
    carried = Anchor.objects.filter(revision__in=texts).values("thread")
    found = Thread.objects.filter(Q(revision__in=texts) | Q(pk__in=carried))
    return found.exclude(pk__in=hidden_from(user).values("pk"))


def hidden_from(user: User | AnonymousUser) -> QuerySet[Thread]:
    """What other reviewers have raised in a round whose terms hide that until the user has decided.

    A comment gives the verdict away (“not supported”); editors who review nothing here see all.
    """
    undecided = blind_to(user).values("revision")
    asked = Assignment.objects.filter(revision=OuterRef("revision"), reviewer=OuterRef("opened_by"))
    return Thread.objects.filter(Exists(asked), revision__in=undecided).exclude(opened_by=user.pk)


def blind_to(user: User | AnonymousUser) -> QuerySet[Assignment]:
    """The user's own assignments to texts of whose other reviewers they read nothing yet."""
    return _undecided_and_blind().filter(reviewer=user.pk)


def said_about(article: Article, user: User) -> QuerySet[Comment]:
    """What is said about the texts of an article, but for what is kept from the user so."""
    others = Assignment.objects.filter(
        revision__in=blind_to(user).filter(revision__article=article).values("revision"),
        reviewer=OuterRef("author"),
        revision__round__opened_at__lte=OuterRef("written_at"),
    )
    said = Comment.objects.filter(thread__revision__article=article)
    return said.exclude(Exists(others.exclude(reviewer=user))).exclude(thread__in=hidden_from(user))


def kept_from(author: User, article: int) -> set[int]:
    """The accounts that do not hear yet what the author says of an article's text: both are reviewers of a
    blind round, and they have still to decide.
    """
    by_author = Assignment.objects.filter(revision=OuterRef("revision"), reviewer=author)
    others = _undecided_and_blind().filter(Exists(by_author), revision__article=article)
    return set(others.exclude(reviewer=author).values_list("reviewer", flat=True))


def said_to(user: User, revision: Revision) -> QuerySet[Comment]:
    """What is said about a text, but for what is kept from the user by the same rule."""
    others = [
        each.reviewer_id for each in revision.assignments.all() if each.reviewer_id != user.pk
    ]
    since = revision.round.opened_at
    return Comment.objects.exclude(author__in=others, written_at__gte=since)


def _undecided_and_blind() -> QuerySet[Assignment]:
    in_review = Q(revision__state=State.IN_REVIEW, revision__round__is_blind=True)
    return Assignment.objects.waiting().filter(in_review)


@transaction.atomic
def open_thread(
    revision: Revision,
    user: User,
    kind: str,
    text: str,
    passage: Passage | None = None,
    replacement: str = "",
    line: str = "",
) -> Thread:
    """Start a discussion of a passage, of a line of the checklist, or of the whole article.

    Raises `Refused` where comments are closed.
    """
    # the lock of `workflow.perform`: a “must fix” and an approval at once take turns
    Article.objects.select_for_update().get(pk=revision.article_id)
    revision.refresh_from_db()
    if why_not := why_not_open(revision, user):
        raise Refused(why_not)
    return add_thread(revision, user, kind, text, passage, replacement, line)


def add_thread(
    revision: Revision,
    user: User,
    kind: str,
    text: str,
    passage: Passage | None = None,
    replacement: str = "",
    line: str = "",
    quote: str = "",
) -> Thread:
    """The same where the article is locked and it is known that comments are open.

    `quote`: words of an earlier text that are not in this one. A later text of the article that is under way
    already takes the point up too.
    """
    if passage:
        quote = running(revision.body)[passage.start : passage.end]
    thread = Thread.objects.create(
        revision=revision,
        kind=kind,
        quote=quote,
        replacement=replacement.strip() if kind == Thread.Kind.SUGGESTION and quote else "",
        line=line,
        opened_by=user,
    )
    Comment.objects.create(thread=thread, author=user, text=text.strip())
    if passage:
        tracking.anchor(thread, passage.start, passage.end)
    later = Revision.objects.open().filter(article=revision.article_id, number__gt=revision.number)
    for each in later:
        tracking.carry(each)
    return thread


@transaction.atomic
def resolve(thread: Thread, user: User) -> None:
    """Close a discussion; closing it twice keeps who was first. Raises `Refused` for others."""
    Article.objects.select_for_update().get(pk=thread.revision.article_id)
    if not may_resolve(thread, user):
        raise Refused(_("Who opened it resolves it, or an editor."))
    discussion.resolve(thread, user)


@transaction.atomic
def reopen(thread: Thread, user: User) -> None:
    """Take a discussion up again, while a text that it stands against is discussed."""
    Article.objects.select_for_update().get(pk=thread.revision.article_id)
    if not may_resolve(thread, user):
        raise Refused(_("Who opened it opens it again, or an editor."))
    discussion.reopen(thread)

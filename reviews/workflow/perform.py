"""`perform`, the only writer of a revision's state, and what is on offer to whom.

Buttons, pages and tests ask `actions_for`; a rule stands in the table of transitions or nowhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles.drafting.drafts import start_draft
from articles.models import Article, Revision
from articles.models.articles import ONCE_PUBLIC, State
from articles.security_log import note
from articles.signals import article_changed
from articles.users import User
from reviews.approval import next_reviews
from reviews.models import ChangeKind, Event
from reviews.notifications import notifications
from reviews.refusal import Refused
from reviews.reviewing import pending
from reviews.transparency import attestations, log
from reviews.workflow.context import Details, Inputs, TransitionContext
from reviews.workflow.submission import Submission
from reviews.workflow.transition import Group, Guard, Transition
from reviews.workflow.transitions import table_of


@dataclass(frozen=True)
class Action:
    """A transition on offer, the reason why it must wait ("" if it need not), and whom it tells."""

    transition: Transition
    reason: str
    notifies: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.reason


def actions_for(
    revision: Revision,
    user: User,
    now: datetime | None = None,
    submission: Submission | None = None,
    context: TransitionContext | None = None,
) -> list[Action]:
    """What the user may do with the revision in its present state, each with why it must wait.

    `submission`: where the page has judged the text already. `context`: where it has asked about the
    same user and text already.
    """
    context = context or TransitionContext(revision, user, now or timezone.now())
    if submission is not None:
        context.submission = submission
    groups = cache(lambda group: list(group(context)))  # most transitions tell the same people
    return [
        Action(
            transition,
            _first_reason(transition.guards, context),
            tuple(str(person) for person in _recipients(transition, context, groups)),
        )
        for transition in table_of(revision).values()
        if revision.state in transition.sources
        and user.is_active
        and user.has_perm(transition.permission)
        and not (transition.belongs_to and transition.belongs_to(context))
    ]


def action_for(name: str, revision: Revision, user: User, now: datetime | None = None) -> Action:
    """One transition for the user, on offer or not, with why it must wait.

    Raises `PermissionDenied` for a right that the user does not hold.
    """
    chosen, context = (
        right_to(name, user, revision),
        TransitionContext(revision, user, now or timezone.now()),
    )
    told = tuple(str(person) for person in _recipients(chosen, context))
    return Action(chosen, _why_not_offered(chosen, context), told)


def perform(
    name: str,
    revision: Revision,
    user: User | None,
    inputs: Inputs | None = None,
    now: datetime | None = None,
) -> Event:
    """Carry out a transition: check, write the state and exactly one event, tell people on commit.

    What readers see is made known to `articles.signals` in the same transaction. `user` None is the
    clock. Raises `PermissionDenied` for a right that the user does not hold, and
    `Refused` with the reason where a guard says no; nothing is written then. The revision handed in
    is refreshed.
    """
    with transaction.atomic(), log.together():
        # one lock for each article: two people deciding at once take turns, and the second is told
        locked = Article.objects.select_for_update(of=("self",)).select_related("topic")
        article = locked.get(pk=revision.article_id)
        _read_again(revision, article)
        chosen = right_to(name, user, revision)
        context = TransitionContext(
            revision,
            user,
            now or timezone.now(),
            (inputs or Inputs()).clean(),
            verdict=chosen.verdict,
        )
        if reason := _why_not_offered(chosen, context) or _first_reason(chosen.checks, context):
            raise Refused(reason)
        event = _carry_out(chosen, context)
        if context.opens_review:
            _open_review(context)
        return event


def _open_review(context: TransitionContext) -> None:
    """Bring the text that readers see before reviewers again, under the policy of today.

    Where another text is under way that one is reviewed by it; what can't be submitted stays a draft.
    """
    article, editor = context.revision.article, context.actor
    if article.revisions.open().exists():
        return
    draft = start_draft(article, editor)
    try:
        with transaction.atomic():
            perform("submit", draft, editor, Inputs(change=ChangeKind.EDITION), context.now)
    except (Refused, PermissionDenied):
        return


def right_to(name: str, user: User | None, revision: Revision) -> Transition:
    """The transition of a name. Raises `PermissionDenied` where the user does not hold its right."""
    chosen = table_of(revision)[name]
    _require_right(chosen, user)
    return chosen


def _read_again(revision: Revision, article: Article) -> None:
    revision.refresh_from_db()
    revision.article = article


def _require_right(chosen: Transition, user: User | None) -> None:
    if user is None:
        if not chosen.by_clock:
            said = gettext("“%(deed)s” is done by a person.")
            raise PermissionDenied(said % {"deed": chosen.label})
    elif not (user.is_active and user.has_perm(chosen.permission)):
        said = gettext("“%(deed)s” is not among your rights.")
        raise PermissionDenied(said % {"deed": chosen.label})


def _why_not_offered(chosen: Transition, context: TransitionContext) -> str:
    if context.revision.state not in chosen.sources:
        state = context.revision.get_state_display().lower()
        said = gettext("“%(deed)s” is not possible: this text is %(state)s now.")
        return said % {"deed": chosen.label, "state": state}
    own = (chosen.belongs_to,) if chosen.belongs_to else ()
    return _first_reason((*own, *chosen.guards), context)


def _first_reason(rules: tuple[Guard, ...], context: TransitionContext) -> str:
    return next((reason for rule in rules if (reason := rule(context))), "")


def _carry_out(chosen: Transition, context: TransitionContext) -> Event:
    source = context.revision.state
    if chosen.sends_comments:
        pending.send_with_decision(context.pending, context.revision, context.actor)
    details = chosen.effect(context)
    if chosen.proves_presence and context.user is not None:
        details = {**details, "identity": _identity(context)}
    target = chosen.leads_to(context) if chosen.leads_to else chosen.target or State(source)
    if target not in (source, chosen.target):
        details = {**details, "led_to": target}
    Revision.objects.filter(pk=context.revision.pk).update(state=target, **context.columns)
    # who is told follows from what is true now
    _read_again(context.revision, context.revision.article)
    if target in ONCE_PUBLIC:
        next_reviews.keep_up(context.revision.article_id, context.today)
    told = _recipients(chosen, context)
    event = _record(chosen, context, source, target, details, [str(person) for person in told])
    if chosen.is_signed:
        _note_signature(event)
    notifications.tell_of_event(event, told, chosen.announcement)
    if chosen.is_signed:
        notifications.tell_signer(event, str(chosen.label))
    attestations.attest(event)
    if target in ONCE_PUBLIC:
        comes_or_goes = source != target and not details.get("superseded")
        article_changed.send(
            sender=Article, article=context.revision.article, comes_or_goes=comes_or_goes
        )
    return event


def _note_signature(event: Event) -> None:
    facts = {"user": event.actor_id, "what": event.transition, "event_hash": event.hash}
    transaction.on_commit(partial(note, "signed", revision=event.revision_id, **facts), robust=True)


def _identity(context: TransitionContext) -> Details:
    """How the actor showed who they are, and who vouched for an account that had changed just before."""
    confirmed = [each for each in context.late_changes if each.confirmed_by]
    by = list(dict.fromkeys(str(each.confirmed_by) for each in confirmed))
    return {"method": context.inputs.method, **({"confirmed_by": by} if by else {})}


def _recipients(
    chosen: Transition,
    context: TransitionContext,
    members: Callable[[Group], Iterable[User]] | None = None,
) -> list[User]:
    """Whom the transition tells: each once, and never the one who does it."""
    found = {
        person.pk: person
        for group in chosen.tells
        for person in (members(group) if members else group(context))
        if person != context.user
    }
    return sorted(found.values(), key=str)


def _record(
    chosen: Transition,
    context: TransitionContext,
    source: str,
    target: str,
    details: Details,
    told: list[str],
) -> Event:
    last = Event.objects.filter(article=context.revision.article_id).order_by("-number").first()
    event = Event(
        article_id=context.revision.article_id,
        number=last.number + 1 if last else 1,
        revision=context.revision,
        transition=chosen.name,
        source=source,
        target=target,
        actor=context.user,
        actor_name=str(context.user) if context.user else "The schedule",
        at=context.now,
        comment=context.inputs.comment.strip(),
        details=details,
        notified=told,
        previous_hash=last.hash if last else "",
    )
    event.hash = event.computed_hash()
    event.save()
    return event

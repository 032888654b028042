"""The workflow: one table of transitions, and `perform`, the only writer of a revision's state.

Buttons, API and tests ask `actions_for`; a rule stands in the table or nowhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import changes
from articles.models import Article, Revision
from articles.models.articles import State
from articles.users import User
from reviews.approval import next_reviews
from reviews.eligibility import rights
from reviews.models import Event
from reviews.notifications import notifications
from reviews.workflow import effects, guards
from reviews.workflow.context import Inputs, Refused, TransitionContext
from reviews.workflow.submission import Submission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Guard = Callable[[TransitionContext], str]
Group = Callable[[TransitionContext], Iterable[User]]

WRITE = "articles.write_article"
REVIEW = "reviews.review_revision"
ASSIGN = "reviews.assign_reviewer"
PUBLISH = "reviews.publish_revision"


@dataclass(frozen=True)
class Transition:
    """One row. `target` None means that the state stays; `leads_to` decides where two are possible.

    `guards` must hold for the transition to be on offer; `checks` look at what was entered with it.
    `belongs_to` says to whom it is offered at all: others with the permission do not see it.
    """

    name: str
    label: "StrOrPromise"
    sources: tuple[State, ...]
    target: State | None
    permission: str
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    belongs_to: Guard | None = None
    effect: Callable[[TransitionContext], effects.Details] = effects.nothing
    leads_to: Callable[[TransitionContext], State] | None = None
    tells: tuple[Group, ...] = ()
    by_clock: bool = False
    comment_is_public: bool = False
    describe: "StrOrPromise" = field(default="", kw_only=True)
    describe_about_site: "StrOrPromise" = field(default="", kw_only=True)

    @property
    def requires_comment(self) -> bool:
        return guards.says_why in self.checks or guards.makes_a_statement in self.checks

    def for_site_page(self) -> "Transition":
        """The row as it holds for a page about the site, which editors review for each other."""
        return replace(
            self,
            permission=PUBLISH if self.permission == REVIEW else self.permission,
            describe=self.describe_about_site or self.describe,
        )

    @property
    def is_signed(self) -> bool:
        return guards.makes_a_statement in self.checks


MAY_DECIDE = (guards.is_independent, guards.is_credentialed, guards.has_not_decided)
TRANSITIONS = (
    Transition(
        "submit",
        _("Submit for review"),
        (State.DRAFT,),
        State.IN_REVIEW,
        WRITE,
        guards=(guards.has_nothing_in_the_way,),
        checks=(guards.is_as_seen, guards.says_what_kind_of_change),
        belongs_to=guards.writes_this_article,
        effect=effects.open_round,
        tells=(rights.editors, rights.reviewers),
        describe=_("Seals the text. Reviewers read exactly this; to change it, recall it first."),
    ),
    Transition(
        "discard",
        _("Discard the draft"),
        (State.DRAFT,),
        State.DISCARDED,
        WRITE,
        belongs_to=guards.writes_this_article,
        effect=effects.discard,
        describe=_("Closes this draft for good. Published texts are not touched."),
    ),
    Transition(
        "recall",
        _("Recall"),
        (State.IN_REVIEW, State.APPROVED),
        State.RECALLED,
        WRITE,
        checks=(guards.is_as_seen,),
        belongs_to=guards.writes_this_article,
        tells=(rights.editors, rights.reviewers),
        describe=_("Takes the text back from review. The next draft starts from it."),
    ),
    Transition(
        "assign",
        _("Assign a reviewer"),
        (State.IN_REVIEW, State.PUBLISHED),
        None,
        ASSIGN,
        checks=(guards.names_a_reviewer,),
        effect=effects.assign,
        tells=(rights.asked,),
        describe=_("Asks somebody with a valid credential to review this text."),
        describe_about_site=_("Asks another editor to approve this text."),
    ),
    Transition(
        "change_due",
        _("Change a due date"),
        (State.IN_REVIEW, State.PUBLISHED),
        None,
        ASSIGN,
        guards=(guards.has_somebody_waiting,),
        checks=(guards.names_somebody_waiting, guards.names_another_day),
        effect=effects.change_due,
        tells=(rights.asked,),
        describe=_("Moves the day by which a reviewer who was asked should have decided."),
    ),
    Transition(
        "release",
        _("Take a reviewer off"),
        (State.IN_REVIEW, State.PUBLISHED),
        None,
        ASSIGN,
        guards=(guards.has_somebody_waiting,),
        checks=(guards.names_somebody_waiting,),
        effect=effects.release,
        tells=(rights.asked,),
        describe=_("Frees a reviewer who has not decided. What they have written stays."),
    ),
    Transition(
        "accept",
        _("Accept the review"),
        (State.IN_REVIEW, State.PUBLISHED),
        None,
        REVIEW,
        guards=(guards.has_not_answered, *MAY_DECIDE),
        belongs_to=guards.is_assigned,
        effect=effects.accept,
        tells=(rights.editors,),
        describe=_("Tells the editors that you will do it."),
    ),
    Transition(
        "decline",
        _("Decline the review"),
        (State.IN_REVIEW, State.PUBLISHED),
        None,
        REVIEW,
        guards=(guards.may_still_decline,),
        checks=(guards.says_why,),
        belongs_to=guards.is_assigned,
        effect=effects.decline,
        tells=(rights.editors,),
        describe=_("Gives the review back to the editors. You can't decide on this text any more."),
    ),
    Transition(
        "approve",
        _("Approve"),
        (State.IN_REVIEW,),
        State.APPROVED,
        REVIEW,
        guards=(*MAY_DECIDE, guards.is_as_sealed, guards.has_no_open_must_fix),
        checks=(
            guards.is_as_seen,
            guards.makes_a_statement,
            guards.scope_is_possible,
            guards.completes_the_checklist,
        ),
        belongs_to=guards.is_assigned,
        effect=effects.sign_approval,
        leads_to=effects.approved_if_complete,
        tells=(rights.writers, rights.editors),
        describe=_("Signs this exact text. It may be published once all approvals are in."),
    ),
    Transition(
        "request_changes",
        _("Request changes"),
        (State.IN_REVIEW,),
        State.CHANGES_REQUESTED,
        REVIEW,
        guards=MAY_DECIDE,
        checks=(guards.is_as_seen, guards.makes_a_statement),
        belongs_to=guards.is_assigned,
        effect=effects.sign_request_for_changes,
        tells=(rights.writers, rights.editors),
        describe=_("Sends the text back to its writer, whose next draft starts from it."),
    ),
    Transition(
        "reject",
        _("Reject"),
        (State.IN_REVIEW,),
        State.REJECTED,
        REVIEW,
        guards=MAY_DECIDE,
        checks=(guards.is_as_seen, guards.makes_a_statement),
        belongs_to=guards.is_assigned,
        effect=effects.sign_rejection,
        tells=(rights.writers, rights.editors),
        describe=_("Refuses the premise of the article: no change of words would mend it."),
    ),
    Transition(
        "schedule",
        _("Schedule"),
        (State.APPROVED,),
        State.SCHEDULED,
        PUBLISH,
        guards=(guards.is_as_sealed, guards.has_quorum),
        checks=(guards.is_as_seen, guards.names_a_time_ahead, guards.settles_the_change),
        effect=effects.set_time,
        tells=(rights.writers,),
        describe=_("Publishes by itself at the time you choose."),
    ),
    Transition(
        "unschedule",
        _("Take off the schedule"),
        (State.SCHEDULED,),
        State.APPROVED,
        PUBLISH,
        effect=effects.clear_time,
        tells=(rights.writers,),
        describe=_("Back to approved; nothing is published until you say so."),
    ),
    Transition(
        "publish",
        _("Publish now"),
        (State.APPROVED, State.SCHEDULED),
        State.PUBLISHED,
        PUBLISH,
        guards=(guards.is_as_sealed, guards.has_quorum),
        checks=(guards.is_as_seen, guards.is_due, guards.settles_the_change),
        effect=effects.publish,
        tells=(rights.writers, rights.reviewers),
        by_clock=True,
        describe=_("Readers see exactly the text that was approved, with its badge."),
        describe_about_site=_("Readers see exactly the text that was approved, and by whom."),
    ),
    Transition(
        "publish_unreviewed",
        _("Publish without review"),
        (State.DRAFT, State.IN_REVIEW),
        State.PUBLISHED,
        PUBLISH,
        guards=(guards.has_nothing_in_the_way, guards.is_as_sealed),
        checks=(guards.is_as_seen, guards.says_why),
        effect=effects.publish_with_debt,
        tells=(rights.writers, rights.editors, rights.reviewers),
        describe=_(
            "For emergencies. Readers see “not yet medically reviewed”, and a review is owed."
        ),
        describe_about_site=_(
            "Readers see “not yet approved by a second editor”, and such an approval is owed."
        ),
    ),
    Transition(
        "confirm",
        _("Confirm the published text"),
        (State.PUBLISHED,),
        None,
        REVIEW,
        guards=(
            guards.is_independent,
            guards.is_credentialed,
            guards.is_as_sealed,
            guards.has_no_open_must_fix,
        ),
        checks=(
            guards.is_as_seen,
            guards.makes_a_statement,
            guards.scope_is_possible,
            guards.completes_the_checklist,
        ),
        belongs_to=guards.is_assigned,
        effect=effects.sign_confirmation,
        tells=(rights.writers, rights.editors),
        describe=_("Signs the text that readers see now, as it stands."),
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        (State.PUBLISHED,),
        State.WITHDRAWN,
        PUBLISH,
        belongs_to=guards.is_an_article,
        checks=(guards.is_as_seen, guards.says_why),
        effect=effects.take_down,
        tells=(rights.writers, rights.reviewers),
        comment_is_public=True,
        describe=_("The page stays and says why its text is gone."),
    ),
    Transition(
        "retract",
        _("Retract"),
        (State.PUBLISHED,),
        State.RETRACTED,
        PUBLISH,
        belongs_to=guards.is_an_article,
        checks=(guards.is_as_seen, guards.says_why),
        effect=effects.take_down,
        tells=(rights.writers, rights.reviewers),
        comment_is_public=True,
        describe=_("The text was wrong. It stays readable, marked as retracted, with your reason."),
    ),
    Transition(
        "merge",
        _("Merge into another article"),
        (State.WITHDRAWN, State.RETRACTED),
        None,
        PUBLISH,
        belongs_to=guards.is_an_article,
        guards=(guards.is_not_replaced,),
        checks=(guards.names_a_published_article,),
        effect=effects.merge,
        tells=(rights.writers,),
        describe=_("Leads readers of this page to an article that covers its subject."),
    ),
    Transition(
        "move",
        _("Change the address"),
        (State.PUBLISHED, State.WITHDRAWN, State.RETRACTED),
        None,
        PUBLISH,
        belongs_to=guards.is_an_article,
        checks=(guards.names_a_free_address,),
        effect=effects.move,
        tells=(rights.writers,),
        describe=_("The old address leads to the new one for ever."),
    ),
)
TABLE = {transition.name: transition for transition in TRANSITIONS}
TABLE_OF_SITE_PAGES = {name: transition.for_site_page() for name, transition in TABLE.items()}


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
    step: TransitionContext | None = None,
) -> list[Action]:
    """What the user may do with the revision in its present state, each with why it must wait.

    `submission`: where the page has judged the text already. `step`: where it has asked about the
    same user and text already.
    """
    step = step or TransitionContext(revision, user, now or timezone.now())
    if submission is not None:
        step.submission = submission
    groups = cache(lambda group: list(group(step)))  # most transitions tell the same people
    return [
        Action(
            transition,
            _first_reason(transition.guards, step),
            tuple(str(person) for person in _recipients(transition, step, groups)),
        )
        for transition in table_of(revision).values()
        if revision.state in transition.sources
        and user.is_active
        and user.has_perm(transition.permission)
        and not (transition.belongs_to and transition.belongs_to(step))
    ]


def action_for(name: str, revision: Revision, user: User, now: datetime | None = None) -> Action:
    """One transition for the user, on offer or not, with why it must wait.

    Raises `PermissionDenied` for a right that the user does not hold.
    """
    chosen, step = (
        right_to(name, user, revision),
        TransitionContext(revision, user, now or timezone.now()),
    )
    told = tuple(str(person) for person in _recipients(chosen, step))
    return Action(chosen, _why_not_offered(chosen, step), told)


def perform(
    name: str,
    revision: Revision,
    user: User | None,
    inputs: Inputs | None = None,
    now: datetime | None = None,
) -> Event:
    """Carry out a transition: check, write the state and exactly one event, tell people on commit.

    What readers see is made known to `articles.changes` in the same transaction. `user` None is the
    clock. Raises `PermissionDenied` for a right that the user does not hold, and
    `Refused` with the reason where a guard says no; nothing is written then. The revision handed in
    is refreshed.
    """
    with transaction.atomic():
        # one lock for each article: two people deciding at once take turns, and the second is told
        locked = Article.objects.select_for_update(of=("self",)).select_related("topic")
        article = locked.get(pk=revision.article_id)
        _read_again(revision, article)
        step = TransitionContext(revision, user, now or timezone.now(), inputs or Inputs())
        chosen = right_to(name, user, revision)
        if reason := _why_not_offered(chosen, step) or _first_reason(chosen.checks, step):
            raise Refused(reason)
        return _carry_out(chosen, step)


def table_of(revision: Revision) -> dict[str, Transition]:
    """The rows that hold for a text, by name."""
    return TABLE_OF_SITE_PAGES if revision.article.about else TABLE


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


def _why_not_offered(chosen: Transition, step: TransitionContext) -> str:
    if step.revision.state not in chosen.sources:
        state = step.revision.get_state_display().lower()
        said = gettext("“%(deed)s” is not possible: this text is %(state)s now.")
        return said % {"deed": chosen.label, "state": state}
    own = (chosen.belongs_to,) if chosen.belongs_to else ()
    return _first_reason((*own, *chosen.guards), step)


def _first_reason(rules: tuple[Guard, ...], step: TransitionContext) -> str:
    return next((reason for rule in rules if (reason := rule(step))), "")


def _carry_out(chosen: Transition, step: TransitionContext) -> Event:
    source = step.revision.state
    details = chosen.effect(step)
    target = chosen.leads_to(step) if chosen.leads_to else chosen.target or State(source)
    Revision.objects.filter(pk=step.revision.pk).update(state=target, **step.columns)
    # who is told follows from what is true now
    _read_again(step.revision, step.revision.article)
    if State.PUBLISHED in (source, target):
        next_reviews.keep_up(step.revision.article_id, step.today)
    told = _recipients(chosen, step)
    event = _record(chosen, step, source, target, details, [str(person) for person in told])
    notifications.tell_of_event(event, told)
    if State.PUBLISHED in (source, target):
        changes.announce(event.article_id)
    return event


def _recipients(
    chosen: Transition,
    step: TransitionContext,
    members: Callable[[Group], Iterable[User]] | None = None,
) -> list[User]:
    """Whom the transition tells: each once, and never the one who does it."""
    found = {
        person.pk: person
        for group in chosen.tells
        for person in (members(group) if members else group(step))
        if person != step.user
    }
    return sorted(found.values(), key=str)


def _record(
    chosen: Transition,
    step: TransitionContext,
    source: str,
    target: str,
    details: effects.Details,
    told: list[str],
) -> Event:
    last = Event.objects.filter(article=step.revision.article_id).order_by("-number").first()
    event = Event(
        article_id=step.revision.article_id,
        number=last.number + 1 if last else 1,
        revision=step.revision,
        transition=chosen.name,
        source=source,
        target=target,
        actor=step.user,
        actor_name=str(step.user) if step.user else "The schedule",
        at=step.now,
        comment=step.inputs.comment.strip(),
        details=details,
        notified=told,
        previous_hash=last.hash if last else "",
    )
    event.hash = event.computed_hash()
    event.save()
    return event

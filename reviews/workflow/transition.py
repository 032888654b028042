"""A row of the workflow: all that differs between one transition and another.

Everything else asks the row: buttons, forms, record, notifications, statistics, `verify`.
`reviews.checks` refuses an incomplete one when the site starts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from articles.models import Revision
from articles.models.articles import State
from articles.users import User
from reviews.eligibility.rights import PUBLISH, REVIEW
from reviews.models import Approval, Assignment, Event
from reviews.notifications.notifications import Announcement, Request
from reviews.workflow import effects, guards, recipients
from reviews.workflow.context import Details, TransitionContext
from reviews.workflow.forms import ActionForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from reviews.workflow.descriptions import Description

Guard = Callable[[TransitionContext], str]
Group = Callable[[TransitionContext], Iterable[User]]


class Landing(Enum):
    """The page where the one who made a transition goes on."""

    TIMELINE = "timeline"
    DASHBOARD = "dashboard"
    TEXT = "review"

    def address(self, event: Event) -> str:
        about = {Landing.TIMELINE: [event.article_id], Landing.TEXT: [event.revision_id]}
        return reverse(self.value, args=about.get(self, []))


@dataclass(frozen=True)
class Transition:
    """One row. `target` None means that the state stays; `leads_to` decides where several are possible:
    the target, those that it `may_reach` besides, or the state as it is.

    `guards` must hold for the transition to be on offer; `checks` look at what was entered with it.
    `belongs_to` says to whom it is offered at all: others with the permission do not see it.

    `consequence` stands beside the button, `description` in the record after the name of who did
    it. `term` is what a dossier calls it, where that is not the label. `verdict` is that of the
    signature that it makes, `answer` what it makes of an assignment; None of none. `request` is
    what those are told whom it asks to review. `form` asks for what is entered; a transition that
    `has_own_page` is asked about on one of its own even where it could be posted at once. One that
    `sends_comments` sends those that its actor has collected; one that `is_about_the_day` says when
    its actor will respond, and is no response.
    """

    name: str
    label: "StrOrPromise"
    sources: tuple[State, ...]
    target: State | None
    permission: str
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    belongs_to: Guard | None = None
    effect: Callable[[TransitionContext], Details] = effects.nothing
    leads_to: Callable[[TransitionContext], State] | None = None
    may_reach: tuple[State, ...] = ()
    tells: tuple[Group, ...] = ()
    request: Request | None = None
    form: type[ActionForm] = ActionForm
    has_own_page: bool = False
    is_grave: bool = False
    is_unfolded: bool = False
    lands_on: Landing = Landing.TEXT
    verdict: Approval.Verdict | None = None
    answer: Assignment.Answer | None = None
    seals: bool = False
    incurs_debt: bool = False
    by_clock: bool = False
    comment_is_public: bool = False
    comment_is_private: bool = False
    sends_comments: bool = False
    is_about_the_day: bool = False
    term: "StrOrPromise" = ""
    description: "Description" = ""
    consequence: "StrOrPromise" = ""
    consequence_on_site_page: "StrOrPromise" = ""

    def for_site_page(self) -> "Transition":
        """The row as it holds for a page about the site, which editors review for each other."""
        return replace(
            self,
            permission=PUBLISH if self.permission == REVIEW else self.permission,
            consequence=self.consequence_on_site_page or self.consequence,
        )

    # --- before it is made ---------------------------------------------------------------------

    def asks_something(self, revision: Revision) -> bool:
        """Whether it goes by a page of its own, or a button may post it at once."""
        return self.has_own_page or self.proves_presence or self.form.asks_something(revision)

    def form_for(
        self, context: TransitionContext, data: Mapping[str, Any] | None = None
    ) -> ActionForm:
        """Its form, empty or bound to what was sent."""
        return self.form(data, self, context)

    @property
    def requires_comment(self) -> bool:
        return guards.says_why in self.checks or guards.makes_a_statement in self.checks

    @property
    def tells_the_named(self) -> bool:
        """Whether it is about a reviewer whom its form names, and tells that one."""
        return recipients.named in self.tells

    # --- what kind of transition it is ---------------------------------------------------------

    @property
    def is_signed(self) -> bool:
        return self.verdict is not None

    @property
    def proves_presence(self) -> bool:
        """Whether it asks who sits there. A signature asks each time (21 CFR 11.200); whatever else needs
        it takes what was shown in the last minutes.
        """
        return guards.is_settled in self.guards

    @property
    def asks_for_checklist(self) -> bool:
        return guards.completes_the_checklist in self.checks

    @property
    def is_reply(self) -> bool:
        """Whether somebody who was asked says by it that they will review, or will not."""
        return self.answer in (Assignment.Answer.ACCEPTED, Assignment.Answer.DECLINED)

    @property
    def is_response(self) -> bool:
        """Whether a reviewer responds by it to a submission: with a reply or with a decision."""
        is_of_review = self.belongs_to is guards.is_assigned and State.IN_REVIEW in self.sources
        return is_of_review and not self.is_about_the_day

    @property
    def submits(self) -> bool:
        """Whether it brings a text before its reviewers."""
        return self.seals and self.target == State.IN_REVIEW

    @property
    def publishes_reviewed(self) -> bool:
        return self.target == State.PUBLISHED and not self.incurs_debt

    def may_lead(self, source: str, target: str) -> bool:
        """Whether an event of it may say that it led from one state to the other."""
        stays = self.target is None or self.leads_to is not None
        reached = target in (self.target, *self.may_reach) or (stays and target == source)
        return source in self.sources and reached

    # --- after it was made ---------------------------------------------------------------------

    def described(self, details: Details) -> str:
        """“asked Dr Ada Byron to review it by 3 May 2030”, of what its event keeps."""
        said = self.description(details) if callable(self.description) else str(self.description)
        if "led_to" not in details:
            return said
        told = {"deed": said, "state": str(State(details["led_to"]).label).lower()}
        return gettext("%(deed)s, which ended the round: %(state)s") % told

    @property
    def announcement(self) -> Announcement:
        """What those are told whom it tells."""
        return Announcement(self.described, self.request, is_of_review=self.tells_the_named)

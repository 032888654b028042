"""One attempt at a transition: who wants what of which text, when, and with which words."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from articles.drafting.evidence import dismissals
from articles.entering import clean_text
from articles.models import Dismissal, Person, Revision, Thread, Topic
from articles.models.articles import State
from articles.users import User
from reviews.approval import policies
from reviews.approval.badge import is_built_on_review
from reviews.approval.policies import Judged
from reviews.eligibility import accounts, rights, rules
from reviews.eligibility.candidates import Candidate, able_to_review, candidates
from reviews.eligibility.facts import (
    credentials_of,
    invitations_of,
    person_of,
    signers_of,
    text_of,
)
from reviews.eligibility.rules import Reviewer, Text
from reviews.humans import Sameness, accounts_of, sameness_for
from reviews.models import (
    AccountChange,
    Approval,
    Assignment,
    Credential,
    Event,
    PendingComment,
    Reports,
    Round,
    Signers,
)
from reviews.reviewing import differences, discussion, pending
from reviews.reviewing.checklists import Sheet, sheet
from reviews.reviewing.differences import Difference
from reviews.reviewing.small_changes import SmallChange, small_change
from reviews.reviewing.statements import Ledger, ledger
from reviews.reviewing.suggestions import Facts
from reviews.workflow.submission import Submission

Details = dict[str, Any]  # what an event keeps of its transition


@dataclass(frozen=True)
class Inputs:
    """What a person enters with a transition; each transition reads what it needs.

    `digest`, `version` and `state` say what the person had before them, where a page sent them.
    """

    comment: str = ""
    interests: str = ""
    scope: str = Approval.Scope.FULL
    reviewer: User | None = None
    due_on: date | None = None
    publish_at: datetime | None = None
    has_conflict: bool = False
    method: str = "password"
    change: str = ""
    was_wrong: str = ""
    says_now: str = ""
    is_announced: bool | None = None
    note: str = ""
    address: str = ""
    digest: str = ""
    version: int | None = None
    state: str = ""
    approval: int | None = None
    ground: str = ""
    confirms_answers: bool = False
    topic: Topic | None = None
    follows: str = ""

    def clean(self) -> "Inputs":
        """The same without characters that the record, read as XML or JSON, could not carry."""
        texts: dict[str, Any] = {
            name: clean_text(value) for name, value in vars(self).items() if isinstance(value, str)
        }
        return replace(self, **texts)


@dataclass(frozen=True)
class Presence:
    """How the one who acts has shown, just before, that it is they: `password`, `totp`, `webauthn`,
    `recovery_codes`, or the `code` that a guest was mailed.
    """

    method: str


@dataclass
class TransitionContext:
    """`user` is None where the clock acts: a publication that an editor has scheduled.

    `presence` is what a page knows of who sits there; None where it must be asked for.

    An effect puts into `columns` what is to be written of the revision along with its state, and
    signs with the `verdict` of the row. It says with `opens_review` that a review under the policy of
    today begins after it.
    """

    revision: Revision
    user: User | None
    now: datetime
    inputs: Inputs = field(default_factory=Inputs)
    columns: dict[str, Any] = field(default_factory=dict)
    verdict: Approval.Verdict | None = None
    presence: Presence | None = None
    opens_review: bool = False

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def factors(self) -> set[str]:
        return accounts.factors_of(self.actor)

    @cached_property
    def late_changes(self) -> list[AccountChange]:
        """What changed lately of how the actor shows who they are."""
        return accounts.late_changes(self.actor, self.now)

    @property
    def unsettled(self) -> list[AccountChange]:
        """Those of them that nobody has confirmed."""
        return [each for each in self.late_changes if each.confirmed_at is None]

    @property
    def actor(self) -> User:
        if self.user is None:
            raise TypeError("This transition is made by a person.")
        return self.user

    @cached_property
    def person(self) -> Person | None:
        return self._valid[0].person if self._valid else person_of(self.actor)

    @cached_property
    def reviewer(self) -> Reviewer:
        """What counts of the actor for the rule who may review."""
        right = self.signers.right
        held = frozenset({right}) if self.actor.has_perm(f"reviews.{right}") else frozenset()
        invited_to = invitations_of([self.actor], self.now).get(self.actor.pk)
        return Reviewer(self.actor, held, self.person, tuple(self._valid), invited_to)

    @cached_property
    def text(self) -> Text:
        """What counts of the text for the same rule."""
        return text_of(self.revision, self.signers)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Who may be asked to review the text, and why the others may not."""
        return candidates(self.revision, self.today)

    @cached_property
    def others_able(self) -> list[User]:
        """Who may be asked to review the text in the actor's place. A guest reads no names of others."""
        if self.actor.is_guest:
            return []
        able = able_to_review(self.text, self.today)
        asked = {each.reviewer_id for each in self.revision.assignments.all()}
        return sorted((each.user for each in able if each.user.pk not in asked), key=str)

    @cached_property
    def pending(self) -> list[PendingComment]:
        """What the actor has collected of comments on the text and not sent, each with its place there."""
        return pending.placed(self.revision, self.actor)

    @cached_property
    def topics(self) -> dict[Topic, tuple[str, ...]]:
        """Where the article may be moved to, each with what its policy asks that the review has not."""
        topics = Topic.objects.for_articles().linked()
        topics.pop(self.revision.article.topic_id, None)
        return policies.lacking_by_topic(self.revision, topics.values(), self.today)

    @cached_property
    def falls_short(self) -> Judged | None:
        """How the published text was judged, where the policy of its topic asks for more by now."""
        return policies.falls_short(self.revision, self.today)

    @cached_property
    def declared_interests(self) -> str:
        """What the actor has declared for this text, else on the public profile."""
        if self.assignment is not None and self.assignment.interests:
            return self.assignment.interests
        return self.person.interests if self.person else ""

    @cached_property
    def is_built_on_review(self) -> bool:
        """Whether an earlier text was reviewed as a whole, so that the changes alone may be."""
        return is_built_on_review(self.revision)

    @cached_property
    def is_writer(self) -> bool:
        return Revision.objects.writable_by(self.actor).filter(pk=self.revision.pk).exists()

    @cached_property
    def signers(self) -> Signers:
        """Who signs the text, as its round has it; of an article nobody needs to look there."""
        return signers_of(self.revision, self.round if self.revision.article.about else None)

    @cached_property
    def submission(self) -> Submission:
        return Submission(self.revision, self.today)

    @cached_property
    def round(self) -> Round | None:
        if Revision._meta.get_field("round").is_cached(self.revision):
            return getattr(self.revision, "round", None)
        rounds = Round.objects.select_related("checklist__checklist")
        return rounds.filter(revision=self.revision).first()

    @cached_property
    def known(self) -> Sameness:
        """Which of those who signed are one human being."""
        return sameness_for([self.round])

    @cached_property
    def own_accounts(self) -> frozenset[int]:
        """All that are known to be of the human being who acts."""
        return accounts_of(self.actor)

    @cached_property
    def approvals(self) -> list[Approval]:
        return list(self.revision.approvals.all())

    @cached_property
    def standing_approvals(self) -> list[Approval]:
        """The signatures on the text, whatever their verdict, that nobody has struck."""
        return [each for each in self.approvals if not each.is_struck]

    @property
    def waits_for_reports(self) -> bool:
        """Whether somebody who was asked has still to decide, and the round waits for them."""
        if self.round is None or self.round.reports == Reports.FIRST:
            return False
        waiting = Assignment.objects.waiting().holding_up()
        return waiting.filter(revision=self.revision).exists()

    @property
    def is_going_back(self) -> bool:
        """Whether somebody has decided against the text while the round waits for others."""
        return self.revision.state == State.IN_REVIEW and any(
            each.verdict != Approval.Verdict.APPROVE for each in self.standing_approvals
        )

    @cached_property
    def hides_others(self) -> bool:
        """Whether what others decided is kept from the actor until they have decided themselves."""
        asked = self.assignment
        if (
            asked is None
            or asked.answer in Assignment.GONE
            or not (self.round and self.round.is_blind)
        ):
            return False
        return not any(
            each.reviewer_id == asked.reviewer_id and each.signed_at >= asked.assigned_at
            for each in self.standing_approvals
        )

    @property
    def hides_comments(self) -> bool:
        """Whether so is what they say, which would give their decision away."""
        return self.revision.state == State.IN_REVIEW and self.hides_others

    @cached_property
    def hidden_threads(self) -> set[int]:
        """The keys of the discussions that are kept from the actor."""
        if not self.hides_comments:
            return set()
        hidden = discussion.hidden_from(self.actor).filter(revision=self.revision)
        return set(hidden.values_list("pk", flat=True))

    @cached_property
    def own_approvals(self) -> list[Approval]:
        """Those of them that the actor signed, by their account or in their name."""
        mine = person_of(self.actor) if self.standing_approvals else None
        return [
            each
            for each in self.standing_approvals
            if each.reviewer_id == self.actor.pk or (mine and each.person_id == mine.pk)
        ]

    @cached_property
    def proposed_strikes(self) -> dict[int, Event]:
        """What is proposed to be struck, by the key of the signature: the event that says why."""
        proposed = Event.objects.filter(revision=self.revision, transition="propose_strike")
        standing = {each.pk for each in self.standing_approvals}
        found = {event.details["approval"]: event for event in proposed.order_by("number")}
        return {key: event for key, event in found.items() if key in standing}

    @cached_property
    def sheet(self) -> Sheet:
        """The actor's checklist of this text."""
        return sheet(self.revision, self.actor, self.round, self.facts, self.threads, self.ledger)

    @property
    def signed_sheet(self) -> Sheet:
        """The same as it is signed: with the answers of an earlier round, where the actor says they hold."""
        return self.sheet.confirmed() if self.inputs.confirms_answers else self.sheet

    @cached_property
    def small_change(self) -> SmallChange | None:
        """What has changed since the round in which the actor approved, where it is small and nothing but
        the signature is wanting.
        """
        if self.revision.state != State.IN_REVIEW:
            return None
        found = small_change(self.revision, self.actor, self.round)
        is_ready = found and not self.sheet.confirmed().why_incomplete
        return found if is_ready else None

    @cached_property
    def facts(self) -> Facts:
        """The text as far as readers see it and the system counts it."""
        return Facts(self.revision)

    @cached_property
    def threads(self) -> list[Thread]:
        """The discussions that stand against the text, those of earlier rounds too."""
        return list(Thread.objects.about(self.revision))

    @property
    def checked(self) -> list[str]:
        """The kinds of statements that the terms of the review want checked."""
        return self.round.checked if self.round else []

    @property
    def partly_passes(self) -> bool:
        """Whether what a source bears out in part can be approved."""
        return self.round is None or self.round.partly_passes

    @cached_property
    def ledger(self) -> Ledger:
        """The statements to be checked, with the actor's verdicts as they are now."""
        return ledger(
            self.revision,
            self.actor,
            self.checked,
            hides_others=self.hides_others,
            partly_passes=self.partly_passes,
        )

    @cached_property
    def differences(self) -> list[Difference]:
        """The statements on which two reviewers differ and nobody has settled it."""
        if not self.checked:
            return []
        return differences.open_in(self.revision, partly_passes=self.partly_passes)

    @cached_property
    def asked_dismissals(self) -> list[Dismissal]:
        """What of this text its writer set aside and a reviewer has still to agree to."""
        return dismissals.asked_in(self.revision, self.checked)

    @cached_property
    def assignment(self) -> Assignment | None:
        mine = (
            each for each in self.revision.assignments.all() if each.reviewer_id == self.actor.pk
        )
        return next(mine, None)

    @cached_property
    def writers(self) -> list[User]:
        return rights.writers_of(self.revision)

    @cached_property
    def editors(self) -> list[User]:
        return rights.holding("publish_revision")

    @cached_property
    def waiting(self) -> list[User]:
        return rights.waiting_on(self.revision)

    @cached_property
    def credentials(self) -> list[dict[str, Any]]:
        """Snapshots of the actor's credentials that are valid today. An editor signs without."""
        if self.signers == Signers.EDITORS:
            return []
        usable = rules.usable(self.reviewer, self.text, self.today)
        return [credential.snapshot() for credential in usable]

    @property
    def checked_letters(self) -> str:
        """Those after the actor's name, as far as somebody has looked them up: with a credential."""
        return self._valid[0].person.post_nominals if self._valid else ""

    @cached_property
    def _valid(self) -> list[Credential]:
        return credentials_of(self.actor.pk, self.today)

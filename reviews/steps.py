"""One attempt at a transition: who wants what of which text, when, and with which words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from articles.models import Person, Revision
from articles.users import User
from reviews import separation
from reviews.checklists import Sheet, sheet
from reviews.models import Approval, Assignment, Round
from reviews.readiness import Submission


class Refused(Exception):
    """A guard said no. The message is for the person who asked."""


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
    digest: str = ""
    version: int | None = None
    state: str = ""


@dataclass
class Step:
    """`user` is None where the clock acts: a publication that an editor has scheduled.

    An effect puts into `columns` what is to be written of the revision along with its state.
    """

    revision: Revision
    user: User | None
    now: datetime
    inputs: Inputs = field(default_factory=Inputs)
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def actor(self) -> User:
        if self.user is None:
            raise TypeError("This transition is made by a person.")
        return self.user

    @cached_property
    def person(self) -> Person | None:
        return separation.person_of(self.actor)

    @cached_property
    def has_written(self) -> bool:
        return separation.has_written(self.actor, self.revision)

    @cached_property
    def has_conflict(self) -> bool:
        return separation.has_conflict(self.actor, self.revision)

    @property
    def may_review(self) -> bool:
        """Whether the actor is independent of the text and credentialed today."""
        return bool(self.credentials) and not (self.has_written or self.has_conflict)

    @cached_property
    def submission(self) -> Submission:
        return Submission(self.revision)

    @cached_property
    def round(self) -> Round | None:
        if Revision._meta.get_field("round").is_cached(self.revision):
            return getattr(self.revision, "round", None)
        rounds = Round.objects.select_related("checklist__checklist")
        return rounds.filter(revision=self.revision).first()

    @cached_property
    def approvals(self) -> list[Approval]:
        return list(self.revision.approvals.all())

    @cached_property
    def sheet(self) -> Sheet:
        """The actor's checklist of this text."""
        return sheet(self.revision, self.actor, self.round)

    @cached_property
    def assignment(self) -> Assignment | None:
        mine = (
            each for each in self.revision.assignments.all() if each.reviewer_id == self.actor.pk
        )
        return next(mine, None)

    @cached_property
    def somebody_waits(self) -> bool:
        """Whether somebody who was asked has still to decide."""
        return Assignment.objects.waiting().filter(revision=self.revision).exists()

    @cached_property
    def credentials(self) -> list[dict[str, Any]]:
        """Snapshots of the actor's credentials that are valid today."""
        if self.person is None:
            return []
        valid = self.person.credentials.valid_on(self.today).select_related("specialty")
        return [credential.snapshot() for credential in valid]

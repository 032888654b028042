"""How far a review has come, in words that never make a review without reviewers look complete."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Revision
from articles.models.articles import State
from articles.users import User
from reviews import humans, phrases
from reviews.approval import quorum
from reviews.humans import Sameness, sameness_for
from reviews.models import Approval, Assignment, Reports, Round

AWAITED = (State.IN_REVIEW, State.PUBLISHED)  # of no other text is anybody late


@dataclass(frozen=True)
class Report:
    """Where one who was asked stands. `verdict` "" as long as nothing is decided; `due_on` until then."""

    name: str
    said: str
    verdict: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Progress:
    """The state of one review. `missing` is what the terms still demand, "" where nothing.

    `against`: decisions against the text, which goes back once those are in whom the round waits for.
    `is_collecting` says whether it waits for all.
    """

    demand: str
    missing: str
    given: tuple[Approval, ...]
    waiting: tuple[Assignment, ...]
    declined: tuple[Assignment, ...]
    needed: int
    today: date
    released: bool = False
    against: tuple[Approval, ...] = ()
    is_collecting: bool = False

    @property
    def late(self) -> list[Assignment]:
        return [each for each in self.waiting if each.is_late_on(self.today)]

    @property
    def able(self) -> list[Assignment]:
        """Of those who are waited for, whose account is open."""
        return [each for each in self.waiting if each.reviewer.is_active]

    @property
    def holding(self) -> list[Assignment]:
        """Of those, whom the round waits for."""
        return [each for each in self.waiting if each.holds_up]

    @property
    def optional(self) -> list[Assignment]:
        """Of those, whom only the site asked again: until they accept, the round may end without them."""
        return [each for each in self.waiting if not each.holds_up] if self.is_collecting else []

    @property
    def due_on(self) -> date | None:
        """When the next answer is due."""
        return min((each.due_on for each in self.waiting), default=None)

    @property
    def stuck(self) -> str:
        """Why nothing will happen unless an editor acts, or ""."""
        if self.is_collecting and (said := self._stuck_at_the_end):
            return said
        if not self.missing or self.against:
            return ""
        lacking = max(0, self.needed - len(self.given))
        if self.able and len(self.able) >= lacking:
            return ""
        return self._too_few(lacking) if self.waiting else self._nobody_asked(lacking)

    def _nobody_asked(self, lacking: int) -> str:
        if not lacking:
            said = _("%(missing)s, and nobody is asked.")
            return said % {"missing": self.missing.rstrip(".")}
        if self.given:
            return _("Nobody is asked for what is still missing.")
        if self.declined:
            return _all_declined(len(self.declined))
        if self.released:
            return _("Everybody asked was taken off: nobody is reviewing it.")
        return _("No reviewer has been asked.")

    @property
    def _stuck_at_the_end(self) -> str:
        """Where all must decide: why a round that might end does not."""
        if closed := _without_account(self.holding):
            return _closed(closed)
        if self.missing or self.holding:
            return ""
        return _("Everybody has decided: an editor ends the round once no “must fix” is open.")

    def _too_few(self, lacking: int) -> str:
        if closed := _without_account(self.waiting):
            return _closed(closed)
        said = _("Too few reviewers: %(lacking)d approvals missing, %(asked)d asked.")
        return said % {"lacking": lacking, "asked": len(self.waiting)}

    @property
    def status(self) -> str:
        """“1 of 2 approvals given; waiting for Ada and Ben.”"""
        if self.against:
            return f"{self._said_against} {self._outstanding}"
        if not self.missing:
            said = _("All approvals are in: %(demand)s.") % {"demand": self.demand}
            return f"{said} {self._outstanding}" if self._outstanding else said
        count = ngettext(
            "%(given)d of %(needed)d approval given",
            "%(given)d of %(needed)d approvals given",
            self.needed,
        ) % {"given": len(self.given), "needed": self.needed}
        if self.stuck:
            return f"{count}. {self.stuck}"
        told = {"count": count, "people": phrases.names(each.reviewer for each in self.able)}
        if len(self.given) >= self.needed:
            waiting = _("Waiting for %(people)s.") % told
            return f"{count}. {self.missing} {waiting}"
        return _("%(count)s; waiting for %(people)s.") % told

    @property
    def reports(self) -> list[Report]:
        """Everybody who was asked and is not gone, with what they said: those who decided first."""
        decided = [
            Report(each.name, str(each.get_verdict_display()), each.verdict)
            for each in (*self.given, *self.against)
        ]
        reading = [
            Report(str(each.reviewer), _standing_of(each), due_on=each.due_on)
            for each in self.waiting
        ]
        return [*decided, *reading]

    @property
    def how_many_in(self) -> str:
        """“1 of 3 decisions is in.”, where none of them is told before one's own."""
        count = len(self.given) + len(self.against)
        told = {"count": count, "most": count + len(self.waiting)}
        return (
            ngettext(
                "%(count)d of %(most)d decisions is in.",
                "%(count)d of %(most)d decisions are in.",
                count,
            )
            % told
        )

    @property
    def _said_against(self) -> str:
        return " ".join(
            (
                _("%(name)s rejected it.")
                if each.verdict == Approval.Verdict.REJECT
                else _("%(name)s requested changes.")
            )
            % {"name": each.name}
            for each in self.against
        )

    @property
    def _outstanding(self) -> str:
        """Whose decision ends the round, and without whose it may end."""
        if not self.is_collecting:
            return ""
        said = []
        if self.holding:
            people = phrases.names(each.reviewer for each in self.holding)
            said.append(_("Waiting for the decision of %(people)s.") % {"people": people})
        if self.optional:
            people = phrases.names(each.reviewer for each in self.optional)
            asked = _("Asked again and not waited for until they accept: %(people)s.")
            said.append(asked % {"people": people})
        return " ".join(said)


def progress(revision: Revision, today: date, known: Sameness | None = None) -> Progress:
    """Of a submitted text; reads its round, assignments and approvals, prefetched on lists.

    `known`: which of those who signed are one human being, where a list has asked for all of its texts.
    """
    terms: Round | None = getattr(revision, "round", None)
    assignments: Sequence[Assignment] = list(revision.assignments.all())
    approvals: Sequence[Approval] = [
        each for each in revision.approvals.all() if not each.is_struck
    ]
    known = sameness_for([terms]) if known is None else known
    decided = {approval.reviewer_id: approval.signed_at for approval in approvals}
    declined = Assignment.Answer.DECLINED
    return Progress(
        demand=terms.demand if terms else "",
        missing=quorum.shortfall(terms, approvals, revision.digest, known) if terms else "",
        given=tuple(_by_human(quorum.counting(approvals, revision.digest), known)),
        waiting=tuple(
            each
            for each in assignments
            if revision.state in AWAITED
            and each.answer not in Assignment.GONE
            and not _has_decided(each, decided)
        ),
        declined=tuple(each for each in assignments if each.answer == declined),
        needed=terms.approvals if terms else 0,
        today=today,
        against=tuple(_against(revision, approvals)),
        is_collecting=bool(
            terms and terms.reports == Reports.ALL and revision.state == State.IN_REVIEW
        ),
        released=any(each.answer == Assignment.Answer.RELEASED for each in assignments),
    )


def _against(revision: Revision, approvals: Sequence[Approval]) -> list[Approval]:
    """Decisions against a text that waits for others; once it is back with its writer, its state says so."""
    if revision.state != State.IN_REVIEW:
        return []
    return [each for each in approvals if each.verdict != Approval.Verdict.APPROVE]


def _standing_of(assignment: Assignment) -> str:
    if assignment.answer == Assignment.Answer.ACCEPTED:
        return _("Accepted, has not decided")
    return _("Asked, has not answered")


def _has_decided(assignment: Assignment, decided: dict[int, datetime]) -> bool:
    signed_at = decided.get(assignment.reviewer_id)
    return signed_at is not None and signed_at >= assignment.assigned_at


def _by_human(approvals: list[Approval], known: Sameness) -> list[Approval]:
    """Two signatures of one human are one approval."""
    return list(dict(zip(humans.signers(approvals, known), approvals, strict=True)).values())


def _without_account(waiting: Iterable[Assignment]) -> list[User]:
    """Those who are waited for and whose account is closed."""
    return [each.reviewer for each in waiting if not each.reviewer.is_active]


def _closed(people: list[User]) -> str:
    said = ngettext(
        "The account of %(people)s is closed: take them off and ask somebody else.",
        "The accounts of %(people)s are closed: take them off and ask others.",
        len(people),
    )
    return said % {"people": phrases.names(people)}


def _all_declined(count: int) -> str:
    if count == 1:
        return _("The only reviewer asked has declined: nobody is reviewing it.")
    said = _("All %(count)d reviewers asked have declined: nobody is reviewing it.")
    return said % {"count": count}

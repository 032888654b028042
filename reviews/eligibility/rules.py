"""The rule who may review a text: `why_not`, over what is known of a person and of a text. Pure.

Whatever asks it asks here: the guards, the list of whom an editor may ask, the offers to volunteer, the
count of those able, the asking again in a next round. `facts` loads what it looks at. A queryset that
narrows a long list beforehand may let through whom the rule then refuses, and never the other way; a
test holds every list against the rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from articles.models import Person
from articles.users import User
from reviews.humans import NOBODY, Mark, marks
from reviews.models import Approval, Credential, Signers, Specialty

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Scope = Approval.Scope


@dataclass(frozen=True)
class Reason:
    """Why not: as it is said to them, said of them by name, and written beside their name in a list.

    What nobody is ever told in that way is empty.
    """

    code: str
    to_them: "StrOrPromise" = ""
    of_them: "StrOrPromise" = ""
    beside_them: "StrOrPromise" = ""

    def said_of(self, user: User) -> str:
        return str(self.of_them) % {"name": user}


NOT_A_REVIEWER: Final = Reason("not_a_reviewer", of_them=_("%(name)s is not a reviewer."))
NOT_AN_EDITOR: Final = Reason(
    "not_an_editor",
    of_them=_("%(name)s is not an editor, and editors approve the pages about the site."),
)
ASKED: Final = Reason(
    "asked",
    of_them=_("%(name)s has been asked already."),
    beside_them=_("Has been asked already."),
)
WROTE: Final = Reason(
    "wrote",
    to_them=_("You wrote or edited this text, so somebody else must review it."),
    of_them=_("%(name)s can't review this: wrote or edited this text."),
    beside_them=_("Wrote or edited this text."),
)
WROTE_BEFORE: Final = Reason(
    "wrote_before",
    to_them=_(
        "You wrote or edited an earlier text of this article: sign for the changes alone, and "
        "somebody else for the whole."
    ),
)
CONFLICTED: Final = Reason(
    "conflicted",
    to_them=_("You declared a conflict of interest on this article."),
    of_them=_("%(name)s can't review this: declared a conflict of interest on this article."),
    beside_them=_("Declared a conflict of interest on this article."),
)
NOT_INVITED: Final = Reason(
    "not_invited",
    to_them=_("You are not invited to this text, or not any more: ask the editors."),
    of_them=_("%(name)s is a guest, and not invited to this text."),
    beside_them=_("Is a guest, and not invited to this text."),
)
NO_PROFILE: Final = Reason(
    "no_profile",
    to_them=_("You have no public profile yet: ask an administrator to make one."),
    of_them=_("%(name)s has no public profile yet: ask an administrator to make one."),
    beside_them=_("Has no public profile yet: an administrator can make one."),
)
NO_CREDENTIAL: Final = Reason(
    "no_credential",
    to_them=_("You have no credential that is checked and valid today: ask an administrator."),
    of_them=_("%(name)s has no credential that is checked and valid today."),
    beside_them=_("Has no credential that is checked and valid today."),
)
CHECKED_BY_A_WRITER: Final = Reason(
    "checked_by_a_writer",
    to_them=_("Your credential was checked by somebody who wrote or edited this text."),
    of_them=_(
        "%(name)s can't review this: a writer or editor of this text checked the credential."
    ),
    beside_them=_("The credential was checked by somebody who wrote or edited this text."),
)
# of a reviewer without a profile others are told what they lack, since a profile alone would not do
NO_PROFILE_TO_HOLD_ONE: Final = Reason(
    "no_profile", NO_PROFILE.to_them, NO_CREDENTIAL.of_them, NO_CREDENTIAL.beside_them
)


@dataclass(frozen=True)
class Reviewer:
    """What counts of a person: their rights by name, their public profile and its credentials.

    `invited_to`: of a guest the texts by key to which an invitation of theirs is open; None of others.
    """

    user: User
    rights: frozenset[str]
    profile: Person | None
    credentials: tuple[Credential, ...]
    invited_to: frozenset[int] | None = None

    @property
    def specialties(self) -> set[Specialty]:
        return {each.specialty for each in self.credentials if each.specialty}

    @property
    def marks(self) -> frozenset[Mark]:
        return marks(self.user.pk, self.profile.pk if self.profile else None)


@dataclass(frozen=True)
class Contributed:
    """Who changed the text of a revision: of the article, or of the original that it translates."""

    number: int
    by: frozenset[Mark]
    of_original: bool = False


@dataclass(frozen=True)
class Reviewed:
    """The text that a signature for the changes alone builds on, and which one of the original it says."""

    number: int
    original: int = 0


@dataclass(frozen=True)
class Text:
    """What counts of a text. People are marks, each with those of every account that is known to be theirs.

    `contributed` goes back to the first text of the article. `reviewed` is the text before it that readers
    saw reviewed, None where the changes alone can't be signed for.
    """

    revision: int
    signers: Signers
    contributed: tuple[Contributed, ...] = ()
    reviewed: Reviewed | None = None
    authors: frozenset[Mark] = NOBODY
    conflicted: frozenset[Mark] = NOBODY
    asked: frozenset[Mark] = NOBODY
    publishers: frozenset[Mark] = NOBODY

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What somebody who is asked may sign for."""
        return (Scope.FULL, Scope.CHANGES) if self.reviewed else (Scope.FULL,)

    def writers(self, scope: str) -> frozenset[Mark]:
        """Invariant 4: who can't sign for it, since it is, or holds, their own work.

        Of the whole text whoever stands under its title or ever changed a text of the article, or of the
        original that it translates, up to this one. Of the changes whoever did so since the text that was
        reviewed. Which contributions count is said here and nowhere else.
        """
        counted = (each.by for each in self.contributed if self._counts(each, scope))
        return self.authors.union(*counted)

    def _counts(self, part: Contributed, scope: str) -> bool:
        if scope == Scope.FULL or self.reviewed is None:
            return True
        return part.number > (self.reviewed.original if part.of_original else self.reviewed.number)

    @property
    def hands(self) -> frozenset[Mark]:
        """Everybody who had a hand in it, however long ago."""
        return self.authors.union(*(each.by for each in self.contributed))


Check = Callable[[Reviewer, Text, date], Reason | None]


def has_the_right(person: Reviewer, text: Text, day: date) -> Reason | None:
    if text.signers.right in person.rights:
        return None
    return NOT_AN_EDITOR if text.signers == Signers.EDITORS else NOT_A_REVIEWER


def is_not_asked_yet(person: Reviewer, text: Text, day: date) -> Reason | None:
    return ASKED if person.marks & text.asked else None


def has_not_written(person: Reviewer, text: Text, day: date) -> Reason | None:
    """COPE: nobody reviews their own work. One scope that is left to them is enough to be asked."""
    reasons = [why_not_in(scope, person, text) for scope in text.scopes]
    return None if None in reasons else reasons[-1]


def why_not_in(scope: str, person: Reviewer, text: Text) -> Reason | None:
    """Why the person can't sign for that much of the text, having written it; or None."""
    if not person.marks & text.writers(scope):
        return None
    may_sign_changes = text.reviewed and not person.marks & text.writers(Scope.CHANGES)
    return WROTE_BEFORE if may_sign_changes else WROTE


def has_no_conflict(person: Reviewer, text: Text, day: date) -> Reason | None:
    """COPE: a conflict of interest that was declared on one text counts for the whole article."""
    return CONFLICTED if person.marks & text.conflicted else None


def is_invited(person: Reviewer, text: Text, day: date) -> Reason | None:
    """What a guest may do ends with their invitation, and reaches no further than its text."""
    if person.invited_to is None or text.revision in person.invited_to:
        return None
    return NOT_INVITED


def is_entitled(person: Reviewer, text: Text, day: date) -> Reason | None:
    """Readers are told who signed. Of a page about the site that is an editor, with no credential."""
    is_by_editors = text.signers == Signers.EDITORS
    if person.profile is None:
        return NO_PROFILE if is_by_editors else NO_PROFILE_TO_HOLD_ONE
    if is_by_editors or usable(person, text, day):
        return None
    is_valid = any(each.is_valid_on(day) for each in person.credentials)
    return CHECKED_BY_A_WRITER if is_valid else NO_CREDENTIAL


def usable(person: Reviewer, text: Text, day: date) -> list[Credential]:
    """The credentials that count for a text: those that are valid, and that nobody checked who had a hand in
    it or published it."""
    valid = [each for each in person.credentials if each.is_valid_on(day)]
    interested = text.hands | text.publishers
    return [each for each in valid if not _was_checked_by(interested, each)]


def _was_checked_by(people: frozenset[Mark], credential: Credential) -> bool:
    checker = credential.checked_by_id
    return checker is not None and bool(marks(checker, None) & people)


INDEPENDENT: Final = (has_not_written, has_no_conflict)
ENTITLED: Final = (is_invited, is_entitled)
RULE: Final[tuple[Check, ...]] = (has_the_right, is_not_asked_yet, *INDEPENDENT, *ENTITLED)


def why_not(
    person: Reviewer, text: Text, day: date, rule: tuple[Check, ...] = RULE
) -> Reason | None:
    """Why the person may not be asked to review the text on a day: the first reason, or None.

    `rule`: the part of it that is asked, where a guard speaks of that part alone.
    """
    return next(filter(None, (check(person, text, day) for check in rule)), None)

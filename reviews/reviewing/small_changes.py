"""The small change since a round in which the reviewer approved: it may be confirmed at once."""

import re
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.distance import Indel

from articles.models import Revision
from articles.sealing import seal
from articles.users import User
from reviews.models import Approval, Round

SMALL: Final = 40  # words and marks, put in or taken out
TOKEN: Final = re.compile(r"<[^>]*>|[^<\s]+")


@dataclass(frozen=True)
class SmallChange:
    """What the reviewer approved in the round before, and how many words have changed since."""

    approval: Approval
    round: int
    words: int


def small_change(revision: Revision, user: User, terms: Round | None) -> SmallChange | None:
    """The change since the text of the round before, where the user approved all of that and the rest is
    the same: sources, pictures and names. Else None.
    """
    if terms is None or terms.number < 2 or revision.based_on_id is None:
        return None
    approved = Approval.objects.standing().filter(
        revision=revision.based_on_id,
        reviewer=user,
        verdict=Approval.Verdict.APPROVE,
        scope=Approval.Scope.FULL,
    )
    before = approved.select_related("revision__round").last()
    if before is None or before.digest != before.revision.digest:
        return None
    count = words_changed(seal.text_of(before.revision), seal.text_of(revision))
    if count is None or count > SMALL:
        return None
    return SmallChange(before, before.revision.round.number, count)


def words_changed(old: seal.Text, new: seal.Text) -> int | None:
    """How many words and marks were put in or taken out; None where more than words is another."""
    if _without_words(old) != _without_words(new):
        return None
    return int(Indel.distance(_tokens(old), _tokens(new)))


def _without_words(text: seal.Text) -> seal.Text:
    return replace(text, title="", standfirst="", body="", format=0)


def _tokens(text: seal.Text) -> list[str]:
    return TOKEN.findall("\n".join((text.title, text.standfirst, text.body)))

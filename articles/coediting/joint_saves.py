"""Save a draft upon what somebody else saved meanwhile: who changed different places just go on.

What both changed is for people to decide: `articles.views.conflicts`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles.coediting.merging import merge
from articles.comments import tracking
from articles.drafting import drafts
from articles.drafting.drafts import About, DraftText, Stale
from articles.models import Checkpoint, Revision
from articles.users import User

TRIES: Final = 5  # saves that may come between reading the text and putting another upon it


@dataclass(frozen=True)
class Joined:
    """`typed` is what the user sent, as it is kept; `stored` is that with the changes of `others`.

    `others` are their names; nobody's where the user wrote in another window. `at` is their last save.
    """

    typed: DraftText
    stored: DraftText
    others: tuple[str, ...]
    at: datetime


def save_joined(
    revision: Revision,
    version: int,
    user: User,
    text: DraftText,
    about: About | None = None,
    report: tracking.Report | None = None,
    about_was: str = "",
) -> tuple[Revision, Joined | None]:
    """Save a draft as `save_draft` does; where others saved meanwhile, their changes stay beside these.

    `about_was` is the mark of what stood around the text when the user began. Returns the draft as stored,
    and what was joined with it. Raises `NotADraft`; raises `Stale` where both changed the same place, or
    the text of `version` is no longer kept. Nothing is written then.
    """
    typed, upon, joined = text, version, None
    for left in reversed(range(TRIES)):
        try:
            return drafts.save_draft(revision, upon, user, text, about, report), joined
        except Stale as stale:
            if not left:
                raise
            if about is not None and not _fits(about, about_was, stale.theirs):
                raise
            joined = _join(stale, version, user, typed.clean())
            text, upon = joined.stored, stale.theirs.version
    raise AssertionError("the last try returns or raises")


def _join(stale: Stale, version: int, user: User, typed: DraftText) -> Joined:
    theirs = stale.theirs
    base = Checkpoint.objects.filter(revision=theirs, version=version).first()
    if base is None:
        raise stale
    merged = merge(DraftText.of(base), typed, DraftText.of(theirs))
    if merged.clashes:
        raise stale
    return Joined(typed, merged.text({}), _others(theirs, version, user), theirs.saved_at)


def _fits(about: About, about_was: str, theirs: Revision) -> bool:
    """Whether nobody changed what stands around the text, or both did it in the same way."""
    now = About.of(theirs.article)
    return about == now or about_was == now.mark


def _others(theirs: Revision, version: int, user: User) -> tuple[str, ...]:
    since = Checkpoint.objects.filter(revision=theirs, version__gt=version).exclude(made_by=user)
    people = {each.made_by_id: each.made_by for each in since.select_related("made_by")}
    return tuple(sorted(str(person) for person in people.values()))

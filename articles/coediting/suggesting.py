"""Somebody suggests changes of a draft that others write, and they take or refuse each.

Whoever's words were taken has written the text: the separation of duties reads it from the contributions.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.coediting.suggested import Change, Suggestion, taken_into
from articles.drafting import drafts
from articles.drafting.drafts import DraftText
from articles.models import Article, Revision, SettledChange, SuggestedText
from articles.signals import changes_settled, changes_suggested
from articles.text import fields
from articles.users import User


class CannotSuggest(Exception):
    """The text is no draft, or what is suggested is not open to this."""


class Meanwhile(CannotSuggest):
    """Somebody wrote or settled something of it since the page was made."""


def text_of(values: dict[str, str]) -> DraftText:
    """A text that was kept; a field that is younger than it is empty."""
    return DraftText(**{name: values.get(name, "") for name in fields.names()})


def suggestion(suggested: SuggestedText) -> Suggestion:
    """What is still to be settled of it."""
    return Suggestion(text_of(suggested.was), text_of(suggested.says))


def begun_by(user: User, draft: Revision) -> SuggestedText | None:
    """What the user is suggesting for a draft, or has handed over and waits for."""
    return SuggestedText.objects.open().filter(revision=draft, made_by=user).first()


# --- suggesting ------------------------------------------------------------------------------------------


@transaction.atomic
def save(draft: Revision, user: User, version: int, text: DraftText) -> SuggestedText:
    """Keep what the user suggests; the draft itself stays as it is. `version` is 0 before the first time.

    Raises `CannotSuggest`, and `Meanwhile` where the user wrote more of it in another window.
    """
    current = _locked_draft(draft)
    found, now = begun_by(user, current), timezone.now()
    says = fields.values(text.clean())
    if found is None:
        was = fields.values(current)
        return SuggestedText.objects.create(
            revision=current, made_by=user, was=was, says=says, saved_at=now
        )
    if found.offered_at:
        raise CannotSuggest(_("It is with the writers. Take it back to change it."))
    if found.version != version:
        raise Meanwhile(_("You changed this in another window meanwhile."))
    if says != found.says:
        found.says, found.saved_at, found.version = says, now, version + 1
        found.save(update_fields=["says", "saved_at", "version"])
    return found


@transaction.atomic
def catch_up(suggested: SuggestedText) -> None:
    """Let what is being suggested begin from the draft as it is now, where nobody changed the same place."""
    draft = _locked_draft(suggested.revision)
    now, begun = DraftText.of(draft), suggestion(suggested)
    if suggested.offered_at or now == begun.was:
        return
    says = taken_into(now, begun.was, begun.says)
    if says is not None:
        suggested.was, suggested.says = fields.values(now), fields.values(says.clean())
        suggested.version += 1
        suggested.save(update_fields=["was", "says", "version"])


@transaction.atomic
def offer(suggested: SuggestedText, user: User, note: str) -> str:
    """Hand it over to the writers. Return who was told, in a sentence. Raises `CannotSuggest`."""
    found = _locked(suggested)
    if found.offered_at:
        raise CannotSuggest(_("It is with the writers already."))
    if not suggestion(found).changes:
        raise CannotSuggest(_("It changes nothing yet."))
    found.offered_at, found.note = timezone.now(), note.strip()
    found.save(update_fields=["offered_at", "note"])
    answers = changes_suggested.send(sender=SuggestedText, suggested=found, user=user)
    return " ".join(told for _receiver, told in answers if told)


@transaction.atomic
def take_back(suggested: SuggestedText) -> None:
    """Its maker goes on with it; what was settled of it stays settled. Raises `CannotSuggest`."""
    found = _locked(suggested)
    SuggestedText.objects.filter(pk=found.pk).update(offered_at=None, version=F("version") + 1)


@transaction.atomic
def drop(suggested: SuggestedText) -> None:
    """Its maker suggests it no longer. What was settled of it is kept."""
    found = _locked(suggested, of_a_draft=False)
    _end(found)


# --- settling --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settled:
    """What became of some changes; `left` are those whose place says something else in the draft by now."""

    taken: int
    refused: int
    left: int
    told: str = ""


BY_HAND: Final = "by hand"


def may_settle(suggested: SuggestedText, user: User) -> bool:
    """Anybody who writes the draft but its maker, who can write in the draft instead."""
    return suggested.is_offered and suggested.made_by_id != user.pk


@transaction.atomic
def settle(
    suggested: SuggestedText,
    version: int,
    user: User,
    keys: Collection[str],
    *,
    is_taken: bool,
    meeting: str = "",
) -> Settled:
    """Take or refuse changes by their keys. The draft is saved once, with all that fit into it.

    What meets other words in the draft is left, unless `meeting` says what stands there: what is
    suggested (`merging.MINE`), both (`merging.BOTH`), or `BY_HAND` what the user made of it in the draft.
    Raises `Meanwhile` where it is not at `version` any more, and `CannotSuggest`.
    """
    found = _locked(suggested)
    if not may_settle(found, user):
        raise CannotSuggest(_("Somebody else who writes the draft takes or refuses it."))
    if found.version != version:
        raise Meanwhile(_("Somebody settled a part of it meanwhile: look at what is left."))
    draft, offered = found.revision, suggestion(found)
    chosen = {each.key: each for each in offered.changes if each.key in keys}
    fits = [*chosen]
    if is_taken and not meeting:
        fits = offered.fit(DraftText.of(draft), fits, together=True).fitting
    fitting = [chosen[key] for key in fits]
    saved = (
        _take(found, offered, user, fits, meeting) if is_taken else _refuse(found, offered, fits)
    )
    _record(found, saved, user, fitting, is_taken=is_taken)
    told = _tell(found, user) if fitting and not found.is_open else ""
    count = len(fitting)
    return Settled(count if is_taken else 0, 0 if is_taken else count, len(chosen) - count, told)


def _take(
    suggested: SuggestedText, offered: Suggestion, user: User, keys: list[str], meeting: str
) -> Revision:
    draft = suggested.revision
    if not keys:
        return draft
    wanted = offered.taking(keys)
    if meeting != BY_HAND:
        text = taken_into(DraftText.of(draft), offered.was, wanted, meeting)
        assert text is not None  # noqa: S101 they fit, or it is said what stands
        draft = drafts.save_draft(draft, draft.version, user, text)
    drafts.credit(draft, suggested.made_by)
    suggested.was = fields.values(wanted)
    _settled(suggested)
    return draft


def _refuse(suggested: SuggestedText, offered: Suggestion, keys: list[str]) -> Revision:
    if keys:
        suggested.says = fields.values(offered.refusing(keys))
        _settled(suggested)
    return suggested.revision


def _settled(suggested: SuggestedText) -> None:
    suggested.version += 1
    suggested.save(update_fields=["was", "says", "version"])
    if suggested.was == suggested.says:
        _end(suggested)


def _record(
    suggested: SuggestedText, draft: Revision, user: User, chosen: list[Change], *, is_taken: bool
) -> None:
    now = timezone.now()
    SettledChange.objects.bulk_create(
        SettledChange(
            suggested=suggested,
            field=each.field.name,
            before=each.before,
            after=each.after,
            is_taken=is_taken,
            version=draft.version,
            settled_by=user,
            settled_at=now,
        )
        for each in chosen
    )


def _tell(suggested: SuggestedText, user: User) -> str:
    answers = changes_settled.send(sender=SuggestedText, suggested=suggested, user=user)
    return " ".join(told for _receiver, told in answers if told)


def _end(suggested: SuggestedText) -> None:
    suggested.ended_at = timezone.now()
    suggested.save(update_fields=["ended_at"])


def _locked(suggested: SuggestedText, *, of_a_draft: bool = True) -> SuggestedText:
    """As it is now, under the lock of a save. Raises `CannotSuggest`."""
    Article.objects.select_for_update().get(pk=suggested.revision.article_id)
    found = SuggestedText.objects.select_related("made_by", "revision").get(pk=suggested.pk)
    if not found.is_open:
        raise Meanwhile(_("All of it is settled."))
    if of_a_draft:
        _refuse_sealed(found.revision)
    return found


def _locked_draft(draft: Revision) -> Revision:
    Article.objects.select_for_update().get(pk=draft.article_id)
    current = Revision.objects.get(pk=draft.pk)
    _refuse_sealed(current)
    return current


def _refuse_sealed(text: Revision) -> None:
    if not text.is_draft:
        said = _("This text is %(state)s: what is suggested waits for the next draft.")
        raise CannotSuggest(said % {"state": text.get_state_display().lower()})

"""Statements on which two reviewers differ: both are shown, and both stand against what follows, until
one changes or an editor records how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.comments import discussion as comments
from articles.drafting.evidence.grounds import register
from articles.models import Article, Revision
from articles.users import User
from reviews.models import Round, SettledDifference, Verdict
from reviews.refusal import Refused

SHORTEST_REASON: Final = 10  # letters


@dataclass(frozen=True)
class Difference:
    """A statement with the last verdict of each reviewer, of which some pass and some do not."""

    key: str
    words: str
    verdicts: tuple[Verdict, ...]


def passes_partly(revision: Revision) -> bool:
    """Whether what is borne out in part can be approved, by the terms of its review."""
    terms: Round | None = getattr(revision, "round", None)
    return terms is None or terms.partly_passes


def open_in(revision: Revision, *, partly_passes: bool) -> list[Difference]:
    """Those of the statements that a text has now."""
    given = given_until(revision)
    found = _differing(given, partly_passes)
    if not found:
        return []
    settled = settled_in(revision, given)
    standing = {each.key for each in register(revision)}
    return [each for each in found if each.key in standing and each.key not in settled]


def given_until(revision: Revision) -> list[Verdict]:
    """The verdicts on a text and on those of its article before it."""
    found = Verdict.objects.filter(
        revision__article=revision.article_id, revision__number__lte=revision.number
    )
    return list(found.select_related("reviewer", "thread"))


def _differing(given: Iterable[Verdict], partly_passes: bool) -> list[Difference]:
    found = []
    for key, verdicts in groupby(sorted(given, key=_place), key=lambda each: each.key):
        latest = tuple({each.reviewer_id: each for each in verdicts}.values())
        if len({each.passes(partly=partly_passes) for each in latest}) > 1:
            found.append(Difference(key, latest[0].words, latest))
    return found


def _place(verdict: Verdict) -> tuple[str, object, int]:
    return verdict.key, verdict.given_at, verdict.pk


def settled_in(revision: Revision, given: Sequence[Verdict]) -> set[str]:
    """The keys of statements on which nobody has ruled since an editor settled the difference."""
    if len({each.reviewer_id for each in given}) < 2:
        return set()
    rows = SettledDifference.objects.filter(revision__article=revision.article_id)
    settled = dict(rows.values_list("key").annotate(last=Max("settled_at")))
    last: dict[str, object] = {}
    for each in sorted(given, key=_place):
        last[each.key] = each.given_at
    return {key for key, when in settled.items() if key in last and when >= last[key]}


@transaction.atomic
def settle(revision: Revision, user: User, key: str, reason: str) -> SettledDifference:
    """Record how it stands with a statement. Raises `Refused` with what to do."""
    Article.objects.select_for_update().get(pk=revision.article_id)
    found = next(
        (
            each
            for each in open_in(revision, partly_passes=passes_partly(revision))
            if each.key == key
        ),
        None,
    )
    if found is None:
        raise Refused(_("Nobody differs on this statement any more. Open the text again first."))
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence how it stands, and why: both reviewers read it."))
    for thread in {
        each.thread for each in found.verdicts if each.thread and not each.thread.is_resolved
    }:
        comments.answer(thread, user, reason)
        comments.resolve(thread, user)
    return SettledDifference.objects.create(
        revision=revision,
        key=key,
        words=found.words,
        reason=reason,
        settled_by=user,
        settled_at=timezone.now(),
    )

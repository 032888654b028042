"""When a source came to be another one than it was: what was ruled on it before is looked at again.

It was retracted or doubted, and the article does not say that it cites it for that; or its entry in the
library was made that of another work. A mended comma, a DOI that was missing, change nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.library import editing
from articles.models import Article, Reference, RetractionMatch
from articles.references import identity
from articles.retractions import standings
from reviews.models import Verdict


@dataclass(frozen=True)
class Turn:
    """The moment from which a source is another one, and what happened to it."""

    at: datetime
    why: str


def turns(article: Article, keys: Collection[str]) -> dict[str, Turn]:
    """The last turn of each of these works; of most there is none. Three queries, with few works two more."""
    if not keys:
        return {}
    fell, became = _fallen(article, keys), _became_another(keys)
    return {
        key: max((each[key] for each in (fell, became) if key in each), key=lambda turn: turn.at)
        for key in {*fell, *became}
    }


def reopened(verdict: Verdict, known: dict[str, Turn]) -> Turn | None:
    """What became of a source after the verdict was given, if anything."""
    turned = [known[each["key"]] for each in verdict.evidence if each["key"] in known]
    return next((turn for turn in turned if turn.at > verdict.given_at), None)


def _fallen(article: Article, keys: Collection[str]) -> dict[str, Turn]:
    found = {key: each for key, each in standings.of_keys(keys).items() if each.is_grave}
    said = standings.reasons_of(article, found)
    holding = RetractionMatch.objects.holding().filter(reference__key__in=found)
    told: dict[str, datetime] = {}
    for match in holding.select_related("reference"):
        key, at = match.reference.key, match.decided_at or match.matched_at
        told[key] = max(at, told.get(key, at))
    words = _("%(key)s: %(standing)s since.")
    return {
        key: Turn(at, words % {"key": key, "standing": found[key].short})
        for key, at in told.items()
        if key not in said
    }


def _became_another(keys: Collection[str]) -> dict[str, Turn]:
    changed = Reference.objects.filter(key__in=keys, changes__isnull=False).distinct()
    words = _("%(key)s: its entry is that of another work since.")
    found = {}
    for reference in changed:
        turned = [
            change.at
            for change, after in editing.changes(reference)
            if identity.is_another(change.before, after)
        ]
        if turned:
            found[reference.key] = Turn(max(turned), words % {"key": reference.key})
    return found

"""Public texts whose sources fell: a work that they cite was retracted or doubted, and nobody has said yet
what that means for them. By the policy of the topic their badge falls with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, prefetch_related_objects

from articles.models import ReferenceUse, RetractionMatch, Revision
from articles.references.standing import Kind, Standing
from articles.retractions import standings
from reviews.models import Policy
from reviews.models.policies import FallenSource


@dataclass(frozen=True)
class Question:
    """Since when the text is in question. `is_doubt`: a concern was expressed, nothing is retracted."""

    on: date
    is_doubt: bool
    takes_badge: bool


def cites_noticed() -> Exists:
    """Whether a text cites a work that any notice is about: what little is left is looked at one by one."""
    noticed = RetractionMatch.objects.holding().values("reference__key")
    return Exists(ReferenceUse.objects.filter(revision=OuterRef("pk"), key__in=noticed))


def questions(revisions: Sequence[Revision]) -> dict[int, Question]:
    """What is open about those texts that `cites_noticed` names, by their keys. No text, no query."""
    if not revisions:
        return {}
    uses = ReferenceUse.objects.filter(revision__in=revisions).values_list("revision", "key")
    cited: dict[int, set[str]] = {}
    for pk, key in uses:
        cited.setdefault(pk, set()).add(key)
    standing = standings.of_keys({key for keys in cited.values() for key in keys})
    grave = {key: each for key, each in standing.items() if each.is_grave}
    said, policy_of = standings.reasons(grave), Policy.objects.by_topic()
    prefetch_related_objects(revisions, "article__topic__parent")
    found = {}
    for each in revisions:
        open_ones = [
            grave[key]
            for key in cited.get(each.pk, ())
            if key in grave and (each.article_id, key) not in said
        ]
        if open_ones:
            found[each.pk] = _question(open_ones, policy_of(each.article.topic))
    return found


def _question(fallen: Iterable[Standing], policy: Policy | None) -> Question:
    gravest = min(fallen, key=lambda each: (each.kind == Kind.CONCERN, each.on))
    is_doubt = gravest.kind == Kind.CONCERN
    by = policy.fallen_source if policy else FallenSource.KEEPS
    takes = by == FallenSource.DOUBT or (by == FallenSource.RETRACTION and not is_doubt)
    return Question(gravest.on, is_doubt, takes)

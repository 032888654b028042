"""How the works of the library stand, from the matches that hold; and the telling when that changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from articles.models import (
    Article,
    Reference,
    ReferenceUse,
    RetractionMatch,
    RetractionSnapshot,
    Revision,
    SourceAcknowledgement,
)
from articles.references.standing import Standing, standing_of
from articles.retractions import matching
from articles.search.prepared import Prepared
from articles.signals import article_changed, source_changed
from articles.users import User


@dataclass(frozen=True)
class Change:
    """A work that stands otherwise than before; None is: nothing holds against it."""

    key: str
    before: Standing | None
    after: Standing | None


def of_library() -> dict[str, Standing]:
    """How each work stands that something holds against, by its key."""
    return _standings(_with_notices(RetractionMatch.objects.holding()))


def of_keys(keys: Collection[str]) -> dict[str, Standing]:
    """The same of these works, in one query."""
    return _standings(_holding(keys))


@Prepared
def _holding(keys: Iterable[str]) -> QuerySet[RetractionMatch]:
    return _with_notices(RetractionMatch.objects.holding().filter(reference__key__in=keys))


def _with_notices(matches: QuerySet[RetractionMatch]) -> QuerySet[RetractionMatch]:
    return matches.select_related("notice", "reference")


def as_of() -> date | None:
    """The day of the newest snapshot: what is not listed was not listed then. None before the first."""
    return RetractionSnapshot.objects.values_list("as_of", flat=True).first()


def tell_of_changes(before: dict[str, Standing]) -> list[Change]:
    """Compare with how works stood, and tell of each that changed. Within the transaction of the change."""
    after = of_library()
    changes = [
        Change(key, before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]
    keys = [change.key for change in changes]
    works = Reference.objects.in_bulk(keys, field_name="key")
    used = set(ReferenceUse.objects.filter(key__in=keys).values_list("key", flat=True))
    for change in changes:
        work = works[change.key]
        source_changed.send(Reference, reference=work, before=change.before, after=change.after)
        citing = public_with(change.key) if change.key in used else []
        for article in {each.article for each in citing}:
            article_changed.send(Article, article=article, comes_or_goes=False)
    return changes


@transaction.atomic
def look_up(reference: Reference) -> None:
    """Compare a work that was entered or altered with all notices that are known."""
    if notices := matching.notices_named_by(reference):
        before = of_library()
        matching.match_again(reference, notices)
        tell_of_changes(before)


def public_with(key: str) -> list[Revision]:
    """The texts that cite a work and are or were public, the newest of each article first."""
    found = Revision.objects.once_public().filter(reference_uses__key=key)
    return list(found.select_related("article").order_by("article", "-number"))


def reasons(standings: Mapping[str, Standing]) -> dict[tuple[int, str], str]:
    """Why articles cite works that stand so, by article and key of the work.

    What was said of a work that stands otherwise by now is left out. Without a work nothing is asked.
    """
    if not standings:
        return {}
    said = SourceAcknowledgement.objects.filter(reference__key__in=standings)
    return {
        (each.article_id, each.reference.key): each.reason
        for each in said.select_related("reference").order_by("at")
        if standings[each.reference.key].kind == each.kind
    }


def reasons_of(article: Article, standings: Mapping[str, Standing]) -> dict[str, str]:
    """Those of one article, by the key of the work."""
    return {key: why for (pk, key), why in reasons(standings).items() if pk == article.pk}


@transaction.atomic
def acknowledge(
    article: Article, reference: Reference, by: User, reason: str, now: datetime
) -> None:
    """Say to readers why an article cites a work as it stands; nothing where nothing holds against it."""
    standing = of_keys([reference.key]).get(reference.key)
    if standing is None:
        return
    SourceAcknowledgement.objects.create(
        article=article, reference=reference, kind=standing.kind, reason=reason, by=by, at=now
    )
    article_changed.send(Article, article=article, comes_or_goes=False)


@transaction.atomic
def decide(match: RetractionMatch, is_same: bool, by: User, reason: str, now: datetime) -> None:
    """Somebody says whether a notice is about a work; that is never asked or decided anew by itself."""
    before = of_library()
    match.state = RetractionMatch.State.MATCHED if is_same else RetractionMatch.State.UNDONE
    match.decided_by, match.reason, match.decided_at = by, reason, now
    match.save()
    tell_of_changes(before)


def _standings(matches: Iterable[RetractionMatch]) -> dict[str, Standing]:
    notices = defaultdict(list)
    for match in matches:
        notices[match.reference.key].append(match.notice)
    found = {key: standing_of(those) for key, those in notices.items()}
    return {key: standing for key, standing in found.items() if standing is not None}

"""Works that were retracted or doubted, the texts that rest on them, and who is told (COPE, 2019)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.drafting.evidence import resting
from articles.evidence.statements import Statement
from articles.models import Article, Reference, ReferenceUse, RetractionMatch, Revision
from articles.references.standing import Standing
from articles.retractions import standings
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.models import Notification
from reviews.notifications.notifications import Message, tell_once


@dataclass(frozen=True)
class Fallen:
    """A work of which readers must know, and the published texts that cite it without saying why."""

    reference: Reference
    standing: Standing
    texts: tuple[Revision, ...]


@dataclass(frozen=True)
class Citing:
    """A text that cites a work, and what its readers are told of that, if anything."""

    revision: Revision
    reason: str
    statements: tuple[Statement, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.revision.state == Revision.State.PUBLISHED


def fallen() -> list[Fallen]:
    """All of them, those first that a published text rests on."""
    found = {key: each for key, each in standings.of_library().items() if each.is_grave}
    references = Reference.objects.in_bulk(list(found), field_name="key")
    said, texts = standings.reasons(found), _published(found)
    rows = [
        Fallen(
            references[key],
            standing,
            tuple(each for each in texts[key] if (each.article_id, key) not in said),
        )
        for key, standing in found.items()
    ]
    return sorted(rows, key=lambda row: (not row.texts, row.reference.key))


def proposals() -> list[RetractionMatch]:
    """Notices that may be about a work of the library: by its title alone, or with another DOI."""
    found = RetractionMatch.objects.filter(state=RetractionMatch.State.PROPOSED)
    return list(found.select_related("reference", "notice"))


def citing(reference: Reference, user: User, sees_all: bool) -> list[Citing]:
    """The newest text of each article that cites the work; of those that the user writes, or of all."""
    articles = Article.objects.all() if sees_all else Article.objects.writable_by(user)
    texts = Revision.objects.filter(article__in=articles, reference_uses__key=reference.key)
    said = standings.reasons(standings.of_keys([reference.key]))
    newest = {
        each.article_id: each
        for each in texts.select_related("article").order_by("article", "number")
    }
    resting_on = resting.statements_on(reference.key, list(newest.values()))
    return [
        Citing(
            each,
            said.get((each.article_id, reference.key), ""),
            tuple(resting_on.get(each.pk, ())),
        )
        for each in newest.values()
    ]


def tell_of_source(
    reference: Reference, before: Standing | None, after: Standing | None, **_: Any
) -> None:
    """Hears `articles.signals.source_changed`: those who signed, write or publish a text that cites it."""
    if not any(each is not None and each.is_grave for each in (before, after)):
        return
    now = timezone.now()
    for revision in _published([reference.key])[reference.key]:
        tell_once(_concerned(revision), partial(_message, reference, after, revision), now)


def _message(
    reference: Reference, standing: Standing | None, revision: Revision, person: User
) -> Message:
    """What one of them is told, in the language that is active."""
    told = {"key": reference.key, "title": revision.title}
    if standing is not None and standing.is_grave:
        told |= {"standing": standing.short, "day": date_format(standing.on, "DATE_FORMAT")}
        subject = _("A source of “%(title)s” is in question")
        text = _(
            "“%(title)s” cites %(key)s: %(standing)s on %(day)s. Readers see that. Look at what rests on"
            " it: cite another work in a new edition, withdraw the text, or say why it is cited."
        )
    else:
        subject = _("A source of “%(title)s” is no longer in question")
        text = _("Nothing is held any more against %(key)s, which “%(title)s” cites.")
    return Message(
        kind=Notification.Kind.REMINDER,
        occasion=f"source {reference.pk} of text {revision.pk} {_said(standing)}",
        for_day=timezone.localdate(),
        subject=subject % told,
        text=text % told,
        path=reverse("source", args=[reference.pk]),
    )


def _said(standing: Standing | None) -> str:
    return f"{standing.kind} {standing.on}" if standing else "cleared"


def _concerned(revision: Revision) -> list[User]:
    signed = Q(approvals__revision=revision) | Q(articles=revision.article_id)
    users = get_user_model().objects.filter(signed, is_active=True)
    return list({*users, *holders_of("publish_revision")})


def _published(keys: Collection[str]) -> defaultdict[str, list[Revision]]:
    """The published texts that cite each of the works."""
    uses = ReferenceUse.objects.filter(key__in=keys, revision__state=Revision.State.PUBLISHED)
    found = defaultdict(list)
    for use in uses.select_related("revision__article").order_by("key", "revision__article"):
        found[use.key].append(use.revision)
    return found

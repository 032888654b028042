"""The versions of an article: named, kept by themselves, sealed. Each has an address of its own.

`r12` is the revision with that id as it stands, `v7` the checkpoint with that id.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.drafting import drafts
from articles.drafting.drafts import DraftText
from articles.entering import number
from articles.models import Article, Checkpoint, Revision
from articles.sealing import seal
from articles.sealing.seal import Text
from articles.text import fields
from articles.users import User

PUBLISHED: Final = Revision.State.PUBLISHED
ADDRESS: Final = re.compile(r"([rv])([1-9]\d{0,17})")


class Unknown(LookupError):
    """The article has no version of that address."""


@dataclass(frozen=True)
class Version:
    """One text that an article had or has. `kind` is "draft", "sealed", "named" or "kept"."""

    address: str
    kind: str
    label: str
    at: datetime
    by: str
    stored: Revision | Checkpoint

    @property
    def revision(self) -> Revision:
        return _revision_of(self.stored)


def find(article: Article, address: str) -> Version:
    """The version of the article at an address. Raises `Unknown`."""
    match = ADDRESS.fullmatch(address)
    pk = number(match[2]) if match else None
    if match is None or pk is None:
        raise Unknown(address)
    kind = match[1]
    try:
        if kind == "r":
            revisions = Revision.objects.select_related("article", "created_by")
            return _of_revision(revisions.get(pk=pk, article=article))
        checkpoints = Checkpoint.objects.select_related("revision__article", "made_by")
        return _of_checkpoint(checkpoints.get(pk=pk, revision__article=article))
    except (Revision.DoesNotExist, Checkpoint.DoesNotExist):
        raise Unknown(address) from None


def text_at(article: Article, address: str) -> Text:
    """All that a reader would see of the version at an address. Raises `Unknown`.

    A sealed revision is read from its seal; a draft or a checkpoint is put together with the
    references and the names as they are now.
    """
    stored = find(article, address).stored
    return seal.text_of(stored) if isinstance(stored, Revision) else seal.compose(stored)


def texts_of(article: Article, versions: Sequence[Version]) -> list[Text]:
    """`text_at` of each, in few queries: what is put together shares names, works and images."""
    revisions = Revision.objects.in_bulk([each.pk for each in _stored(versions, Revision)])
    checkpoints = Checkpoint.objects.in_bulk([each.pk for each in _stored(versions, Checkpoint)])
    whole = [
        (revisions if isinstance(each.stored, Revision) else checkpoints)[each.stored.pk]
        for each in versions
    ]
    composed = iter(seal.compose_all(article, [each for each in whole if not _seal(each)]))
    return [seal.read(sealed) if (sealed := _seal(each)) else next(composed) for each in whole]


def _stored(versions: Sequence[Version], kind: type[Revision] | type[Checkpoint]) -> list[Any]:
    return [each.stored for each in versions if isinstance(each.stored, kind)]


def _seal(stored: Revision | Checkpoint) -> str:
    return stored.sealed if isinstance(stored, Revision) else ""


def written_at(article: Article, address: str) -> DraftText:
    """What a writer wrote of the version at an address. Raises `Unknown`."""
    return DraftText.of(find(article, address).stored)


def versions_of(texts: QuerySet[Revision]) -> Iterator[Version]:
    """All versions of the texts, the latest first and, within a text, the latest save first."""
    revisions = texts.select_related("created_by").defer("body", "sealed").order_by("-number")
    checkpoints = Checkpoint.objects.filter(revision__in=texts.order_by()).defer("body")
    kept: dict[int, list[Checkpoint]] = {}
    for each in checkpoints.select_related("made_by").order_by("-version", "-pk"):
        kept.setdefault(each.revision_id, []).append(each)
    for revision in revisions:
        yield _of_revision(revision)
        yield from (_of_checkpoint(each) for each in kept.get(revision.pk, []))


def differing(article: Article, versions: Sequence[Version]) -> list[Version]:
    """Those of an article's versions whose words or images are not those of the first, in order."""
    latest, *earlier = versions
    said = {name: getattr(latest.stored, name) for name in fields.sealed()}
    revisions = article.revisions.exclude(**said).values_list("pk", flat=True)
    checkpoints = Checkpoint.objects.filter(revision__article=article).exclude(**said)
    others = {f"r{pk}" for pk in revisions}
    others |= {f"v{pk}" for pk in checkpoints.values_list("pk", flat=True)}
    return [version for version in earlier if version.address in others]


@transaction.atomic
def restore(revision: Revision, version: int, address: str, user: User) -> Revision:
    """Save an earlier text into the draft, as one more save; what stood there is kept. Whoever wrote it
    has contributed to the draft as well.

    Raises `Unknown`, `Stale` or `NotADraft`.
    """
    earlier = written_at(revision.article, address)
    if address.startswith(
        "r"
    ):  # what stands beside a sealed text is of its round, not of this draft
        own = {row.name for row in fields.FIELDS if not row.is_sealed}
        earlier = replace(earlier, **{name: getattr(revision, name) for name in own})
    saved = drafts.save_draft(revision, version, user, earlier)
    stored = find(revision.article, address).stored
    # what readers see is reviewed, and was there when the draft began
    if saved.version != version and not (
        isinstance(stored, Revision) and stored.state == PUBLISHED
    ):
        drafts.credit_writers_of(_revision_of(stored), saved)
    return saved


def _revision_of(stored: Revision | Checkpoint) -> Revision:
    return stored if isinstance(stored, Revision) else stored.revision


def _of_revision(revision: Revision) -> Version:
    kind = "sealed" if revision.is_sealed else "draft"
    state = revision.get_state_display().lower()
    label = _("Text %(number)s, %(state)s") % {"number": revision.number, "state": state}
    at = revision.sealed_at or revision.saved_at
    return Version(f"r{revision.pk}", kind, label, at, str(revision.created_by), revision)


def _of_checkpoint(kept: Checkpoint) -> Version:
    kind = "named" if kept.name else "kept"
    return Version(f"v{kept.pk}", kind, str(kept), kept.made_at, str(kept.made_by), kept)

"""What a seal covers: the canonical JSON of all that a reader sees of a revision, and its digest.

An image is in it by the digest of its file, so that the seal binds the pixels too.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any

from articles.formats import Formats
from articles.images import library
from articles.images.pictures import Picture
from articles.models import Article, Byline, Checkpoint, Reference, Revision
from articles.text import cleaner, fields
from articles.text.citations import cited_keys
from articles.text.fields import Written

SEAL = Formats(
    "sealed text",
    first=(
        "title", "standfirst", "body", "references", "bylines", "images", "lead_image", "lead_alt",
        "format",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Signature:
    """A name under the title, as it stood when the text was sealed."""

    name: str
    post_nominals: str
    role: str
    slug: str


@dataclass(frozen=True)
class Text:
    """All that a reader sees of one revision. `references` are CSL-JSON in the order of citation.

    `lead_image` is the key of one of the `images`, or "". `format` is that of the seal that it was
    read from; the latest, where it is put together now.
    """

    title: str
    standfirst: str
    body: str
    references: tuple[dict[str, Any], ...]
    bylines: tuple[Signature, ...]
    images: tuple[Picture, ...] = ()
    lead_image: str = ""
    lead_alt: str = ""
    format: int = field(default=0, compare=False)

    @property
    def lead(self) -> Picture | None:
        """The image above the text."""
        return next((each for each in self.images if each.key == self.lead_image), None)

    def serialised(self) -> str:
        """Canonical JSON: sorted keys, no spare white space, UTF-8 as it is."""
        record = SEAL.covered(self.format or SEAL.latest, asdict(self))
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(sealed: str) -> str:
    """SHA-256 of a serialised text, in hexadecimal."""
    return hashlib.sha256(sealed.encode()).hexdigest()


def text_of(revision: Revision) -> Text:
    """The text of a revision: from its seal where it has one, else from the draft as it stands."""
    return read(revision.sealed) if revision.sealed else compose(revision)


def compose(revision: Revision | Checkpoint) -> Text:
    """Put the text of a draft, or of one of its checkpoints, together with its references and
    bylines as they are now."""
    return compose_all(revision.article, [revision])[0]


def compose_all(article: Article, texts: Sequence[Written]) -> list[Text]:
    """`compose` for several texts of one article, stored or typed, with as many queries as for one."""
    if not texts:
        return []
    markups = [cleaner.clean(each.body) for each in texts]
    keys = {key for markup in markups for key in cited_keys(markup)}
    known = {each.key: each.csl for each in Reference.objects.filter(key__in=keys)}
    named = signatures(bylines(article))
    shown = [
        library.shown_keys(markup, text.lead_image)
        for text, markup in zip(texts, markups, strict=True)
    ]
    pictures = library.pictures(dict.fromkeys(chain.from_iterable(shown)))
    return [
        put_together(text, markup, known, named, _in_order(pictures, wanted))
        for text, markup, wanted in zip(texts, markups, shown, strict=True)
    ]


def _in_order(pictures: Iterable[Picture], keys: Iterable[str]) -> tuple[Picture, ...]:
    by_key = {picture.key: picture for picture in pictures}
    return tuple(by_key[key] for key in keys if key in by_key)


def put_together(
    revision: Written,
    markup: str,
    known: dict[str, dict[str, Any]],
    bylines: tuple[Signature, ...],
    shown: tuple[Picture, ...],
) -> Text:
    """A text of its parts: the cleaned body, CSL-JSON by key, names, and images in their order."""
    written: dict[str, Any] = {name: getattr(revision, name) for name in fields.sealed()}
    return Text(
        **{**written, "body": markup},
        references=tuple(known[key] for key in cited_keys(markup) if key in known),
        bylines=bylines,
        images=shown,
    )


def read(sealed: str) -> Text:
    """Parse what `serialised` wrote, in whatever format. Raises `UnknownFormat` for one of a later site.

    What was sealed before texts had images names none.
    """
    stored = SEAL.read(json.loads(sealed))
    stored["references"] = tuple(stored["references"])
    stored["bylines"] = tuple(Signature(**byline) for byline in stored["bylines"])
    stored["images"] = tuple(Picture(**image) for image in stored.get("images", ()))
    stored["lead_image"] = stored["lead_image"] or ""
    return Text(**stored)


def bylines(article: Article) -> list[Byline]:
    """The names under the title as they stand there: writers first."""
    return sorted(
        article.bylines.select_related("person"),
        key=lambda byline: (byline.role != Byline.Role.WRITER, byline.position, byline.pk),
    )


def signatures(named: Iterable[Byline]) -> tuple[Signature, ...]:
    """What is sealed of names under a title, in their order."""
    return tuple(
        Signature(byline.person.name, byline.person.post_nominals, byline.role, byline.person.slug)
        for byline in named
    )

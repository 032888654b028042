"""Two whole texts: title, standfirst, names, body, sources, and whatever else a seal covers."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.comparing.differences import Block, Fate, after, before, differences
from articles.comparing.nodes import Token, blocks, markup, spoken
from articles.comparing.wording import Piece, PieceKind, pieces
from articles.comparing.wordless import PROFILE
from articles.models import Byline
from articles.sealing.seal import Signature, Text
from articles.text import cleaner, fields
from articles.text.fields import TextField

# what the parts of a seal and of CSL-JSON are called; what stands in none of both keeps its name
FACTS: Final = {
    **{row.name.replace("_", " "): row.fact for row in fields.FIELDS if row.fact},
    "image": gettext_lazy("image"),
    "alt": pgettext_lazy("of an image", "alt"),
    "credit": gettext_lazy("credit"),
    "licence": gettext_lazy("licence"),
    "source": pgettext_lazy("of an image", "source"),
    "type": pgettext_lazy("of a work", "type"),
    "title": pgettext_lazy("of a work", "title"),
    "author": pgettext_lazy("of a work", "author"),
    "editor": pgettext_lazy("of a work", "editor"),
    "family": pgettext_lazy("of a name", "family"),
    "given": pgettext_lazy("of a name", "given"),
    "literal": pgettext_lazy("of a name", "literal"),
    "issued": pgettext_lazy("of a work", "issued"),
    "accessed": pgettext_lazy("of a work", "accessed"),
    "date-parts": pgettext_lazy("of a work", "date-parts"),
    "container-title": pgettext_lazy("of a work", "container-title"),
    "container-title-short": pgettext_lazy("of a work", "container-title-short"),
    "publisher": pgettext_lazy("of a work", "publisher"),
    "volume": pgettext_lazy("of a work", "volume"),
    "issue": pgettext_lazy("of a work", "issue"),
    "page": pgettext_lazy("of a work", "page"),
}
PARTS: Final = {"references", "bylines", "images", "format"}  # of a seal, beside its text’s fields
CSL: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class FactChange:
    """One fact that reads differently: its name, what it was, what it is. "" where there was none."""

    name: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """The name word by word in the language of the page."""
        known = FACTS.get(self.name)
        return str(known or " ".join(str(FACTS.get(word, word)) for word in self.name.split(" ")))


@dataclass(frozen=True)
class ComparedLine:
    """A field of one line or a few, word by word."""

    field: TextField
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != PieceKind.KEPT for piece in self.pieces)


@dataclass(frozen=True)
class SourceChange:
    """What became of a work in the reference list; `fields` are those that were corrected."""

    fate: Fate
    old: dict[str, Any] | None = None
    new: dict[str, Any] | None = None
    fields: tuple[FactChange, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All that differs between two texts, and all that does not."""

    old: Text
    new: Text
    lines: tuple[ComparedLine, ...]
    bylines: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    sources: tuple[SourceChange, ...]
    others: tuple[FactChange, ...]

    @cached_property
    def is_empty(self) -> bool:
        """True exactly when the digests of the two texts are equal."""
        return not (
            any(line.is_changed for line in self.lines)
            or any(piece.kind != PieceKind.KEPT for piece in self.bylines)
            or any(block.fate != Fate.KEPT for block in self.blocks)
            or self.sources
            or self.others
        )

    def rejected(self) -> str:
        """The old body, put together again from what the comparison holds."""
        return markup(before(self.blocks))

    def accepted(self) -> str:
        """The new body, put together again from what the comparison holds."""
        return markup(after(self.blocks))


def compare(old: Text, new: Text) -> Comparison:
    """Compare two texts. Pure, and bounded: see `alignment` and `wording`."""
    found = Comparison(
        old=old,
        new=new,
        lines=tuple(_lines(old, new)),
        bylines=pieces(_names(old.bylines), _names(new.bylines)),
        blocks=differences(blocks(cleaner.clean(old.body)), blocks(cleaner.clean(new.body))),
        sources=_sources(old.references, new.references),
        others=_others(old, new),
    )
    if found.is_empty and old.serialised() != new.serialised():
        # sources in another order, a form of an earlier cleaner: nothing goes unsaid
        return _with_remark(found)
    return found


def _lines(old: Text, new: Text) -> Iterator[ComparedLine]:
    for row in fields.FIELDS:
        if row.changed:
            was, now = (spoken(getattr(text, row.name)) for text in (old, new))
            yield ComparedLine(row, pieces(was, now))


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """Plain words that no seal covers: a change note."""
    return pieces(spoken(old), spoken(new))


def _with_remark(found: Comparison) -> Comparison:
    remark = FactChange(
        _("The stored form"), _("reads the same"), _("reads the same, and is kept differently")
    )
    return Comparison(**{**vars(found), "others": (remark,)})


def _names(signatures: Iterable[Signature]) -> tuple[Token, ...]:
    """Each name under the title as one token, with its part and the profile that it leads to."""
    return tuple(
        Token(
            f"{Byline.Role(each.role).label} {_titled(each)}",
            attributes=((PROFILE, each.slug),),
        )
        for each in signatures
    )


def _titled(signature: Signature) -> str:
    return ", ".join(filter(None, [signature.name, signature.post_nominals]))


def _sources(old: tuple[CSL, ...], new: tuple[CSL, ...]) -> tuple[SourceChange, ...]:
    """Added ones first, then removed, then corrected, each in the order of its list."""
    was, now = ({str(csl["id"]): csl for csl in each} for each in (old, new))
    return (
        *(SourceChange(Fate.INSERTED, new=csl) for key, csl in now.items() if key not in was),
        *(SourceChange(Fate.DELETED, old=csl) for key, csl in was.items() if key not in now),
        *(
            SourceChange(Fate.CHANGED, was[key], csl, _fields(was[key], csl))
            for key, csl in now.items()
            if key in was and was[key] != csl
        ),
    )


def _others(old: Text, new: Text) -> tuple[FactChange, ...]:
    """What a seal covers besides: a lead image, and whatever it will cover one day."""
    told = PARTS | {row.name for row in fields.FIELDS if row.changed or row.is_body}
    was, now = (
        {name: value for name, value in asdict(text).items() if name not in told}
        for text in (old, new)
    )
    return (*_fields(was, now), *_image_facts(old, new))


def _image_facts(old: Text, new: Text) -> tuple[FactChange, ...]:
    """Credit and licence of the images in both; which are there the body says, or the lead image."""
    known = {picture.key: asdict(picture) for picture in old.images}
    return tuple(
        FactChange(f"image {field.name}", field.old, field.new)
        for picture in new.images
        if picture.key in known
        for field in _fields(known[picture.key], asdict(picture))
    )


def _fields(old: dict[str, Any], new: dict[str, Any]) -> tuple[FactChange, ...]:
    was, now = _flat(old), _flat(new)
    return tuple(
        FactChange(name, was.get(name, ""), now.get(name, ""))
        for name in dict.fromkeys([*was, *now])
        if was.get(name, "") != now.get(name, "")
    )


def _flat(value: Any, name: str = "") -> dict[str, str]:
    """Nested facts as lines: {"author 1 family": "Olsen"}."""
    if isinstance(value, dict):
        items: Iterable[tuple[object, Any]] = value.items()
    elif isinstance(value, list | tuple):
        items = enumerate(value, start=1)
    else:
        return {} if value is None else {name: str(value)}
    found: dict[str, str] = {}
    for key, inner in items:
        found |= _flat(inner, f"{name} {key}".strip().replace("_", " "))
    return found

"""A comparison as a page shows it: rows of markup, inline or side by side, what stayed folded away.

No change is told by colour alone: inserted words are underlined and removed ones struck out, both are
announced, and all that is no word (form, kind, order) is said in a label. Built by lxml from nodes of
cleaned bodies, so every word is escaped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Final
from unicodedata import category, name

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from lxml import etree, html

from articles.comparing.differences import Block, Fate
from articles.comparing.nodes import Node, Token, Writer, append_text, runs
from articles.comparing.summary import summary
from articles.comparing.texts import Comparison, FactChange, SourceChange
from articles.comparing.wording import Piece, PieceKind
from articles.comparing.wordless import kind_changes, mark_changes
from articles.images import pictures
from articles.images.pictures import Picture
from articles.references import bibliography
from articles.sealing.rendering import give_roles, let_scroll, mark_outbound_links
from articles.sealing.seal import Text
from articles.text import vocabulary
from articles.text.citations import cited_keys
from articles.text.vocabulary import ALONE, PARTED

BESIDE: Final = 1  # kept blocks that stay in sight before and after a change
FOLDED: Final = 3  # fewer are not worth folding
WORDS_OF_A_STUB: Final = 14
SAID: Final = {
    Fate.INSERTED: pgettext_lazy("part", "Added"),
    Fate.DELETED: pgettext_lazy("part", "Removed"),
    Fate.CHANGED: pgettext_lazy("part", "Changed"),
}


class Side(StrEnum):
    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Row:
    """One block: `both` is its inline form, `old` and `new` its sides; `number` counts the changes."""

    fate: str
    label: str
    number: int
    both: SafeString
    old: SafeString
    new: SafeString
    is_last: bool = False

    @property
    def next_number(self) -> int:
        return self.number + 1


@dataclass(frozen=True)
class Stretch:
    """Rows in a row; those of a folded stretch all stayed."""

    rows: tuple[Row, ...]
    is_folded: bool


@dataclass(frozen=True)
class ShownSource:
    fate: Fate
    label: str
    html: SafeString
    was: SafeString
    links: tuple[tuple[str, str], ...]
    fields: tuple[FactChange, ...]


@dataclass(frozen=True)
class Shown:
    """All that the template of a comparison prints."""

    is_empty: bool
    is_side: bool
    summary: list[str]
    heads: list[Row]
    stretches: list[Stretch]
    sources: list[ShownSource]
    others: tuple[FactChange, ...]

    @property
    def count(self) -> int:
        """How many places there are to jump to."""
        rows = [row for stretch in self.stretches for row in stretch.rows]
        return max((row.number for row in (*self.heads, *rows)), default=0)


def show(comparison: Comparison, *, is_side: bool = False) -> Shown:
    """Make a comparison ready to print."""
    heads, rows = _rows(comparison)
    return Shown(
        is_empty=comparison.is_empty,
        is_side=is_side,
        summary=summary(comparison),
        heads=heads,
        stretches=_folded(rows),
        sources=_sources(comparison.sources),
        others=comparison.others,
    )


def words(pieces: Iterable[Piece], side: Side = Side.BOTH) -> SafeString:
    """Compared running text alone, as markup."""
    block = html.Element("span")
    _write(block, pieces, side, _Citations(), _Citations())
    return _markup(block)


def alone(blocks: Iterable[Block], old: Text, new: Text) -> SafeString:
    """Some blocks of a comparison of two texts by themselves, as markup."""
    page = _BothTexts(_Citations.of(old), _Citations.of(new), _pictures_of(old, new))
    return mark_safe("".join(_markup(_wrapped(each, Side.BOTH, page)) for each in blocks))  # noqa: S308 built of nodes


def _pictures_of(old: Text, new: Text) -> dict[str, Picture]:
    return {each.key: each for each in (*old.images, *new.images)}


# --- rows --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Citations:
    """Numbers and short names of the works that a text cites."""

    numbers: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text) -> "_Citations":
        known = {str(csl["id"]): csl for csl in text.references}
        cited = [key for key in cited_keys(text.body) if key in known]
        return cls(
            {key: number for number, key in enumerate(cited, start=1)},
            {key: bibliography.short(csl) for key, csl in known.items()},
        )

    def number(self, token: Token) -> str:
        return str(self.numbers.get(token.get("data-ref"), "?"))

    def name(self, token: Token) -> str:
        key = token.get("data-ref")
        return self.names.get(key, key)


@dataclass
class _BothTexts:
    old: _Citations
    new: _Citations
    pictures: dict[str, Picture]


def _rows(comparison: Comparison) -> tuple[list[Row], list[Row]]:
    page = _BothTexts(
        _Citations.of(comparison.old),
        _Citations.of(comparison.new),
        _pictures_of(comparison.old, comparison.new),
    )
    heads = [
        _head(label, pieces)
        for label, pieces in (
            *((str(line.field.changed), line.pieces) for line in comparison.lines),
            (_("Names changed"), _parted(comparison.bylines)),
        )
        if any(piece.kind != PieceKind.KEPT for piece in pieces)
    ]
    rows = [_row(block, page) for block in comparison.blocks]
    numbered = _numbered([*heads, *rows])
    return numbered[: len(heads)], numbered[len(heads) :]


def _numbered(rows: list[Row]) -> list[Row]:
    changed = sum(row.fate != Fate.KEPT for row in rows)
    found, number = [], 0
    for row in rows:
        if row.fate != Fate.KEPT:
            number += 1
            row = Row(**{**vars(row), "number": number, "is_last": number == changed})
        found.append(row)
    return found


def _head(label: str, pieces: Iterable[Piece]) -> Row:
    pieces = list(pieces)
    both, old, new = (words(pieces, side) for side in Side)
    return Row(Fate.CHANGED, label, 0, both, old, new)


def _parted(names: Iterable[Piece]) -> list[Piece]:
    """Names as running text, a stop after each."""

    def spaced(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        return tuple(Token(f"{token.text}. ", attributes=token.attributes) for token in tokens)

    return [Piece(piece.kind, spaced(piece.old), spaced(piece.new)) for piece in names]


def _row(block: Block, page: _BothTexts) -> Row:
    both, old, new = (_markup(_wrapped(block, side, page)) for side in Side)
    return Row(block.fate, _label(block), 0, both, old, new)


def _label(block: Block) -> str:
    if block.move:
        return _("Moved away") if block.fate == Fate.DELETED else _("Moved here")
    return str(SAID.get(block.fate, ""))


def _folded(rows: list[Row]) -> list[Stretch]:
    changed = [at for at, row in enumerate(rows) if row.fate != Fate.KEPT]
    near = {at + step for at in changed for step in range(-BESIDE, BESIDE + 1)}
    found = []
    for is_near, run in groupby(range(len(rows)), key=lambda at: at in near):
        stretch = tuple(rows[at] for at in run)
        found.append(Stretch(stretch, is_folded=not is_near and len(stretch) >= FOLDED))
    return found


# --- blocks ------------------------------------------------------------------------------------------


def _wrapped(block: Block, side: Side, page: _BothTexts) -> html.HtmlElement:
    """A block in an element whose content is printed; empty where the side has none of it."""
    around = html.Element("div")
    shown = _block(block, side, page, is_top=True)
    if shown is not None:
        around.append(shown)
    for image in list(around.iter("img")):
        picture = page.pictures.get(image.get("data-image", ""))
        if picture is not None:
            image.getparent().replace(image, pictures.shown(picture, image.get("alt", "")))
    for table in list(around.iter("table")):
        let_scroll(table, _("Table"))
    give_roles(around)
    mark_outbound_links(around)
    return around


def _block(
    block: Block, side: Side, page: _BothTexts, *, is_top: bool = False
) -> html.HtmlElement | None:
    if (block.fate, side) in ((Fate.INSERTED, Side.OLD), (Fate.DELETED, Side.NEW)):
        return None
    if block.fate == Fate.KEPT:
        node, cited = (block.old, page.old) if side == Side.OLD else (block.new, page.new)
        return _plain(node or block.node, cited)
    shown = _marked(block, side, page)
    shown.set("data-change", f"moved-{block.fate}" if block.move else str(block.fate))
    if block.move:
        place = "from" if block.fate == Fate.DELETED else "to"
        shown.set("id", f"move-{block.move}-{place}")
    return _labelled(shown, block, side, is_top=is_top)


def _marked(block: Block, side: Side, page: _BothTexts) -> html.HtmlElement:
    is_gone = block.move and block.fate == Fate.DELETED
    if is_gone and side == Side.BOTH and block.node.row.stub:
        return _stub(block.node)
    if block.pieces or block.parts:
        return _changed(block, side, page)
    if block.fate == Fate.DELETED:
        return _all(block.node, PieceKind.DELETED, page)
    # what only moved is not new: its label says where it was
    return (
        _plain(block.node, page.new) if block.move else _all(block.node, PieceKind.INSERTED, page)
    )


def _changed(block: Block, side: Side, page: _BothTexts) -> html.HtmlElement:
    shell = block.old if side == Side.OLD and block.old else block.node
    shown = html.Element(shell.tag, dict(shell.attributes))
    if block.pieces:
        _write(shown, block.pieces, side, page.old, page.new)
    for part in block.parts:
        inner = _block(part, side, page)
        if inner is not None:
            shown.append(inner)
    return shown


def _all(node: Node, kind: PieceKind, page: _BothTexts) -> html.HtmlElement:
    """A block every word of which came or went."""
    shown = html.Element(node.tag, dict(node.attributes))
    if node.tokens:
        piece = (
            Piece(kind, node.tokens, ())
            if kind == PieceKind.DELETED
            else Piece(kind, (), node.tokens)
        )
        _write(shown, [piece], Side.BOTH, page.old, page.new)
    shown.extend(_all(child, kind, page) for child in node.children)
    return shown


def _plain(node: Node, cited: _Citations) -> html.HtmlElement:
    shown = html.Element(node.tag, dict(node.attributes))
    _say(shown, node.tokens, cited)
    shown.extend(_plain(child, cited) for child in node.children)
    return shown


def _stub(node: Node) -> html.HtmlElement:
    """Where a block stood that is further on, or further back, now: its first words."""
    shown = html.Element(node.row.stub)
    first = node.text.split()
    shown.text = " ".join(first[:WORDS_OF_A_STUB]) + ("…" if len(first) > WORDS_OF_A_STUB else "")
    return shown


def _labelled(
    shown: html.HtmlElement, block: Block, side: Side, *, is_top: bool
) -> html.HtmlElement:
    """Say what became of a block where its words alone do not: that it is new, its kind, its order."""
    said = [] if is_top or block.fate == Fate.CHANGED else [_label(block)]
    if block.old and block.new and side != Side.OLD and (block.fate == Fate.CHANGED or block.parts):
        said += kind_changes(block.old, block.new)
    if not said and not block.move:
        return shown
    label = html.Element("small")
    label.set("class", "what")
    label.text = ". ".join(said)
    if block.move:
        label.text += ". " if said else ""
        place = "to" if block.fate == Fate.DELETED else "from"
        link = etree.SubElement(label, "a", href=f"#move-{block.move}-{place}")
        link.text = _("See where it is now") if place == "to" else _("See where it was")
    return _with_label(shown, label)


def _with_label(shown: html.HtmlElement, label: html.HtmlElement) -> html.HtmlElement:
    if vocabulary.BODY[shown.tag].shape in ALONE:
        around = html.Element("div")
        around.append(label)
        around.append(shown)
        return around
    place = shown
    while len(place) and _is_parted(place):
        place = place[0]
    label.tail, place.text = place.text, None
    place.insert(0, label)
    return shown


def _is_parted(shown: html.HtmlElement) -> bool:
    row = vocabulary.BODY.get(shown.tag)  # a label of the page's own is in no row
    return row is not None and row.shape in PARTED


# --- words -------------------------------------------------------------------------------------------


def _write(
    block: html.HtmlElement, pieces: Iterable[Piece], side: Side, old: _Citations, new: _Citations
) -> None:
    for piece in pieces:
        if piece.kind == PieceKind.KEPT:
            _say(block, *((piece.old, old) if side == Side.OLD else (piece.new, new)))
        elif piece.kind == PieceKind.FORMATTED:
            _say_formatted(block, piece, side, old, new)
        elif piece.kind == PieceKind.DELETED and side != Side.NEW:
            _say_changed(block, "del", _("removed:"), piece.old, old)
        elif piece.kind == PieceKind.INSERTED and side != Side.OLD:
            _say_changed(block, "ins", _("inserted:"), piece.new, new)


def _say(block: html.HtmlElement, tokens: Iterable[Token], cited: _Citations) -> None:
    writer = Writer(block)
    for token in runs(tokens):
        leaf = writer.add(token)
        if leaf is not None and token.leaf == "cite":
            leaf.text = f"[{cited.number(token)}]"


def _say_changed(
    block: html.HtmlElement, tag: str, said: str, tokens: Sequence[Token], cited: _Citations
) -> None:
    shown = etree.SubElement(block, tag)
    _announce(shown, said)
    if not any(token.leaf for token in tokens) and (unseen := _unseen(tokens)):
        shown.set("class", "unseen")
        append_text(shown, unseen)
        return
    writer = Writer(shown)
    for token in runs(tokens):
        leaf = writer.add(token)
        if leaf is None:
            continue
        if token.leaf == "cite":
            locator = token.get("data-locator")
            leaf.text = ", ".join(filter(None, [cited.number(token), cited.name(token), locator]))
            leaf.text = f"[{leaf.text}]"
        elif token.leaf == "br":
            leaf.addprevious(_small(_("new line")))


def _say_formatted(
    block: html.HtmlElement, piece: Piece, side: Side, old: _Citations, new: _Citations
) -> None:
    shown = etree.SubElement(block, "span")
    shown.set("class", "formatted")
    _announce(shown, _("form changed:"))
    _say(shown, *((piece.old, old) if side == Side.OLD else (piece.new, new)))
    if side != Side.OLD:
        shown.append(_small("; ".join(mark_changes(piece.old[0], piece.new[0]))))


def _announce(shown: html.HtmlElement, said: str) -> None:
    """For who hears the page: underlining and striking are silent."""
    hidden = etree.SubElement(shown, "span")
    hidden.set("class", "visually-hidden")
    hidden.text = f"{said} "


def _small(text: str) -> html.HtmlElement:
    small = html.Element("small")
    small.set("class", "what")
    small.text = f" {text} "
    return small


def _unseen(tokens: Sequence[Token]) -> str:
    """The names of characters that leave no ink, where there are no others."""
    text = "".join(token.text for token in tokens)
    if any(category(character)[0] not in "ZC" for character in text):
        return ""
    return ", ".join(name(character, f"U+{ord(character):04X}").lower() for character in text)


# --- the rest ----------------------------------------------------------------------------------------


def _sources(changes: Sequence[SourceChange]) -> list[ShownSource]:
    new = _entries([change.new for change in changes])
    old = _entries([change.old for change in changes])
    return [
        ShownSource(
            fate=change.fate,
            label=str(
                pgettext("part", "Corrected") if change.fate == Fate.CHANGED else SAID[change.fate]
            ),
            html=(now or was).html,  # type: ignore[union-attr]
            was=was.html if was and now and was.html != now.html else mark_safe(""),
            links=(now or was).links,  # type: ignore[union-attr]
            fields=change.fields,
        )
        for change, now, was in zip(changes, new, old, strict=True)
    ]


def _entries(items: list[dict[str, object] | None]) -> list[bibliography.FormattedReference | None]:
    made = iter(bibliography.entries([csl for csl in items if csl is not None]))
    return [next(made) if csl is not None else None for csl in items]


def _markup(around: html.HtmlElement) -> SafeString:
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in around)
    text = html.Element("i")
    text.text = around.text
    escaped = etree.tostring(text, encoding="unicode", method="html")[3:-4]
    return mark_safe(escaped + inner)  # noqa: S308 built by lxml from nodes

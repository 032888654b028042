"""Lists: bullets and numbers to items, run-in labels told from their text, nesting by indent or style."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine, numbers_of
from articles.importing.lines.markers import Marker
from articles.importing.manuscript import Doubt, Item, Listing, Paragraph
from articles.importing.structure.sheet import Sheet

_DEEPEST: Final = 4
_LOOK_AHEAD: Final = 60


def claim_lists(sheet: Sheet) -> None:
    """Claim every run of bullets or numbers that is still free."""
    for start, end in list(sheet.free_runs()):
        position = start
        while position < end:
            if sheet.lines[position].marker is None:
                position += 1
                continue
            stop = position
            while stop < end and _belongs(sheet.lines, position, stop):
                stop += 1
            listings = listings_of(sheet.lines[position:stop])
            sheet.claim(position, stop, *listings)
            sheet.doubts.extend(_doubts(sheet.lines[position:stop]))
            position = stop


def listings_of(lines: Sequence[SourceLine]) -> list[Listing]:
    """The lists that these lines make; the first of them has a marker."""
    found = []
    position = 0
    while position < len(lines):
        listing, position = _Builder(lines, position, 1).build()
        found.append(listing)
    return found


def unmarked_listing(lines: Sequence[SourceLine]) -> Listing:
    """A list of lines whose bullets were lost."""
    items = [Item(line.text, line.numbers) for line in lines]
    return Listing(tuple(_with_labels(items)), numbers_of(lines))


def _belongs(lines: Sequence[SourceLine], start: int, index: int) -> bool:
    line = lines[index]
    if line.marker is not None:
        return line.mark == 0
    return line.gap == 0 and line.mark == 0 and line.indent > lines[start].indent


@dataclass
class _Builder:
    """Builds one list from `position` on, and those inside it."""

    lines: Sequence[SourceLine]
    position: int
    depth: int

    def build(self) -> tuple[Listing, int]:
        first = self.lines[self.position]
        assert first.marker is not None  # noqa: S101 the callers start at a marker
        self.kind, self.style, self.indent = first.marker.kind, first.marker.style, first.indent
        self.last = first.marker.value - 1
        start = self.position
        items: list[Item] = []
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if line.marker is None:
                items[-1] = replace(
                    items[-1], more=(*items[-1].more, Paragraph(line.text, line.numbers))
                )
                self.position += 1
            elif self._is_next(line):
                items.append(Item(line.rest, line.numbers))
                self.last = line.marker.value
                self.position += 1
            elif items and self._is_nested(line):
                inner, self.position = _Builder(self.lines, self.position, self.depth + 1).build()
                items[-1] = replace(items[-1], more=(*items[-1].more, inner))
            else:
                break
        numbers = numbers_of(self.lines[start : self.position])
        value = max(first.marker.value, 1)
        labelled = tuple(_with_labels(items))
        return Listing(labelled, numbers, self.kind != "bullet", value), self.position

    def _is_next(self, line: SourceLine) -> bool:
        marker = line.marker
        if marker is None or not self._is_alike(marker):
            return False
        shift = line.indent - self.indent
        if (shift > 1 and self.depth < _DEEPEST) or (shift < -1 and self.depth > 1):
            return False
        if self.kind == "bullet":
            return True
        return marker.value > self.last or marker.value == self.last == 1

    def _is_nested(self, line: SourceLine) -> bool:
        if self.depth >= _DEEPEST or line.marker is None:
            return False
        if line.indent >= self.indent + 2:
            return True
        if line.marker.kind == "outline" and self.kind in {"number", "outline"}:
            return line.marker.style.split(".")[-1] == str(self.last)
        if line.indent < self.indent or self._is_alike(line.marker):
            return False
        following = self.lines[self.position + 1 : self.position + _LOOK_AHEAD]
        return any(self._resumes(later.marker) for later in following)

    def _is_alike(self, marker: Marker) -> bool:
        return (marker.kind, marker.style) == (self.kind, self.style)

    def _resumes(self, marker: Marker | None) -> bool:
        if marker is None or not self._is_alike(marker):
            return False
        return self.kind == "bullet" or marker.value == self.last + 1


def _with_labels(items: list[Item]) -> list[Item]:
    """Part run-in labels from their texts where at least half of the items have one."""
    for label_of in (wording.label_of, wording.dashed_label_of):
        labels = [label_of(item.text) for item in items]
        found = sum(label is not None for label in labels)
        needed = len(items) if label_of is wording.dashed_label_of else len(items) / 2
        if len(items) > 1 and found and found >= needed:
            return [
                replace(item, label=label[0], text=label[1]) if label else item
                for item, label in zip(items, labels, strict=True)
            ]
    return items


def _doubts(lines: Sequence[SourceLine]) -> list[Doubt]:
    """Where the numbers of a list start again or leave one out."""
    numbered = [line for line in lines if line.marker and line.marker.kind in {"number", "letter"}]
    styles = {line.marker.style for line in lines if line.marker}
    previous: dict[tuple[str, int], int] = {}
    for line in numbered:
        assert line.marker is not None  # noqa: S101 filtered above
        series, value = (line.marker.style, line.indent), line.marker.value
        last = previous.get(series)
        previous[series] = value
        if last is None or value == last + 1 or value == last == 1:
            continue
        if value == 1 and len(styles) > 1:
            continue  # the inner list of another item begins
        return [
            Doubt(
                line.number,
                "list",
                f"The numbering goes from {last} to {value} here. Is this one list or two, and is "
                "an item missing?",
                line.rest,
            )
        ]
    return []

"""The lines of the standards with what the record shows, what somebody added, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Article
from articles.users import User
from cms.assessing.facts import Fact, Record
from cms.assessing.models import AssessmentNote
from cms.assessing.standards import LINES, STANDARDS, Line, Section, Shows, Standard


class Standing(StrEnum):
    """How far a line is. None of them says that it is met: an assessor does."""

    SHOWN = "shown"
    ADDED = "added"
    TO_ADD = "to add"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {
            "shown": _("The record shows it"),
            "added": _("Shown, and added to by people"),
            "to add": _("Somebody has to add to it"),
            "missing": _("Something is missing"),
        }[self.value]


@dataclass(frozen=True)
class Row:
    """A line, the facts under it, and what was added to it."""

    line: Line
    facts: tuple[Fact, ...]
    note: AssessmentNote | None

    @property
    def text(self) -> str:
        return self.note.text if self.note else ""

    @property
    def standing(self) -> Standing:
        if any(each.is_gap for each in self.facts):
            return Standing.MISSING
        if self.line.asks:
            return Standing.ADDED if self.text else Standing.TO_ADD
        return Standing.SHOWN


@dataclass(frozen=True)
class Assessed:
    """A standard, its sections with their rows, and how many rows stand how."""

    standard: Standard
    sections: tuple[tuple[Section, tuple[Row, ...]], ...]

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        standings = [row.standing for _section, rows in self.sections for row in rows]
        return [(each, standings.count(each)) for each in Standing]


def assessed(article: Article | None = None) -> list[Assessed]:
    """Both standards, of the site or of one article; as many queries for many articles as for few."""
    record, notes = Record(article), _notes(article)
    known: dict[Shows, tuple[Fact, ...]] = {}

    def row(line: Line) -> Row:
        for each in line.shows:
            if each not in known:
                known[each] = tuple(each(record))
        shown = tuple(fact for each in line.shows for fact in known[each])
        return Row(line, shown, notes.get(line.key))

    return [
        Assessed(
            standard,
            tuple(
                (section, tuple(map(row, _lines(section, article))))
                for section in standard.sections
            ),
        )
        for standard in STANDARDS
    ]


def add(key: str, article: Article | None, text: str, by: User) -> bool:
    """Let somebody say something to a line; False where there is no such line or it is said already."""
    if key not in LINES or (article and not LINES[key].of_article):
        return False
    before = AssessmentNote.objects.filter(line=key, article=article).first()
    if (before.text if before else "") == text:
        return False
    AssessmentNote.objects.create(line=key, article=article, text=text, by=by)
    return True


def table(found: list[Assessed]) -> Iterator[list[Any]]:
    """For a file: a row for each line."""
    yield [_("Standard"), _("Section"), _("Line, in our words"), _("Standing"), _("The record shows"),
           _("Added"), _("By"), _("On")]  # fmt: skip
    for each in found:
        for section, rows in each.sections:
            for row in rows:
                note = row.note if row.text else None
                yield [
                    each.standard.name, section.title, row.line.says, row.standing.label,
                    "\n".join(fact.said for fact in row.facts), row.text,
                    note.by if note else "", note.at.date().isoformat() if note else "",
                ]  # fmt: skip


def _lines(section: Section, article: Article | None) -> list[Line]:
    return [line for line in section.lines if line.of_article or article is None]


def _notes(article: Article | None) -> dict[str, AssessmentNote]:
    """The latest of each line."""
    found = AssessmentNote.objects.filter(article=article).select_related("by")
    latest: dict[str, AssessmentNote] = {}
    for note in found:
        latest.setdefault(note.line, note)
    return latest

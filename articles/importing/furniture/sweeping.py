"""What is no part of the article: told line by line, by company, and by zones of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Final

from articles.importing import references
from articles.importing.furniture import disclaimers, patterns
from articles.importing.furniture.patterns import (
    AUTHOR_BOX,
    BYLINE,
    COMMENTS,
    DATED,
    DISCLAIMER,
    DIVIDER,
    FILLER,
    FOOTER,
    LINK,
    MEDIA,
    RELATED,
    REVIEW,
    SELLER,
)
from articles.importing.lines import wording
from articles.importing.lines.line import SourceLine, drop
from articles.importing.manuscript import Doubt, Dropped

_PROSE_WORDS: Final = 25
_BESIDE_LINKS: Final = frozenset({FILLER, DATED, BYLINE, MEDIA, LINK})
_ELLIPSES: Final = ("…", "...", "[…]", "[...]", "[…", "[...")


@dataclass
class Chrome:
    """Reasons for lines to go, by their place; filled by one rule after another."""

    lines: list[SourceLine]
    reasons: dict[int, str] = field(default_factory=dict)

    def sweep(self) -> None:
        self._by_line()
        self._calls_to_see()
        self._spare_lists()
        self._by_company()
        self._names()
        self._disclaimers()
        self._bylines()
        self._roles()
        self._author_boxes()
        self._related_links()
        self._foot()

    def _by_line(self) -> None:
        for index, line in enumerate(self.lines):
            if patterns.DIVIDING.fullmatch(line.text):
                self.reasons[index] = DIVIDER
            elif line.marker is None or line.marker.kind == "bullet":
                reason = self._reason_for(index)
                if reason:
                    self.reasons[index] = reason

    def _reason_for(self, index: int) -> str:
        line = self.lines[index]
        if len(line.text) > 1000:
            return ""
        reason = patterns.reason_for(line.folded, line.length)
        if reason in {RELATED, SELLER} and (line.marker or self._heads_prose(index)):
            return ""
        if reason == DATED and index > self.first_prose and _is_bare_date(line):
            return ""
        return reason

    @cached_property
    def first_prose(self) -> int:
        """Where the text begins; lines above it may be a date and nothing else."""
        places = filter(self._is_prose, range(len(self.lines)))
        return next(places, len(self.lines))

    def _heads_prose(self, index: int) -> bool:
        """Whether the line is rather the heading of a section: "Related topics", "March 2016"."""
        return (
            self.lines[index].is_headline
            and self._is_prose(index + 1)
            and not self._is_teaser(index + 1)
        )

    def _calls_to_see(self) -> None:
        """ "Shop Green Tea" beside a heading that says "Green Tea"."""
        keys = {line.key for line in self.lines}
        for index, line in enumerate(self.lines):
            call = patterns.CALL_TO_SEE.fullmatch(line.key) if line.is_headline else None
            if call and call["what"] in keys:
                self.reasons.setdefault(index, SELLER)

    def _spare_lists(self) -> None:
        """Keep what is an item among others of a list: "Read more about it"."""
        for run in _runs_of_bullets(self.lines):
            if sum(index in self.reasons for index in run) * 2 < len(run):
                for index in run:
                    self.reasons.pop(index, None)

    def _by_company(self) -> None:
        forwards = range(len(self.lines))
        for step, order in ((-1, forwards), (1, reversed(forwards))):
            for index in order:
                neighbour = self.reasons.get(index + step, "")
                if index in self.reasons or not neighbour:
                    continue
                expression = patterns.ALSO_IN_COMPANY.get(neighbour)
                if expression and expression.fullmatch(self.lines[index].folded):
                    self.reasons[index] = neighbour
                elif _is_bare_date(self.lines[index]):
                    self.reasons[index] = DATED

    def _names(self) -> None:
        """The name on the line below "Written by"."""
        for index in sorted(self.reasons):
            reason, below = self.reasons[index], index + 1
            if reason not in {BYLINE, REVIEW} or below in self.reasons or below >= len(self.lines):
                continue
            line = self.lines[below]
            is_open = patterns.NAME_FOLLOWS.fullmatch(self.lines[index].folded)
            if is_open and line.is_headline and line.length <= 8:
                self.reasons[below] = reason

    def _disclaimers(self) -> None:
        for index, line in enumerate(self.lines):
            if index in self.reasons:
                continue
            if disclaimers.is_disclaimer(line.rest):
                self.reasons[index] = DISCLAIMER
            elif disclaimers.is_label(line.rest):
                self.reasons[index] = DISCLAIMER
                if self._is_prose(index + 1):
                    self.reasons.setdefault(index + 1, DISCLAIMER)

    def _bylines(self) -> None:
        """Where nothing is read yet, "By Somebody" names a writer."""
        for index, line in enumerate(self.lines):
            if self._is_prose(index):
                return
            if index in self.reasons or not line.text.startswith(("By ", "by ", "BY ")):
                continue
            is_name = line.text[3:4].isupper() and index > 0
            if is_name and patterns.BY_SOMEONE.fullmatch(line.folded):
                self.reasons[index] = BYLINE

    def _roles(self) -> None:
        """A profession above the text, and the name above it."""
        for index in range(1, self.first_prose):
            line, above = self.lines[index], self.lines[index - 1]
            if index in self.reasons or not patterns.ROLE.fullmatch(line.folded):
                continue
            self.reasons[index] = BYLINE
            if index > 1 and above.is_headline and 1 < above.length < 4:
                self.reasons.setdefault(index - 1, BYLINE)

    def _author_boxes(self) -> None:
        for index, line in enumerate(self.lines):
            if not patterns.AUTHOR_LABEL.fullmatch(line.folded) or line.marker:
                continue
            self.reasons[index] = AUTHOR_BOX
            below = index + 1
            if self._is_prose(below + 1, least=8) and self.lines[below].is_headline:
                self.reasons.setdefault(below, AUTHOR_BOX)
                below += 1
            if self._is_prose(below, least=8):
                self.reasons.setdefault(below, AUTHOR_BOX)

    def _related_links(self) -> None:
        """Short lines and teasers below "Related articles"."""
        for label in [index for index in self.reasons if self.reasons[index] == RELATED]:
            index = label + 1
            while index < len(self.lines) and self._is_link(index):
                self.reasons.setdefault(index, LINK)
                index += 1

    def _is_link(self, index: int) -> bool:
        line = self.lines[index]
        if self.reasons.get(index) in _BESIDE_LINKS or self._is_teaser(index):
            return True
        if index in self.reasons or references.is_heading(line) or wording.frames(line.rest):
            return False
        if line.marker is not None:
            return line.marker.kind in {"bullet", "number"} and wording.is_headline(line.rest)
        heads_prose = self._is_prose(index + 1, least=9) and index + 1 not in self.reasons
        return line.is_headline and (not heads_prose or self._is_teaser(index + 1))

    def _is_teaser(self, index: int) -> bool:
        """The beginning of another article: it breaks off, or "Read more" stands below it."""
        if not self._is_prose(index, least=6):
            return False
        return self.lines[index].text.endswith(_ELLIPSES) or self.reasons.get(index + 1) == FILLER

    def _foot(self) -> None:
        """All below the comment form, if that stands behind the article and not above it."""
        counts = [line.length for line in self.lines]
        signs = sum(map(_signs_a_comment, self.lines))
        total, above = sum(counts), 0
        for index, line in enumerate(self.lines):
            below = total - above - counts[index]
            is_behind = above >= below and (above * 2 >= below * 3 or signs > 1)
            if is_behind and self.reasons.get(index) == COMMENTS and _opens_comments(line):
                for later in range(index + 1, len(self.lines)):
                    if references.is_heading(self.lines[later]):
                        break
                    self.reasons.setdefault(later, FOOTER)
                return
            above += counts[index]
            signs -= _signs_a_comment(line)

    def _is_prose(self, index: int, least: int = _PROSE_WORDS) -> bool:
        if not 0 <= index < len(self.lines):
            return False
        line = self.lines[index]
        return line.marker is None and not line.is_headline and line.length >= least


def _runs_of_bullets(lines: list[SourceLine]) -> Iterator[list[int]]:
    def has_bullet(index: int) -> bool:
        marker = lines[index].marker
        return marker is not None and marker.kind == "bullet"

    for is_list, run in groupby(range(len(lines)), has_bullet):
        if is_list:
            yield list(run)


def _is_bare_date(line: SourceLine) -> bool:
    return bool(patterns.BARE_DATE.fullmatch(line.folded))


def _opens_comments(line: SourceLine) -> bool:
    return bool(patterns.OPENS_COMMENTS.fullmatch(line.folded))


def _signs_a_comment(line: SourceLine) -> bool:
    if len(line.text) > 120:
        return False
    return bool(patterns.SIGNS_A_COMMENT.fullmatch(line.folded))


def sweep(lines: list[SourceLine]) -> tuple[list[SourceLine], list[Dropped], list[Doubt]]:
    """Part the article from what stood around it on the page."""
    chrome = Chrome(lines)
    chrome.sweep()
    kept = [line for index, line in enumerate(lines) if index not in chrome.reasons]
    dropped = [
        dropped
        for index, reason in sorted(chrome.reasons.items())
        for dropped in drop(lines[index], reason)
    ]
    return kept, dropped, [*_doubts(dropped), *_stragglers(chrome)]


def _stragglers(chrome: Chrome) -> list[Doubt]:
    """Prose that was kept although it stands below the links to other articles, at the very end."""
    labels = [index for index, reason in chrome.reasons.items() if reason == RELATED]
    counts = [line.length for line in chrome.lines]
    for label in sorted(labels):
        kept = [
            line
            for index, line in enumerate(chrome.lines[label:], start=label)
            if index not in chrome.reasons
        ]
        is_foot = sum(counts[:label]) > 3 * sum(counts[label:])
        prose = [line for line in kept if line.length >= _PROSE_WORDS]
        if is_foot and prose and not any(map(references.is_heading, kept)):
            question = (
                f"This stands below “{chrome.lines[label].text}”, where articles usually are over. "
                "Does it belong to this one?"
            )
            return [Doubt(prose[0].number, "other articles", question, prose[0].rest[:160])]
    return []


_QUESTIONS: Final = {
    REVIEW: (
        "review claim",
        "The file says that it was reviewed or checked. An import never grants a review, so this was "
        "dropped: does anybody hold the evidence?",
    ),
    DISCLAIMER: (
        "disclaimer",
        "A disclaimer of the site was dropped; the managed disclaimers take its place. Is there "
        "anything in it that they should say?",
    ),
    BYLINE: (
        "byline",
        "The file names people. Who of them belongs on this article?",
    ),
    FOOTER: (
        "dropped text",
        "These paragraphs below the comment form were dropped. Are they all readers' comments?",
    ),
}


def _doubts(dropped: list[Dropped]) -> list[Doubt]:
    doubts = []
    for reason, (kind, question) in _QUESTIONS.items():
        reasons = {reason, AUTHOR_BOX} if reason == BYLINE else {reason}
        lines = [one for one in dropped if one.reason in reasons]
        if reason == FOOTER:
            lines = [one for one in lines if len(wording.words(one.text)) >= _PROSE_WORDS]
        if lines:
            listed = "\n".join(_shortened(one.text) for one in lines)
            doubts.append(Doubt(lines[0].line, kind, f"{question}\n\n{listed}"))
    return doubts


def _shortened(text: str, longest: int = 240) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"

"""Questions about the text as a whole: a lost closing heading, sellers, citation marks, leftovers."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from articles.importing.furniture import disclaimers
from articles.importing.furniture.patterns import DISCLAIMER, FILLER, NEWSLETTER, SELLER
from articles.importing.lines import wording
from articles.importing.lines.expressions import one_of
from articles.importing.lines.line import SourceLine
from articles.importing.manuscript import (
    Block,
    Doubt,
    Dropped,
    Heading,
    ListedReference,
    Paragraph,
    Questions,
)

_CLOSING_HEADING = one_of(
    r"""
    (?:.*\b)?(?:conclusions?|summary|summing up|takeaways?|bottom line|recap|the verdict|outlook)\b.*
    (?:.*\b)?(?:final|last|closing) (?:thoughts?|words?|verdict|takeaways?|remarks)\b.*
    (?:.*\b)?(?:wrap(?:ping)?(?: it)? up|in (?:short|closing|brief)|to sum up|key points)\b.*
    """,
    re.I,
)
_CLOSING_WORDS = one_of(
    r"""
    (?:in (?:conclusion|summary|short|closing|brief|the end|a nutshell))\b
    to (?:conclude|sum(?:mari[sz]e)?(?: up)?|wrap (?:it )?up)\b
    (?:summing up|overall|ultimately|all in all|finally)\b
    """,
    re.I,
)
_SELLING = one_of(
    r"""
    \b(?:buy|purchas(?:e|ing)|(?<!in )(?<!the )(?<!this )order(?:ing)?|shop(?:ping)?)\b.{0,60}\b\
        (?:from|online|store|website|now|today)\b
    \b(?:buy|purchas(?:e|ing)|(?<!in )(?<!the )(?<!this )order(?:ing)?|shop(?:ping)?)\b.{0,60}\b\
        (?:vendor|supplier|brand|retailer)s?\b
    \b(?:vendor|supplier|retailer|seller)s?\b.{0,60}\b(?:offer|sell|provide|sample|ship|discount|deal)
    \bexclusive (?:offer|deal|discount)s?\b
    \b(?:reputable|trusted|reliable|best|our) (?:\w+ )?\
        (?:vendor|supplier|seller|brand|store|shop|product|supplement)s?\b
    \b(?:we|our (?:store|shop|team|company)) (?:sell|offer|ship|carry|stock|provide)s?\b
    \bsample packa?ges?\b|\b(?:discount|coupon|promo) codes?\b|\bfree (?:shipping|samples?)\b
    \bmoney[- ]back\b|\baffiliate\b|\bsponsored\b|\bclick here to (?:buy|order|shop|get)\b
    \byou(?: really)? (?:have|need|should|ought) to try (?:it|this|our|them)\b|[$€£] ?\d+[.,]\d{2}\b
    """,
    re.I,
)
_CITATION_MARK = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|(?<=[.,;a-z])[¹²³⁰⁴-⁹]+")
_LEFTOVER = one_of(
    r"""
    </?[a-z][a-z0-9]*(?:\s[^<>]{0,200})?/?>
    &(?:amp|nbsp|quot|lt|gt|#\d{2,5}|[rl][sd]quo|[mn]dash);
    \[/?[a-z_]{3,20}(?: [^\[\]]{0,100})?\](?!\()
    """,
    re.I,
)
_LONG_PARAGRAPH: Final = 2500
_MANY: Final = 5
_PROSE_WORDS: Final = 15


def about(
    blocks: Sequence[Block],
    lines: Sequence[SourceLine],
    dropped: Sequence[Dropped],
    references: Sequence[ListedReference],
) -> Iterator[Doubt]:
    """What the writer should be asked about a whole text, one doubt a subject."""
    yield from _lost_headings(blocks)
    yield from _lost_conclusion(blocks, lines)
    yield from _sellers(lines, dropped)
    yield from _citation_marks(lines, references)
    yield from _disclaimers(lines)
    yield from _leftovers(lines)
    yield from _long_paragraphs(blocks)


def _lost_headings(blocks: Sequence[Block]) -> Iterator[Doubt]:
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    words = sum(len(wording.words(block.text)) for block in paragraphs)
    if words > 300 and not any(isinstance(block, Heading) for block in blocks):
        question = (
            f"No heading was found in this text of {len(paragraphs)} paragraphs. Were headings lost, "
            "and where does a reader need one?"
        )
        yield Doubt(paragraphs[0].lines[0], "headings", question)


def _lost_conclusion(blocks: Sequence[Block], lines: Sequence[SourceLine]) -> Iterator[Doubt]:
    """The end of an article that no heading announces, or only one of a lower level."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    if len(headings) < 2:
        return
    closing = [block for block in headings[-3:] if _CLOSING_HEADING.fullmatch(block.text)]
    if any(block.level == 2 for block in closing):
        return
    if closing:
        yield _conclusion(closing[0], "its own heading is one of a lower level")
        return
    last = _last_paragraph(blocks)
    if last and (reason := _why_it_closes(last, headings, lines)):
        yield _conclusion(last, reason)


def _why_it_closes(
    last: Paragraph, headings: Sequence[Heading], lines: Sequence[SourceLine]
) -> str:
    gaps = {line.number: line.gap for line in lines}
    usual = sorted(gaps.values())[len(gaps) // 2]
    if _CLOSING_WORDS.match(last.text):
        return "its first words say so"
    if gaps.get(last.lines[0], 0) > usual >= 1:
        return "more blank lines stand above it than elsewhere"
    if _takes_up(last.text, headings):
        return "it takes up the other headings again"
    return ""


def _conclusion(block: Heading | Paragraph, reason: str) -> Doubt:
    question = (
        f"This seems to close the article ({reason}), yet no heading such as “Conclusion” stands "
        "above it. Was one lost? Insert it if so."
    )
    return Doubt(block.lines[0], "closing heading", question, _opening(block.text))


def _last_paragraph(blocks: Sequence[Block]) -> Paragraph | None:
    """The last paragraph of the text proper, unless it is the only text below its heading."""
    body = list(blocks)
    for index, block in enumerate(body):
        if isinstance(block, Questions):
            body = body[: index - 1] if index else []
            break
    if len(body) < 2 or not isinstance(body[-1], Paragraph) or isinstance(body[-2], Heading):
        return None
    return body[-1] if len(wording.words(body[-1].text)) >= _PROSE_WORDS else None


def _takes_up(text: str, headings: Sequence[Heading]) -> bool:
    """Whether a paragraph has half of the words of most headings."""
    have = set(_telling(text))
    wanted = [set(_telling(heading.text)) for heading in headings]
    common = {
        word
        for words in wanted
        for word in words
        if sum(word in one for one in wanted) * 2 > len(wanted)
    }
    wanted = [rest for words in wanted if (rest := words - common)]
    met = sum(len(words & have) * 2 >= len(words) for words in wanted)
    return len(wanted) > 1 and met * 3 >= len(wanted) * 2


def _telling(text: str) -> list[str]:
    return [word for word in wording.key(text).split() if len(word) > 3]


def _sellers(lines: Sequence[SourceLine], dropped: Sequence[Dropped]) -> Iterator[Doubt]:
    """Whoever sells what an article is about has an interest that readers must know."""
    calls = [
        (one.line, one.text)
        for one in dropped
        if one.reason == SELLER
        or (one.reason in {NEWSLETTER, FILLER, DISCLAIMER} and _SELLING.search(one.text))
    ]
    kept = [
        (line.number, sentence)
        for line in lines
        for sentence in wording.sentences(line.rest)
        if _SELLING.search(sentence)
    ]
    if not calls and not kept:
        return
    found = [f"“{_opening(text)}”" for _, text in kept[:_MANY]]
    found += [f"“{_opening(text)}” (dropped)" for _, text in calls[:_MANY]]
    more = max(len(kept) - _MANY, 0) + max(len(calls) - _MANY, 0)
    question = (
        "The text calls to buy or names sellers. Does anybody who wrote or published it gain from "
        "sales? Disclose it, or take these passages out.\n\n" + "\n".join(found)
    )
    question += f"\nand {more} more" if more else ""
    yield Doubt(
        (kept or calls)[0][0], "commercial interest", question, _opening(kept[0][1]) if kept else ""
    )


def _citation_marks(
    lines: Sequence[SourceLine], references: Sequence[ListedReference]
) -> Iterator[Doubt]:
    marks = [
        (line.number, found[0]) for line in lines for found in _CITATION_MARK.finditer(line.rest)
    ]
    if not marks:
        return
    listed = ", ".join(dict.fromkeys(mark for _, mark in marks[:40]))
    source = (
        f"the {len(references)} entries of the reference list"
        if references
        else "a reference list that the file lacks"
    )
    count = "a citation mark" if len(marks) == 1 else f"{len(marks)} citation marks"
    question = (
        f"The text has {count} as plain text ({listed}) pointing at {source}. "
        "Replace each by a citation."
    )
    yield Doubt(marks[0][0], "citations", question)


def _disclaimers(lines: Sequence[SourceLine]) -> Iterator[Doubt]:
    for line in lines:
        for sentence in wording.sentences(line.rest):
            if disclaimers.holds_a_disclaimer(sentence):
                question = (
                    "This sentence disclaims, inside a paragraph that says more, so it was kept. The managed "
                    "disclaimers may say it already: can it go?"
                )
                yield Doubt(line.number, "disclaimer", question, _opening(sentence))
                return


def _leftovers(lines: Sequence[SourceLine]) -> Iterator[Doubt]:
    found = [(line.number, one[0]) for line in lines for one in _LEFTOVER.finditer(line.rest)]
    if found:
        listed = ", ".join(dict.fromkeys(one for _, one in found[:20]))
        question = (
            "These look like leftovers of a web page, and were kept as they are: "
            f"{listed}. Take them out?"
        )
        yield Doubt(found[0][0], "markup", question)


def _long_paragraphs(blocks: Sequence[Block]) -> Iterator[Doubt]:
    for block in blocks:
        if isinstance(block, Paragraph) and len(block.text) > _LONG_PARAGRAPH:
            count = len(wording.words(block.text))
            question = f"This paragraph has {count} words. Were line breaks lost in it?"
            yield Doubt(block.lines[0], "paragraphs", question, _opening(block.text))
            return


def _opening(text: str, longest: int = 160) -> str:
    """The beginning of a passage, to the letter, as a quote that can be found again."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0]

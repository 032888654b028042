"""Work grows with what is sent, and not with its square: whatever somebody pastes keeps no process for long.

Each case is done with n and with 2n, in time of the processor, the least of some tries. The cases are of
kinds that were found, or look alike.
"""

import gc
import math
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest

from articles.coediting.merging import merge
from articles.comparing import differences, nodes
from articles.documents.citation_fields import TooMuch, read_fields
from articles.drafting.drafts import DraftText
from articles.importing import BadFile, parse
from articles.importing import read as read_file
from articles.references import formats
from articles.text import cleaner
from tests.articles.documents.word import field, paragraph, runs

RATIO: Final = 2.6
TRIES: Final = 3
ROUNDS: Final = 4
LONG: Final = 3.0  # seconds: what takes as long is not tried again
TOO_SHORT: Final = 0.02  # seconds: what takes less says nothing
Make = Callable[[int], Any]
Measure = Callable[[Callable[[Any], Any], Any], float]

MARKUP: Final[dict[str, Make]] = {
    "div": lambda n: "<div>" * n,
    "div with words": lambda n: "<div>a" * n,
    "div, closed": lambda n: "<div>" * n + "a" + "</div>" * n,
    "blockquote": lambda n: "<blockquote>" * n,
    "list in list": lambda n: "<ul><li>" * n,
    "items, crossed": lambda n: "<li><p><dd><p><dt>" * n,
    "item, ended by no list": lambda n: "<li><dd></ul>" * n,
    "quoted <": lambda n: '<div a="<">' * n,
    "quoted >": lambda n: '<div a=">">' * n,
    "ended in a comment": lambda n: "<div><!--</div>-->" * n,
    "ended in a declaration": lambda n: "<div><!</div>" * n,
    "ended in CDATA": lambda n: "<svg><![CDATA[></svg>]]>" * n,
    "ended crosswise": lambda n: "<div><table></div></table>" * n,
    "adopted": lambda n: "<b><div></b>" * n,
    "fonts": lambda n: "".join(f'<font size="{i}">a<p>' for i in range(n // 4)),
    "paragraphs": lambda n: "<p>a</p>" * n,
    "not ended": lambda n: "<p>a" * n,
    "a quote that never ends": lambda n: '<div a="' * n,
    "rows": lambda n: "<table>" + "<tr><td>a</td><td>b</td></tr>" * n + "</table>",
    "spaces": lambda n: "<p>" + "\u00a0 " * n * 4 + "a</p>",
}
WORKS: Final[dict[str, Make]] = {
    "RIS": lambda n: "TY  - JOUR\nTI  - T\nAU  - A, B\nER  - \n" * (n // 8),
    "RIS, newlines within": lambda n: "TY  - JOUR\nTI  - T\n" + "\n" * n * 20 + "ER  - \n",
    "RIS, newlines before": lambda n: "\n" * n * 20 + "TY  - JOUR\nTI  - T\nER  - \n",
    "RIS, spaces": lambda n: "TY  - JOUR\nTI  - " + " " * n * 20 + "x\nER  - \n",
    "RIS, many authors": lambda n: "TY  - JOUR\n" + "AU  - A, B\n" * n + "ER  - \n",
    "BibTeX": lambda n: "@article{a,title={T},author={A, B and C, D}}\n" * (n // 16),
    "BibTeX, braces": lambda n: "@article{a,title=" + "{" * n + "x" + "}" * n + "}",
    "BibTeX, never closed": lambda n: "@article{a,title={" * (n // 8),
    "BibTeX, backslashes": lambda n: "@article{a,title={" + "\\" * n + "}}",
    "NBIB, newlines": lambda n: "PMID- 1\nTI  - T\n" + "\n" * n * 20,
    "CSL-JSON, tags": lambda n: '[{"type":"book","title":"' + "<i>" * n + '"}]',
    "EndNote, newlines": lambda n: "%0 Journal Article\n%T T\n" + "\n" * n * 20,
    "EndNote XML, deep": lambda n: "<xml><records>" + "<record>" * n,
    "Scopus, quotes": lambda n: "Authors,Title,Year,Source title\n" + '"' * n,
    "nothing": lambda n: " \n" * n * 10,
}
FILES: Final[dict[str, Make]] = {
    "paragraphs": lambda n: "word word\n\n" * n,
    "newlines": lambda n: "a\n" + "\n" * n * 10 + "b",
    "spaces": lambda n: "a" + " " * n * 10 + "b\n\nc",
    "items": lambda n: "- a\n" * n,
    "stars": lambda n: "*" * n * 10,
    "brackets": lambda n: "words " + "[1]" * n,
    "works": lambda n: (
        "T\n\nwords [1]\n\nReferences\n\n"
        + "".join(f"{i}. A B. T. J. 2020;1:2.\n" for i in range(n // 2))
    ),
}
WORK: Final = '{"citationItems": [{"itemData": {"type": "book", "title": "T"}}]}'
FIELDS: Final[dict[str, Make]] = {
    "lists below nothing": lambda n: ("<w:p/>" * n + runs(field(" BIBLIOGRAPHY ", "1.")) * n, ""),
    "pieces of one": lambda n: (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + f"<w:r><w:instrText>{'a' * 20}</w:instrText></w:r>" * n * 4
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        "",
    ),
    "notes that cite": lambda n: (
        "".join(f'<w:p><w:r><w:footnoteReference w:id="{i}"/></w:r></w:p>' for i in range(n)),
        "".join(
            f'<w:footnote w:id="{i}">{runs(field(f" ADDIN CSL_CITATION {WORK}", "1"))}</w:footnote>'
            for i in range(n)
        ),
    ),
    "controls, one in another": lambda n: (
        '<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_BIBLIOGRAPHY"/></w:sdtPr><w:sdtContent>' * 80
        + paragraph("a") * n
        + "</w:sdtContent></w:sdt>" * 80,
        "",
    ),
}


def paragraphs(n: int, seed: int) -> str:
    words = random.Random(seed)
    said = (" ".join(words.choices(["alpha", "beta", "gamma", "delta"], k=12)) for _ in range(n))
    return "".join(f"<p>{each} {i}</p>" for i, each in enumerate(said))


TEXTS: Final[dict[str, Make]] = {
    "the same": lambda n: (paragraphs(n, 1),) * 3,
    "all others": lambda n: (paragraphs(n, 1), paragraphs(n, 2), paragraphs(n, 3)),
    "alike": lambda n: ("<p>a</p>" * n, "<p>b</p>" * n, "<p>c</p>" * n),
    "alike, more of them": lambda n: ("<p>a</p>" * n, "<p>a</p><p>b</p>" * n, "<p>a</p>" * n),
    "one paragraph": lambda n: tuple(f"<p>{c * n}</p>" for c in ("a ", "b ", "c ")),
    "items": lambda n: tuple(f"<ul>{f'<li><p>{c}</p></li>' * n}</ul>" for c in "abc"),
}


def seconds(do: Callable[[Any], object], given: Any) -> float:
    """The least that it took, without what Python collects in between, which grows with the process."""
    took = []
    gc.freeze()  # what stands already: to look through it takes seconds in a long run
    for _ in range(TRIES):
        gc.collect()
        gc.disable()
        began = time.process_time()
        do(given)
        took.append(time.process_time() - began)
        gc.enable()
        if took[-1] > LONG:
            break
    gc.unfreeze()
    return min(took)


def grows_too_fast(do: Callable[[Any], Any], make: Make, n: int, measure: Measure = seconds) -> str:
    """What is wrong, or "". What looks too slow is asked again of more: a square stays one, noise does not.

    The least of the rounds is compared: a busy machine is no square.
    """
    said = ""
    for size in (n, 2 * n, 4 * n):
        once, twice = math.inf, math.inf
        for _ in range(ROUNDS):
            once, twice = (
                min(once, measure(do, make(size))),
                min(twice, measure(do, make(2 * size))),
            )
            if twice < max(TOO_SHORT, RATIO * once):
                return ""
            if twice > LONG:
                break
        said += f"{size}: {once:.3f} s, and twice as much {twice:.3f} s. "
        if twice > LONG:
            break
    return said


def test_a_square_is_told_from_a_line_that_was_once_kept_waiting():
    def slow_at_first(n: int) -> float:
        return n / 1e5 * (3 if n == 2000 else 1)

    def said(took: Callable[[int], float]) -> str:
        return grows_too_fast(
            took, int, 1000, lambda do, n: do(n)
        )  # the seconds are what is given back

    assert said(lambda n: (n / 1e4) ** 2).startswith(
        "1000: 0.010 s, and twice as much 0.040 s. 2000:"
    )
    assert said(lambda n: n / 1e5) == ""
    assert said(slow_at_first) == ""


def works(text: str) -> None:
    with suppress(formats.Unreadable):
        formats.read(text, None)


def imported(text: str) -> None:
    with suppress(BadFile):
        parse(read_file(text.encode(), "a.txt"))


def fields(parts: tuple[str, str]) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document, notes = (f"<w:body {w}>{each}</w:body>".encode() for each in parts)
    with suppress(TooMuch):
        read_fields({"word/document.xml": document, "word/footnotes.xml": notes})


def compared(texts: tuple[str, str, str]) -> None:
    differences.differences(nodes.blocks(texts[0]), nodes.blocks(texts[1]))


def merged(texts: tuple[str, str, str]) -> None:
    merge(*(DraftText(title="", body=each) for each in texts))


def cases() -> list[Any]:
    kinds = (
        (cleaner.clean, MARKUP, 3000),
        (works, WORKS, 2000),
        (imported, FILES, 600),
        (fields, FIELDS, 400),
        (compared, TEXTS, 400),
        (merged, TEXTS, 4000),
    )
    return [
        pytest.param(do, make, n, id=f"{do.__name__}: {name}")
        for do, makes, n in kinds
        for name, make in makes.items()
    ]


@pytest.mark.parametrize(("do", "make", "n"), cases())
def test_twice_as_much_takes_about_twice_as_long(do, make, n):
    assert grows_too_fast(do, make, n) == ""


def test_what_nests_too_deep_keeps_its_words():
    found = cleaner.clean("<div>" * 25_000 + "<p>Rest <b>helps</b>.</p>")

    assert "Rest" in found
    assert "helps" in found


def test_copy_as_word_processors_write_it_is_left_as_it_is():
    """Hundreds of items, cells and paragraphs, ended or not; what is ended crosswise; comments of Word."""
    items = "<ul>" + "<li>a<li>b</li>" * 300 + "</ul>"
    crossed = "<p><b>a <i>b</b> c</i></p>" * 30
    table = "<table>" + "<tr><td><p>a<td>b" * 300 + "</table>"
    comments = "<!--[if gte mso 9]><xml></xml><![endif]--><p>Word</p>"
    markup = "<div>" + (items + crossed + table + comments) + "<h2>End</h2></div>"

    assert cleaner._shallow(markup) == markup

"""Nothing is lost: every line goes somewhere, and every word of a block stands in the body."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import Manuscript, parse, read
from articles.text.cleaner import clean, plain_text
from tests.articles.importing.webcopy import RAIN, SLEEP, WALKS
from tests.examples import examples

SEEDS = Path(__file__).parents[4] / "shared" / "data" / "seed-articles"
LINES = [
    RAIN,
    WALKS,
    SLEEP,
    "Tea and Rain",
    "What is tea?",
    "Here are some kinds:",
    "Stay dry.",
    "almonds",
    "1. Better Sleep",
    "2. Stronger Legs",
    "3. Talk to your doctor. Then rest.",
    "1.1 Dark rooms",
    "3 Risks",
    "#1 Green tea",
    "- green",
    "• black tea: strong",
    "* white",
    "(a) first",
    "(b) second",
    "ii. two",
    "Q: Is it safe?",
    "A: Yes, it is.",
    "FAQ",
    "| a | b |",
    "|---|---|",
    "Green\t2 g\tdaily",
    "Old Oak Slowly, with smoke Cold nights",
    "Warning: do not mix.",
    "Key takeaways",
    "Old Oak: it burns slowly.",
    "> It never rains for long.",
    "“I have walked up there every day since the war.”",
    "— Ann, 92",
    "## Heading",
    "**Bold**",
    "=====",
    "---",
    "References",
    "[1] Hill A. Walks. 2020. doi:10.1000/182",
    "Rain, https://example.org",
    "Sources: https://example.org/a https://example.org/b",
    "Table of Contents",
    "Related articles",
    "Leave a Comment",
    "Your email address will not be published.",
    "Facebook",
    "Email",
    "By Ann Other",
    "Medically reviewed by",
    "May 4, 2021",
    "About the author",
    "Disclaimer: this is not medical advice.",
    "Buy our tea now!",
    "In summary, tea is fine and rain is wet, and that is all there is to say about either.",
    "<b>x</b> & “y” [1] **z** [a](https://example.org/z)",
]
copies = st.lists(
    st.tuples(st.sampled_from(["", "", "  ", "    "]), st.sampled_from(LINES), st.integers(1, 3)),
    min_size=1,
    max_size=25,
).map(lambda parts: "".join(indent + line + "\n" * breaks for indent, line, breaks in parts))


def numbers_of_text(text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def assert_every_line_went_to_one_place(text: str, found: Manuscript) -> None:
    places = [found.title_lines, *(block.lines for block in found.blocks)]
    places.append(tuple(one.line for one in found.dropped))
    # a line may hold several references
    places.append(tuple(sorted({number for one in found.references for number in one.lines})))
    assert sorted(number for lines in places for number in lines) == numbers_of_text(text)
    assert set(found.accounted()) == set(numbers_of_text(text))


def words(text: str) -> Counter[str]:
    """The words of a text but for ordinals, letters of lists and what Markdown writes with."""
    return Counter(re.findall(r"[^\W\d_]{2,}", re.sub(r"\]\(\S*?\)", "]", text)))


def assert_every_word_of_the_blocks_is_in_the_body(text: str, found: Manuscript) -> None:
    lines = text.split("\n")
    numbers = {number for block in found.blocks for number in block.lines}
    source = "\n".join(lines[number - 1] for number in sorted(numbers))
    missing = words(source) - words(plain_text(found.body))
    assert {word for word in missing if len(word) > 3} == set()


@examples(150)
@given(copies)
def test_every_line_and_word_of_web_copy_is_accounted_for(text: str):
    found = parse(text)

    assert_every_line_went_to_one_place(text, found)
    assert_every_word_of_the_blocks_is_in_the_body(text, found)
    assert clean(found.body) == found.body


@examples(100)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=300)
)
def test_every_line_of_any_text_is_accounted_for(text: str):
    found = parse(text)

    assert_every_line_went_to_one_place(text, found)
    assert clean(clean(found.body)) == clean(found.body)


@examples(50)
@given(copies)
def test_the_same_text_gives_the_same_manuscript(text: str):
    assert parse(text) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" + "*" * 20_000 + "a",
        "# " + "#" * 20_000 + "a",
        "References\nhttp://example.org/" + ")" * 20_000 + "\nx",
        "Posted in " + "a" * 900 + "!",
        "2020-01-01" + " - 1" * 28 + " !",
        "**a " * 20_000,
        "[a " * 20_000,
        "a.a" * 20_000,
        "Is it? " * 10_000,
        "Term" + " x" * 20_000 + ": y",
        "views " * 20_000,
        "- a\n* b\n" * 3_000,
        "FAQ\n" * 5_000,
        "Comments\n" * 5_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_makes_the_patterns_run_away(text: str):
    """Each of these took minutes or hours with a careless pattern; none takes a second."""
    started = time.process_time()

    parse(f"Title\n\n{text}\n\n{RAIN}")

    assert time.process_time() - started < 10


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the seed articles are not at {SEEDS}")
class TestSeeds:
    """Five real pieces of web copy that lie beside the repository and not in it."""

    @pytest.fixture(params=["000", "001", "002", "003", "004"])
    def seed(self, request: pytest.FixtureRequest) -> tuple[str, Manuscript]:
        [path] = SEEDS.glob(f"{request.param}_*.txt")
        text = read(path.read_bytes(), path.name)
        return text, parse(text)

    def test_every_line_and_word_is_accounted_for(self, seed: tuple[str, Manuscript]):
        assert_every_line_went_to_one_place(*seed)
        assert_every_word_of_the_blocks_is_in_the_body(*seed)

    def test_the_cleaner_changes_nothing(self, seed: tuple[str, Manuscript]):
        assert clean(seed[1].body) == seed[1].body

    @pytest.mark.parametrize(
        ("number", "blocks", "references", "dropped", "doubts"),
        [
            (
                "000",
                {"heading": 5, "paragraph": 4, "list": 4},
                0,
                5,
                ["headings", "closing heading"],
            ),
            ("001", {"heading": 39, "paragraph": 31}, 0, 9, ["headings", "closing heading"]),
            (
                "002",
                {"heading": 3, "paragraph": 8},
                0,
                3,
                ["title", "headings", "closing heading"],
            ),
            (
                "003",
                {
                    "heading": 24,
                    "paragraph": 27,
                    "list": 1,
                    "table": 1,
                    "definitions": 1,
                    "questions": 1,
                },
                5,
                7,
                ["headings", "table", "commercial interest", *["reference"] * 5],
            ),
            (
                "004",
                {"paragraph": 9},
                0,
                3,
                ["disclaimer", "headings", "commercial interest"],
            ),
        ],
    )
    def test_their_structure(self, number, blocks, references, dropped, doubts):
        [path] = SEEDS.glob(f"{number}_*.txt")

        found = parse(read(path.read_bytes(), path.name))

        assert Counter(block.kind for block in found.blocks) == blocks
        assert (len(found.references), len(found.dropped)) == (references, dropped)
        assert [doubt.kind for doubt in found.doubts] == doubts

"""What holds for any two texts: nothing lost, nothing made up, nothing unsaid, and in bounded time."""

import re
from functools import cache
from html import unescape
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing import Comparison, alignment, compare, showing, wording
from articles.comparing.nodes import blocks, markup
from articles.sealing.seal import digest
from articles.text import cleaner
from tests.articles.comparing.texts import article, edited, near_duplicates, sentence, text
from tests.examples import examples

PAIRS = 400


@cache
def compared() -> list[Comparison]:
    """The same pairs each time: every fourth of near-duplicates."""
    found = []
    for seed in range(PAIRS):
        chance = Random(seed)
        old = near_duplicates(chance) if seed % 4 == 3 else article(chance)
        found.append(compare(text("".join(old)), text("".join(edited(chance, old)))))
    return found


def test_accepting_all_gives_the_new_body_and_rejecting_all_the_old_one():
    """To the letter, on 400 pairs of seeds that stay the same."""
    for seed, comparison in enumerate(compared()):
        assert comparison.rejected() == comparison.old.body, seed
        assert comparison.accepted() == comparison.new.body, seed


def test_a_comparison_is_empty_exactly_when_the_digests_are_equal():
    differing = 0
    for seed, comparison in enumerate(compared()):
        old, new = comparison.old, comparison.new
        is_equal = digest(old.serialised()) == digest(new.serialised())
        differing += not is_equal

        assert comparison.is_empty == is_equal, seed
    assert differing > PAIRS / 2


def test_the_sides_of_the_page_say_each_text_whole_and_the_inline_page_both():
    """What is printed, and not only what is computed: labels aside, no word is missing."""
    for seed, comparison in enumerate(compared()[::2]):
        rows = [row for part in showing.show(comparison).stretches for row in part.rows]

        assert said("".join(row.old for row in rows)) == said(comparison.old.body), seed
        assert said("".join(row.new for row in rows)) == said(comparison.new.body), seed


def test_every_difference_is_summed_up_and_has_a_place_to_jump_to():
    for seed, comparison in enumerate(compared()[1::2]):
        shown = showing.show(comparison)

        assert bool(shown.summary) == (not shown.is_empty), seed
        assert bool(shown.count) == (comparison.old.body != comparison.new.body), seed


@examples(60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_can_be_compared(old: str, new: str):
    one, other = text(f"<p>{old}</p>"), text(f"<p>{new}</p>")

    comparison = compare(one, other)

    assert (comparison.rejected(), comparison.accepted()) == (one.body, other.body)
    assert comparison.is_empty == (one.body == other.body)
    showing.show(comparison)


def test_blocks_go_back_to_the_body_that_they_came_from():
    chance = Random(7)
    for _ in range(200):
        canonical = cleaner.clean("".join(article(chance)))

        assert markup(blocks(canonical)) == canonical


# --- bounds ------------------------------------------------------------------------------------------

SAME = "<p>Take one tablet a day.</p>"
CHANGES = {
    "one fewer": lambda count: (SAME * count, SAME * (count - 1)),
    "all changed": lambda count: (SAME * count, "<p>Take two tablets a day.</p>" * count),
    "both ends": lambda count: (SAME * (count // 2) + "<p>x</p>", "<p>y</p>" + SAME * (count // 2)),
    "all moved and changed": lambda count: (
        "".join(f"<p>Rest {n} helps one and all.</p>" for n in range(count)),
        "".join(f"<p>Rest {n} helps one or all.</p>" for n in range(count, 0, -1)),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_many_paragraphs_take_a_bounded_number_of_measurements(monkeypatch, change, is_exhaustive):
    """Every pair of 3,000 would be nine million."""
    count = 3000 if is_exhaustive else 600
    measured = 0
    measure = alignment.Measure.__call__

    def counted(self, *nodes):
        nonlocal measured
        measured += 1
        return measure(self, *nodes)

    monkeypatch.setattr(alignment.Measure, "__call__", counted)
    one, other = map(text, CHANGES[change](count))

    comparison = compare(one, other)

    assert (comparison.rejected(), comparison.accepted()) == (one.body, other.body)
    assert measured <= count * alignment.MOST_BLOCKS


def test_a_paragraph_too_long_to_weigh_is_shown_as_replaced(monkeypatch):
    monkeypatch.setattr(wording, "MOST_CELLS", 10)
    old, new = text("<p>a b c d e f g</p>"), text("<p>a c b d f e g</p>")

    [block] = compare(old, new).blocks

    assert [piece.kind for piece in block.pieces] == ["kept", "deleted", "inserted", "kept"]


def test_the_random_texts_are_worth_comparing():
    """Guards the generator: sentences of many kinds, and not the same again and again."""
    chance = Random(1)

    assert len({sentence(chance) for _ in range(50)}) == 50


def said(markup: str) -> str:
    """The letters of some markup, without labels, announcements and the numbers of citations."""
    for unsaid in (
        r'<small class="what">.*?</small>',
        r"<cite.*?</cite>",
        r'<span class="visually-hidden">.*?</span>',
        r'(?<=class="unseen">)[^<]*',
        r"<[^>]*>",
    ):
        markup = re.sub(unsaid, "", markup)
    return "".join(unescape(markup).split())

"""Which named rule decides on a line: one text for each rule of each list."""

from collections.abc import Iterator

import pytest

from articles.importing import parse, titles
from articles.importing.lines.splitting import split
from articles.importing.rules import deciding
from articles.importing.structure import chapters, headings, outline
from articles.importing.structure.headings import Candidate
from articles.importing.structure.sheet import Sheet
from tests.articles.importing.webcopy import RAIN, SLEEP, WALKS, spaced, unspaced

TITLE = "The Many Gifts of Rain"
MENU = ["Home", "Kitchen", "Garden"]
LISTS = {
    "title": titles.COULD_BE_TITLE,
    "place": titles.PLACES,
    "first": headings.FIRST,
    "last": headings.LAST,
    "level": outline.LEVELS,
    "plain level": chapters.LEVELS,
}
SUBJECTS = {
    "title": lambda line: line.text,
    "place": lambda beginning: beginning.first.text,
    "first": lambda short: short.lines[0].text,
    "last": lambda short: short.lines[-1].text,
    "level": lambda head: head.line.text,
    "plain level": lambda head: head.heads.by_place[head.at],
}
CASES = [
    ("title", "is_an_item", "• Rain", spaced("• Rain", RAIN)),
    ("title", "is_too_long_or_empty", SLEEP * 3, spaced(SLEEP * 3, RAIN)),
    ("title", "frames_any_article", "Introduction", spaced("Introduction", RAIN)),
    ("title", "is_marked", "Rain.", spaced("# Rain.", RAIN)),
    ("title", "is_a_statement", "It rains.", spaced("It rains.", RAIN)),
    ("title", "begins_as_an_item_or_quotation", "-Rain", spaced("-Rain", RAIN)),
    (
        "title",
        "has_several_sentences",
        "Rain! Wind! Who comes?",
        spaced("Rain! Wind! Who comes?", RAIN),
    ),
    ("title", "otherwise", TITLE, spaced(TITLE, RAIN)),
    ("place", "begins_with_the_mark_of_a_title", "Rain", spaced("# Rain", TITLE, RAIN)),
    ("place", "has_no_other_line_for_it", "Rain", spaced("Rain", RAIN)),
    (
        "place",
        "begins_with_the_title_of_the_window",
        "Rain | The Weather Shop",
        spaced("Rain | The Weather Shop", "Rain", RAIN),
    ),
    ("place", "begins_as_titles_do", TITLE, spaced(TITLE, "Rain", RAIN)),
    ("place", "says_the_first_line_again", "Rain", spaced("Rain", TITLE, RAIN, "Rain", WALKS)),
    ("place", "has_a_menu", "Kitchen", spaced("Kitchen", "Garden", "Books", TITLE, RAIN)),
    (
        "place",
        "has_the_date_below_the_second_line",
        "Umbrellas",
        spaced("Umbrellas", TITLE, "January 5, 2020", RAIN),
    ),
    ("place", "otherwise", "Umbrellas", spaced("Umbrellas", TITLE, RAIN)),
    (
        "first",
        "are_chapter_and_section",
        "Kinds of Rain",
        spaced(TITLE, RAIN, "There are two kinds:", "Kinds of Rain", "Drizzle", WALKS),
    ),
    (
        "first",
        "are_tied_together",
        "Boots",
        spaced(TITLE, RAIN, WALKS, "Boots\nCoats\nHats\nGloves", SLEEP, RAIN),
    ),
    ("first", "is_single", "Rain", spaced(TITLE, WALKS, "Rain", RAIN)),
    (
        "first",
        "is_introduced",
        "Boots",
        spaced(TITLE, RAIN, "You will need these:", "Boots", "Coats", "Hats", WALKS),
    ),
    ("first", "otherwise", "Rain", spaced(TITLE, WALKS, "Rain", "Drizzle", RAIN)),
    ("last", "heads_nothing", "Hats", spaced(TITLE, WALKS, "Boots", "Coats", "Hats")),
    (
        "last",
        "closes_the_group",
        "Gloves",
        spaced(TITLE, RAIN, WALKS, "Boots\nCoats\nHats\nGloves", SLEEP, RAIN),
    ),
    (
        "last",
        "are_at_most_two_items",
        "Coats",
        unspaced(TITLE, WALKS, "You will need these:", "Boots", "Coats", RAIN),
    ),
    ("last", "otherwise", "Rain", spaced(TITLE, WALKS, "Boots", "Coats", "Rain", RAIN)),
    (
        "level",
        "is_outlined",
        "Dark rooms",
        spaced(TITLE, "1. Sleep", "1.1 Dark rooms", SLEEP, "1.2 Cool rooms", SLEEP, "2. Walks", WALKS),
    ),
    (
        "level",
        "numbers_a_chapter",
        "Sleep",
        spaced("2 Gifts of Rain", "1. Sleep", SLEEP, "2. Walks", WALKS),
    ),
    (
        "level",
        "numbers_a_section",
        "Sleep",
        spaced(TITLE, "The Gifts", RAIN, "1. Sleep", SLEEP, "2. Walks", WALKS),
    ),
    ("level", "is_an_aside", "Walkers:", spaced(TITLE, "Rain", RAIN, "Walkers:", WALKS)),
    ("level", "is_marked", "Sleep", spaced(TITLE, "## Sleep", SLEEP, "### Walks", WALKS)),
    ("level", "otherwise", "Sleep", spaced(TITLE, "Sleep", SLEEP)),
    (
        "plain level",
        "stands_below_a_heading",
        "Drizzle",
        spaced(TITLE, WALKS, "Rain", "Drizzle", RAIN),
    ),
    ("plain level", "has_a_heading_below", "Rain", spaced(TITLE, WALKS, "Rain", "Drizzle", RAIN)),
    ("plain level", "frames_the_article", "Introduction", spaced(TITLE, "Introduction", RAIN)),
    (
        "plain level",
        "is_cased_as_chapters",
        "THE LONG WALKS",
        spaced(
            TITLE, "THE SHORT RAIN", "Drizzle and Hail", RAIN, "THE LONG WALKS", WALKS, "Deep Sleep", SLEEP
        ),
    ),
    (
        "plain level",
        "goes_on_without_casing",
        "Boots",
        spaced(TITLE, "Rain", "Drizzle", RAIN, "Sleep", "Dreams", SLEEP, "Boots", WALKS),
    ),
    ("plain level", "has_nothing_to_tell", "Sleep", spaced(TITLE, "Sleep", SLEEP, "Rain", RAIN)),
    (
        "plain level",
        "is_cased_as_sections",
        "Deep Sleep",
        spaced(
            TITLE, "THE SHORT RAIN", "Drizzle and Hail", RAIN, "THE LONG WALKS", WALKS, "Deep Sleep", SLEEP
        ),
    ),
    (
        "plain level",
        "goes_on_with_sections",
        "Dreams",
        spaced(TITLE, "THE SHORT RAIN", "Drizzle and Hail", RAIN, "Dreams", SLEEP),
    ),
    (
        "plain level",
        "otherwise",
        "Dreams",
        spaced(
            TITLE,
            *("THE SHORT RAIN", "Drizzle and Hail", RAIN),
            *("THE LONG WALKS", WALKS),
            *("Dreams", SLEEP),
        ),
    ),
]  # fmt: skip


@pytest.fixture
def decided(monkeypatch) -> dict[tuple[str, str], str]:
    """(list, line) of all that is decided, each with the name of the rule that did."""
    found: dict[tuple[str, str], str] = {}

    def record(rules, case):
        rule = deciding(rules, case)
        name = next(name for name, known in LISTS.items() if known is rules)
        found[name, SUBJECTS[name](case)] = rule.holds.__name__
        return rule

    for module in (titles, headings, outline, chapters):
        monkeypatch.setattr(module, "deciding", record)
    return found


@pytest.mark.parametrize(
    ("rules", "rule", "line", "text"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES]
)
def test_the_rule_that_decides_is_told_by_its_name(decided, rules, rule, line, text):
    parse(text)

    assert decided[rules, line] == rule


def names_of(rules) -> Iterator[str]:
    return (rule.holds.__name__ for rule in rules)


def test_every_rule_has_a_text_on_which_it_decides():
    shown = {(rules, rule) for rules, rule, _line, _text in CASES}

    assert shown == {(name, rule) for name, rules in LISTS.items() for rule in names_of(rules)}


@pytest.mark.parametrize(
    ("text", "weakness"),
    [
        (spaced(RAIN, "Dry Clothes!"), headings.exclaims_or_leads_on),
        (spaced(RAIN, "Walkers:"), headings.exclaims_or_leads_on),
        (
            spaced(RAIN, "Why the people of the valley always carry two umbrellas with them"),
            headings.is_long_and_written_as_a_sentence,
        ),
        (spaced(WALKS, f"{RAIN}\nRain", SLEEP), headings.stands_close_below_a_line),
        (spaced(RAIN, "Rain"), None),
    ],
)
def test_what_makes_a_heading_less_certain(text, weakness):
    lines = split(text)
    at = next(at for at, line in enumerate(lines) if line.is_headline)

    found = [each for each in headings.WEAKNESSES if each(Candidate(Sheet(lines), at))]

    assert found == ([weakness] if weakness else [])

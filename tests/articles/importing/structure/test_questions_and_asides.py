"""Questions with their answers, callouts, quotations and run-in definitions."""

from articles.importing import parse
from articles.importing.manuscript import Callout, Definition, Paragraph, Question
from tests.articles.importing.webcopy import (
    RAIN,
    SLEEP,
    WALKS,
    doubts,
    kinds,
    only,
    outline,
    spaced,
    unspaced,
)

TITLE = "Living in the Hills"


def pairs(found) -> list[tuple[str, list[str]]]:
    return [
        (each.text, [block.text for block in each.answer if isinstance(block, Paragraph)])
        for each in only(found, "questions").items
    ]


def test_numbered_questions_lose_their_numbers():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Frequently Asked Questions",
            "1. Is rain wet?",
            "It is.",
            "2. Does it ever stop?",
            "Seldom. Take a coat.",
        )
    )

    assert outline(found) == [(2, "Frequently Asked Questions")]
    assert pairs(found) == [
        ("Is rain wet?", ["It is."]),
        ("Does it ever stop?", ["Seldom. Take a coat."]),
    ]
    assert found.body.endswith(
        '<dl data-kind="questions"><dt>Is rain wet?</dt><dd><p>It is.</p></dd>'
        "<dt>Does it ever stop?</dt><dd><p>Seldom. Take a coat.</p></dd></dl>"
    )


def test_unnumbered_questions_below_their_heading():
    found = parse(
        unspaced(
            TITLE,
            RAIN,
            "FAQs",
            "Is rain wet?",
            "It is.",
            "Does it stop?",
            "Seldom.",
            "- In May.",
            "- In June.",
            "Conclusion",
            WALKS,
        )
    )

    assert pairs(found) == [("Is rain wet?", ["It is."]), ("Does it stop?", ["Seldom."])]
    assert only(found, "questions").items[1].answer[1].kind == "list"
    assert outline(found) == [(2, "FAQs"), (2, "Conclusion")]


def test_an_introduction_below_the_heading_stays_a_paragraph():
    found = parse(
        spaced(
            TITLE, RAIN, "Common Questions", "People often ask us these.", "Is rain wet?", "It is."
        )
    )

    assert kinds(found) == ["paragraph", "heading", "paragraph", "questions"]


def test_q_and_a_are_told_by_their_signs_anywhere():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Q: Is rain wet?\nA: It is.",
            "Q2. Does it stop?",
            "A. Seldom.",
            "Sleep",
            SLEEP,
        )
    )

    assert pairs(found) == [("Is rain wet?", ["It is."]), ("Does it stop?", ["Seldom."])]
    assert outline(found) == [(2, "Sleep")]


def test_a_question_with_its_answer_in_one_line():
    found = parse(
        spaced(TITLE, RAIN, "FAQ", "1. Is rain wet? Yes, it is.\n2. Does it stop? Seldom.")
    )

    assert pairs(found) == [("Is rain wet?", ["Yes, it is."]), ("Does it stop?", ["Seldom."])]


def test_marked_questions_below_a_marked_heading():
    found = parse(
        spaced(
            "# " + TITLE,
            RAIN,
            "## FAQ",
            "### Is rain wet?",
            "It is.",
            "### Does it stop?",
            "Seldom.",
            "## Sources of rain",
            WALKS,
        )
    )

    assert pairs(found) == [("Is rain wet?", ["It is."]), ("Does it stop?", ["Seldom."])]
    assert outline(found) == [(2, "FAQ"), (2, "Sources of rain")]


def test_numbered_questions_with_short_answers_need_no_heading():
    found = parse(spaced(TITLE, RAIN, "1. Is rain wet?", "It is.", "2. Does it stop?", "Seldom."))

    assert pairs(found) == [("Is rain wet?", ["It is."]), ("Does it stop?", ["Seldom."])]


def test_numbered_questions_above_long_sections_are_headings():
    section = f"{RAIN} {WALKS} {SLEEP}"
    found = parse(
        spaced(
            TITLE, RAIN, "1. Why Does It Rain?", section, section, "2. Why Walk?", section, section
        )
    )

    assert outline(found) == [(2, "Why Does It Rain?"), (2, "Why Walk?")]


def test_questions_without_an_answer_are_kept():
    found = parse(spaced(TITLE, RAIN, "FAQ", "Is rain wet?", "Does it stop?", "Seldom."))

    assert only(found, "questions").items[0] == Question("Is rain wet?", (), (7,))
    assert "<dt>Is rain wet?</dt><dt>Does it stop?</dt><dd><p>Seldom.</p></dd>" in found.body


def test_questions_as_headings_of_an_article_are_headings():
    found = parse(spaced(TITLE, "What is rain?", RAIN, "Why do people walk?", WALKS))

    assert outline(found) == [(2, "What is rain?"), (2, "Why do people walk?")]


def test_callouts_are_told_by_their_label():
    found = parse(
        spaced(TITLE, RAIN, "Warning: Do not walk in a storm.", "Pro Tip: Take a coat.", WALKS)
    )

    assert found.blocks[1:3] == (
        Callout("warning", "Warning:", (Paragraph("Do not walk in a storm.", (5,)),), (5,)),
        Callout("note", "Pro Tip:", (Paragraph("Take a coat.", (7,)),), (7,)),
    )
    assert (
        '<aside data-kind="warning"><p><strong>Warning:</strong> Do not walk in a storm.</p></aside>'
    ) in found.body


def test_what_is_said_in_plain_words_is_called_out():
    found = parse(spaced(TITLE, RAIN, "In plain language: Rest helps some people.", WALKS))

    assert (
        '<aside data-kind="plain-words"><p><strong>In plain language:</strong> Rest' in found.body
    )


def test_key_points_are_called_out_with_their_list():
    found = parse(spaced(TITLE, "Key Takeaways\n• Walk.\n• Sleep.", RAIN))

    assert found.body.startswith(
        '<aside data-kind="key-points"><p><strong>Key Takeaways</strong></p>'
        "<ul><li><p>Walk.</p></li><li><p>Sleep.</p></li></ul></aside>"
    )


def test_key_points_in_prose_are_a_section():
    found = parse(spaced(TITLE, RAIN, "Key Takeaways", WALKS))

    assert kinds(found) == ["paragraph", "heading", "paragraph"]


def test_quotations_are_told_by_their_mark_or_by_a_name_below():
    said = "“I have walked up there every day since the war.”"
    found = parse(
        spaced(
            TITLE, RAIN, "> It never rains for long,\n> says the song.", f"{said}\n— Ann, 92", WALKS
        )
    )

    assert [block.kind for block in found.blocks[1:3]] == ["quotation", "quotation"]
    assert f"<blockquote><p>{said}</p><p>— Ann, 92</p></blockquote>" in found.body


def test_run_in_definitions_in_turn_are_a_definition_list():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Old Oak Wood: Burns slowly. It is good for cold nights.",
            "Young Oak Wood: Spits, and burns badly.",
            WALKS,
        )
    )

    assert only(found, "definitions").items == (
        Definition("Old Oak Wood", "Burns slowly. It is good for cold nights.", (5,)),
        Definition("Young Oak Wood", "Spits, and burns badly.", (7,)),
    )
    assert (
        "<dl><dt>Old Oak Wood</dt><dd><p>Burns slowly. It is good for cold nights.</p></dd>"
        "<dt>Young Oak Wood</dt><dd><p>Spits, and burns badly.</p></dd></dl>"
    ) in found.body


def test_short_facts_in_turn_are_definitions_too():
    found = parse(spaced(TITLE, RAIN, "Tree: oak\nHeight: 20 m\nAge: 300 years"))

    assert [item.term for item in only(found, "definitions").items] == ["Tree", "Height", "Age"]


def test_a_single_run_in_label_stays_a_paragraph():
    found = parse(spaced(TITLE, RAIN, "The rule of the valley: nobody walks alone.", WALKS))

    assert kinds(found) == ["paragraph"] * 3


def test_steps_are_a_numbered_list():
    found = parse(
        spaced(
            TITLE,
            RAIN,
            "Step 1: Boil fresh water.\nStep 2: Wait.\nStep 3: Pour it over the leaves.",
        )
    )

    listing = only(found, "list")
    assert listing.ordered
    assert [item.label for item in listing.items] == [
        "Step 1:",
        "Step 2:",
        "Step 3:",
    ]


def test_none_of_this_raises_a_doubt_but_the_headings():
    found = parse(spaced(TITLE, RAIN, "FAQ", "Is rain wet?", "It is.", "Note: Take a coat."))

    assert doubts(found) == ["headings"]

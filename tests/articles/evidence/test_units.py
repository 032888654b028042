"""Units: what is read together, and where it stands."""

from articles.evidence.units import Kind, sentences, units
from articles.text import anchors, cleaner

BODY = (
    "<h2>Does it help?</h2><p>Absolutely. See Dr. Vale in the U.S. first.</p>"
    "<p>It is said to ease:</p><ul><li><p>Backache</p></li></ul>"
    "<table><caption>Doses</caption><tbody>"
    "<tr><th><p>Kind</p></th><th><p>Amount</p></th></tr>"
    "<tr><td><p>Green</p></td><td><p>Two grams</p></td></tr></tbody></table>"
    '<dl data-kind="questions"><dt>Is it safe?</dt><dd><p>Yes.</p></dd></dl>'
)


def found(markup: str = BODY, title: str = ""):
    return units(cleaner.clean(markup), title)


def test_each_unit_is_read_with_what_it_needs_to_be_understood():
    by_words = {unit.words: unit for unit in found()}

    assert by_words["Absolutely."].question == "Does it help?"
    assert by_words["Backache"].lead_in == "It is said to ease:"
    assert by_words["Two grams"].heads == ("Green", "Amount")
    assert by_words["Yes."].question == "Is it safe?"
    assert "Green" not in by_words


def test_a_unit_stands_where_the_running_text_has_it():
    text = anchors.running(cleaner.clean(BODY))

    assert [text[unit.start : unit.end] for unit in found()] == [unit.text for unit in found()]


def test_an_abbreviation_ends_no_sentence():
    text = "Ask Dr. Vale, e.g. Before a trip. He knows."

    assert [text[start:end] for start, end in sentences(text)] == [
        "Ask Dr. Vale, e.g. Before a trip.",
        "He knows.",
    ]


def test_a_citation_answers_its_sentence_and_covers_those_around_it_in_the_paragraph():
    cite = '<cite data-ref="a-2020"></cite>'
    text = f"<p>One falls. Two rise. Three rest.{cite} Four run. Five stop.</p><p>Six fly.</p>"

    state = [(unit.words.split()[0], unit.is_cited, unit.is_covered) for unit in found(text)]

    assert state == [
        ("One", False, True),
        ("Two", False, True),
        ("Three", True, True),
        ("Four", False, True),
        ("Five", False, False),
        ("Six", False, False),
    ]


def test_the_title_is_a_unit_that_stands_in_no_running_text():
    first = found("<p>Words here.</p>", "It cures all")[0]

    assert (first.kind, first.start, first.end) == (Kind.TITLE, 0, 0)

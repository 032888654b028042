"""Statements as people mark them among those that are read of a text."""

from hypothesis import given
from hypothesis import strategies as st

from articles.evidence import passages, rules, statements
from articles.evidence.marking import Mark, citations, merged
from articles.evidence.units import Support
from articles.text.anchors import running
from articles.text.locators import parted, put_together

A = '<cite data-ref="a"></cite>'
B = '<cite data-ref="b" data-locator="p. 2"></cite>'
TWO = f"<p>Vellora root eases back pain better than rest and adults took 5 grams a day.{A}{B}</p>"
BARE = "<p>It relieves pain better than any tablet. Adults took 5 grams a day.</p>"


def read(markup: str) -> list[statements.Statement]:
    found = passages.read(markup, "", "en", rules.shipped("en"))
    return statements.statements(found)


def mark(markup: str, words: str, category: str = "fact", **fields) -> Mark:
    start = running(markup).index(words)
    return Mark(start + 1, start, start + len(words), category, **fields)


def test_without_marks_the_register_is_what_is_read():
    assert merged(read(TWO), [], TWO) == read(TWO)


def test_one_sentence_holds_two_facts_with_two_sources():
    marks = [
        mark(
            TWO, "Vellora root eases back pain better than rest", evidence=(Support("a", "p. 9"),)
        ),
        mark(TWO, "and adults took 5 grams a day", "dosage", evidence=(Support("b", "p. 2"),)),
    ]

    first, second = merged(read(TWO), marks, TWO)

    assert first.words == "Vellora root eases back pain better than rest"
    assert [each.key for each in first.supports] == ["a"]
    assert [each.key for each in second.supports] == ["b"]
    assert "dosage" in second.categories


def test_what_is_read_stays_until_marks_say_all_of_its_words():
    part = mark(TWO, "adults took 5 grams a day", "dosage")

    found = merged(read(TWO), [part], TWO)

    assert len(found) == len(read(TWO)) + 1


def test_two_sentences_are_one_statement_and_rules_ask_about_it_all_the_same():
    whole = mark(BARE, "It relieves pain better than any tablet. Adults took 5 grams a day.")
    asked = {hit.rule.name for each in read(BARE) for hit in each.hits}

    (found,) = merged(read(BARE), [whole], BARE)

    assert {hit.rule.name for hit in found.hits} == asked
    assert {"dosage", "comparative"} <= found.categories
    assert found.needs_source


def test_a_source_that_the_paragraph_does_not_cite_is_none():
    words = "Adults took 5 grams a day."

    found = merged(
        read(BARE), [mark(BARE, words, "dosage", evidence=(Support("a", "p. 1"),))], BARE
    )

    assert not next(each for each in found if each.mark).supports


def test_a_citation_right_behind_the_words_is_theirs():
    (found,) = (each for each in merged(read(TWO), [mark(TWO, "5 grams a day")], TWO) if each.mark)

    assert [each.key for each in found.supports] == ["a", "b"]


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4))
def test_marks_never_ask_for_less(spans):
    marks = [
        Mark(at, min(span), max(span), "fact")
        for at, span in enumerate(spans)
        if span[0] != span[1]
    ]
    asked = {hit.rule.name for each in read(BARE) for hit in each.hits}

    found = merged(read(BARE), marks, BARE)

    assert {hit.rule.name for each in found for hit in each.hits} == asked
    assert len({each.key for each in found}) == len(found)


def test_citations_stand_where_the_text_has_them():
    text = running(TWO)

    assert [text[each.at] for each in citations(TWO)] == ["\ufffc", "\ufffc"]


@given(st.from_regex(r"[a-z]{2,9}( [a-z]{2,9}){0,5}", fullmatch=True), st.integers(1, 999))
def test_one_field_takes_words_and_place(words, page):
    assert parted(put_together(words, f"p. {page}")) == (words, f"p. {page}")
    assert parted(f'"{words}" (p {page})') == (words, f"p. {page}")
    assert parted(f"pp. {page}-{page + 3}") == ("", f"pp. {page}-{page + 3}")

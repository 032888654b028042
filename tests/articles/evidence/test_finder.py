"""What needs a source: told by structure, on subjects of all kinds."""

import pytest

from articles.evidence import finder, grammar, phrases
from articles.evidence.units import Kind, Unit, units
from articles.text import cleaner


def needs(text: str, language: str = "en", **around) -> bool:
    kind = around.pop("kind", Kind.SENTENCE)
    return finder.read(Unit(kind, text, **around), language).needs_source


@pytest.mark.parametrize(
    "text",
    [
        "Insulin is made in the pancreas.",
        "It may lower blood pressure, but more research is needed.",  # a hedge takes nothing away
        "While it is thought to be harmless, ask your doctor first.",
        "Take 5 grams with every meal.",
        "Exercise is as good as any tablet.",
    ],
)
def test_a_statement_of_fact_needs_a_source(text):
    assert needs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can it help?",
        "Talk to your pharmacist before you combine it with other medicines.",
        "Do not drive if you feel drowsy.",
        "More research is needed before anybody can tell.",
        "In this guide we look at what it is.",
        "It is not known whether it helps.",
    ],
)
def test_questions_advice_doubt_and_announcements_need_none(text):
    assert not needs(text)


def test_an_answer_of_one_word_states_what_was_asked():
    assert needs("Absolutely.", question="Can it replace my tablets?")
    assert not needs("Absolutely.")


def test_an_item_states_what_its_lead_in_says_of_it():
    assert needs("Better sleep", kind=Kind.ITEM, lead_in="The drops bring:")
    assert not needs("Better sleep", kind=Kind.ITEM, lead_in="Ask your doctor about:")
    assert needs("Liver damage", kind=Kind.ITEM, heading="Side effects")
    assert not needs("Chapter one", kind=Kind.ITEM, heading="In this book")


def test_what_is_cited_or_covered_needs_none():
    cited = cleaner.clean('<p>Rest heals.<cite data-ref="a-2020"></cite></p>')

    assert [finder.read(unit, "en").needs_source for unit in units(cited)] == [False]
    assert not needs("Rest heals.", is_covered=True)


def test_spanish_is_read_as_spanish():
    assert needs("La valeriana crece en Europa.", "es")
    assert not needs("Consulte a su médico antes de tomarla.", "es-mx")


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("What opioids are", "en"),
        ("How the liver works", "en"),
        ("When it is given", "en"),
        ("What it does not do", "en"),
        ("Qué son los opioides", "es"),
        ("Cómo se toma", "es"),
    ],
)
def test_a_heading_that_names_what_comes_below_states_nothing(heading, language):
    assert not needs(heading, language, kind=Kind.HEADING)


@pytest.mark.parametrize(
    "heading",
    ["Opioids are addictive", "Why it helps with sleep", "What helps most is rest"],
)
def test_a_heading_that_says_something_states_it(heading):
    assert needs(heading, kind=Kind.HEADING)


def test_what_sentences_tell_is_remembered_and_of_no_whole_text():
    english = grammar.Grammar.load("en")
    sentences = [f"Tea number {number} helped nobody in this trial." for number in range(20)]

    told = [english.tells(each) for each in [*sentences, *sentences, " ".join(sentences)]]

    info = english._tells.cache_info()
    assert all(told)
    assert (info.currsize, info.hits, info.maxsize) == (20, 20, phrases.PASSAGES)

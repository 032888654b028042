"""Where a term is marked, and where not. The words of a text never change by it."""

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.glossary.marking import Term, Terms

TERMS = Terms(
    (
        Term("blood", ("blood",), "What runs in vessels.", "/glossary/#blood"),
        Term(
            "blood pressure",
            ("blood pressure", "blood pressures"),
            "How hard “it” presses & more.",
            "/glossary/#blood-pressure",
        ),
        Term("AIDS", ("AIDS",), "A disease.", "/glossary/#aids"),
    )
)


def words_of(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def marks(markup: str) -> list[str]:
    return re.findall(r'<a class="term"[^>]*>([^<]*)</a>', TERMS.marked(markup))


def test_the_first_mention_in_each_section_is_marked_by_its_longest_term():
    markup = (
        "<p>Blood pressure and blood, blood pressure again.</p>"
        '<h2 id="two">Two</h2><p>High <em>blood\npressures</em>.</p>'
    )

    assert marks(markup) == ["Blood pressure", "blood", "blood\npressures"]


def test_a_mark_leads_to_the_definition_and_says_it():
    assert TERMS.marked("<p>Blood pressure</p>") == (
        '<p><a class="term" href="/glossary/#blood-pressure" data-term="blood pressure" '
        'data-definition="How hard “it” presses &amp; more.">Blood pressure</a></p>'
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Blood</h2>",
        '<p><a href="/x/">Blood</a></p>',
        '<p><cite data-ref="a"><a href="#r1">blood</a></cite></p>',
        "<figure><figcaption>Blood</figcaption></figure>",
        "<table><caption>Blood <svg><path d=''/></svg> blood</caption><tr><th>Blood</th></tr></table>",
        '<section role="note" data-kind="warning"><p>Blood</p><br><ul><li>blood</li></ul></section>',
        '<p><img alt="a > blood" src="/x.png">bloody</p>',
        "<p>She aids him.</p>",
    ],
)
def test_it_is_not_marked(markup):
    assert TERMS.marked(markup) == markup


def test_an_abbreviation_keeps_its_capitals():
    assert marks("<p>She aids people with AIDS.</p>") == ["AIDS"]


def test_what_follows_something_left_out_is_marked_again():
    markup = '<div role="note" data-kind="warning"><p>Blood<br>x</p></div><p>blood</p>'

    assert marks(markup) == ["blood"]


PIECES = (
    "blood",
    "blood pressure",
    " ",
    "<p>",
    "</p>",
    "<h2>",
    "</h2>",
    "<br>",
    "&amp;",
    "AIDS",
    "é",
    "<b>",
    "</b>",
)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_word_changes(markup):
    assert words_of(TERMS.marked(markup)) == words_of(markup)


@pytest.mark.parametrize(
    ("form", "text", "marked"),
    [
        ("pH < 7", "At pH &lt; 7 it burns.", ["pH &lt; 7"]),
        ("blood\u00a0count", "A blood count.", ["blood count"]),
        ("blood  count", "A blood\u2003count.", ["blood\u2003count"]),
        ("insulin", "İnsulin and ınsulin, and insulin.", ["insulin"]),
        ("straße", "Strasse, STRAẞE.", ["STRAẞE"]),
        ("ΌΣΟΣ", "ΌΣΟΣ", ["ΌΣΟΣ"]),
    ],
)
def test_whatever_letters_and_blanks_a_term_has_no_page_ends(form, text, marked):
    found = Terms((Term(form, (form,), "It.", "/glossary/#it"),)).marked(f"<p>{text}</p>")

    assert re.findall(r'<a class="term"[^>]*>([^<]*)</a>', found) == marked
    assert words_of(found) == unescape(text)


LETTERS = st.text(
    st.sampled_from("aAiIıİſsSßẞKkµμςσΣ<>&\"' \u00a0\u2028.-ﬁ"), min_size=1, max_size=6
)


@given(LETTERS, LETTERS, LETTERS)
def test_a_term_of_any_letters_marks_words_and_changes_none(form, before, after):
    terms = Terms((Term(form, (form,), "It.", "/glossary/#it"),))

    for said in (form, form.swapcase(), form.upper(), form.lower()):
        words = f"{before}{said} {after}"
        assert words_of(terms.marked(f"<p>{escape(words, quote=False)}</p>")) == words

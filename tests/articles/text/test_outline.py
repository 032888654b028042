"""The headings of a body beside its editor."""

from articles.text.outline import outline_of


def test_headings_stand_in_the_order_of_the_text_with_their_level():
    body = (
        '<h2>Why <em>rest</em><cite data-ref="a"></cite></h2><p>Text.</p><h3>When</h3>'
        '<aside data-kind="note"><p>Aside.</p></aside><h4>How long</h4><h2>More</h2>'
    )

    assert outline_of(body) == [(2, "Why rest"), (3, "When"), (4, "How long"), (2, "More")]


def test_a_text_without_headings_has_no_outline():
    assert outline_of("") == []
    assert outline_of("<p>Rest.</p>") == []

"""A text as a page shows it."""

from html.parser import HTMLParser

import pytest
from lxml.html import fragment_fromstring

from articles.sealing.rendering import render
from articles.sealing.seal import Text
from articles.text.citations import Quotation
from tests import factories

OLSEN = {**factories.OLSEN, "id": "olsen2019"}
SMITH = {"id": "smith2020", "type": "book", "title": "Sleep"}


def text(markup: str, *references: dict) -> Text:
    return Text("Title", "Standfirst", markup, references or (OLSEN, SMITH), ())


def cite(*keys: str) -> str:
    return "".join(f'<cite data-ref="{key}"></cite>' for key in keys)


def test_citations_become_numbered_links_and_sources_lead_back():
    rendered = render(text(f"<p>A{cite('smith2020', 'olsen2019')} b{cite('smith2020')}</p>"))

    assert rendered.body == (
        "<p>A"
        '<cite data-ref="smith2020" id="cite-1-1"><a href="#ref-1" aria-label="Reference 1">1</a>,</cite>'
        '<cite data-ref="olsen2019" id="cite-2-1"><a href="#ref-2" aria-label="Reference 2">2</a></cite>'
        " b"
        '<cite data-ref="smith2020" id="cite-1-2"><a href="#ref-1" aria-label="Reference 1">1</a></cite>'
        "</p>"
    )
    assert [(source.anchor, source.entry.key, source.places) for source in rendered.sources] == [
        ("ref-1", "smith2020", ("cite-1-1", "cite-1-2")),
        ("ref-2", "olsen2019", ("cite-2-1",)),
    ]


ABC = [{"id": key, "type": "book", "title": key} for key in "abcdef"]


def shown(markup: str) -> str:
    """What of the paragraph is read."""
    rendered = render(text(f"<p>{markup}</p>", *ABC))
    return "".join(fragment_fromstring(rendered.body).itertext())


def test_three_or_more_in_a_row_are_a_series():
    assert shown(cite("a", "b", "c")) == "1-3"
    assert shown(cite("a", "b")) == "1,2"
    assert shown(f"{cite('a', 'b', 'c', 'e')} x{cite('a', 'c')}") == "1-4 x1,3"
    assert shown(f"{cite('a', 'b', 'c')} x{cite('f', 'a', 'b', 'c')}") == "1-3 x1-4"
    assert shown(cite("a", "b", "nobody", "c", "d", "e")) == "1,2,[?]3-5"
    assert shown(cite("c", "b", "a")) == "1-3"


@pytest.mark.parametrize(("style", "seen"), [("ama", "1-3"), ("vancouver", "1-3"), ("apa", "1–3")])
def test_the_ends_of_a_series_are_joined_as_the_style_has_it(settings, style, seen):
    settings.CITATION_STYLE = style

    assert shown(cite("a", "b", "c")) == seen


def test_a_run_stands_in_the_order_of_its_numbers_and_names_each_once():
    first = cite("a", "b", "c")

    assert shown(f"{first} x{cite('c', 'a', 'b')}") == "1-3 x1-3"
    assert shown(f"{first} x{cite('c', 'a')}") == "1-3 x1,3"
    assert shown(f"{first} x{cite('b', 'a', 'b')}") == "1-3 x1,2"
    assert shown(f"{first} x{cite('a', 'a')}") == "1-3 x1"


def test_a_run_goes_on_through_bold_italics_and_links_but_not_through_words():
    assert shown(f"<strong>{cite('a')}</strong>{cite('b')}<em>{cite('c')}</em>") == "1-3"
    assert shown(f"<em>{cite('a')} so</em>{cite('b')}<em>{cite('c')}</em>") == "1 so2,3"


def test_a_place_stays_with_its_number_where_a_run_is_sorted():
    text = f'{cite("a", "b")} x<cite data-ref="b" data-locator="p. 3"></cite>{cite("a")}'

    assert shown(text) == "1,2 x1,2(p3)"


def test_white_space_in_a_series_stays_but_is_closed_up():
    rendered = render(text(f"<p>{cite('a')} {cite('b')} {cite('c')} x</p>", *ABC))

    assert rendered.body.count('<span class="closed-up"> </span>') == 2
    assert rendered.body.endswith(" x</p>")


def test_every_place_of_a_series_can_be_come_back_to():
    rendered = render(text(f"<p>{cite('a', 'b', 'c')}</p>", *ABC))

    for source in rendered.sources:
        assert f'id="{source.places[0]}"' in rendered.body


@pytest.mark.parametrize(
    ("located", "seen"),
    [("p. 12", "(p12)"), ("pp. 12-14, 16", "(pp12-14,16)"), ("Table 2", "(Table 2)")],
)
def test_the_place_in_a_work_stands_with_the_number_and_parts_a_series(located, seen):
    at = f'<cite data-ref="b" data-locator="{located}"></cite>'

    assert shown(f"{cite('a')}{at}{cite('c', 'd', 'e')}") == f"1,2{seen},3-5"
    assert f'aria-label="Reference 1, {located}"' in render(text(f"<p>{at}</p>", *ABC)).body


@pytest.mark.parametrize(
    "located", ["Abstract", "Abstract, Results", "Summary, Interpretation", "pp. 12-14, 16-18, 20"]
)
def test_a_place_that_is_long_or_no_number_stands_in_the_list(located):
    at = f'<cite data-ref="b" data-locator="{located}"></cite>'
    rendered = render(text(f"<p>{cite('a')}{at}</p>", *ABC))

    assert shown(f"{cite('a')}{at}") == "1,2"
    assert f'data-at="{located}" aria-label="Reference 2, {located}"' in rendered.body
    assert [source.located for source in rendered.sources] == [(), (located,)]


def test_places_of_one_work_that_look_the_same_share_a_number():
    places = ["Abstract, Results", "Abstract, Methods", "Abstract, Results", "p. 3"]
    run = "".join(f'<cite data-ref="a" data-locator="{each}"></cite>' for each in places)
    rendered = render(text(f"<p>{run}</p>", *ABC))

    assert shown(run) == "1,1(p3)"
    assert 'aria-label="Reference 1, Abstract, Results; Abstract, Methods"' in rendered.body
    assert rendered.sources[0].located == ("Abstract, Results", "Abstract, Methods")


def test_what_a_work_is_quoted_with_is_for_those_who_check_it_and_not_on_the_page():
    quoted = '<cite data-ref="a" data-locator="p. 3" data-quote="It &lt;helps&gt;."></cite>'

    rendered = render(text(f"<p>{cite('a')} {quoted}</p>", *ABC))

    assert "helps" not in rendered.body
    assert rendered.sources[0].quotations == (Quotation("cite-1-2", 2, "p. 3", "It <helps>."),)


def test_a_citation_of_nothing_is_visible_and_named():
    rendered = render(text(f"<p>A{cite('nobody')}</p>"))

    assert rendered.body == '<p>A<cite data-ref="nobody" class="missing">[?]</cite></p>'
    assert rendered.unknown == ("nobody",)
    assert rendered.sources == ()


def test_headings_have_ids_that_differ_and_the_first_level_is_the_contents():
    rendered = render(text(f"<h2>Why{cite('olsen2019')}</h2><h3>Why</h3><h2>Why</h2><h2>???</h2>"))

    assert 'id="s-why"' in rendered.body
    assert rendered.contents == (("s-why", "Why"), ("s-why-3", "Why"), ("s-section", "???"))


def test_a_first_row_of_header_cells_is_the_head():
    rendered = render(
        text(
            "<table><caption>Doses</caption><tr><th>Drug</th><th>Dose</th></tr>"
            "<tr><th>A</th><td><p>1</p><p>2</p></td></tr></table>"
        )
    )

    assert rendered.body == (
        '<div class="table-scroll" role="region" aria-label="Doses" tabindex="0"'
        ' data-fit="whole">'
        "<table><caption>Doses</caption>"
        '<thead><tr><th scope="col">Drug</th><th scope="col">Dose</th></tr></thead>'
        '<tbody><tr><th scope="row">A</th><td><p>1</p><p>2</p></td></tr></tbody></table></div>'
    )


def test_links_out_say_so_to_the_browser_and_inner_ones_do_not():
    rendered = render(text('<p><a href="https://a.example/x">a</a> <a href="/b">b</a></p>'))

    assert rendered.body == (
        '<p><a href="https://a.example/x" rel="noopener noreferrer">a</a> <a href="/b">b</a></p>'
    )


def table_of(*rows: str) -> str:
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def test_rows_with_a_header_for_each_cell_are_stacked_on_a_phone():
    head = "<th>Guideline</th><th>Age</th><th>Target</th>"

    rendered = render(text(table_of(head, "<td>NICE</td><td>Over 80</td><td>Below 150/90</td>")))

    assert 'data-fit="stacks"' in rendered.body
    assert (
        '<td>NICE</td><td data-label="Age">Over 80</td><td data-label="Target">Below 150/90</td>'
    ) in rendered.body


@pytest.mark.parametrize(
    "rows",
    [
        ("<td>a</td><td>b</td><td>c</td>",),
        ("<th>a</th><th>b</th><th>c</th>", '<td colspan="2">a</td><td>b</td>'),
        ("<th>a</th>" * 7, "<td>a</td>" * 7),
    ],
    ids=["without headers", "cells over columns", "very wide"],
)
def test_other_tables_slide_and_say_so(rows):
    rendered = render(text(table_of(*rows)))

    assert 'data-fit="slides" data-hint="Slide for more columns"' in rendered.body
    assert "data-label" not in rendered.body


def test_a_callout_is_a_note_and_no_landmark():
    rendered = render(text('<aside data-kind="warning"><p>Never alone.</p></aside>'))

    assert rendered.body == (
        '<div data-kind="warning" id="warning-1" role="note"><p>Never alone.</p></div>'
    )
    assert rendered.warnings == (("warning-1", "Never alone."),)


def test_key_points_are_called_so():
    rendered = render(text('<aside data-kind="key-points"><p>Rest.</p></aside>'))

    assert rendered.body == (
        '<div data-kind="key-points" aria-label="Key points" role="note"><p>Rest.</p></div>'
    )


def test_what_is_said_in_plain_words_is_named_and_known_without_citations():
    said = f"<p>Rest{cite('olsen2019')} helps.</p><ul><li><p>Wait.</p></li></ul>"
    rendered = render(text(f'<p>a</p><aside data-kind="plain-words">{said}</aside>'))

    assert (
        '<div data-kind="plain-words" aria-label="In plain words" role="note"><p>' in rendered.body
    )
    assert rendered.plain_words == "Rest helps. Wait."
    assert render(text("<p>a</p>")).plain_words == ""


def test_the_callouts_that_a_text_begins_with_stand_before_the_rest():
    callout = '<aside data-kind="note"><p>Rest.</p></aside>'

    rendered = render(text(f"{callout}{callout}<p>a</p>{callout}"))

    shown = '<div data-kind="note" role="note"><p>Rest.</p></div>'
    assert rendered.opening == shown * 2
    assert rendered.rest == f"<p>a</p>{shown}"
    assert render(text(f"<p>a</p>{callout}")).opening == ""


def test_what_is_shown_is_cleaned_again():
    assert render(text("<script>x</script><p onclick='x'>a</p>")).body == "<p>a</p>"


def test_words_are_counted_without_citations_and_reading_takes_a_minute_at_least():
    rendered = render(text(f"<p>one two{cite('olsen2019')}</p><h2>three</h2>"))
    longer = render(text("<p>" + "word " * 401 + "</p>"))

    assert (rendered.words, rendered.minutes) == (3, 1)
    assert (longer.words, longer.minutes) == (401, 3)


def test_ids_are_unique_on_the_page():
    rendered = render(text(f"<h2>a</h2><h2>a</h2><p>{cite('olsen2019', 'olsen2019')}</p>"))
    ids: list[str] = []

    class Ids(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            ids.extend(value or "" for name, value in attrs if name == "id")

    Ids().feed(rendered.body)
    assert len(ids) == len(set(ids)) == 4

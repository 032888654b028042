"""Web pages and Word files become the copy that the import reads; no word of them is lost."""

import re
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from articles.documents import docx, limit_of, manuscript_in
from articles.documents.web_pages import copy_of
from articles.importing import MAX_BYTES, BadFile, Manuscript
from tests.articles.documents.word import paragraph, table, word_file
from tests.articles.importing.webcopy import RAIN, SLEEP, WALKS, outline

STUDY = (
    "Haghayegh S, et al. Passive body heating. Sleep Med Rev. 2019. doi:10.1016/j.smrv.2019.04.008"
)


def page(body: str) -> Manuscript:
    return manuscript_in("page.html", f"<!doctype html><html><body>{body}</body></html>".encode())


def kinds_of_doubts(found: Manuscript) -> set[str]:
    return {doubt.kind for doubt in found.doubts}


def test_a_page_keeps_its_headings_lists_tables_marks_and_links():
    found = page(
        f"<h1>Warm baths</h1><p>{RAIN}</p><h2>How hot</h2><p>{WALKS}</p><h3>By night</h3>"
        "<p>It is <b>warm</b> and <i>dark</i>; see <a href='https://example.org/a'>the page</a>.</p>"
        "<ul><li>One<ul><li>Deep</li></ul></li><li>Two</li></ul>"
        "<ol><li>First of all</li><li>Second of all</li></ol>"
        "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>A</td><td>5 mg</td></tr></table>"
        "<blockquote><p>What was said.</p></blockquote>"
    )

    assert found.title == "Warm baths"
    assert outline(found) == [(2, "How hot"), (3, "By night")]
    assert (
        "<p>It is <strong>warm</strong> and <em>dark</em>; see "
        '<a href="https://example.org/a">the page</a>.</p>'
        "<ul><li><p>One</p><ul><li><p>Deep</p></li></ul></li><li><p>Two</p></li></ul>"
        "<ol><li><p>First of all</p></li><li><p>Second of all</p></li></ol>"
        "<table><tbody><tr><th><p>Drug</p></th><th><p>Dose</p></th></tr>"
        "<tr><td><p>A</p></td><td><p>5 mg</p></td></tr></tbody></table>"
        "<blockquote><p>What was said.</p></blockquote>"
    ) in found.body


def test_what_is_raised_stays_raised_so_that_no_number_grows():
    found = page("<h1>Cells</h1><p>There are 10<sup>9</sup> of them in H<sub>2</sub>O.</p>")

    assert "<p>There are 10⁹ of them in H₂O.</p>" in found.body


def test_what_a_copy_cannot_hold_is_asked_about():
    found = page(
        "<h1>Doses</h1><p>Take <s>two</s> three<sup>at night</sup>.</p><img src='a.png'><video></video>"
        "<table><tr><td colspan='2'>a | b</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )

    assert kinds_of_doubts(found) >= {"picture", "embedded", "struck", "script", "merged", "bar"}
    assert "Take two three" in found.body


def test_what_stands_around_the_article_of_a_page_is_named_among_the_dropped():
    found = page(
        f"<header><h1>Warm baths</h1><p>The Daily Bath</p></header><main><p>{RAIN}</p><p>{WALKS}</p></main>"
        "<footer>All rights reserved</footer>"
    )

    assert found.title == "Warm baths"
    around = [one.text for one in found.dropped if one.reason.startswith("outside")]
    assert around == ["The Daily Bath", "All rights reserved"]


def test_a_page_in_an_older_coding_is_read_as_it_says():
    markup = "<html><head><meta charset='windows-1252'></head><body><h1>Café</h1><p>Naïve.</p></body></html>"

    assert manuscript_in("page.html", markup.encode("cp1252")).title == "Café"
    with pytest.raises(BadFile, match="Save it as UTF-8"):
        manuscript_in("page.html", markup.replace("windows-1252", "klingon").encode("cp1252"))


@given(
    st.recursive(
        st.text("abc dé", min_size=1, max_size=8),
        lambda inner: st.tuples(
            st.sampled_from(
                ["p", "div", "b", "em", "ul", "li", "h2", "table", "td", "blockquote", "a", "span"]
            ),
            st.lists(inner, max_size=4),
        ),
        max_leaves=20,
    )
)
def test_no_word_of_a_page_is_lost_and_none_comes_twice(tree):
    markup = f"<body>{_markup(tree)}</body>"
    wanted = html.document_fromstring(markup).text_content() if markup != "<body></body>" else ""

    assert _letters(copy_of(markup).text) == _letters(wanted)


def _markup(tree) -> str:
    if isinstance(tree, str):
        return tree
    tag, inner = tree
    return f"<{tag}>{''.join(map(_markup, inner))}</{tag}>"


def _letters(text: str) -> str:
    return re.sub(r"[^a-dé]", "", text)


def test_a_word_file_keeps_its_structure_and_its_footnotes_are_references():
    data = word_file(
        paragraph("Warm baths and sleep", "Title"),
        paragraph(RAIN, footnote=1),
        paragraph("How hot", "Heading1"),
        paragraph(WALKS),
        paragraph("By night", "Heading2"),
        paragraph(SLEEP, footnote=2),
        table(("Drug", "Dose"), ("A", "5 mg")),
        footnotes=(STUDY, "Smith A. Heat and rest. PMID: 12345678"),
    )

    found = manuscript_in("baths.docx", data)

    assert found.title == "Warm baths and sleep"
    assert [words for _, words in outline(found)] == ["How hot", "By night"]
    assert "<td><p>5 mg</p></td>" in found.body
    assert "[1]" in found.body
    assert (found.footnotes, [each.kind for each in found.references]) == (2, ["work", "work"])
    assert found.references[0].doi == "10.1016/j.smrv.2019.04.008"
    assert "↑" not in found.body


def test_a_damaged_word_file_is_refused_with_what_to_do():
    whole = word_file(paragraph("Warm baths", "Title"), paragraph(RAIN))

    for broken in (whole[:-200], whole.replace(b"word/document.xml", b"word/document.xmx", 1)):
        with pytest.raises(BadFile, match="damaged or locked"):
            manuscript_in("baths.docx", broken)


@pytest.mark.parametrize("said", ["9" * 5000, "²", "-1", "٣"])
def test_a_page_may_say_any_number(said):
    found = page(
        f"<h1>Tea</h1><ol start='{said}'><li>{RAIN}</li></ol>"
        f"<table><tr><td colspan='{said}'>Cups</td><td>Tea</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )

    assert found.title == "Tea"


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_word_file_with_entities_is_refused_before_they_are_unfolded(coding):
    document = ENTITIES.decode().replace("?>", f' encoding="{coding}"?>', 1) + "<w>&b;</w>"

    with pytest.raises(BadFile, match="damaged or locked"):
        manuscript_in("baths.docx", with_document(document.encode(coding)))


def test_a_word_file_of_more_elements_than_an_article_has_is_refused_unparsed(monkeypatch):
    """Ten megabytes unpack into millions of them, each a thousand bytes of memory once parsed."""
    monkeypatch.setattr(docx.mammoth, "convert_to_html", None)
    many = word_file(paragraph("Warm baths", "Title"), "<w:p/>" * 500_001)

    assert len(many) < 100_000
    with pytest.raises(BadFile, match="holds more than an article can"):
        manuscript_in("baths.docx", many)


@pytest.mark.parametrize("coding", ["utf-7", "cp037"])
def test_a_word_file_in_a_coding_that_hides_its_elements_is_refused(coding, monkeypatch):
    """Office knows UTF-8 and UTF-16 alone; in others “<” is written as something that nobody counts."""
    monkeypatch.setattr(
        docx.mammoth, "convert_to_html", lambda *_, **__: pytest.fail("It was parsed.")
    )
    hidden = {"utf-7": b"+ADw-a/+AD4-", "cp037": "<a/>".encode("cp037")}[coding]
    head = f'<?xml version="1.0" encoding="{coding}"?>'
    w = '<w xmlns="a">'.encode("ascii" if coding == "utf-7" else coding)
    document = head.encode("ascii" if coding == "utf-7" else coding) + w + hidden * 10

    with pytest.raises(BadFile, match="damaged or locked"):
        manuscript_in("baths.docx", with_document(document))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_word_file_is_packed_as_word_packs(packing):
    """What LZMA asks for to unpack may be gigabytes of memory."""
    with pytest.raises(BadFile, match="damaged or locked"):
        manuscript_in("baths.docx", with_document(b"<w/>", packing))


@given(st.lists(st.tuples(st.integers(4, 5000), st.integers(0, 255)), min_size=1, max_size=4))
@example([(0x46, 0xFF), (0x50, 0xFF)])
def test_any_damage_to_a_word_file_is_refused_or_does_no_harm(bites):
    data = bytearray(word_file(paragraph("Warm baths", "Title"), paragraph(RAIN), paragraph(WALKS)))
    for place, byte in bites:
        data[place % len(data)] = byte

    with suppress(BadFile):
        manuscript_in("baths.docx", bytes(data))


def test_a_word_file_that_breaks_off_within_a_part_is_refused():
    whole = word_file(paragraph("Warm baths", "Title"), paragraph(RAIN))
    start = whole.index(b"word/document.xml") + len(b"word/document.xml")
    torn = whole[:start] + b"\x03\x00" + whole[start + 2 :]  # a deflated part that ends at once

    with pytest.raises(BadFile, match="damaged or locked"):
        manuscript_in("baths.docx", torn)


def with_document(document: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word file with these bytes for its text."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(word_file(paragraph(RAIN)))) as whole,
        zipfile.ZipFile(made, "w", packing) as parts,
    ):
        for name in whole.namelist():
            parts.writestr(name, document if name == "word/document.xml" else whole.read(name))
    return made.getvalue()


def test_a_word_file_may_be_larger_for_its_pictures_and_text_may_not():
    assert limit_of("a.docx") > limit_of("a.txt") == limit_of("a.html") == MAX_BYTES
    with pytest.raises(BadFile, match="too large"):
        manuscript_in("a.html", b"<html>" + b"a" * MAX_BYTES)


@pytest.mark.parametrize("tag", ["div", "ul><li", "blockquote", "b", "table><tr><td"])
def test_a_page_that_nests_deeper_than_any_article_is_refused_with_what_to_do(tag):
    assert page(f"<h1>Tea</h1>{'<div>' * 60}<p>{RAIN}</p>").title == "Tea"
    with pytest.raises(BadFile, match="Save the article alone, or as plain text"):
        page(f"<{tag}>" * 20_000 + RAIN)

"""What is pasted keeps its structure and leaves its dirt, under the strict content security policy.

The pieces teach what each program puts on the clipboard; the fixture `watch` fails on any report.
"""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Reference, Revision
from articles.text.cleaner import clean
from tests import factories
from tests.browser.editing import (
    TABLE,
    click_into,
    expect_text,
    html_of,
    open_editor,
    paste,
    type_at_the_end,
)


def _listed(level: int, bullet: str, words: str, listing: str = "l0") -> str:
    return (
        f"<p class=MsoListParagraphCxSpMiddle\nstyle='text-indent:-18.0pt;mso-list:{listing}"
        f" level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span"
        f" style='mso-list:Ignore'>{bullet}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;"
        f" </span></span></span><![endif]>{words}<o:p></o:p></p>"
    )


def _from_word(body: str) -> str:
    return (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta name=Generator"
        " content='Microsoft Word 15'><!--[if gte mso 9]><xml><o:X></o:X></xml><![endif]-->"
        "<style><!-- p.MsoNormal {color:red} --></style></head><body lang=EN-GB>"
        f"<!--StartFragment-->{body}<!--EndFragment--></body></html>"
    )


def _from_google(body: str) -> str:
    return (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
        f'{body}</b><br class="Apple-interchange-newline">'
    )


PASTED = {
    "A page of this site: what it cites comes along with its place": (
        '<p>Rest helps.<cite data-ref="olsen2019" id="cited-1-1"><a href="#ref-1" data-at="p. 4"'
        ' aria-label="Reference 1, p. 4">1(p4)</a></cite></p>',
        '<p>Rest helps.<cite data-ref="olsen2019" data-locator="p. 4"></cite></p>',
    ),
    "Word: lists are built from their levels, and numbers begin where they began": (
        _from_word(
            _listed(1, "·", "First")
            + _listed(2, "o", "Below")
            + _listed(1, "·", "Second")
            + _listed(1, "3.", "Third", "l1")
            + _listed(2, "a)", "Its part", "l1")
            + _listed(1, "4.", "Fourth", "l1")
        ),
        "<ul><li><p>First</p><ul><li><p>Below</p></li></ul></li><li><p>Second</p></li></ul>"
        '<ol start="3"><li><p>Third</p><ol><li><p>Its part</p></li></ol></li>'
        "<li><p>Fourth</p></li></ol>",
    ),
    "Word: titles, quotations, marks, empty lines and hidden text": (
        _from_word(
            "<p class=MsoTitle>Kratom<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<p class=MsoNormal onclick='x()'><b style='mso-bidi-font-weight:normal'>Bold</b>"
            "<span style='mso-hide:all'>hidden</span>, H<sub>2</sub>O, <span style='color:red'>red"
            "</span> and <s>struck</s></p><p class=MsoQuote>Said.</p>"
        ),
        "<h2>Kratom</h2><p><strong>Bold</strong>, H<sub>2</sub>O, red and</p>"
        "<blockquote><p>Said.</p></blockquote>",
    ),
    "Word: tracked changes are taken as made, and comments stay behind": (
        _from_word(
            "<p class=MsoNormal>Take <ins cite='mailto:X' datetime='2024'>two</ins>"
            "<del cite='mailto:X'>three</del>.<span class=MsoCommentReference><a href='#_msocom_1'>"
            "[X1]</a></span></p><div style='mso-element:comment-list'><p class=MsoCommentText>"
            "Really?</p></div>"
        ),
        "<p>Take two.</p>",
    ),
    "Word: a footnote's mark is raised and leads nowhere": (
        _from_word(
            "<p class=MsoNormal>Rest<a style='mso-footnote-id:ftn1' href='#_ftn1'><span "
            "class=MsoFootnoteReference><span style='mso-special-character:footnote'><span "
            "class=MsoFootnoteReference>[1]</span></span></span></a> helps.</p>"
        ),
        "<p>Rest<sup>[1]</sup> helps.</p>",
    ),
    "Word: a table keeps cells that span": (
        _from_word(
            "<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td width=200 "
            "style='width:150pt'><p class=MsoNormal><b>Drug</b></p></td><td colspan=2><p>Dose</p></td>"
            "</tr><tr><td rowspan=2><p>A</p></td><td><p>1</p></td><td><p>2</p></td></tr><tr><td>"
            "<p>3</p></td><td><p>4</p></td></tr></table>"
        ),
        "<table><tbody><tr><td><p><strong>Drug</strong></p></td>"
        '<td colspan="2"><p>Dose</p></td></tr><tr><td rowspan="2"><p>A</p></td><td><p>1</p></td>'
        "<td><p>2</p></td></tr><tr><td><p>3</p></td><td><p>4</p></td></tr></tbody></table>",
    ),
    "Word: a first row in bold heads the columns, and “Table 1” above names the table": (
        _from_word(
            "<p class=MsoCaption><b>Table 1: Doses by day</b></p><table class=MsoTableGrid><tr><td><p><b>"
            "Drug</b></p></td><td><p><b>Dose</b></p></td></tr><tr><td><p><b>A</b></p></td><td><p>1</p></td>"
            "</tr></table>"
        ),
        "<table><caption>Table 1: Doses by day</caption><tbody><tr><th><p>Drug</p></th><th><p>Dose</p></th>"
        "</tr><tr><td><p><strong>A</strong></p></td><td><p>1</p></td></tr></tbody></table>",
    ),
    "Word on the web: each item says its level": (
        "<div class='OutlineGroup'>"
        + "".join(
            f"<div class='ListContainerWrapper SCXW1'><{tag} role='list' class='BulletListStyle1'>"
            f"<li role='listitem' data-aria-level='{level}' data-listid='1'><p class='Paragraph'><span "
            f"class='TextRun'>{words}</span><span class='EOP'>&nbsp;</span></p></li></{tag}></div>"
            for tag, level, words in (
                ("ul", 1, "First"),
                ("ul", 2, "Below"),
                ("ol", 3, "Deep"),
                ("ul", 1, "Second"),
            )
        )
        + "</div>",
        "<ul><li><p>First</p><ul><li><p>Below</p><ol><li><p>Deep</p></li></ol></li></ul></li>"
        "<li><p>Second</p></li></ul>",
    ),
    "Google: the wrapper is not bold, and styles become marks": (
        _from_google(
            '<p dir="ltr" style="line-height:1.38"><span style="font-weight:400;">Plain, </span>'
            '<span style="font-weight:700;">bold</span><span>, </span>'
            '<span style="font-weight:400;font-style:italic;">italic</span><span>, 10</span>'
            '<span style="font-size:0.6em;vertical-align:super;">3</span></p>'
        ),
        "<p>Plain, <strong>bold</strong>, <em>italic</em>, 10<sup>3</sup></p>",
    ),
    "Google: many first headings move down a level, nested lists stay nested": (
        _from_google(
            '<h1 dir="ltr"><span style="font-weight:700">One</span></h1><h2><span>Part</span></h2>'
            '<ul><li dir="ltr"><p role="presentation"><span>a</span></p></li><ul><li><p>b</p></li>'
            '</ul></ul><h1 dir="ltr"><span>Two</span></h1>'
        ),
        "<h2>One</h2><h3>Part</h3><ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul><h2>Two</h2>",
    ),
    "Google: links are straight and comments stay behind": (
        _from_google(
            '<p><a href="https://www.google.com/url?q=https://example.org/a?b%3D1&amp;sa=D">'
            '<span style="color:#1155cc;text-decoration:underline">trial</span></a>'
            '<sup><a href="#cmnt1">[a]</a></sup></p>'
        ),
        '<p><a href="https://example.org/a?b=1">trial</a></p>',
    ),
    "Google and LibreOffice: what was struck out by hand": (
        '<p>Take <span style="text-decoration:line-through;">three</span> two <strike>or four</strike>.</p>',
        "<p>Take two .</p>",
    ),
    "Word: footnotes that are works of the library are cited": (
        _from_word(
            "<p class=MsoNormal>Rest<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span "
            "class=MsoFootnoteReference>[1]</span></a> and sleep<a href='#_ftn2' name='_ftnref2'>[2]</a></p>"
            "<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p "
            "class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'>[1]</a> Olsen. doi:10.15585/mmwr.mm6814a2"
            "</p></div><div style='mso-element:footnote' id=ftn2><p class=MsoFootnoteText><a "
            "href='#_ftnref2'>[2]</a> Personal communication.</p></div></div>"
        ),
        '<p>Rest<cite data-ref="olsen2019"></cite> and sleep[2]</p><p>[2] Personal communication.</p>',
    ),
    "LibreOffice: lists, colours and notes": (
        '<meta name="generator" content="LibreOffice 7.4"/><style type="text/css">p {x}</style>'
        '<h1 class="western">Title</h1><p style="line-height:115%"><font color="#ff0000">red</font>'
        '<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a></p><ul><li><p>a</p></li>'
        "<ul><li><p>b</p></li></ul></ul>",
        "<h2>Title</h2><p>red<sup>1</sup></p><ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
    ),
    "a page: what stands around its text is left out": (
        '<nav><a href="/">Home</a></nav><div role="navigation">Menu</div><h2>Sleep<span '
        'class="mw-editsection">[edit]</span></h2><form><p onclick="x()" style="margin:0">First '
        '<a href="/rel">rel</a> <a href="javascript:alert(1)">js</a></p></form><aside>Read also'
        '</aside><p aria-hidden="true">x</p><iframe src="https://evil.example"></iframe>'
        "<script>alert(1)</script><h5>Deep</h5><footer>Imprint</footer>",
        "<h2>Sleep</h2><p>First rel js</p><h4>Deep</h4>",
    ),
    "a page: structure of the web stays": (
        "<dl><dt>Term</dt><dd>Meaning</dd></dl><table><caption>Doses</caption><thead><tr><th scope=col>"
        "H</th><th>I</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        "<blockquote>Said</blockquote><pre>one\ntwo</pre>",
        "<dl><dt>Term</dt><dd><p>Meaning</p></dd></dl><table><caption>Doses</caption><tbody><tr>"
        "<th><p>H</p></th><th><p>I</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody>"
        "</table><blockquote><p>Said</p></blockquote><p>one<br>two</p>",
    ),
    "a table of one cell is only a frame": (
        "<table><tr><td><p>Framed</p><p>text</p></td></tr></table>",
        "<p>Framed</p><p>text</p>",
    ),
    "a space holds a figure and its unit together, and nothing else": (
        "<p>Take&nbsp;5&nbsp;mg a&nbsp;day, 7&nbsp;.</p>",
        "<p>Take 5&nbsp;mg a day, 7 .</p>",
    ),
}

ASKED = (
    "Word: titles, quotations, marks, empty lines and hidden text",
    "Word: a first row in bold heads the columns, and “Table 1” above names the table",
    "Google and LibreOffice: what was struck out by hand",
    "Word: footnotes that are works of the library are cited",
)


@pytest.fixture
def writer(transactional_db):
    return factories.writer()


@pytest.fixture
def draft(writer) -> Revision:
    return factories.draft(by=writer)


@pytest.fixture
def empty(enter, writer, draft) -> Page:
    """An open editor with nothing in it, and the cursor there."""
    factories.reference()
    page = enter(writer)
    open_editor(page, factories.rewrite(draft, "")).click()
    expect(page.locator("#id_body_area")).to_be_focused()
    return page


def test_each_program_s_structure_is_kept_and_its_dirt_dropped(empty):
    kept = {}
    for what, (pasted, _wanted) in PASTED.items():
        empty.keyboard.press("Control+a")
        empty.keyboard.press("Delete")
        paste(empty, pasted)
        if what in ASKED:  # it goes in as it is proposed
            empty.get_by_role("dialog").get_by_role("button", name="Paste").click()
            expect(empty.locator("#id_body_area")).not_to_have_text("")
        kept[what] = clean(html_of(empty))

    assert kept == {what: wanted for what, (_pasted, wanted) in PASTED.items()}


def test_what_is_asked_of_a_paste_is_done_or_left_and_nothing_goes_in_by_escape(empty):
    pasted = (
        "<p>Take <s>three</s> two.</p><table><tr><td><b>Drug</b></td></tr><tr><td>A</td></tr>"
        "<tr><td>B</td></tr></table>"
    )
    paste(empty, pasted)
    dialog = empty.get_by_role("dialog", name="Before it goes in")
    expect(dialog.get_by_role("button", name="Paste")).to_be_focused()
    expect(dialog).to_contain_text("Leave out what is struck through: “three”")
    empty.keyboard.press("Escape")
    expect(empty.locator("#id_body_area")).to_be_focused()
    expect_text(empty, "")

    paste(empty, pasted)
    dialog.get_by_label("Leave out what is struck through").uncheck()
    dialog.get_by_label("The first row of the table").uncheck()
    dialog.get_by_role("button", name="Paste").click()
    expect_text(
        empty,
        "<p>Take three two.</p><table><tbody><tr><td><p><strong>Drug</strong></p></td></tr>"
        "<tr><td><p>A</p></td></tr><tr><td><p>B</p></td></tr></tbody></table>",
    )


def test_a_footnote_that_the_library_lacks_is_entered_while_it_is_pasted(empty):
    paste(empty, PASTED["Word: footnotes that are works of the library are cited"][0])
    dialog = empty.get_by_role("dialog", name="Before it goes in")
    dialog.get_by_label("2. “Personal communication.”").check()
    dialog.get_by_role("button", name="Paste").click()

    work = empty.get_by_role("dialog", name="Cite a reference")
    expect(work.get_by_role("combobox")).to_have_value("Personal communication.")
    work.get_by_role("button", name="Enter this work").click()
    work.get_by_label("Title", exact=True).fill("Letters on sleep")
    work.get_by_role("button", name="Save and insert").click()
    expect(work).to_have_count(0)

    assert Reference.objects.exclude(key="olsen2019").count() == 1
    expect(empty.locator("#id_body_area cite")).to_have_count(2)


def test_cells_pasted_among_others_bring_the_caption_of_their_table_along(empty, draft):
    area = open_editor(empty, factories.rewrite(Revision.objects.get(pk=draft.pk), TABLE))
    pasted = "<table><caption>%s</caption><tr><td>B</td><td>%s</td></tr></table>"
    named = TABLE.replace("<table>", "<table><caption>Doses</caption>")
    in_place = "<td><p>A</p></td><td><p>1</p></td>"

    click_into(area.locator("td").first)
    paste(empty, pasted % ("Doses", 2))
    expect_text(empty, named.replace(in_place, "<td><p>B</p></td><td><p>2</p></td>"))
    paste(empty, pasted % ("More doses", 3))
    more = "<td><p>More doses</p><p>B</p></td><td><p>3</p></td>"
    expect_text(empty, named.replace(in_place, more))

    for wanted in (named.replace(in_place, "<td><p>B</p></td><td><p>2</p></td>"), TABLE):
        empty.keyboard.press("Control+z")
        expect_text(empty, wanted)


def test_one_undo_takes_back_a_paste_and_no_letter_around_it(empty):
    empty.keyboard.type("Before ")
    paste(empty, "<p>pasted</p>")
    empty.wait_for_function("() => new Promise((done) => setTimeout(() => done(true)))")
    empty.keyboard.insert_text(" after")  # at once: letters half a second apart are undone apart

    empty.keyboard.press("Control+z")
    expect_text(empty, "<p>Before pasted</p>")
    empty.keyboard.press("Control+z")
    expect_text(empty, "<p>Before</p>")


def test_shift_pastes_plain_text(enter, writer, draft, new_page):
    page = enter(writer, new_page(permissions=["clipboard-read", "clipboard-write"]))
    open_editor(page, draft).click()
    page.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({
          "text/html": new Blob(["<p><b>Bold</b></p>"], {type: "text/html"}),
          "text/plain": new Blob(["Bold"], {type: "text/plain"})})])"""
    )

    type_at_the_end(page, " ")
    page.keyboard.press("Control+Shift+v")
    expect(page.locator("#id_body_area")).to_contain_text("Bold")
    expect_text(page, "<p>Rest helps. Bold</p>")
    page.keyboard.type(" ")
    page.keyboard.press("Control+v")
    expect(page.locator("#id_body_area strong")).to_have_text("Bold")

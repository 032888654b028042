"""Two texts line by line."""

from articles.comparison import Line, compared, readable
from articles.drafts import DraftText


def text(*paragraphs: str, **fields: str) -> DraftText:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return DraftText(**{"title": "Title", "body": body, **fields})


def test_equal_texts_have_no_lines():
    assert compared(text("a"), text("a")) == []


def test_what_one_has_alone_is_marked_and_stands_beside_what_both_have():
    found = compared(text("a", "b", "c", "d", "e"), text("a", "b", "x", "d", "e"))

    assert found == [Line("both", "b"), Line("theirs", "c"), Line("mine", "x"), Line("both", "d")]


def test_title_standfirst_citations_and_note_are_compared_too():
    cited = text('a<cite data-ref="olsen2019"></cite>')

    assert Line("mine", "Cites: olsen2019") in compared(text("a"), cited)
    assert Line("mine", "For readers: New dose") in compared(
        text("a"), text("a", change_note="New dose")
    )
    assert Line("theirs", "Title") in compared(text("a"), text("a", title="Other"))


def test_what_is_read_is_clean():
    assert readable(DraftText("x", body="<script>x</script><p>a</p>")) == "<p>a</p>"

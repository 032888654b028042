"""Merging: what one writer changed is taken, what both changed is asked, nothing is lost."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from articles.coediting.merging import blocks_of, merge, three_way, two_way
from articles.drafting.drafts import DraftText

BASE = DraftText("Rest", "Known.", "<p>a</p><p>b</p><p>c</p>")


def text(body: str, **fields: str) -> DraftText:
    return DraftText(fields.get("title", "Rest"), fields.get("standfirst", "Known."), body)


def origins(mine: str, theirs: str, base: DraftText | None = BASE) -> list[str]:
    return [part.origin for part in merge(base, text(mine), text(theirs)).parts]


def test_changes_in_neighbouring_blocks_merge_by_themselves():
    found = merge(BASE, text("<p>A</p><p>b</p><p>c</p>"), text("<p>a</p><p>B</p><p>c</p><p>d</p>"))

    assert found.clashes == 0
    assert found.text({}).body == "<p>A</p><p>B</p><p>c</p><p>d</p>"


def test_the_same_change_on_both_sides_is_no_clash():
    same = text("<p>a</p><p>B</p><p>c</p>")

    assert merge(BASE, same, same).text({}) == same


def test_a_block_that_both_changed_is_asked_and_each_answer_holds():
    found = merge(BASE, text("<p>a</p><p>b1</p><p>c</p>"), text("<p>a</p><p>b2</p><p>c</p>"))
    (clash,) = (part for part in found.parts if part.origin == "clash")

    assert found.text({}).body == "<p>a</p><p>b1</p><p>b2</p><p>c</p>"
    assert found.text({clash.name: "mine"}).body == "<p>a</p><p>b1</p><p>c</p>"
    assert found.text({clash.name: "theirs"}).body == "<p>a</p><p>b2</p><p>c</p>"
    assert found.text({clash.name: "nonsense"}).body == found.text({}).body


def test_a_deletion_here_and_a_change_there_is_asked():
    assert origins("<p>a</p><p>c</p>", "<p>a</p><p>B</p><p>c</p>") == ["same", "clash", "same"]


def test_two_insertions_at_one_place_are_asked_for_their_order():
    assert "clash" in origins(
        "<p>a</p><p>x</p><p>b</p><p>c</p>", "<p>a</p><p>y</p><p>b</p><p>c</p>"
    )


def test_titles_and_standfirsts_are_merged_each_for_itself():
    mine, theirs = text(BASE.body, title="Mine"), text(BASE.body, standfirst="Theirs.")

    assert merge(BASE, mine, theirs).text({}) == DraftText("Mine", "Theirs.", BASE.body)


def test_every_field_of_a_text_is_merged():
    lines = {line.name for line in merge(BASE, BASE, BASE).lines}

    assert {*lines, "body"} == set(DraftText.__annotations__)


def test_a_title_that_both_changed_is_asked():
    found = merge(BASE, text("", title="Mine"), text("", title="Theirs"))

    assert [line.name for line in found.lines if line.is_clash] == ["title"]
    assert found.text({}).title == "Mine"
    assert found.text({"title": "theirs"}).title == "Theirs"


def test_without_a_common_base_every_difference_is_asked():
    assert origins("<p>a</p><p>x</p>", "<p>a</p>", base=None) == ["same", "clash"]


def test_what_is_shown_is_clean():
    found = merge(None, text("<p>a</p>"), text("<script>x()</script><p>b</p>"))

    assert [part.shown_theirs for part in found.parts] == ["<p>b</p>"]


# --- whatever was written --------------------------------------------------------------------------

OLD = st.lists(st.sampled_from("abcdef"), max_size=8)


@st.composite
def edited(draw: st.DrawFn, base: list[str], side: str) -> list[str]:
    """The base with blocks of this side put in, put in place of others, or taken out."""
    found: list[str] = []
    for number, block in enumerate([*base, ""]):
        act = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change", "insert"]))
        if act in ("change", "insert"):
            found.append(f"{side}{number}")
        if act in ("keep", "insert") and block:
            found.append(block)
    return found


@st.composite
def three(draw: st.DrawFn) -> tuple[tuple[str, ...], ...]:
    base = draw(OLD)
    sides = [draw(edited(base, side)) for side in ("mine", "theirs")]
    return tuple(base), tuple(sides[0]), tuple(sides[1])


def settled(parts, choice: str) -> list[str]:
    return [block for part in parts for block in part.chosen(choice)]


@given(three())
def test_a_merge_never_loses_a_block(texts):
    """What either wrote anew stands there; what both kept of the base is there as often as both had it."""
    base, mine, theirs = texts
    merged = Counter(settled(list(three_way(base, mine, theirs)), "both"))

    old = set(base)
    for block in {*mine, *theirs} - old:
        assert merged[block] >= 1, block
    if len(old) == len(base):  # each block once: it may only go where one of both took it out
        for block in set(mine) & set(theirs) & old:
            assert merged[block] >= 1, block


@given(three())
def test_a_merge_that_asks_nothing_has_the_changes_of_both(texts):
    base, mine, theirs = texts
    parts = list(three_way(base, mine, theirs))
    if any(part.origin == "clash" for part in parts) or len(set(base)) != len(base):
        return
    merged = settled(parts, "both")

    expected = (set(mine) | set(theirs)) - (set(base) - set(mine)) - (set(base) - set(theirs))
    assert set(merged) == expected
    for side in (mine, theirs):
        kept = [block for block in merged if block in side]
        assert kept == [block for block in side if block in merged]


@given(three())
def test_one_side_alone_comes_through_whole(texts):
    base, mine, _theirs = texts

    assert settled(three_way(base, mine, base), "both") == list(mine)
    assert settled(three_way(base, base, mine), "both") == list(mine)
    assert settled(three_way(base, mine, mine), "both") == list(mine)


@given(three())
def test_choosing_one_side_without_a_base_gives_that_side(texts):
    _base, mine, theirs = texts
    parts = list(two_way(mine, theirs))

    assert settled(parts, "mine") == list(mine)
    assert settled(parts, "theirs") == list(theirs)


def test_blocks_put_together_again_are_the_body():
    body = "<h2>A &amp; b</h2><ul><li><p>x<br>y</p></li></ul><hr>"

    assert "".join(blocks_of(body)) == body

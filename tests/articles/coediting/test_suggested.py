"""What somebody suggests, change by change: each can be taken alone, all of them together are the text."""

from random import Random

import pytest

from articles.coediting import suggested
from articles.coediting.suggested import Suggestion, taken_into
from articles.drafting.drafts import DraftText

WAS = (
    "<h2>Rest</h2><p>Rest helps most people. Lie down when it hurts. Ask a doctor first.</p>"
    "<ul><li><p>Walk a little.</p></li><li><p>Sleep well.</p></li><li><p>Eat.</p></li></ul>"
    "<table><tbody><tr><td><p>A</p></td><td><p>1</p></td></tr></tbody></table>"
    "<h2>Doctors</h2><p>Call one when pain stays for six weeks.</p><p>Take your letters along.</p>"
)
SAYS = (
    "<h2>Rest</h2><p>Rest helps few people. Lie down when it hurts. See a nurse first.</p>"
    "<ul><li><p>Walk a lot.</p></li><li><p>Eat.</p></li><li><p>Drink water often.</p></li></ul>"
    "<table><tbody><tr><td><p>B</p></td><td><p>2</p></td></tr></tbody></table>"
    "<h2>Doctors</h2><p>Take your letters along.</p>"
    "<p>Call one when pain stays for <strong>six</strong> weeks.</p>"
)


def text(body: str, title: str = "Backs", **fields: str) -> DraftText:
    return DraftText(title, body=body, **fields).clean()


def said(was: str, says: str) -> list[tuple[str, str]]:
    return [(each.before, each.after) for each in Suggestion(text(was), text(says)).changes]


def test_two_words_of_one_paragraph_are_two_changes():
    was, says = "<p>Rest helps most. Ask a doctor.</p>", "<p>Rest helps few. Ask a nurse.</p>"

    assert said(was, says) == [("most", "few"), ("doctor", "nurse")]


def test_each_item_of_a_list_is_a_change_of_its_own_and_a_table_is_one():
    found = Suggestion(text(WAS), text(SAYS)).changes

    words = [each.after for each in found]
    assert "Drink water often." in words
    assert "lot" in words
    assert sum("B" in each.after and "2" in each.after for each in found) == 1


def test_what_moved_is_taken_from_one_place_and_put_in_another_at_once():
    was = "<p>One is here now.</p><p>Two is here now.</p><p>Three comes after all the others.</p>"
    says = "<p>Three comes after all the others.</p><p>One is here now.</p><p>Two is here now.</p>"

    found = Suggestion(text(was), text(says)).changes

    assert len(found) == 1
    assert Suggestion(text(was), text(says)).taking({found[0].key}).body == says


def test_lines_are_taken_whole():
    was, says = text(WAS, "Backs", standfirst="Old."), text(WAS, "Sore backs", standfirst="New.")

    assert [each.key for each in Suggestion(was, says).changes] == ["title", "standfirst"]
    assert Suggestion(was, says).taking({"title"}) == text(WAS, "Sore backs", standfirst="Old.")


def test_none_is_the_one_text_and_all_are_the_other():
    was, says = text(WAS), text(SAYS)
    keys = {each.key for each in Suggestion(was, says).changes}

    assert Suggestion(was, says).taking(()) == was
    assert Suggestion(was, says).taking(keys) == says


@pytest.mark.parametrize("seed", range(12))
def test_taken_or_refused_one_by_one_in_any_order_nothing_is_left(seed):
    random = Random(seed)
    pieces = [WAS, SAYS, *(f"<p>{name} stands here by itself.</p>" for name in "ABCDE")]
    was, says = (text("".join(random.choices(pieces, k=3))) for _ in range(2))

    for _ in range(300):
        if not (found := Suggestion(was, says).changes):
            break
        key = random.choice(found).key
        if random.random() < 0.5:
            was = Suggestion(was, says).taking({key})
        else:
            says = Suggestion(was, says).taking({each.key for each in found} - {key})

    assert was == says


@pytest.mark.parametrize("seed", range(12))
def test_all_taken_one_by_one_are_the_text_that_was_suggested(seed):
    random = Random(seed)
    was, says = text(WAS), text(SAYS)

    while found := Suggestion(was, says).changes:
        was = Suggestion(was, says).taking({random.choice(found).key})

    assert was == says


# --- into a draft that others wrote on -----------------------------------------------------------------


def test_a_change_goes_into_a_draft_that_moved_on_elsewhere():
    was, says = text("<p>One.</p><p>Two.</p>"), text("<p>One!</p><p>Two.</p>")
    draft = text("<p>One.</p><p>Two, too.</p><p>Three.</p>")

    taken = taken_into(draft, was, says)

    assert taken
    assert taken.body == "<p>One!</p><p>Two, too.</p><p>Three.</p>"


def test_other_sentences_of_one_paragraph_do_not_meet():
    was = text("<p>Rest helps. Ask a doctor.</p>")
    says = text("<p>Rest helps a little. Ask a doctor.</p>")
    draft = text("<p>Rest helps. Ask a nurse.</p>")

    taken = taken_into(draft, was, says)

    assert taken
    assert taken.body == "<p>Rest helps a little. Ask a nurse.</p>"


def test_the_same_sentence_does():
    was = text("<p>Take 5 mg a day.</p>")
    says, draft = text("<p>Take 10 mg a day.</p>"), text("<p>Take 5 g a day.</p>")

    assert taken_into(draft, was, says) is None


def test_so_does_a_line_that_both_changed():
    was = text(WAS)

    assert taken_into(text(WAS, "Mine"), was, text(WAS, "Yours")) is None


def test_of_many_changes_those_that_meet_are_found_by_few_looks(monkeypatch):
    """Half of them at once, then half of that, and the two texts are compared once for all of it."""
    looked, compared = [], []
    monkeypatch.setattr(suggested, "merge", recorded(looked, suggested.merge))
    monkeypatch.setattr(suggested, "differences", recorded(compared, suggested.differences))
    one = [f"<p>Number {n} helps a little.</p>" for n in range(64)]
    was, says = text("".join(one)), text("".join(one).replace("little", "lot"))
    draft = text("".join([*one[:40], "<p>Number 40 helps a bit.</p>", *one[41:]]))
    offered = Suggestion(was, says)
    keys = [each.key for each in offered.changes]

    for together in (True, False):
        assert offered.fit(draft, keys, together=together).fitting == [*keys[:40], *keys[41:]]

    assert len(keys) == 64
    assert len(looked) <= 2 * (1 + 2 * 6)
    assert len(compared) == 1


def test_where_everything_meets_the_looks_come_to_an_end(monkeypatch):
    """Each look merges the whole text: a page about hundreds of changes would be made for minutes."""
    looked = []
    monkeypatch.setattr(suggested, "merge", recorded(looked, suggested.merge))
    was, says, draft = (
        text("".join(f"<p>Number {n} helps {much}.</p>" for n in range(100)))
        for much in ("a little", "a lot", "a bit")
    )
    offered = Suggestion(was, says)
    keys = [each.key for each in offered.changes]

    for together in (True, False):
        looked.clear()
        fit = offered.fit(draft, keys, together=together)
        assert len(looked) == suggested.MOST_TRIES
        assert fit.fitting == []
        assert len(fit.untried) > 50  # each is shown to be tried by itself


def recorded(calls, do):
    def called(*arguments):
        calls.append(do)
        return do(*arguments)

    return called

"""Snippets: put in with a mark, found again by it, reworded without touching what is written."""

import pytest
from django.urls import reverse

from articles.models import Snippet
from articles.reusing import snippets
from articles.sealing import rendering, seal
from articles.text.cleaner import clean
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SAYS = "<p>Call the poison centre.</p><ul><li><p>Say what was taken.</p></li></ul>"


def made(**columns) -> Snippet:
    owner = columns.pop("owner", None) or factories.writer()
    snippet = Snippet.objects.create(**{"name": "Poison centre", "owner": owner, **columns})
    snippets.reword(snippet, SAYS, owner)
    return snippet


def put_in(snippet: Snippet) -> str:
    return snippets.bearing(snippet.wordings.first())


@pytest.mark.parametrize(
    "block",
    [
        "<p>A</p>", "<h2>A</h2>", "<h4>A</h4>", "<ul><li><p>A</p></li></ul>",
        "<ol><li><p>A</p></li></ol>", "<blockquote><p>A</p></blockquote>",
        '<aside data-kind="note"><p>A</p></aside>', "<dl><dt>A</dt><dd><p>B</p></dd></dl>",
        "<table><tbody><tr><td><p>A</p></td></tr></tbody></table>",
    ],
)  # fmt: skip
def test_every_block_keeps_the_mark_of_where_it_came_from(block):
    snippet = Snippet.objects.create(name="A", owner=factories.writer())
    wording = snippets.reword(snippet, block, snippet.owner)

    marked = snippets.bearing(wording)

    assert marked == clean(marked) != block
    assert snippets.named(marked) == {wording.pk}


def test_a_mark_that_is_none_goes():
    assert clean('<p data-snippet="x">A</p><p data-snippet="0">B</p>') == "<p>A</p><p>B</p>"


def test_readers_are_shown_no_mark():
    draft = factories.draft(body=put_in(made()))

    assert "data-snippet" in draft.body
    assert "data-snippet" not in rendering.render(seal.text_of(draft)).body


def test_the_texts_that_have_it_are_those_in_which_it_stands_now():
    snippet = made()
    draft = factories.draft(body="<p>Rest.</p>" + put_in(snippet), title="Ibuprofen")
    assert [use.revision for use in snippets.uses(snippet)] == [draft]

    factories.rewrite(draft, "<p>Rest.</p>")

    assert snippets.uses(snippet) == []


def test_a_new_wording_lists_the_texts_with_the_older_one_and_changes_none():
    snippet = made()
    sealed = factories.published(factories.draft(body=put_in(snippet), title="Sealed"))
    body, digest = sealed.body, sealed.digest

    snippets.reword(snippet, "<p>Call 911.</p>", snippet.owner)
    newer = factories.draft(body=put_in(snippet), title="Newer")

    found = [(use.revision, use.is_older, use.wording.number) for use in snippets.uses(snippet)]
    assert found == [(sealed, True, 1), (newer, False, 2)]
    sealed.refresh_from_db()
    assert (sealed.body, sealed.digest) == (body, digest)
    [(_snippet, current, texts, older)] = snippets.counts(Snippet.objects.all())
    assert (current.number, texts, older) == (2, 2, 1)


def test_words_that_were_changed_in_a_text_are_told():
    snippet = made()
    draft = factories.draft(body=put_in(snippet))
    assert not snippets.uses(snippet)[0].is_altered

    factories.rewrite(draft, draft.body.replace("poison centre", "poison line"))

    assert snippets.uses(snippet)[0].is_altered


def test_the_next_draft_has_it_too():
    snippet = made()
    live = factories.published(factories.draft(body=put_in(snippet)))

    factories.next_draft(live.article, live.body + "<p>More.</p>")

    assert len(snippets.uses(snippet)) == 2


def test_what_is_copied_out_of_a_text_begins_one_of_its_own():
    first, owner = made(), factories.writer()
    second = Snippet.objects.create(name="Other", owner=owner)

    wording = snippets.reword(second, put_in(first), owner)

    assert wording.body == SAYS


def test_its_owner_and_editors_change_it_and_others_read_it(sign_in):
    owner = factories.writer()
    client = sign_in(owner)
    sent = {"name": "Poison", "language": "en", "is_active": "on", "body": SAYS}
    client.post(reverse("snippet_new"), sent)
    snippet = Snippet.objects.get(name="Poison")
    address = reverse("snippet", args=[snippet.pk])
    factories.draft(by=owner, body=put_in(snippet), title="Ibuprofen")

    page = client.post(address, {**sent, "body": "<p>Call.</p>"}, follow=True).content.decode()
    assert "1 text has an older wording" in page
    assert "Ibuprofen" in page

    other = sign_in(factories.writer(email="other@example.org"))
    assert other.post(address, sent).status_code == 403
    assert "Its owner changes it, or an editor." in other.get(address).content.decode()
    assert sign_in(factories.editor()).post(address, sent).status_code == 302
    assert [each.number for each in snippet.wordings.all()] == [3, 2, 1]


def test_the_dialog_finds_those_in_use_by_name_and_words(sign_in):
    made(name="Poison"), made(name="Gone", is_active=False), made(name="Veneno", language="es")
    client = sign_in(factories.writer())

    found = client.get(reverse("snippet_search"), {"q": "poison centre", "language": "en"}).json()

    assert [each["label"] for each in found["results"]] == ["Poison"]
    assert snippets.named(found["results"][0]["body"])


def test_the_list_asks_as_often_for_many_as_for_few(sign_in, django_assert_max_num_queries):
    client = sign_in(factories.writer())
    for number in range(12):
        factories.draft(body=put_in(made(name=f"Number {number}")))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("snippets"))
    assert "Number 11" in page.content.decode()

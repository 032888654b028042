"""Words that stand in another article with a source: offered, and cited when the writer says so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.drafting.evidence import elsewhere
from articles.drafting.evidence.elsewhere import CannotCite
from articles.evidence.units import Support
from articles.models import Revision
from articles.text import citations
from articles.text.citations import cited_keys
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WORDS = "Adults slept for twenty minutes longer after a warm bath."
CITE = '<cite data-ref="olsen2019" data-locator="p. 4"></cite>'


@shared
def published() -> Revision:
    factories.reference()
    return factories.published(factories.draft(title="Baths", body=f"<p>{WORDS}{CITE}</p>"))


def pasted(body: str) -> Revision:
    return factories.draft(title="Sleep", body=body)


def test_words_pasted_without_their_source_are_offered_it(published):
    draft = pasted(f"<p>It is said often. {WORDS} Nobody knows why.</p>")

    (found,) = elsewhere.elsewhere(draft).values()

    assert (found.text, found.supports) == (published, (Support("olsen2019", "p. 4"),))


def test_what_is_taken_up_stands_behind_the_sentence(sign_in, published):
    draft = pasted(f"<p>It is said often. {WORDS} Nobody knows why.</p>")
    page = sign_in(factories.author_of(draft)).get(reverse("evidence", args=[draft.pk]))
    assert "Cite it so" in page.content.decode()
    likeness = next(iter(elsewhere.elsewhere(draft)))

    answer = sign_in(factories.author_of(draft)).post(
        reverse("passage_cite", args=[draft.pk]), {"passage": likeness}, follow=True
    )

    draft.refresh_from_db()
    assert draft.body == f"<p>It is said often. {WORDS}{CITE} Nobody knows why.</p>"
    assert "Cited as in" in answer.content.decode()


def test_of_what_was_pasted_the_editor_is_offered_the_source(sign_in, published):
    draft = pasted(f"<p>It is said often. {WORDS} Nobody knows why.</p>")
    client, address = (
        sign_in(factories.author_of(draft)),
        reverse("passages_offered", args=[draft.pk]),
    )

    def offered(words: str) -> list[dict[str, object]]:
        return client.post(address, {"words": words}).json()["offered"]

    cited = [{"key": "olsen2019", "locator": "p. 4", "quote": None}]
    assert offered(f"  {WORDS}  And more.") == [{"words": WORDS, "title": "Baths", "cited": cited}]
    assert offered("It is said often.") == offered("") == offered("Adults slept") == []
    assert client.get(address).status_code == 405
    draft.refresh_from_db()
    assert not cited_keys(draft.body)


def test_to_who_does_not_write_a_text_nothing_is_offered(sign_in, published):
    draft = pasted(f"<p>{WORDS}</p>")
    address = reverse("passages_offered", args=[draft.pk])

    assert sign_in(factories.writer()).post(address, {"words": WORDS}).status_code == 404


def test_what_was_pasted_is_found_in_a_draft_of_longer_statements(published):
    others = "".join(
        f"<p>In the winter of the year {each} people of every age slept for many hours longer.</p>"
        for each in range(1950, 1970)
    )
    draft = pasted(f"{others}<p>{WORDS}</p>")

    assert not elsewhere.elsewhere(draft)
    assert elsewhere.elsewhere(draft, within=WORDS)


def test_nothing_is_offered_for_what_is_cited_or_said_nowhere(published):
    assert not elsewhere.elsewhere(pasted(f"<p>{WORDS}{CITE}</p>"))
    assert not elsewhere.elsewhere(pasted("<p>Children slept less after a long walk.</p>"))


def test_of_a_text_that_is_not_public_nothing_is_told():
    factories.reference()
    factories.draft(title="Baths", body=f"<p>{WORDS}{CITE}</p>")

    assert not elsewhere.elsewhere(pasted(f"<p>{WORDS}</p>"))


def test_what_is_gone_is_refused(published):
    draft = pasted(f"<p>{WORDS}</p>")

    with pytest.raises(CannotCite, match="any more"):
        elsewhere.cite(draft, "nothing", factories.author_of(draft))
    with pytest.raises(CannotCite, match="no draft"):
        elsewhere.cite(published, "nothing", factories.author_of(published))


def test_many_statements_ask_no_more_than_few(published):
    few = pasted(f"<p>{WORDS}</p>")
    many = pasted("".join(f"<p>In week {each}, {WORDS.lower()}</p>" for each in range(20)))

    with CaptureQueriesContext(connection) as of_few:
        elsewhere.elsewhere(few)
    with CaptureQueriesContext(connection) as of_many:
        elsewhere.elsewhere(many)

    assert len(of_many) <= len(of_few) + 2 * elsewhere.ASKED


@pytest.mark.parametrize(
    ("body", "at", "expected"),
    [
        ("<p>One. Two.</p>", 4, "<p>One.{} Two.</p>"),
        ("<p>One. Two.</p>", 9, "<p>One. Two.{}</p>"),
        (
            "<p>A</p><p>One <em>two.</em> Three.</p>",
            10,
            "<p>A</p><p>One <em>two.</em>{} Three.</p>",
        ),
        (
            "<ul><li><p>One.</p></li><li><p>Two.</p></li></ul>",
            9,
            "<ul><li><p>One.</p></li><li><p>Two.{}</p></li></ul>",
        ),
    ],
)
def test_a_citation_is_put_in_its_place(body, at, expected):
    put = citations.put_in(body, at, [{"ref": "olsen2019", "locator": "p. 4"}])

    assert put == expected.format(CITE)
    assert cited_keys(put) == ["olsen2019"]

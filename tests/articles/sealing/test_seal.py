"""The seal: the canonical JSON of all that a reader sees, and its digest."""

import json

import pytest

from articles.drafting.drafts import set_bylines
from articles.models import Byline, Revision
from articles.sealing import seal
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def draft() -> Revision:
    factories.reference()
    return factories.draft(body='<p>A<cite data-ref="olsen2019"></cite></p>')


def digest_of(draft: Revision) -> str:
    return seal.digest(seal.compose(Revision.objects.get(pk=draft.pk)).serialised())


def test_the_json_is_canonical_and_reads_back_as_it_was(draft):
    text = seal.compose(draft)

    written = text.serialised()

    assert (
        json.dumps(json.loads(written), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        == written
    )
    assert seal.read(written) == text
    assert [reference["id"] for reference in text.references] == ["olsen2019"]


def test_the_digest_is_sha256_of_utf8():
    # printf 'é' | sha256sum
    assert seal.digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


@pytest.mark.parametrize("name", ["title", "standfirst", "body"])
def test_each_part_of_the_text_changes_the_digest(draft, name):
    before = digest_of(draft)

    Revision.objects.filter(pk=draft.pk).update(**{name: "<p>Something else.</p>"})

    assert digest_of(draft) != before


def test_a_reference_and_a_byline_change_the_digest(draft):
    first = digest_of(draft)
    work = factories.reference()
    work.csl = {**work.csl, "title": "Corrected"}
    work.save()
    second = digest_of(draft)
    set_bylines(draft.article, [(factories.person().pk, Byline.Role.WRITER)])

    assert len({first, second, digest_of(draft)}) == 3


@pytest.mark.parametrize(
    "written", ["<p>A <b>b</b></p>", "<p>A  <strong>b</strong></p>\n", "A <b>b</b>"]
)
def test_texts_that_read_alike_have_one_digest(draft, written):
    draft = factories.rewrite(draft, "<p>A <strong>b</strong></p>")
    before = digest_of(draft)

    Revision.objects.filter(pk=draft.pk).update(body=written)

    assert digest_of(draft) == before


def test_what_readers_do_not_see_is_not_in_the_digest(draft):
    before = digest_of(draft)

    Revision.objects.filter(pk=draft.pk).update(change_note="Only for the history", version=9)
    factories.reference("other", type="book", title="Not cited")

    assert digest_of(draft) == before


def test_a_sealed_text_is_read_from_its_seal(draft):
    perform("submit", draft, factories.author_of(draft))
    work = factories.reference()
    work.csl = {**work.csl, "title": "Changed later"}
    work.save()

    assert seal.text_of(draft).references[0]["title"] == factories.OLSEN["title"]

"""Two works that are one: side by side, merged field by field, where each is used, and parted again."""

import pytest
from django.urls import reverse

from articles.drafting import drafts
from articles.library import merging
from articles.library.usage import usage
from articles.models import Reference, ReferenceMerge
from articles.text.citations import cited_keys
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
COPY = {
    "type": "article-journal",
    "title": "Notes from the field",
    "author": [{"family": "Olsen", "given": "Emily"}],
    "issued": {"date-parts": [[2019]]},
    "PMID": "30973850",
    "publisher": "CDC",
}


def citing(*keys: str) -> str:
    return "<p>" + "".join(f'A<cite data-ref="{key}"></cite>. ' for key in keys) + "</p>"


@pytest.fixture
def writer():
    return factories.writer()


@pytest.fixture
def client(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def kept():
    return factories.reference()


@pytest.fixture
def copy():
    return factories.reference("olsen-copy", **COPY)


def cited(draft) -> list[str]:
    draft.refresh_from_db()
    return cited_keys(draft.body)


def test_both_stand_side_by_side_with_where_each_is_used(client, writer, kept, copy):
    factories.draft(by=writer, title="A text on kratom", body=citing(copy.key))
    factories.draft(body=citing(kept.key))  # somebody else's

    page = client.get(reverse("reference_merge", args=[kept.pk]), {"with": copy.key})

    rows = {row.name: row for row, _label in page.context["rows"]}
    assert rows["title"].differs
    assert (rows["pmid"].one, rows["pmid"].other, rows["pmid"].takes_other) == (
        "",
        "30973850",
        True,
    )
    assert (rows["volume"].other, rows["volume"].takes_other) == ("", False)
    assert not rows["type"].differs
    said = " ".join(page.content.decode().split())
    assert "A text on kratom" in said
    assert "1 draft of others" in said


def test_a_merge_takes_the_fields_that_were_chosen_and_nothing_else(client, kept, copy):
    before = kept.csl

    client.post(
        reverse("reference_merge", args=[kept.pk]),
        {"with": copy.key, "field": ["pmid", "publisher"], "merge": "1"},
    )

    kept.refresh_from_db()
    copy.refresh_from_db()
    assert kept.csl == {**before, "PMID": "30973850", "publisher": "CDC"}
    assert kept.pmid == "30973850"
    assert (copy.merged_into, copy.pmid, copy.csl["PMID"]) == (kept, "", "30973850")
    assert kept.changes.get().before == before


def test_drafts_and_shelves_follow_and_sealed_texts_stay(writer, kept, copy):
    draft = factories.draft(by=writer, body=citing(copy.key))
    sealed = factories.submitted(factories.draft(by=writer, body=citing(copy.key)))
    sealed_before = sealed.sealed

    merging.merge(kept, copy, [], writer)

    assert cited(draft) == [kept.key]
    assert list(draft.article.shelf.all()) == [kept]
    sealed.refresh_from_db()
    assert sealed.sealed == sealed_before


def test_a_text_written_with_the_old_key_cites_the_one_that_stands(writer, kept, copy):
    merging.merge(kept, copy, [], writer)
    draft = factories.draft(by=writer, body=citing(copy.key))

    assert cited(draft) == [kept.key]
    assert [use.key for use in draft.reference_uses.all()] == [kept.key]


def test_the_one_that_is_gone_is_found_nowhere_and_leads_to_the_other(client, writer, kept, copy):
    merging.merge(kept, copy, [], writer)

    listed = client.get(reverse("references")).context["rows"]
    led = client.get(copy.get_absolute_url())
    found = client.get(reverse("reference_search"), {"q": "olsen"}).json()["results"]

    assert [reference.key for reference, _entry in listed] == [kept.key]
    assert led.headers["Location"] == kept.get_absolute_url()
    assert [each["key"] for each in found] == [kept.key]


def test_a_chain_of_merges_leads_to_its_end(writer, kept, copy):
    third = factories.reference("third", **{**COPY, "PMID": "1", "title": "Third"})
    merging.merge(copy, third, [], writer)
    merging.merge(kept, copy, [], writer)

    found = Reference.objects.all().current_keys([third.key, copy.key, kept.key])

    assert found == {third.key: kept.key, copy.key: kept.key}


@pytest.mark.parametrize("both", [False, True])
def test_a_merge_is_undone_as_it_was_but_for_texts_that_cited_both(
    client, writer, kept, copy, both
):
    before = (kept.csl, copy.csl)
    keys = [copy.key, kept.key] if both else [copy.key]
    draft = factories.draft(by=writer, body=citing(*keys))
    done = merging.merge(kept, copy, ["pmid", "title"], writer)

    client.post(reverse("reference_part", args=[done.pk]))

    kept.refresh_from_db()
    copy.refresh_from_db()
    assert (kept.csl, copy.csl) == before
    assert (copy.merged_into, copy.pmid) == (None, "30973850")
    assert cited(draft) == ([kept.key] if both else [copy.key])
    assert copy in draft.article.shelf.all() or both
    assert ReferenceMerge.objects.get().undone_at


def test_an_undo_that_would_give_two_works_one_identifier_is_refused(client, writer, kept, copy):
    done = merging.merge(kept, copy, ["pmid"], writer)
    kept.refresh_from_db()
    merging.editing.change(kept, {**kept.csl, "volume": "70"}, writer)

    page = client.post(reverse("reference_part", args=[done.pk]), follow=True)

    assert "both have the same identifier: correct it there first." in page.content.decode()
    copy.refresh_from_db()
    assert copy.merged_into == kept


def test_a_work_is_not_merged_with_itself_or_twice(writer, kept, copy):
    with pytest.raises(merging.Refused, match="the same entry"):
        merging.merge(kept, kept, [], writer)
    merging.merge(kept, copy, [], writer)
    with pytest.raises(merging.Refused, match="already"):
        merging.merge(kept, copy, [], writer)


def test_a_draft_that_a_merge_changed_is_a_conflict_for_who_had_it_open(writer, kept, copy):
    draft = factories.draft(by=writer, body=citing(copy.key))
    opened = draft.version

    merging.merge(kept, copy, [], writer)

    with pytest.raises(drafts.Stale):
        drafts.save_draft(draft, opened, writer, drafts.DraftText.of(draft))


# --- what it said before ---------------------------------------------------------------------------------


def test_each_change_is_kept_and_can_be_brought_back(client, kept):
    before = kept.csl
    fields = merging.csl.fields_of(kept.csl)
    client.post(kept.get_absolute_url(), {**fields, "title": "Corrected"})
    change = kept.changes.get()
    page = client.get(kept.get_absolute_url()).content.decode()

    client.post(reverse("reference_restore", args=[change.pk]))

    assert f"<del>{factories.OLSEN['title']}</del> <ins>Corrected</ins>" in page
    kept.refresh_from_db()
    assert kept.csl == before
    assert kept.changes.count() == 2


def test_saving_without_a_change_is_no_change(client, kept):
    client.post(kept.get_absolute_url(), merging.csl.fields_of(kept.csl))

    assert not kept.changes.exists()


# --- where it is used ------------------------------------------------------------------------------------


def test_uses_follow_the_text(writer, kept, copy):
    draft = factories.draft(by=writer, body=citing(kept.key, "nobody"))
    text = drafts.DraftText.of(draft)

    drafts.save_draft(
        draft, draft.version, writer, drafts.DraftText(text.title, body=citing(copy.key))
    )

    assert usage(kept, writer).is_none
    assert [use.revision for use in usage(copy, writer).shown] == [draft]


@pytest.mark.parametrize("count", [1, 5])
def test_where_a_work_is_used_takes_five_questions(writer, kept, count, django_assert_num_queries):
    for _each in range(count):
        factories.draft(by=writer, body=citing(kept.key))

    writer.has_perm("articles.write_article")  # what a page has asked before
    with django_assert_num_queries(5):
        assert len(usage(kept, writer).shown) == count

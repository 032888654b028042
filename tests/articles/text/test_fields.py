"""A new field of a text is one row, beside its column and its place in the types that hold a text."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_type_hints

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from articles.coediting.merging import merge
from articles.comparing import compare, showing
from articles.drafting import desk_search, versions
from articles.drafting.drafts import DraftText, save_draft, start_draft
from articles.drafting.forms import DraftForm
from articles.drafting.translating import start_translation
from articles.models import Checkpoint, Revision
from articles.sealing import seal
from articles.text import fields
from articles.text.fields import TextField, Written
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.drafting.test_drafts import fields as posted

STORED = (Revision, Checkpoint)
TAKEAWAY = TextField(
    "takeaway",
    "Takeaway",
    rows=2,
    changed="Takeaway changed",
    summed="takeaway changed",
    found_as="text_words",
)


@dataclass(frozen=True)
class LongerDraft(DraftText):
    takeaway: str = ""


@dataclass(frozen=True)
class LongerText(seal.Text):
    takeaway: str = ""


@pytest.fixture
def _takeaway(db, monkeypatch) -> Iterator[None]:
    """Until the test ends a text has one field more."""
    columns = {model: models.TextField(blank=True, default="") for model in STORED}
    with connection.cursor() as cursor:
        for model, column in columns.items():
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN takeaway text NOT NULL DEFAULT ''")
            model.add_to_class("takeaway", column)
    for module in [*sys.modules.values()]:
        for was, now in ((DraftText, LongerDraft), (seal.Text, LongerText)):
            if vars(module).get(was.__name__) is was and module.__name__ != __name__:
                monkeypatch.setattr(module, was.__name__, now)
    monkeypatch.setattr(fields, "FIELDS", (*fields.FIELDS, TAKEAWAY))
    monkeypatch.setattr(seal, "SEAL", replace(seal.SEAL, later=({"takeaway": ""},)))
    yield
    for model, column in columns.items():
        model._meta.local_fields.remove(column)
        model._meta._expire_cache()
        del model.takeaway


# --- a field more ------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.usefixtures("_takeaway")
def test_a_field_of_a_new_row_goes_the_whole_way():
    """Entered, kept, found, versioned, sealed, compared, carried and translated."""
    draft = factories.draft(title="Rest", language="en")
    writer, client = factories.author_of(draft), Client()
    client.force_login(writer)

    page = client.get(reverse("revision_edit", args=[draft.pk])).content.decode()
    entered = posted(draft, writer=writer.pk, takeaway=" Move\u200b  soon ")
    client.post(reverse("autosave", args=[draft.pk]), entered)
    draft.refresh_from_db()
    assert '<textarea name="takeaway" cols="40" rows="2" lang="en"' in page
    assert draft.takeaway == "Move soon"
    assert desk_search.found("soon", writer) == (draft.article_id,)

    kept = Checkpoint.objects.get(revision=draft, version=2)
    draft = save_draft(draft, 2, writer, LongerDraft.of(draft).carried())
    draft = save_draft(draft, draft.version, writer, LongerDraft("Rest", takeaway="Wait"))
    draft = versions.restore(draft, draft.version, f"v{kept.pk}", writer)
    assert (kept.takeaway, draft.takeaway) == ("Move soon", "Move soon")

    perform("submit", draft, writer)
    draft.refresh_from_db()
    sealed = seal.read(draft.sealed)
    assert sealed.takeaway == "Move soon"
    perform("recall", draft, writer)

    following = start_draft(draft.article, writer)
    changed = compare(sealed, LongerText(**{**vars(sealed), "takeaway": "Move today"}))
    assert following.takeaway == "Move soon"
    assert showing.show(changed).summary == ["takeaway changed"]
    assert [row.label for row in showing.show(changed).heads] == ["Takeaway changed"]

    translated = start_translation(draft.article, "es", "Reposo", writer)
    assert translated.takeaway == "Move soon"


@pytest.mark.once
@pytest.mark.usefixtures("_takeaway")
def test_two_writers_of_a_field_of_a_new_row_are_asked():
    draft = factories.draft(title="Rest")
    writer, client = factories.author_of(draft), Client()
    client.force_login(writer)
    save_draft(draft, 1, writer, LongerDraft.of(draft).__class__("Rest", takeaway="Hers"))

    answer = client.post(
        reverse("revision_edit", args=[draft.pk]), posted(draft, title="Rest", takeaway="Mine")
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<legend>Takeaway</legend>" in page
    assert 'id="mine-takeaway" rows="2" readonly>Mine</textarea>' in page
    assert [line.name for line in merge(None, LongerDraft("a"), LongerDraft("a")).lines][-1] == (
        "takeaway"
    )


# --- the table ---------------------------------------------------------------------------------------


def test_what_holds_a_text_has_the_fields_of_the_table():
    columns = {
        model: {each.name for each in model._meta.concrete_fields} & {*fields.names()}
        for model in STORED
    }

    assert columns == {model: {*fields.names()} for model in STORED}
    assert {*get_type_hints(DraftText)} == {*fields.names()}
    assert {name for name in vars(Written) if name in fields.names()} == {*fields.names()}
    assert {*fields.sealed()} <= {*get_type_hints(seal.Text)}
    assert {*fields.names()} <= {*DraftForm().fields}


def test_one_field_is_the_body_and_each_sealed_one_is_compared_in_one_way():
    assert [row.name for row in fields.FIELDS if row.is_body] == ["body"]
    for row in fields.FIELDS:
        assert sum(map(bool, (row.is_body, row.changed, row.fact, not row.is_sealed))) == 1, (
            row.name
        )
        assert bool(row.changed) == bool(row.summed)


@pytest.mark.parametrize("row", fields.FIELDS, ids=lambda row: row.name)
def test_what_is_clean_stays_as_it_is(row: TextField):
    for written in (" a  b\n\u200bc ", "<b>x</b>", "f" * 64, ""):
        assert row.clean(row.clean(written)) == row.clean(written)

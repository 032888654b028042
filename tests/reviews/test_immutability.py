"""Invariant 2 for reviews: what was signed, recorded or agreed is written once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from articles.models import Revision
from reviews.models import Approval, Event, Round
from tests import factories
from tests.worlds import shared

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.usefixtures("published"),
]

SAYS = {
    Approval: "an approval never changes",
    Event: "an event never changes",
    Round: "the terms of a running review never change",
}
COLUMNS = [
    (model, field.column)
    for model in SAYS
    for field in model._meta.concrete_fields
    if not field.primary_key
]
named = pytest.mark.parametrize("model", SAYS, ids=lambda model: model.__name__)


@shared
def published() -> Revision:
    return factories.published()


@named
def test_the_model_writes_a_row_once(model):
    row = model.objects.latest("pk")
    name = model._meta.verbose_name

    with pytest.raises(ValidationError) as saved:
        row.save()
    with pytest.raises(ValidationError) as deleted:
        row.delete()
    with pytest.raises(ValidationError) as updated:
        model.objects.update(pk=row.pk)
    with pytest.raises(ValidationError) as emptied:
        model.objects.all().delete()

    assert saved.value.messages == updated.value.messages == [f"A row of “{name}” never changes."]
    assert (
        deleted.value.messages == emptied.value.messages == [f"A row of “{name}” is kept for ever."]
    )


def test_the_related_managers_refuse_as_well():
    revision = Approval.objects.get().revision

    with pytest.raises(ValidationError):
        revision.approvals.update(name="Somebody else")
    with pytest.raises(ValidationError):
        revision.article.events.all().delete()


@pytest.mark.parametrize(
    ("model", "column"), COLUMNS, ids=[f"{model.__name__}.{column}" for model, column in COLUMNS]
)
def test_the_database_changes_no_column(model, column: str):
    """Not even to the value that it has: there is nothing here that an update could be for."""
    said = _refused(f"UPDATE {model._meta.db_table} SET {column} = {column}")

    assert said == SAYS[model]


@named
def test_the_database_deletes_no_row(model):
    assert _refused(f"DELETE FROM {model._meta.db_table}") == SAYS[model]


@named
def test_no_row_is_written_over_by_an_object_with_its_key(model):
    row = model.objects.latest("pk")
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}

    with pytest.raises(DatabaseError, match=f"^{SAYS[model]}"), transaction.atomic():
        model(**values).save()
    with pytest.raises(DatabaseError, match=f"^{SAYS[model]}"), transaction.atomic():
        model.objects.bulk_create(
            [row],
            update_conflicts=True,
            update_fields=[model._meta.concrete_fields[-1].name],
            unique_fields=["id"],
        )


def _refused(statement: str) -> str:
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(refused.value).split("\n")[0]

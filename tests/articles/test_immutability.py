"""Invariant 2 for content: sealed text never changes, by the model and by the database itself."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from articles.immutability import uninstall
from articles.models import Disclaimer, Revision, Wording
from articles.models.articles import State
from reviews.immutability import lift_refusals
from tests import factories
from tests.tampering import RULES

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CHANGES = {
    "article_id": lambda revision: factories.draft().article_id,
    "number": lambda revision: 99,
    "based_on_id": lambda revision: revision.pk,
    "title": lambda revision: "Rest is useless",
    "standfirst": lambda revision: "Nothing is known.",
    "body": lambda revision: "<p>Rest harms.</p>",
    "lead_image": lambda revision: "f" * 64,
    "lead_alt": lambda revision: "A heart",
    "change_note": lambda revision: "A comma.",
    "sealed": lambda revision: "{}",
    "digest": lambda revision: "0" * 64,
    "sealed_at": lambda revision: timezone.now(),
}
SEALED_STATES = [state for state in State if state not in (State.DRAFT, State.DISCARDED)]


def run(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def refused_by_trigger(statement: str, *parameters: object) -> str:
    """The database's own words, without what PostgreSQL says about where."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run(statement, *parameters)
    return str(refused.value).split("\n")[0]


# --- the model -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SEALED_STATES)
def test_the_model_saves_no_sealed_revision(state: State):
    revision = factories.brought_to(state, factories.draft())
    revision.body = "<p>Rest harms.</p>"

    with pytest.raises(ValidationError) as refused:
        revision.save()

    assert refused.value.messages == ["A sealed revision never changes."]
    revision.refresh_from_db()
    assert revision.body == "<p>Rest helps.</p>"


def test_the_model_saves_no_sealed_revision_by_another_object_of_the_same_row():
    revision = factories.submitted()
    double = Revision(
        pk=revision.pk, article=revision.article, number=9, created_by=revision.created_by
    )

    with pytest.raises(ValidationError) as refused:
        double.save()

    assert refused.value.messages == ["A sealed revision never changes."]


def test_the_model_deletes_no_sealed_revision():
    revision = factories.submitted()

    with pytest.raises(ValidationError) as refused:
        revision.delete()

    assert refused.value.messages == ["A sealed revision is kept for ever."]


def test_a_wording_is_never_saved_again():
    disclaimer = Disclaimer.objects.create(name="Emergency", slug="emergency")
    wording = Wording.objects.create(disclaimer=disclaimer, title="In an emergency", text="Call.")
    wording.text = "Wait."

    with pytest.raises(ValidationError) as refused:
        wording.save()

    assert refused.value.messages == ["A wording never changes: add a new one."]


# --- the triggers --------------------------------------------------------------------------------


@pytest.mark.parametrize("column", CHANGES)
def test_the_database_changes_no_column_of_a_sealed_text(column: str):
    revision = factories.published()
    value = CHANGES[column](revision)

    said = refused_by_trigger(
        f"UPDATE articles_revision SET {column} = %s WHERE id = %s", value, revision.pk
    )

    assert said == "a sealed revision never changes"


@pytest.mark.parametrize("state", SEALED_STATES)
def test_the_database_deletes_no_sealed_revision(state: State):
    revision = factories.brought_to(state, factories.draft())

    said = refused_by_trigger("DELETE FROM articles_revision WHERE id = %s", revision.pk)

    assert said == "a sealed revision never changes"


def test_the_database_refuses_what_goes_around_the_model_by_the_queryset():
    revision = factories.published()

    with (
        pytest.raises(DatabaseError, match=r"^a sealed revision never changes"),
        transaction.atomic(),
    ):
        Revision.objects.filter(pk=revision.pk).update(body="<p>Rest harms.</p>")
    revision.title = "Rest is useless"
    with (
        pytest.raises(DatabaseError, match=r"^a sealed revision never changes"),
        transaction.atomic(),
    ):
        Revision.objects.bulk_update([revision], ["title"])
    with (
        pytest.raises(DatabaseError, match=r"^a sealed revision never changes"),
        transaction.atomic(),
    ):
        Revision.objects.bulk_create(
            [revision], update_conflicts=True, update_fields=["title"], unique_fields=["id"]
        )


def test_what_is_not_text_of_a_sealed_revision_may_change():
    revision = factories.approved()

    run("UPDATE articles_revision SET publish_at = %s WHERE id = %s", timezone.now(), revision.pk)


def test_a_draft_may_change_and_go():
    revision = factories.draft()

    run("UPDATE articles_revision SET title = 'Rest' WHERE id = %s", revision.pk)
    run("DELETE FROM articles_contribution WHERE revision_id = %s", revision.pk)
    run("DELETE FROM articles_checkpoint WHERE revision_id = %s", revision.pk)
    run("DELETE FROM articles_revision WHERE id = %s", revision.pk)

    assert not Revision.objects.filter(pk=revision.pk).exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE articles_wording SET text = 'Wait.'", "DELETE FROM articles_wording"]
)
def test_the_database_changes_no_wording(statement: str):
    disclaimer = Disclaimer.objects.create(name="Emergency", slug="emergency")
    Wording.objects.create(disclaimer=disclaimer, title="In an emergency", text="Call.")

    assert refused_by_trigger(statement) == "a wording never changes"


# --- how long the triggers last ------------------------------------------------------------------


def installed() -> set[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall() if name.startswith("immutable_")}


EVERY = {f"{rule.name}_{kind}" for rule in RULES for kind in rule.kinds}


def test_every_rule_stands_in_the_database():
    assert installed() == EVERY


def test_migrating_installs_the_triggers_again():
    uninstall_all()

    call_command("migrate", verbosity=0)

    assert installed() == EVERY


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_alters_a_protected_table_leaves_the_triggers_standing():
    """SQLite rebuilds the table and loses them; PostgreSQL will not alter a column that one names."""
    revision = factories.submitted()
    old = Revision._meta.get_field("title")
    new = models.CharField(max_length=300)
    new.set_attributes_from_name("title")
    new.model = Revision

    lift_refusals(sender=apps.get_app_config("reviews"))  # as `migrate` does first
    with connection.schema_editor() as editor:
        editor.alter_field(Revision, old, new)
    try:
        call_command("migrate", verbosity=0)

        said = refused_by_trigger(
            "UPDATE articles_revision SET title = 'Work' WHERE id = %s", revision.pk
        )
        assert said == "a sealed revision never changes"
        assert installed() == EVERY
    finally:
        lift_refusals(sender=apps.get_app_config("reviews"))
        with connection.schema_editor() as editor:
            editor.alter_field(Revision, new, old)
        call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_leaves_the_triggers_standing():
    factories.published()
    if connection.vendor == "sqlite":
        uninstall(RULES, connection)  # SQLite empties a table by DELETE

    call_command("flush", interactive=False, verbosity=0)

    assert installed() == EVERY
    revision = factories.submitted()
    said = refused_by_trigger("DELETE FROM articles_revision WHERE id = %s", revision.pk)
    assert said == "a sealed revision never changes"


def uninstall_all() -> None:
    with connection.cursor() as cursor:
        for rule in RULES:
            for kind in rule.kinds:
                on = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {rule.name}_{kind}{on}")

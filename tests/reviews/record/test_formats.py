"""Evidence outlives the code: what a former site froze is opened, migrated and verified for ever."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from articles.formats import Formats, UnknownFormat
from articles.images.pictures import Picture
from articles.sealing.seal import SEAL, Signature, Text, read
from reviews.formats import APPROVAL, EVENT, TERMS
from reviews.models import Approval, ChecklistVersion, Event, Round, zones
from reviews.record import auditing
from reviews.record.verification import problems_of
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.backups.test_backups import empty_on_postgresql
from tests.examples import TIMES
from tests.reviews.record import frozen
from tests.tampering import lift_triggers, tamper

PINNED = json.loads((Path(__file__).parent / "formats.json").read_text(encoding="utf-8"))
ALL = {each.kind: each for each in (EVENT, APPROVAL, TERMS, SEAL)}
HOW = "A format never changes: add one, as docs/changing.md says of a field of a frozen record."
SAMPLES = sorted(frozen.SITES.glob("*.sqlite3.xz"))
# of what is not part of any record: keys of the row itself, and what `verify` holds against others
UNCOVERED = {
    Event: {"id", "hash"},
    Approval: {"id"},
    Round: {"id", "revision", "checklist_record"},
}
ROWS = {Event: EVENT, Approval: APPROVAL, Round: TERMS}


READ = [
    "All true: 3 articles, 12 events, 3 approvals.",
    "/articles/cold/ 200, attested 200",
    "/articles/heat/ 200, attested 200",
    "/articles/rest/ 200, attested 200",
]


@pytest.mark.once
@pytest.mark.parametrize("site", SAMPLES if TIMES > 1 else SAMPLES[:1], ids=lambda path: path.name)
def test_a_site_of_a_former_format_is_migrated_verified_and_read(site, tmp_path):
    assert frozen.opened(site, tmp_path).splitlines()[-4:] == READ


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Migrates on PostgreSQL.")
@pytest.mark.parametrize("site", SAMPLES if TIMES > 1 else SAMPLES[-1:], ids=lambda path: path.name)
def test_a_site_of_a_former_format_on_postgresql_too(site, tmp_path):
    with empty_on_postgresql() as url:
        assert frozen.opened_on_postgresql(site, tmp_path, url).splitlines()[-4:] == READ


@pytest.mark.parametrize("file", sorted(frozen.SITES.glob("*.json")), ids=lambda path: path.name)
def test_a_dossier_of_a_former_format_holds_and_asks_no_database(file):
    zones.known_zones.cache_clear()
    found = auditing.read(file.read_text(encoding="utf-8"))

    assert list(auditing.problems(found)) == []


@pytest.mark.parametrize("formats", ALL.values(), ids=lambda formats: formats.kind)
def test_no_format_is_another_than_it_was(formats):
    pinned = PINNED[formats.kind]

    for number in range(1, formats.latest + 1):
        assert sorted(formats.fields(number)) == pinned.get(str(number)), HOW
    assert formats.latest == len(pinned)


def test_a_seal_holds_pictures_and_names_as_it_did():
    shapes = {
        kind.__name__: sorted(kind.__dataclass_fields__) for kind in (Text, Picture, Signature)
    }

    assert shapes == {name: PINNED[name] for name in shapes}, HOW


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_each_column_of_a_frozen_row_is_covered(model: type[models.Model]):
    formats = ROWS[model]

    columns = {field.name for field in model._meta.concrete_fields} - UNCOVERED[model]

    assert columns == set(formats.fields(formats.latest)), HOW


# --- reading -------------------------------------------------------------------------------------

BREAD = Formats("loaf", first=("flour",), later=({"salt": 0}, {"format": None, "baker": None}))


def test_an_older_record_is_read_with_what_it_never_said():
    assert BREAD.read({"flour": "rye"}) == {"flour": "rye", "salt": 0, "baker": None, "format": 1}
    assert BREAD.number_of({"flour": "rye", "salt": 2}) == 2


def test_what_joined_later_is_no_part_of_an_older_record():
    values = {"flour": "rye", "salt": 2, "baker": "Ann"}

    assert BREAD.covered(1, values) == {"flour": "rye"}
    assert BREAD.covered(3, values) == {**values, "format": 3}
    assert BREAD.unsaid(1, values) == ["salt"]


def test_a_record_of_a_later_version_of_the_code_says_so():
    with pytest.raises(UnknownFormat, match="This loaf has format 4; the last"):
        BREAD.read({"flour": "rye", "format": 4})


def test_what_was_sealed_before_texts_had_images_is_read():
    sealed = (
        '{"body":"<p>a</p>","bylines":[],"format":1,"lead_image":null,"references":[],'
        '"standfirst":"","title":"Rest"}'
    )

    assert read(sealed) == Text("Rest", "", "<p>a</p>", (), ())


# --- a row -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_checklist_may_be_called_something_else_later():
    """The terms of a review keep its name; renaming it made honest reviews lie."""
    version = ChecklistVersion.objects.select_related("checklist")[0]
    revision = factories.submitted(topic=factories.topic(checklist=version.checklist))

    version.checklist.name = "What we ask"
    version.checklist.save()

    assert list(problems_of(revision.article, revision.round.opened_at.date())) == []
    assert revision.round.terms()["checklist"]["name"] != "What we ask"


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_migration_learns_the_format_of_a_row_from_its_event(monkeypatch):
    for model in (Approval, Round):
        monkeypatch.setattr(model._meta.get_field("format"), "default", 1)
    revision = factories.approved(topic=factories.topic(reports="first"))
    signed, terms = Approval.objects.get(), Round.objects.get()
    lift_triggers()
    tamper("reviews_round", terms.pk, "policy", "{}")
    tamper("reviews_approval", signed.pk, "format", 3)
    tamper("reviews_round", terms.pk, "format", 4)

    then = MigrationLoader(connection).project_state().apps
    import_module("reviews.migrations.0015_formats").tell_formats(then, connection.schema_editor())

    assert (Approval.objects.get().format, Round.objects.get().format) == (1, 1)
    assert list(problems_of(revision.article, signed.signed_on)) == []


@pytest.mark.django_db
def test_each_frozen_record_of_today_says_its_format():
    revision = factories.published()
    perform("retract", revision, factories.editor(), Inputs("The study was withdrawn."))

    opened = revision.events.get(transition="submit")
    signed = revision.events.get(transition="approve").details["approval"]

    assert {each.record()["format"] for each in revision.events.all()} == {EVENT.latest}
    assert opened.details["terms"]["format"] == TERMS.latest
    assert signed["format"] == APPROVAL.latest
    assert json.loads(revision.sealed)["format"] == SEAL.latest

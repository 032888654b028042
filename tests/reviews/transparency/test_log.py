"""What every row of evidence says is entered with it, and numbered without a gap."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Byline, Comment, Thread
from articles.signals import TellingQuerySet
from reviews.models import Amendment, Assignment, Attestation, Credential, Event, LogEntry, LogState
from reviews.models.append_only import AppendOnly
from reviews.record import log_audit
from reviews.transparency import attestations, log, merkle
from reviews.transparency.sources import BESIDE, SOURCES
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def entered(source: str, row: int) -> list[str]:
    return list(
        LogEntry.objects.filter(source=source, row=row)
        .order_by("pk")
        .values_list("hash", flat=True)
    )


def test_the_whole_way_of_a_text_is_entered_row_by_row():
    revision = factories.published()
    perform("retract", revision, factories.editor(), Inputs("The study was withdrawn."))

    for source in SOURCES.values():
        for row in source.rows():
            assert entered(source.name, row["pk"])[-1] == source.hash_of(row, source.latest)


def test_numbers_have_no_gap_and_lead_to_the_root():
    factories.published()

    size = log.sequence().size

    entries = list(LogEntry.objects.order_by("number"))
    tree = merkle.Frontier()
    for entry in entries:
        tree.append(log.leaf_of(entry.leaf()))
    assert [entry.number for entry in entries] == list(range(size))
    assert log.frontier(size).root == tree.root
    assert LogState.objects.get().size == size


def test_what_stays_as_it_was_is_not_entered_again():
    credential = Credential.objects.get(person__user=factories.reviewer())
    before = entered("credential", credential.pk)

    credential.save()
    Credential.objects.update(issuer=credential.issuer)

    assert entered("credential", credential.pk) == before


def test_what_is_written_past_save_is_entered():
    revision = factories.assigned()
    asked = Assignment.objects.get()

    later = Inputs(reviewer=asked.reviewer, due_on=date(2100, 1, 1))
    perform("change_due", revision, factories.editor(), later)

    assert len(entered("assignment", asked.pk)) == 2


def test_what_is_gone_is_entered_as_gone():
    revision = factories.draft()
    byline = revision.article.bylines.get()
    pk = byline.pk

    Byline.objects.filter(pk=pk).delete()

    assert entered("byline", pk)[-1] == ""


def test_a_change_that_is_undone_is_not_entered():
    revision = factories.submitted()
    before = LogEntry.objects.count()

    with suppress(RuntimeError), transaction.atomic():
        thread = Thread.objects.create(revision=revision, opened_by=factories.author_of(revision))
        Comment.objects.create(thread=thread, author=thread.opened_by, text="Why?")
        raise RuntimeError

    assert LogEntry.objects.count() == before


def test_what_changes_together_is_entered_once_as_it_is_at_the_end():
    revision = factories.submitted()
    byline = revision.article.bylines.get()
    gone, by = byline.pk, factories.author_of(revision)
    before = LogEntry.objects.count()

    with transaction.atomic(), log.together():
        thread = Thread.objects.create(revision=revision, opened_by=by)
        said = Comment.objects.create(thread=thread, author=by, text="Why?")
        with suppress(RuntimeError), transaction.atomic(), log.together():
            undone = Comment.objects.create(thread=thread, author=by, text="Never said.").pk
            raise RuntimeError
        Comment.objects.create(thread=thread, author=by, text="Gone.").delete()
        byline.delete()
        assert LogEntry.objects.count() == before

    source = SOURCES["comment"]
    assert entered("comment", said.pk) == [source.hash_of(source.rows().get(), source.latest)]
    assert entered("comment", undone) == []
    assert entered("byline", gone)[-1] == ""


def test_a_site_of_before_the_log_begins_it_with_all_that_stands():
    factories.published()
    LogState.objects.update(founded={})
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_logentry WHERE number IS NULL")

    log.found()

    assert len(entered("event", Event.objects.latest("pk").pk)) == 1
    assert LogState.objects.get().founded == {name: each.latest for name, each in SOURCES.items()}


def test_a_role_that_is_given_and_taken_is_entered():
    user, role = factories.writer(), Group.objects.get(name="Writers")
    tied = user.groups.through.objects.get(user_id=user.pk, group=role).pk

    user.groups.remove(role)
    assert entered("role of an account", tied)[-1] == ""
    user.groups.add(role)
    user.groups.clear()
    assert LogEntry.objects.filter(source="role of an account").latest("pk").hash == ""


def test_a_role_that_is_gone_takes_its_ties_with_it():
    role = Group.objects.create(name="Night shift")
    user = factories.writer()
    user.groups.add(role)
    tied = user.groups.through.objects.get(user_id=user.pk, group=role).pk

    role.delete()

    assert entered("role of an account", tied)[-1] == ""


# --- the table -------------------------------------------------------------------------------------


def test_each_column_of_evidence_is_covered_or_has_a_reason_why_not():
    left = {
        source.name: columns
        for source in SOURCES.values()
        if (
            columns := {field.name for field in source.model._meta.concrete_fields}
            - {source.model._meta.pk.name}
            - {*source.formats.fields(source.latest)}
            - {*source.beside}
        )
    }

    # the hashes of these cover all of their columns
    hashed = {"event": Event, "amendment": Amendment}
    assert left == {
        name: {field.name for field in model._meta.concrete_fields} - {"id", "hash"}
        for name, model in hashed.items()
    }


def test_each_table_is_evidence_or_has_a_reason_why_not():
    known = {source.model for source in SOURCES.values()} | {*BESIDE}

    assert {
        model._meta.label
        for label in ("articles", "reviews")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model not in known
    } == set()


def test_what_is_written_past_save_tells_of_it():
    """A table of evidence has a query set that tells, or one that writes nothing anew."""
    silent = {
        source.name
        for source in SOURCES.values()
        if not (issubclass(source.model, AppendOnly) or source.model._meta.auto_created)
        and not isinstance(source.model._default_manager.all(), TellingQuerySet)
    }

    assert silent == set()


# --- races -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_change_things_at_once_lose_nothing_and_leave_no_gap():
    revisions = [factories.submitted() for _ in range(4)]
    people = [factories.author_of(each) for each in revisions]
    failed: list[Exception] = []

    def talk(number: int) -> None:
        try:
            for text in "abc":
                thread = Thread.objects.create(
                    revision=revisions[number], opened_by=people[number], quote=text
                )
                Comment.objects.create(thread=thread, author=people[number], text=text)
            perform("recall", revisions[number], people[number])
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=talk, args=[number]) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    size = log.sequence().size
    assert failed == []
    assert sorted(LogEntry.objects.values_list("number", flat=True)) == list(range(size))
    assert LogEntry.objects.filter(source="comment").count() == 12


@pytest.mark.django_db(transaction=True)
def test_who_publishes_at_once_is_attested_in_one_tree():
    revisions, editor = [factories.approved() for _ in range(4)], factories.editor()
    failed: list[Exception] = []

    def publish(number: int) -> None:
        try:
            perform("publish", revisions[number], editor)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[number]) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    assert list(log_audit.problems()) == []
    assert LogEntry.objects.filter(number=None).count() == 0
    made = [each for each in Attestation.objects.all() if each.statement["kind"] == "publication"]
    assert len(made) == 4
    assert all(attestations.token(each) for each in made)


# --- cost ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_publishing_asks_as_much_of_a_long_log_as_of_a_short_one():
    editor, asked = factories.editor(), []
    factories.published()
    for _ in range(2):
        revision = factories.approved()
        with CaptureQueriesContext(connection) as queries:
            perform("publish", revision, editor)
        asked.append(len(queries))
        for _ in range(8):
            factories.published()

    assert asked[1] <= asked[0]


def test_whether_something_waits_is_asked_once(monkeypatch, django_capture_on_commit_callbacks):
    asked, is_waiting = [], log.is_waiting
    monkeypatch.setattr(log, "is_waiting", lambda: asked.append(is_waiting()) or asked[-1])

    with django_capture_on_commit_callbacks(execute=True):
        factories.writer()  # a role is evidence

    assert asked == [True]
    assert not is_waiting()


def test_what_is_no_evidence_costs_nothing():
    user = factories.writer()

    with CaptureQueriesContext(connection) as queries:
        user.sign_outs += 1
        user.save(update_fields=["sign_outs"])

    assert not any("reviews_logentry" in each["sql"] for each in queries)

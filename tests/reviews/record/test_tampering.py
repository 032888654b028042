"""Whoever has the database in hand is found out: `verify` names what lies, with a head from before.

Triggers are lifted for the tampering and stand again when `verify` looks, but where they are its subject.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from articles.immutability import uninstall
from articles.models import (
    Article,
    Comment,
    Contribution,
    Disclaimer,
    Dismissal,
    HouseRule,
    Image,
    MarkedStatement,
    RetractionMatch,
    RetractionNotice,
    Revision,
    SourceAcknowledgement,
    Thread,
    Wording,
)
from reviews.entitlement.amend import amend
from reviews.models import (
    AccountChange,
    Amendment,
    Approval,
    Assignment,
    CheckFile,
    Credential,
    Debt,
    Event,
    Invitation,
    LogEntry,
    Notification,
    Policy,
    Proposal,
    Round,
    SamePerson,
    SettledDifference,
    SigningKey,
    Verdict,
    Witness,
    ZoneOfDays,
)
from reviews.record import log_audit
from reviews.record.verification import problems
from reviews.transparency import heads, keys, log
from reviews.transparency.merkle import Frontier
from reviews.transparency.sources import SOURCES, Source
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.examples import examples
from tests.tampering import RULES, lift_triggers, restore_triggers, tamper
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
JUNK = "tampered"


@shared
def site() -> heads.Signed:
    """A site with something of everything; the head that a witness kept."""
    ada, ben = factories.reviewer("Pain medicine", name="Ada"), factories.reviewer(name="Ben")
    disclaimer = Disclaimer.objects.create(name="Emergency", slug="emergency", everywhere=True)
    Wording.objects.create(disclaimer=disclaimer, title="In an emergency", text="Call.")
    first = factories.assigned(to=ben)
    perform("decline", first, ben, Inputs("I advise the maker.", has_conflict=True))
    perform("assign", first, factories.editor(), Inputs(reviewer=ada))
    thread = Thread.objects.create(revision=first, opened_by=ada, kind="must_fix", quote="Rest")
    Comment.objects.create(thread=thread, author=ada, text="Whose rest?")
    perform("reject", first, ada, factories.SIGNED)
    shown = factories.image()
    live = factories.published(
        factories.draft(body="<p>Rest.</p>" + factories.figure(shown)), by=factories.reviewer()
    )
    factories.published(factories.next_draft(live.article, "<p>Rest helps.</p>"), by=ada)
    owed = factories.draft()
    perform("publish_unreviewed", owed, factories.editor(), Inputs("Urgent."))
    gone = factories.published()
    perform("retract", gone, factories.editor(), Inputs("The study was withdrawn."))
    for _ in range(2):
        _beside(live, ada, thread)
    signed = heads.read(heads.sign(anew=True).jws)
    assert signed
    return signed


def _beside(live: Revision, ada: Any, thread: Thread) -> None:
    """What people do beside the way of a text, so that each table of evidence has a row to tamper with."""
    now, editor, text = timezone.now(), factories.editor(), factories.published()
    why = {"reason": "It reads as said.", "article": text.article}
    work, number = factories.reference(), text.pk
    administrator = get_user_model().objects.create_superuser(f"root{number}@example.org", "pw")
    Dismissal.objects.create(
        likeness="a", words="Rest", dismissed_by=editor, dismissed_at=now, is_grave=True, **why
    )
    MarkedStatement.objects.create(
        revision=text, end=4, exact="Rest", category="efficacy", made_by=editor, made_at=now
    )
    SourceAcknowledgement.objects.create(
        reference=work, kind="retraction", by=editor, at=now, **why
    )
    notice = RetractionNotice.objects.create(
        record=number, nature="retraction", title="Rest", on=now.date()
    )
    match = RetractionMatch.objects.create(
        reference=work, notice=notice, basis="title", state="proposed"
    )
    RetractionMatch.objects.filter(pk=match.pk).update(
        state="matched", decided_by=editor, decided_at=now, reason="The same title."
    )
    Verdict.objects.create(
        revision=live, reviewer=ada, key=f"{number}", words="Rest helps.", category="efficacy",
        evidence=[{"key": work.key}], ruling="supported", given_at=now,
    )  # fmt: skip
    HouseRule.objects.create(name=f"Rule {number}", reason="So.", phrases=["rest"], owner=editor)
    SettledDifference.objects.create(
        revision=live, key=f"{number}", words="Rest helps.", reason="It does.", settled_by=editor,
        settled_at=now,
    )  # fmt: skip
    signed = latest(Approval, revision=text)
    perform(
        "strike",
        text,
        signed.reviewer,
        Inputs("By mistake.", ground="mistaken", approval=signed.pk),
    )
    perform(
        "move",
        latest(Revision, article=live.article, state="published"),
        editor,
        Inputs(address=f"rest-{number}"),
    )
    page, licence = b"%PDF-1.7", factories.credential(factories.person(), now.date())
    CheckFile.objects.create(
        check_of=licence.current_check, name="page.pdf", size=len(page), content=page,
        digest=hashlib.sha256(page).hexdigest(),
    )  # fmt: skip
    amend("add_witness", Witness(), administrator, {"name": "W", "email": f"w{number}@example.org"})
    Proposal.objects.create(
        act="link_person", subject=f"articles.person {number}", asked_by=editor, asked_at=now
    )
    AccountChange.objects.create(user=ada, kind="password", changed_at=now)
    SamePerson.objects.create(
        one=ada, other=administrator, is_same=False, why="Met both.", said_by=editor, said_at=now
    )
    Invitation.objects.create(
        revision=live, name="Gast", email=f"g{number}@example.org", due_on=now.date(),
        invited_by=editor, invited_at=now, expires_at=now + timedelta(days=9),
    )  # fmt: skip
    editor.user_permissions.add(Permission.objects.first())
    ZoneOfDays.objects.create(zone="UTC", since=now + timedelta(days=number))
    lost = SigningKey.objects.create(kid=f"lost {number}", public="A", made_at=now)
    keys.revoke(lost, now, "A laptop was lost.", now)


def lies(since: heads.Signed) -> Iterator[str]:
    """As `verify --since` finds them, what is found sooner first."""
    return map(str, chain(log_audit.problems(since), problems(timezone.localdate())))


def found(since: heads.Signed) -> list[str]:
    return list(lies(since))


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql, values)


def latest(model: Any, **which: Any) -> Any:
    row = model.objects.filter(**which).order_by("-pk").first()
    assert row, f"The site has no {model.__name__} of {which}"
    return row


def live() -> Revision:
    return latest(Revision, state="published", digest__gt="", based_on__isnull=False)


def change(model: Any, column: str, value: Any, **which: Any) -> Callable[[], None]:
    return lambda: tamper(model._meta.db_table, latest(model, **which).pk, column, value)


def resealed() -> None:
    revision = live()

    forged = revision.sealed.replace("Rest", "Gold")
    tamper("articles_revision", revision.pk, "sealed", forged)
    tamper("articles_revision", revision.pk, "body", "<p>Gold helps.</p>")
    tamper("articles_revision", revision.pk, "digest", hashlib.sha256(forged.encode()).hexdigest())


def last_event_taken_back() -> None:
    """The retraction never was: its event gone, the state set back."""
    event = latest(Event, transition="retract")
    run("DELETE FROM reviews_notice WHERE event_id = %s", event.pk)
    run("DELETE FROM reviews_attestation WHERE event_id = %s", event.pk)
    run("DELETE FROM reviews_event WHERE id = %s", event.pk)
    tamper("articles_revision", event.revision_id, "state", "published")


def event_in_the_middle() -> None:
    event = latest(Event, transition="approve", number__gt=1)
    run("DELETE FROM reviews_notice WHERE event_id = %s", event.pk)
    run("DELETE FROM reviews_attestation WHERE event_id = %s", event.pk)
    run("DELETE FROM reviews_event WHERE id = %s", event.pk)


def renumbered() -> None:
    event = latest(Event, transition="retract")
    tamper("reviews_event", event.pk, "number", event.number + 1)


def rejection_erased() -> None:
    event = latest(Event, transition="reject")
    run("DELETE FROM reviews_approval WHERE revision_id = %s", event.revision_id)
    run("DELETE FROM reviews_notice WHERE event_id = %s", event.pk)
    run("DELETE FROM reviews_attestation WHERE event_id = %s", event.pk)
    run("DELETE FROM reviews_event WHERE id = %s", event.pk)
    tamper("articles_revision", event.revision_id, "state", "in_review")


def whole_article() -> None:
    """Gone with every row that leads to it."""
    delete_with_all(Article, [live().article_id])


def delete_with_all(model: Any, pks: list[int]) -> None:
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        other, field = relation.related_model, relation.field
        dependent = other._base_manager.filter(**{f"{field.name}__in": pks})
        if keys := list(
            dependent.exclude(pk__in=pks if other is model else ()).values_list("pk", flat=True)
        ):
            delete_with_all(other, keys)
    table, key = model._meta.db_table, model._meta.pk.column
    run(f"DELETE FROM {table} WHERE {key} IN ({', '.join(map(str, pks))})")


def chain_forged_anew() -> None:
    """The comment of the first event is another; every hash of the article follows from it."""
    previous = ""
    for event in Event.objects.filter(article=live().article_id).order_by("number"):
        event.comment, event.previous_hash = event.comment or JUNK, previous
        previous = event.computed_hash()
        for column in ("comment", "previous_hash"):
            tamper("reviews_event", event.pk, column, getattr(event, column))
        tamper("reviews_event", event.pk, "hash", previous)


def chain_and_log_forged_anew() -> None:
    """The same, and every entry and subtree of the log made to fit; heads of before thrown away."""
    chain_forged_anew()
    run("DELETE FROM reviews_head")
    grown = Frontier()
    for entry in LogEntry.objects.order_by("number"):
        row = SOURCES["event"].rows().filter(pk=entry.row).first()
        if entry.source == "event" and row:
            entry.hash = SOURCES["event"].hash_of(row, 1)
            tamper("reviews_logentry", entry.pk, "hash", entry.hash)
        nodes = [node.hex() for node in grown.append(log.leaf_of(entry.leaf()))]
        tamper("reviews_logentry", entry.pk, "nodes", json.dumps(nodes))


def triggers_dropped() -> None:
    if connection.vendor == "sqlite":
        uninstall(RULES[:1], connection)
        return
    run("DROP TRIGGER immutable_articles_revision_update ON articles_revision")


def rendition_swapped() -> None:
    name = next(iter(latest(Image).digests))
    path = default_storage.path(name)
    with open(path, "ab") as file:
        file.write(b"x")


THIRTY: dict[str, Callable[[], None]] = {
    "body": lambda: tamper("articles_revision", live().pk, "body", "<p>Gold.</p>"),
    "sealed text with digest": resealed,
    "name of a signature": change(Approval, "name", "Prof. Nobody"),
    "date of a signature": change(Approval, "signed_at", timezone.now() - timedelta(days=900)),
    "deletion of a signature": lambda: run(
        "DELETE FROM reviews_approval WHERE id = %s", latest(Approval, verdict="reject").pk
    ),
    "event in the middle": event_in_the_middle,
    "event at the end, with the state": last_event_taken_back,
    "renumbering": renumbered,
    "approvals of a round": change(Round, "approvals", 7),
    "interval of a round": change(Round, "interval_months", 600),
    "rejection erased": rejection_erased,
    "whole article": whole_article,
    "chain forged anew": chain_forged_anew,
    "chain and log forged anew": chain_and_log_forged_anew,
    "triggers dropped": triggers_dropped,
    "credential": change(Credential, "title", "Professor"),
    "policy": change(Policy, "approvals", 9),
    "topic": lambda: tamper(
        "articles_article", live().article_id, "topic_id", factories.topic().pk
    ),
    "published_at": lambda: tamper(
        "articles_revision", live().pk, "published_at", timezone.now() - timedelta(days=900)
    ),
    "based_on": lambda: tamper("articles_revision", live().pk, "based_on_id", None),
    "wording": change(Wording, "text", "Do nothing."),
    "contribution": lambda: run(
        "DELETE FROM articles_contribution WHERE id = %s", latest(Contribution).pk
    ),
    "conflict": change(Assignment, "has_conflict", value=False, has_conflict=True),
    "kind of a comment": change(Thread, "kind", "note"),
    "words of a comment": change(Comment, "text", "Fine."),
    "debt": lambda: run("DELETE FROM reviews_debt WHERE id = %s", latest(Debt).pk),
    "person": lambda: tamper("articles_person", latest(Approval).person_id, "name", "Prof. Nobody"),
    "address": lambda: tamper("articles_article", live().article_id, "slug", "another"),
    "notification": change(Notification, "text", "Nothing.", event__isnull=False),
    "file of a rendition": rendition_swapped,
}


@pytest.fixture(autouse=True)
def _files(site) -> None:
    """Each test has a folder of its own for files."""
    factories.image()


def test_an_honest_site_has_nothing_to_say(site):
    perform("retract", live(), factories.editor(), Inputs("It was wrong."))
    Thread.objects.update(resolved_by=latest(Comment).author, resolved_at=timezone.now())

    assert found(site) == []


def test_each_table_of_evidence_is_there_to_be_tampered_with(site):
    assert [name for name, source in SOURCES.items() if not source.rows().exists()] == []


def test_there_are_thirty():
    assert len(THIRTY) == 30


@pytest.mark.parametrize("name", THIRTY)
def test_each_of_the_thirty_is_found(site, name):
    lift_triggers()
    THIRTY[name]()
    if connection.vendor == "postgresql" or name != "triggers dropped":
        restore_triggers()

    assert found(site) != []


def test_a_file_that_was_kept_of_a_look_up_is_found_to_be_another(site):
    lift_triggers()
    tamper("reviews_checkfile", latest(CheckFile).pk, "content", b"%PDF-1.8")
    restore_triggers()

    check = latest(CheckFile).check_of_id
    assert found(site) == [
        f"check {check} of a credential: the file page.pdf is not the one that was kept"
    ]


def test_a_format_that_nobody_knows_is_a_lie_and_stops_nothing(site):
    lift_triggers()
    tamper("reviews_amendment", latest(Amendment).pk, "format", 99)
    restore_triggers()

    assert any("does not have its hash" in each for each in found(site))


# --- at random -------------------------------------------------------------------------------------

HASHED = {"event", "amendment"}  # rows whose hash covers every column


def columns_of(source: Source) -> list[str]:
    """All that is evidence of a table."""
    if source.name in HASHED:
        return [each.name for each in source.model._meta.concrete_fields if not each.primary_key]
    return [*source.formats.fields(source.latest)]


def another(value: Any, data: st.DataObject) -> Any:
    """Some other value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + data.draw(st.integers(1, 3))
    if isinstance(value, datetime | date):
        return value + timedelta(days=data.draw(st.integers(1, 900)))
    if isinstance(value, dict):
        return json.dumps({**value, JUNK: 1})
    if isinstance(value, list):
        return json.dumps([*value, JUNK])
    last, first = ("y" if value.endswith("x") else "x"), ("y" if value.startswith("x") else "x")
    return data.draw(st.sampled_from([f"{value[:-1]}{last}", f"{first}{value[1:]}"]))


def alter(source: Source, pks: list[int], data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(columns_of(source)))
    pk = data.draw(st.sampled_from(pks))
    value = source.model._base_manager.values_list(column, flat=True).get(pk=pk)
    field = source.model._meta.get_field(column)
    if value is None:
        value = "2026-01-01" if isinstance(field, models.DateField) else "1"
        tamper(source.model._meta.db_table, pk, field.column, value)
        return
    tamper(source.model._meta.db_table, pk, field.column, another(value, data))


def delete(source: Source, pks: list[int], data: st.DataObject) -> None:
    table = source.model._meta.db_table
    run(f"DELETE FROM {table} WHERE id = %s", data.draw(st.sampled_from(pks)))


def swap(source: Source, pks: list[int], data: st.DataObject) -> None:
    """Two rows trade what they say in a column."""
    assume(len(pks) > 1)
    column = data.draw(st.sampled_from(columns_of(source)))
    one, other = data.draw(st.permutations(pks))[:2]
    values = dict(source.model._base_manager.values_list("pk", column))
    assume(values[one] != values[other])
    field = source.model._meta.get_field(column)
    for pk, value in ((one, values[other]), (other, values[one])):
        stored = json.dumps(value) if isinstance(value, dict | list) else value
        tamper(source.model._meta.db_table, pk, field.column, stored)


def insert(source: Source, pks: list[int], data: st.DataObject) -> None:
    """A copy under a key of its own, told from the first where the table demands it."""
    fields = [each for each in source.model._meta.concrete_fields if not each.primary_key]
    pk = data.draw(st.sampled_from(pks))
    row = source.model._base_manager.values(*(each.attname for each in fields)).get(pk=pk)
    said = {
        each.column: another(row[each.attname], data)
        if each.unique and row[each.attname] is not None
        else row[each.attname]
        for each in fields
    }
    values = [json.dumps(v) if isinstance(v, dict | list) else v for v in said.values()]
    columns = ", ".join(map(connection.ops.quote_name, said))  # “end” is a word of SQL
    places = ", ".join(["%s"] * (len(values) + 1))
    run(
        f"INSERT INTO {source.model._meta.db_table} (id, {columns}) VALUES ({places})",
        max(pks) + 1,
        *values,
    )


WAYS = (alter, alter, alter, delete, swap, insert)


IN_A_SAVEPOINT = (HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much)


AT_RANDOM = {"suppress_health_check": [*IN_A_SAVEPOINT, HealthCheck.too_slow]}


@given(data=st.data())
@examples(20, **AT_RANDOM)
def test_no_tampering_at_random_is_missed(site, data):
    _tamper_and_look(site, data)


@pytest.mark.exhaustive
@given(data=st.data())
@examples(200, **AT_RANDOM)
def test_none_of_a_thousand_tamperings_is_missed(site, data):
    _tamper_and_look(site, data)


def _tamper_and_look(site: heads.Signed, data: st.DataObject) -> None:
    """A column, a row, two rows, a row more, an article, or a chain with every hash made to fit."""
    lift_triggers()
    sid = transaction.savepoint()
    told = ""
    try:
        way = data.draw(
            st.sampled_from([*WAYS, whole_article, chain_forged_anew, chain_and_log_forged_anew])
        )
        if way in WAYS:
            source = data.draw(st.sampled_from([*SOURCES.values()]))
            pks = [row["pk"] for row in source.rows()]
            told = source.name
            way(source, pks, data)
        else:
            way()
        restore_triggers()
        assert next(lies(site), None), f"{way.__name__} {told}"
    except (IntegrityError, DataError, OperationalError):
        assume(condition=False)  # the database itself refuses it
    finally:
        transaction.savepoint_rollback(sid)

"""Two people at once: one wins, the other is told, and nothing is written twice (invariant 5, P10).

Real threads, each with its own connection, start together behind a barrier; a hundred times.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.coediting.joint_saves import save_joined
from articles.drafting.drafts import DraftText, NotADraft, Stale, save_draft, start_draft
from articles.models import Revision
from articles.models.articles import State
from articles.sealing import seal
from cms.models import User
from reviews.models import Approval, Assignment, Event, Reports
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.schedule import publish_due
from tests import factories
from tests.examples import TIMES
from tests.tampering import lift_triggers, restore_triggers

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 30 * TIMES
FEWER_TRIES = 10 * TIMES

Deed = Callable[[], object]


def race(*deeds: Deed) -> list[object]:
    """Do everything at the same moment; what each returned, or the exception that it raised."""
    barrier = Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(place: int, deed: Deed) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            results[place] = deed()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def do(name: str, revision: Revision, user: User | None, *inputs, **more) -> Deed:
    """A transition as a request makes it: with its own copy of the row."""
    copy = Revision.objects.get(pk=revision.pk)
    return lambda: perform(name, copy, user, Inputs(*inputs, **more))


def assert_one_won(results: list[object]) -> tuple[int, str]:
    """Exactly one event; return which it was, and what the other was told."""
    won = [place for place, result in enumerate(results) if isinstance(result, Event)]
    told = [str(result) for result in results if isinstance(result, Refused | NotADraft | Stale)]
    assert (len(won), len(told)) == (1, len(results) - 1), results
    return won[0], told[0]


@pytest.fixture
def text() -> Revision:
    """In review, with two reviewers asked, the first of whom decides."""
    return asked(Reports.FIRST)


def asked(reports: Reports) -> Revision:
    revision = factories.assigned(topic=factories.topic(reports=reports), to=factories.reviewer())
    return factories.assigned(revision, to=factories.reviewer())


@transaction.atomic
def put_back(text: Revision) -> None:
    """Into review, as nobody had decided; the three transitions that lead there take ten times as long."""
    lift_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_approval WHERE revision_id = %s", [text.pk])
    restore_triggers()
    Revision.objects.filter(pk=text.pk).update(state=State.IN_REVIEW, publish_at=None)
    text.refresh_from_db()


def reviewers(text: Revision) -> list[User]:
    return [each.reviewer for each in Assignment.objects.filter(revision=text).order_by("reviewer")]


def assert_one_verdict(text: Revision, mark: str) -> None:
    ada, ben = reviewers(text)
    signed = (mark, "None.")
    results = race(do("approve", text, ada, *signed), do("request_changes", text, ben, *signed))

    winner, told = assert_one_won(results)
    text.refresh_from_db()
    assert (text.state, told) == [
        (State.APPROVED, "“Request changes” is not possible: this text is approved now."),
        (State.CHANGES_REQUESTED, "“Approve” is not possible: this text is changes requested now."),
    ][winner]
    assert Approval.objects.filter(revision=text).count() == 1


def assert_both_count(text: Revision) -> None:
    """Where the round waits for all, neither of two last decisions takes the other for outstanding."""
    ada, ben = reviewers(text)
    signed = ("Decided.", "None.")

    race(do("approve", text, ada, *signed), do("request_changes", text, ben, *signed))

    text.refresh_from_db()
    assert text.state == State.CHANGES_REQUESTED
    assert Approval.objects.filter(revision=text).count() == 2


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="races need PostgreSQL: python -m tests.on_postgresql tests/reviews",
)
class TestOnPostgreSQL:
    def test_approval_against_request_for_changes(self, text):
        for _ in range(TRIES):
            put_back(text)
            assert_one_verdict(text, "Decided.")

        assert_gapless(text)

    def test_the_last_two_decisions_of_a_round(self):
        text = asked(Reports.ALL)
        for _ in range(TRIES):
            put_back(text)
            assert_both_count(text)

        assert_gapless(text)

    def test_approval_against_recall(self, text):
        """The writer saw a text in review: had it been approved meanwhile, the page must say so."""
        for _ in range(TRIES):
            put_back(text)
            doctor, _other = reviewers(text)
            results = race(
                do("approve", text, doctor, "Sound.", "None.", state=State.IN_REVIEW),
                do("recall", text, factories.author_of(text), state=State.IN_REVIEW),
            )

            winner, told = assert_one_won(results)
            text.refresh_from_db()
            assert (text.state, told) == [
                (State.APPROVED, "This text is approved now. Open it again first."),
                (State.RECALLED, "“Approve” is not possible: this text is recalled now."),
            ][winner]

        assert_gapless(text)

    def test_the_same_reviewer_twice(self, text):
        """A double click signs once."""
        for _ in range(FEWER_TRIES):
            put_back(text)
            doctor, _other = reviewers(text)
            results = race(*[do("approve", text, doctor, "Sound.", "None.") for _ in range(2)])

            _winner, told = assert_one_won(results)
            assert told == "“Approve” is not possible: this text is approved now."
            assert Approval.objects.filter(revision=text).count() == 1

    def test_publication_against_publication(self, text):
        """By two editors, and by the clock at the same time."""
        desk, chief = factories.editor(), factories.editor()
        now = timezone.now()
        for published in range(TRIES):
            put_back(text)
            perform("approve", text, reviewers(text)[0], factories.SIGNED)
            due = Inputs(publish_at=now + timedelta(seconds=1))
            perform("schedule", text, desk, due, now)
            results = race(
                do("publish", text, desk),
                do("publish", text, chief),
                lambda: publish_due(now + timedelta(minutes=1)),
            )

            *by_hand, by_clock = results
            told = [str(result) for result in by_hand if isinstance(result, Refused)]
            won = [result for result in by_hand if isinstance(result, Event)]
            won += [outcome for outcome in by_clock if not outcome.error]
            assert len(won) == 1, results
            assert set(told) == {"“Publish now” is not possible: this text is published now."}
            assert Revision.objects.published().get() == text
            assert (
                Event.objects.filter(revision=text, transition="publish").count() == published + 1
            )

        assert_gapless(text)

    def test_schedule_against_recall(self, text):
        desk = factories.editor()
        tomorrow = timezone.now() + timedelta(days=1)
        for _ in range(TRIES):
            put_back(text)
            perform("approve", text, reviewers(text)[0], factories.SIGNED)
            results = race(
                do("schedule", text, desk, publish_at=tomorrow),
                do("recall", text, factories.author_of(text)),
            )

            winner, told = assert_one_won(results)
            assert (
                told
                == [
                    "“Recall” is not possible: this text is scheduled now.",
                    "“Schedule” is not possible: this text is recalled now.",
                ][winner]
            )

    def test_submission_against_a_save(self):
        """Either the reviewers read what was saved, or the writer is told that it was not."""
        draft = factories.draft()
        writer = factories.author_of(draft)
        for number in range(TRIES):
            before = draft.body
            submitted, saved = race(
                do("submit", draft, writer, version=draft.version),
                save(draft, writer, f"<p>Saved {number}.</p>"),
            )

            draft.refresh_from_db()
            if isinstance(submitted, Event):
                assert isinstance(saved, NotADraft)
                assert str(saved) == "This text is in review; it no longer changes."
                assert draft.body == before
                assert seal.read(draft.sealed).body == before
                perform("recall", draft, writer)
                draft = start_draft(draft.article, writer)
            else:
                assert isinstance(submitted, Refused)
                assert str(submitted) == (
                    "The draft was saved elsewhere since you opened it. Look at it again first."
                )
                assert isinstance(saved, Revision)
                assert (draft.state, draft.body) == (State.DRAFT, f"<p>Saved {number}.</p>")

        assert_gapless(draft)

    def test_two_saves_of_one_draft(self):
        draft = factories.draft()
        hers, his = factories.author_of(draft), factories.editor()
        for number in range(TRIES):
            version = draft.version
            results = race(
                save(draft, hers, f"<p>Hers {number}.</p>"),
                save(draft, his, f"<p>His {number}.</p>"),
            )

            [saved] = [result for result in results if isinstance(result, Revision)]
            [stale] = [result for result in results if isinstance(result, Stale)]
            draft.refresh_from_db()
            assert (draft.version, draft.body) == (version + 1, saved.body)
            assert (stale.theirs.version, stale.theirs.body) == (version + 1, saved.body)

    def test_two_writers_open_the_next_draft(self):
        """There is one draft, and both are in it."""
        live = factories.published()
        hers, his = factories.author_of(live), factories.editor()
        for _ in range(TRIES):
            first, second = race(
                lambda: start_draft(live.article, hers), lambda: start_draft(live.article, his)
            )
            assert first == second
            perform("discard", first, hers)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks about SQLite's own locks")
def test_two_verdicts_at_once_on_one_sqlite_file(text):
    """SQLite takes one writer at a time (`IMMEDIATE`): the second waits, and is told."""
    for _ in range(FEWER_TRIES):
        put_back(text)
        assert_one_verdict(text, "Decided.")

    assert_gapless(text)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks about SQLite's own locks")
def test_the_last_two_decisions_on_one_sqlite_file():
    text = asked(Reports.ALL)
    for _ in range(FEWER_TRIES):
        put_back(text)
        assert_both_count(text)

    assert_gapless(text)


def save(draft: Revision, user: User, body: str) -> Deed:
    copy = Revision.objects.get(pk=draft.pk)
    text = DraftText(copy.title, copy.standfirst, body)
    return lambda: save_draft(copy, copy.version, user, text)


def assert_gapless(text: Revision) -> None:
    events = list(Event.objects.filter(article=text.article).order_by("number"))
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    previous = ""
    for event in events:
        assert (event.previous_hash, event.hash) == (previous, event.computed_hash())
        previous = event.hash


def test_three_saves_in_different_blocks_are_all_in_the_text():
    writers = [factories.writer() for _person in range(3)]
    for _try in range(FEWER_TRIES):
        draft = factories.draft(by=writers[0], body="<p>a</p><p>b</p><p>c</p>")
        typed = ("<p>A</p><p>b</p><p>c</p>", "<p>a</p><p>B</p><p>c</p>", "<p>a</p><p>b</p><p>C</p>")

        def saving(place: int, draft: Revision = draft, typed: tuple[str, ...] = typed) -> Deed:
            text = DraftText(draft.title, draft.standfirst, typed[place])
            return lambda: save_joined(draft, 1, writers[place], text)

        results = race(*map(saving, range(3)))

        assert not [each for each in results if isinstance(each, Exception)], results
        stored = Revision.objects.get(pk=draft.pk)
        assert (stored.version, stored.body) == (4, "<p>A</p><p>B</p><p>C</p>")
        assert stored.contributions.count() == 3

"""What the database itself holds about content, each constraint by its name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import Article, Byline, Contribution, Reference, Revision, Thread, Topic
from articles.models.articles import OPEN, State
from cms.models import User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def violated(act: Callable[[], object]) -> str:
    """The constraint that the database names; SQLite names only the columns of a unique one."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return str(refused.value)


def assert_violates(act: Callable[[], object], name: str, columns: str = "") -> None:
    said = violated(act)
    if connection.vendor == "sqlite" and columns:
        assert said == f"UNIQUE constraint failed: {columns}"
    else:
        assert name in said


def put(revision: Revision, **columns: object) -> Callable[[], object]:
    return lambda: Revision.objects.filter(pk=revision.pk).update(**columns)


def add(article: Article, **columns: object) -> Callable[[], object]:
    user = User.objects.first()
    return lambda: Revision.objects.create(
        **{"article": article, "number": 2, "title": "Rest", "created_by": user, **columns}
    )


SEAL = {"sealed": "{}", "digest": "0" * 64, "sealed_at": timezone.now()}


def test_an_article_numbers_its_revisions_once():
    article = factories.published().article

    assert_violates(
        add(article, number=1),
        "an_article_numbers_its_revisions_once",
        "articles_revision.article_id, articles_revision.number",
    )


@pytest.mark.parametrize("first", OPEN)
@pytest.mark.parametrize("second", OPEN)
def test_an_article_has_at_most_one_open_revision(first: State, second: State):
    article = factories.brought_to(first, factories.draft()).article
    seal = {} if second == State.DRAFT else {**SEAL, "publish_at": timezone.now()}

    assert_violates(
        add(article, state=second, **seal),
        "an_article_has_at_most_one_open_revision",
        "articles_revision.article_id",
    )


def test_an_article_has_at_most_one_published_revision():
    article = factories.published().article

    assert_violates(
        add(article, state=State.PUBLISHED, published_at=timezone.now(), **SEAL),
        "an_article_has_at_most_one_published_revision",
        "articles_revision.article_id",
    )


@pytest.mark.parametrize("state", [state for state in State if state not in ("draft", "discarded")])
def test_a_revision_is_sealed_from_submission_on(state: State):
    revision = factories.draft()
    now = timezone.now()

    assert_violates(
        put(revision, state=state, publish_at=now, published_at=now),
        "a_revision_is_sealed_from_submission_on",
    )


@pytest.mark.parametrize("column", SEAL)
def test_a_seal_is_whole_or_not_at_all(column: str):
    revision = factories.draft()
    rest = {name: value for name, value in SEAL.items() if name != column}

    assert_violates(put(revision, **SEAL), "a_revision_is_sealed_from_submission_on")
    assert_violates(
        put(revision, state=State.IN_REVIEW, **rest), "a_revision_is_sealed_from_submission_on"
    )


def test_a_sealed_revision_is_never_a_draft_again():
    revision = factories.submitted()

    assert_violates(put(revision, state=State.DRAFT), "a_revision_is_sealed_from_submission_on")
    assert_violates(put(revision, state=State.DISCARDED), "a_revision_is_sealed_from_submission_on")


def test_a_scheduled_revision_has_a_time():
    revision = factories.approved()

    assert_violates(put(revision, state=State.SCHEDULED), "a_scheduled_revision_has_a_time")


@pytest.mark.parametrize("state", ["published", "superseded", "withdrawn", "retracted"])
def test_a_published_revision_has_a_date(state: str):
    revision = factories.approved()

    assert_violates(put(revision, state=state), "a_published_revision_has_a_date")


def test_a_user_contributes_to_a_revision_once():
    """Twice saved is one row that counts two."""
    revision = factories.rewrite(factories.draft(), "<p>Rest may help.</p>")
    contribution = revision.contributions.get()
    again = Contribution(
        revision=revision,
        user=contribution.user,
        person=contribution.person,
        first_at=contribution.first_at,
        last_at=contribution.last_at,
    )

    assert contribution.saves == 2
    assert_violates(
        again.save,
        "a_user_contributes_to_a_revision_once",
        "articles_contribution.revision_id, articles_contribution.user_id, articles_contribution.person_id",
    )


def test_a_person_has_a_role_in_an_article_once():
    byline = factories.draft().article.bylines.get()

    assert_violates(
        lambda: Byline.objects.create(article=byline.article, person=byline.person),
        "a_person_has_a_role_in_an_article_once",
        "articles_byline.article_id, articles_byline.person_id, articles_byline.role",
    )


def test_a_doi_names_one_reference():
    factories.reference("olsen2019")

    assert_violates(
        lambda: Reference.objects.create(key="olsen", csl={"DOI": "10.15585/MMWR.MM6814A2"}),
        "a_doi_names_one_reference",
        "articles_reference.doi",
    )


def test_a_pmid_names_one_reference():
    factories.reference("olsen2019", PMID="30973850")

    assert_violates(
        lambda: Reference.objects.create(key="olsen", csl={"PMID": "30973850"}),
        "a_pmid_names_one_reference",
        "articles_reference.pmid",
    )


def test_references_without_identifiers_do_not_collide():
    factories.reference("who", title="WHO")
    factories.reference("cdc", title="CDC")

    assert Reference.objects.count() == 2


def test_a_resolved_thread_says_who_and_when():
    revision = factories.submitted()
    thread = Thread.objects.create(revision=revision, opened_by=factories.reviewer())

    for half in ({"resolved_at": timezone.now()}, {"resolved_by": thread.opened_by}):
        assert_violates(
            lambda half=half: Thread.objects.filter(pk=thread.pk).update(**half),
            "a_resolved_thread_says_who_and_when",
        )


def test_a_topic_is_not_its_own_parent():
    topic = factories.topic()

    assert_violates(
        lambda: Topic.objects.filter(pk=topic.pk).update(parent=topic),
        "a_topic_is_not_its_own_parent",
    )


def test_a_loop_of_topics_ends_where_it_began():
    first, second = factories.topic(), factories.topic()
    Topic.objects.filter(pk=first.pk).update(parent=second)
    Topic.objects.filter(pk=second.pk).update(parent=first)
    first.refresh_from_db()

    assert first.ancestry() == [first, second]


def test_nothing_that_carries_evidence_is_deleted():
    """Invariant 10: `PROTECT` from every side."""
    revision = factories.published()
    approval = revision.approvals.get()
    witnesses = [
        revision.article,
        revision.article.topic,
        revision.created_by,
        approval.reviewer,
        approval.person,
        revision.article.bylines.get().person,
        revision.assignments.get().assigned_by,
    ]

    for witness in witnesses:
        with pytest.raises(ProtectedError):
            witness.delete()


def test_an_e_mail_address_names_one_user_in_any_case():
    factories.user(email="Ada@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ADA@example.org", name="Ada")])


def test_the_clock_of_a_seal_does_not_move():
    """Saving the next draft touches no column of the text before."""
    live = factories.published()
    before = Revision.objects.filter(pk=live.pk).values().get()

    factories.next_draft(live.article, "<p>Rest may help.</p>")

    assert Revision.objects.filter(pk=live.pk).values().get() == before
    assert before["sealed_at"] <= timezone.now() + timedelta(0)

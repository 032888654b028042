"""Invariant 4: who wrote a text does not review it, nor who declared a conflict, nor whoever expired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.drafting.drafts import set_bylines, start_draft
from articles.models import Byline, Revision
from articles.models.articles import State
from cms.models import User
from reviews.eligibility.facts import text_of
from reviews.models import Assignment, Credential, Signers
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WROTE = "You wrote or edited this text, so somebody else must review it."
CONFLICT = "You declared a conflict of interest on this article."
EXPIRED = "You have no credential that is checked and valid today: ask an administrator."
DECISIONS = ["approve", "request_changes", "reject", "accept"]


def medical_writer() -> User:
    return factories.reviewer(roles=("Reviewers", "Writers", "Editors"), name="Ada")


def ask(revision: Revision, reviewer: User) -> Revision:
    """By a row, as no transition would: what refuses below is the guard of the decision itself."""
    Assignment.objects.get_or_create(
        revision=revision,
        reviewer=reviewer,
        defaults={
            "assigned_by": factories.editor(),
            "assigned_at": timezone.now(),
            "due_on": timezone.localdate(),
        },
    )
    return revision


def refusal(name: str, revision: Revision, user: User) -> str:
    with pytest.raises(Refused) as refused:
        perform(name, revision, user, factories.SIGNED)
    return str(refused.value)


@pytest.mark.parametrize("name", DECISIONS)
def test_who_wrote_the_text_does_not_decide_on_it(name: str):
    ada = medical_writer()
    revision = ask(factories.submitted(factories.draft(ada)), ada)

    assert refusal(name, revision, ada) == WROTE


@pytest.mark.parametrize("name", DECISIONS)
def test_who_changed_a_word_does_not_decide_on_it(name: str):
    ada = medical_writer()
    draft = factories.rewrite(factories.draft(), "<p>Rest may help.</p>", by=ada)

    assert refusal(name, ask(factories.submitted(draft), ada), ada) == WROTE


@pytest.mark.parametrize("name", DECISIONS)
def test_who_stands_as_author_does_not_decide_on_it(name: str):
    ada = medical_writer()
    draft = factories.draft()
    Byline.objects.create(article=draft.article, person=ada.person)

    assert refusal(name, ask(factories.submitted(draft), ada), ada) == WROTE


def test_an_author_of_the_sealed_text_stays_one_when_the_byline_is_taken_away():
    """Readers would see the same name above the text and on the badge."""
    ada = medical_writer()
    draft = factories.draft()
    Byline.objects.create(article=draft.article, person=ada.person)
    revision = ask(factories.submitted(draft), ada)
    set_bylines(draft.article, [(factories.person().pk, Byline.Role.WRITER)])

    assert refusal("approve", revision, ada) == WROTE


def test_who_is_made_an_author_during_the_review_leaves_it():
    """The byline is not sealed yet, but it says who has a part in the article."""
    ada = medical_writer()
    revision = factories.assigned(to=ada)
    Byline.objects.create(article=revision.article, person=ada.person)

    assert refusal("approve", revision, ada) == WROTE


def test_who_wrote_an_earlier_round_does_not_decide_on_a_later_one():
    """No byline names them: what they saved does."""
    ada = medical_writer()
    draft = factories.rewrite(factories.draft(), "<p>Rest may help.</p>", by=ada)
    first = factories.brought_to(State.CHANGES_REQUESTED, draft)
    second = factories.next_draft(first.article, "<p>Somebody else's.</p>", by=factories.editor())

    assert refusal("approve", ask(factories.submitted(second), ada), ada) == WROTE


def test_who_wrote_what_was_approved_since_may_review_what_others_change():
    """DESIGN §4: “since the last approval”; another doctor has vouched for the earlier text."""
    ada = medical_writer()
    draft = factories.rewrite(factories.draft(), "<p>Rest may help.</p>", by=ada)
    live = factories.published(draft)
    second = factories.next_draft(live.article, "<p>Rest does help.</p>")

    perform("approve", ask(factories.submitted(second), ada), ada, factories.SIGNED)

    assert second.state == State.APPROVED


def test_opening_a_draft_or_saving_it_unchanged_writes_nothing():
    """P7: a reviewer who looked into the editor has not become an author."""
    ada = medical_writer()
    live = factories.published()
    draft = start_draft(live.article, ada)
    factories.rewrite(draft, draft.body, by=ada)
    draft = factories.rewrite(draft, "<p>Rest may help.</p>")

    writers = text_of(draft, Signers.REVIEWERS).writers
    assert ada.pk not in writers
    assert factories.author_of(draft).pk in writers


def test_a_reviewer_who_mends_a_typo_leaves_the_decision_to_another():
    ada, ben = medical_writer(), factories.reviewer()
    first = factories.assigned(to=ada)
    perform("recall", first, factories.author_of(first))
    second = factories.next_draft(first.article, "<p>Rest helps!</p>", by=ada)
    ask(factories.submitted(second), ada)

    assert refusal("approve", second, ada) == WROTE
    factories.approved(second, by=ben)
    assert second.state == State.APPROVED


@pytest.mark.parametrize("name", DECISIONS)
def test_a_conflict_declared_on_an_earlier_text_counts_for_the_article(name: str):
    ada = factories.reviewer()
    first = factories.assigned(to=ada)
    perform("decline", first, ada, Inputs("My institute sells it.", has_conflict=True))
    perform("recall", first, factories.author_of(first))
    second = factories.submitted(factories.next_draft(first.article, "<p>Other.</p>"))

    assert refusal(name, ask(second, ada), ada) == CONFLICT


def test_a_conflict_on_one_article_is_none_on_another():
    ada = factories.reviewer()
    first = factories.assigned(to=ada)
    perform("decline", first, ada, Inputs("My institute sells it.", has_conflict=True))

    other = factories.approved(by=ada)

    assert other.state == State.APPROVED


def test_who_declined_without_a_conflict_may_be_asked_for_the_next_text():
    ada = factories.reviewer()
    first = factories.assigned(to=ada)
    perform("decline", first, ada, Inputs("I am on leave."))
    perform("recall", first, factories.author_of(first))
    second = factories.next_draft(first.article, "<p>Other.</p>")

    factories.approved(second, by=ada)

    assert second.state == State.APPROVED


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize(
    ("column", "days"),
    [("expires_on", -1), ("checked_on", None), ("checked_on", 2)],
    ids=["expired", "unchecked", "checked in the future"],
)
def test_a_credential_that_lapsed_after_the_assignment_decides_nothing(
    name: str, column: str, days: int | None
):
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    ada = factories.reviewer()
    revision = factories.assigned(to=ada)
    Credential.objects.filter(person=ada.person).update(**{column: day})

    assert refusal(name, revision, ada) == EXPIRED


def test_a_credential_is_good_on_its_last_day():
    now = timezone.now()
    ada = factories.reviewer(expires_on=timezone.localdate(now))
    revision = factories.assigned(to=ada)

    perform("approve", revision, ada, factories.SIGNED, now)

    assert revision.state == State.APPROVED


def test_a_reviewer_without_a_public_profile_decides_nothing():
    ada = factories.user("Reviewers")
    revision = ask(factories.submitted(), ada)

    assert refusal("approve", revision, ada) == (
        "You have no public profile yet: ask an administrator to make one."
    )


def test_a_superuser_obeys_the_guards():
    root = factories.reviewer(is_superuser=True)
    own = factories.submitted(factories.draft(root))
    other = factories.submitted()

    assert refusal("approve", other, root) == "You are not assigned to this text."
    assert refusal("approve", ask(own, root), root) == WROTE


def test_removing_a_person_keeps_their_evidence():
    """Invariant 10: what was signed stands by itself; the account is deactivated, never deleted."""
    ada = factories.reviewer(name="Ada", specialty="Pain medicine")
    approval = factories.published(by=ada).approvals.get()
    before = approval.record()

    ada.is_active = False
    ada.name, ada.email = "Gone", "gone@example.org"
    ada.save()
    type(ada.person).objects.filter(user=ada).update(name="Gone", user=None)
    Credential.objects.all().delete()

    approval.refresh_from_db()
    assert approval.record() == before
    assert (approval.titled_name, approval.specialties) == ("Ada, MD", {"Pain medicine"})
    assert approval.credentials[0]["issuer"] == "Example Medical Board"

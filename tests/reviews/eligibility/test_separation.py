"""Invariant 4: who wrote a text does not review it, nor who declared a conflict, nor whoever expired."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.drafting.drafts import DraftText, set_bylines, start_article, start_draft
from articles.drafting.translating import start_translation
from articles.drafting.versions import restore
from articles.models import Byline, Person, Revision
from articles.models.articles import State
from cms.models import User
from reviews.approval.badge import badge
from reviews.desk.identities import say, statement
from reviews.eligibility.candidates import candidates
from reviews.eligibility.facts import text_of
from reviews.humans import marks
from reviews.models import Assignment, Credential, NextReview, Signers
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WROTE = "You wrote or edited this text, so somebody else must review it."
WROTE_BEFORE = (
    "You wrote or edited an earlier text of this article: sign for the changes alone, and "
    "somebody else for the whole."
)
CONFLICT = "You declared a conflict of interest on this article."
EXPIRED = "You have no credential that is checked and valid today: ask an administrator."
CHANGES = replace(factories.SIGNED, scope="changes")
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


def test_a_writer_does_not_sign_for_the_whole_of_their_own_article_however_long_ago_they_wrote_it():
    """Her text went out under another name; an editor has added two words since."""
    ada, ben = medical_writer(), factories.reviewer()
    draft = start_article(ada, factories.topic(), DraftText("Rest", "", "<p>Rest may help.</p>"))
    set_bylines(draft.article, [(factories.person().pk, Byline.Role.WRITER)])
    live = factories.published(draft, by=ben)
    second = factories.next_draft(
        live.article, "<p>Rest may help some people.</p>", by=factories.editor()
    )
    ask(factories.submitted(second), ada)
    factories.release_asked_again(second, but=ada)

    assert refusal("approve", second, ada) == WROTE_BEFORE
    perform("approve", second, ada, CHANGES)
    assert second.state == State.APPROVED


def test_what_was_approved_and_never_published_is_no_text_that_readers_saw_reviewed():
    """The badge builds on the published text, so the changes since then are hers."""
    ada = medical_writer()
    live = factories.published()
    hers = factories.next_draft(live.article, "<p>Rest heals.</p>", by=ada)
    factories.approved(hers)
    perform("recall", hers, ada)
    third = factories.next_draft(live.article, "<p>Rest heals!</p>")
    ask(factories.submitted(third), ada)

    with pytest.raises(Refused, match=WROTE):
        perform("approve", third, ada, CHANGES)


def test_a_first_text_leaves_nothing_to_sign_to_whoever_wrote_any_of_it_before():
    """Nothing was reviewed yet, so that there are no changes alone."""
    ada = medical_writer()
    first = factories.brought_to(State.RECALLED, factories.draft(ada))
    set_bylines(first.article, [(factories.person().pk, Byline.Role.WRITER)])
    second = factories.submitted(factories.next_draft(first.article, "<p>All anew.</p>"))

    reasons = {each.user: each.why_not for each in candidates(second, timezone.localdate())}
    assert reasons[ada] == "Wrote or edited this text."


def test_an_earlier_text_that_is_brought_back_brings_back_who_wrote_it():
    ada = medical_writer()
    hers = factories.rewrite(factories.draft(), "<p>Rest may help.</p>", by=ada)
    live = factories.published(hers)
    factories.published(factories.next_draft(live.article, "<p>Time helps.</p>"))
    draft = start_draft(live.article, factories.author_of(live))
    draft = restore(draft, draft.version, f"r{live.pk}", factories.author_of(live))
    ask(factories.submitted(draft), ada)

    with pytest.raises(Refused, match=WROTE):
        perform("approve", draft, ada, CHANGES)


def test_who_wrote_the_original_does_not_review_its_translation():
    ada = medical_writer()
    hers = factories.rewrite(factories.draft(), "<p>Rest may help.</p>", by=ada)
    live = factories.published(hers, by=factories.reviewer())
    translated = start_translation(live.article, "es", "Reposo", factories.editor())
    factories.rewrite(translated, "<p>El reposo puede ayudar.</p>", by=factories.editor())
    set_bylines(translated.article, [(factories.person().pk, Byline.Role.WRITER)])

    writers = text_of(Revision.objects.get(pk=translated.pk), Signers.REVIEWERS).writers("full")
    assert marks(ada.pk) <= writers


def test_what_an_account_wrote_stays_with_the_person_to_whom_it_was_linked():
    ada = medical_writer()
    draft = factories.rewrite(factories.draft(), "<p>Rest may help.</p>", by=ada)
    revision = factories.submitted(draft)
    other = factories.user("Reviewers")
    Person.objects.filter(user=ada).update(user=None)
    Person.objects.filter(pk=ada.person.pk).update(user=other)

    assert refusal("approve", ask(revision, other), other) == WROTE


def test_two_accounts_that_are_said_to_be_one_person_are_one():
    ada, second = factories.reviewer(), factories.writer()
    admins = [factories.user("Administrators") for _ in range(2)]
    revision = factories.assigned(factories.draft(second), to=ada)
    say(statement(ada, second, admins[0], "She told me."))

    assert refusal("approve", revision, ada) == WROTE
    with pytest.raises(Refused, match="You said that they are one person"):
        say(statement(ada, second, admins[0], "I was wrong.", is_same=False))
    say(statement(second, ada, admins[1], "Two passports.", is_same=False))
    perform("approve", revision, ada, factories.SIGNED)
    assert revision.state == State.APPROVED


def test_nobody_says_of_themselves_that_they_are_somebody_else():
    ada, second = factories.reviewer(), factories.user("Administrators")
    say(statement(ada, second, factories.user("Administrators"), "She told me."))

    with pytest.raises(Refused, match="It is about yourself"):
        say(statement(ada, second, second, "No.", is_same=False))
    with pytest.raises(Refused, match="It is about yourself"):
        say(statement(ada, factories.writer(), second, "Let it be him."))


def test_a_badge_that_rests_on_two_signatures_of_one_human_falls():
    ada, ben = factories.reviewer(), factories.reviewer()
    revision = factories.approved(factories.draft(topic=factories.topic(approvals=2)), by=ada)
    factories.approved(revision, by=ben)
    perform("publish", revision, factories.editor())
    assert badge(revision, timezone.localdate()).is_shown

    say(statement(ada, ben, factories.user("Administrators"), "One licence."))

    assert not badge(revision, timezone.localdate()).is_shown
    assert not NextReview.objects.filter(article=revision.article).exists()


def test_opening_a_draft_or_saving_it_unchanged_writes_nothing():
    """P7: a reviewer who looked into the editor has not become an author."""
    ada = medical_writer()
    live = factories.published()
    draft = start_draft(live.article, ada)
    factories.rewrite(draft, draft.body, by=ada)
    draft = factories.rewrite(draft, "<p>Rest may help.</p>")

    writers = text_of(draft, Signers.REVIEWERS).writers("full")
    assert not marks(ada.pk, ada.person.pk) & writers
    assert marks(factories.author_of(draft).pk) <= writers


def test_a_reviewer_who_mends_a_typo_leaves_the_decision_to_another():
    ada, ben = medical_writer(), factories.reviewer()
    first = factories.assigned(factories.draft(topic=factories.topic(reports="first")), to=ada)
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
    [("expires_on", -1), ("current_check", None), ("checked_on", 2)],
    ids=["expired", "unchecked", "checked in the future"],
)
def test_a_credential_that_lapsed_after_the_assignment_decides_nothing(
    name: str, column: str, days: int | None
):
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    ada = factories.reviewer()
    revision = factories.assigned(to=ada)
    if column == "checked_on":
        factories.checked(Credential.objects.get(person=ada.person), day)
    else:
        Credential.objects.filter(person=ada.person).update(**{column: day})

    assert refusal(name, revision, ada) == EXPIRED


def test_a_credential_is_good_on_its_last_day():
    ada = factories.reviewer(expires_on=timezone.localdate())
    revision = factories.assigned(to=ada)

    perform("approve", revision, ada, factories.SIGNED)

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
    Credential.objects.update(title="Another", issuer="Elsewhere", specialty=None)

    approval.refresh_from_db()
    assert approval.record() == before
    assert (approval.titled_name, approval.specialties) == ("Ada, MD", {"Pain medicine"})
    assert approval.credentials[0]["issuer"] == "Example Medical Board"

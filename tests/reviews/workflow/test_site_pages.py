"""Pages about the site go through the workflow, approved by an editor who did not write them."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, SitePage
from cms.site import about
from reviews.approval.badge import Standing, badge
from reviews.desk import guests, rereviews
from reviews.eligibility import volunteering
from reviews.eligibility.candidates import candidates
from reviews.models import Approval, Assignment, Debt, Notification, Policy, Round, Signers
from reviews.record import auditing, dossier
from reviews.record.verification import problems_of
from reviews.refusal import Refused
from reviews.reviewing.progress import progress
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from reviews.workflow.submission import Submission
from reviews.workflow.submission_preview import preview
from tests import factories
from tests.tampering import force
from tests.worlds import shared

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def editor(**fields):
    made = factories.editor(**fields)
    factories.person(made)
    return made


@shared
def writer():
    return editor(name="Ada")


@shared
def second():
    return editor(name="Ben")


@shared
def draft(writer):
    return factories.rewrite(
        about.open_draft(SitePage.CORRECTIONS, writer), "<p>We mend at once.</p>", writer
    )


@shared
def submitted(draft, writer):
    perform("submit", draft, writer)
    return draft


@shared
def approved(submitted, writer, second):
    perform("assign", submitted, writer, Inputs(reviewer=second))
    perform("approve", submitted, second, factories.SIGNED)
    return submitted


@shared
def published(approved, writer):
    perform("publish", approved, writer)
    return approved


def offered(revision, user) -> dict[str, str]:
    return {each.transition.name: each.reason for each in actions_for(revision, user)}


def test_from_the_default_to_the_page_by_two_editors(client, published, second):
    page = client.get("/about/corrections/").content.decode()
    signature, terms = Approval.objects.get(), Round.objects.get()

    assert "We mend at once." in page
    assert "Approved by" in page
    assert second.person.name in page
    assert "edically reviewed by" not in page
    assert "noindex" not in page
    assert (terms.signers, terms.interval_months) == (Signers.EDITORS, about.MONTHS)
    assert terms.demand == "1 approval by another editor"
    assert (signature.signed_as, signature.credentials, signature.disclaimers) == (
        Signers.EDITORS,
        [],
        {},
    )
    assert badge(published, today()).standing == Standing.REVIEWED
    assert list(problems_of(published.article, today())) == []
    assert progress(published, today()).missing == ""
    assert published.article.revisions.count() == 1


def test_who_wrote_it_can_not_approve_it_nor_can_a_medical_reviewer(submitted, writer):
    doctor, nameless = factories.reviewer(), factories.editor(name="Nobody Known")

    for person, why in (
        (writer, "Ada can't review this: wrote or edited this text."),
        (
            doctor,
            f"{doctor} is not an editor, and editors approve the pages about the site.",
        ),
        (
            nameless,
            "Nobody Known has no public profile yet: ask an administrator to make one.",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            perform("assign", submitted, writer, Inputs(reviewer=person))
        assert str(refusal.value) == why
    assert not Assignment.objects.exists()
    with pytest.raises(PermissionDenied):
        perform("approve", submitted, doctor, factories.SIGNED)


def test_the_candidates_are_those_whom_the_guard_lets_through(submitted, writer, second):
    factories.reviewer()
    nameless = factories.editor()

    found = {each.user: each.why_not for each in candidates(submitted, today())}

    assert found == {
        second: "",
        writer: "Wrote or edited this text.",
        nameless: "Has no public profile yet: an administrator can make one.",
    }


def test_an_article_about_health_can_never_be_approved_by_an_editor(second):
    """By no guard, by no row that is written past them, and `verify` would tell."""
    article = factories.submitted()
    terms = Round.objects.get()

    with pytest.raises(Refused, match="is not a reviewer"):
        perform("assign", article, second, Inputs(reviewer=second))
    Assignment.objects.create(
        revision=article,
        reviewer=second,
        assigned_by=second,
        assigned_at=timezone.now(),
        due_on=today(),
    )
    with pytest.raises(PermissionDenied):
        perform("approve", article, second, factories.SIGNED)
    signature = Approval(
        revision=article,
        digest=article.digest,
        reviewer=second,
        person=second.person,
        name="Ben",
        signed_as=Signers.EDITORS,
        credentials=[],
        verdict="approve",
        statement="Yes.",
        interests="None.",
        disclaimers={},
        signed_at=timezone.now(),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        signature.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Round.objects.create(
            revision=factories.draft(),
            number=1,
            signers=Signers.EDITORS,
            approvals=1,
            interval_months=12,
            days_to_review=1,
            days_to_settle_debt=1,
            opened_at=timezone.now(),
        )
    force(terms, signers="editors")
    found = [str(each) for each in problems_of(article.article, today())]
    assert f"round {terms.pk}: its text is not of those that its signers may approve" in found


def test_a_site_with_one_editor_publishes_and_says_so(client, draft, writer):
    [finding] = [
        each for each in preview(Submission(draft), today()) if each.kind == "review needed"
    ]
    row = next(
        each for each in actions_for(draft, writer) if each.transition.name == "publish_unreviewed"
    )

    perform("publish_unreviewed", draft, writer, Inputs("I am alone here."))

    page = client.get("/about/corrections/").content.decode()
    assert "can be asked to approve it: 0; needed: 1." in finding.message
    assert "not yet approved by a second editor" in str(row.transition.consequence)
    assert "Not yet approved by a second editor" in page
    assert "medically reviewed</p>" not in page
    assert "noindex" not in page
    assert Debt.objects.outstanding().get().revision == draft


def test_what_was_owed_is_settled_by_a_second_editor(draft, writer, second):
    perform("publish_unreviewed", draft, writer, Inputs("It is urgent."))
    perform("assign", draft, writer, Inputs(reviewer=second))

    perform("confirm", draft, second, factories.SIGNED)

    assert not Debt.objects.outstanding().exists()
    assert badge(draft, today()).standing == Standing.REVIEWED
    assert list(problems_of(draft.article, today())) == []


@pytest.mark.parametrize("name", ["withdraw", "retract", "move", "merge"])
def test_a_page_about_the_site_never_goes_away(published, writer, name):
    why = "A page about the site stays at its address. Publish another text instead."

    assert name not in offered(published, writer)
    if name != "merge":
        with pytest.raises(Refused) as refusal:
            perform(name, published, writer, Inputs(comment="Gone.", address="elsewhere"))
        assert str(refusal.value) == why


def test_the_next_text_asks_the_same_editor_again_and_keeps_the_one_before(
    client, published, writer, second
):
    following = factories.next_draft(published.article, "<p>We mend in a day.</p>", writer)
    perform("submit", following, writer, Inputs(change="update"))

    assert following.assignments.get().reviewer == second
    perform("approve", following, second, factories.SIGNED)
    perform("publish", following, writer, Inputs(change="update", is_announced=False))
    history = client.get(f"/articles/{published.article.slug}/history/").content.decode()
    old = client.get(f"/articles/{published.article.slug}/history/1/").content.decode()

    assert "Version 2" in client.get("/about/corrections/").content.decode()
    assert "Approved by" in history
    assert "Medically" not in history.partition("<footer")[0]
    assert "We mend at once." in old
    assert "noindex" in old
    assert client.get(f"/articles/{published.article.slug}/history/compare/").status_code == 200


def test_it_is_due_to_be_read_again_after_its_months(client, published, second):
    later = today() + timedelta(days=400)

    assert badge(published, later).standing == Standing.OVERDUE
    assert [each.article for each in rereviews.queue(second, later)] == [published.article]


def test_it_is_offered_to_no_medical_reviewer_and_no_guest_is_asked(submitted, writer):
    doctor = factories.reviewer("Cardiology")

    assert not volunteering.offered_to(doctor, today())
    with pytest.raises(Refused, match="approved by editors"):
        guests.invite(submitted, writer, "Eve", "eve@x.org", "Why", today(), timezone.now())


def test_an_editor_who_is_asked_finds_it_on_the_dashboard_and_signs_it_there(
    sign_in, submitted, writer, second
):
    perform("assign", submitted, writer, Inputs(reviewer=second))
    client = sign_in(second)

    dashboard = client.get(reverse("dashboard")).content.decode()
    page = client.get(reverse("review", args=[submitted.pk])).content.decode()
    response = client.post(
        reverse("review_action", args=[submitted.pk, "approve"]),
        {
            "comment": "It says what we do.",
            "interests": "None.",
            "scope": "full",
            "password": factories.PASSWORD,
            "digest": submitted.digest,
            "state": "in_review",
        },
    )

    submitted.refresh_from_db()
    assert submitted.title in dashboard
    assert "Guest reviewers" not in page
    assert (response.status_code, submitted.state) == (303, "approved")
    assert Notification.objects.filter(recipient=writer, text__contains=second.name).exists()


def test_the_policy_of_these_pages_can_not_ask_for_a_specialist(draft, writer, second):
    specialty = factories.topic(specialty="Cardiology").policy.specialty
    Policy.objects.filter(topic__is_about_site=True).update(specialty=specialty)

    perform("submit", draft, writer)

    assert Round.objects.get().specialty == ""


def test_an_expert_who_is_also_an_editor_signs_a_page_as_an_editor(submitted, writer):
    both = factories.reviewer(roles=("Reviewers", "Editors"))
    perform("assign", submitted, writer, Inputs(reviewer=both))

    perform("approve", submitted, both, factories.SIGNED)

    assert Approval.objects.get().credentials == []
    assert submitted.state == "approved"
    assert Article.objects.get(pk=submitted.article_id).about == "corrections"


def test_verify_finds_nothing_and_the_dossier_is_whole(published, capsys):
    call_command("verify")
    composed = json.loads(json.dumps(dossier.compose(published.article, timezone.now())))

    assert "All true" in capsys.readouterr().out
    assert list(auditing.problems(composed)) == []
    composed["article"]["about"] = ""
    assert [each.says for each in auditing.problems(composed)][-1] == (
        "its text is not of those that its signers may approve"
    )


def test_each_language_has_a_text_and_an_approval_of_its_own(client, published, writer, second):
    text = about.open_draft(SitePage.CORRECTIONS, writer, "es")
    text = factories.rewrite(text, "<p>Corregimos enseguida.</p>", writer)
    assert "Corregimos" not in client.get("/es/about/corrections/").content.decode()
    perform("submit", text, writer)
    perform("assign", text, writer, Inputs(reviewer=second))
    perform("approve", text, second, factories.SIGNED)
    perform("publish", text, writer)

    spanish = client.get("/es/about/corrections/").content.decode()
    english = client.get("/about/corrections/").content.decode()

    assert "Corregimos enseguida." in spanish
    assert "Aprobado por" in spanish
    assert "We mend at once." in english
    assert client.get(f"/articles/{text.article.slug}/")["Location"] == (
        f"/es/articles/{text.article.slug}/"
    )

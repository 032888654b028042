"""Who reaches which page of the reviewer's and the editor's desk."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import escape

from articles.models.articles import State
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


@shared
def revision(doctor):
    return factories.assigned(to=doctor)


def addresses(pk: int) -> list[str]:
    return [
        reverse("dashboard"),
        reverse("board"),
        reverse("review", args=[pk]),
        reverse("thread_open", args=[pk]),
        reverse("thread_answer", args=[1]),
        reverse("thread_resolve", args=[1]),
        *(reverse("review_action", args=[pk, name]) for name in TABLE),
    ]


def test_nobody_gets_in_without_signing_in(client, revision):
    for address in addresses(revision.pk):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == HTTPStatus.FOUND, address
            assert answer["Location"] == f"/account/login/?next={address}"


@pytest.mark.parametrize(
    ("role", "dashboard", "board"),
    [("Writers", 403, 403), ("Reviewers", 200, 403), ("Editors", 200, 200), ("Administrators", 403, 403)],
)  # fmt: skip
def test_each_list_is_for_its_role(sign_in, role, dashboard, board):
    client = sign_in(factories.user(role))

    assert client.get(reverse("dashboard")).status_code == dashboard
    assert client.get(reverse("board")).status_code == board


def test_a_text_is_seen_by_editors_its_writers_and_its_reviewers(sign_in, revision, doctor):
    address = reverse("review", args=[revision.pk])

    for user in (doctor, factories.editor(), factories.author_of(revision)):
        assert sign_in(user).get(address).status_code == 200
    for user in (factories.writer(), factories.reviewer(), factories.user("Administrators")):
        assert sign_in(user).get(address).status_code == 404


def test_who_declined_sees_the_text_no_more(sign_in, revision, doctor):
    perform("decline", revision, doctor, Inputs("I am on leave."))

    assert sign_in(doctor).get(reverse("review", args=[revision.pk])).status_code == 404


def test_who_is_no_reviewer_any_more_sees_the_text_no_more(sign_in, revision, doctor):
    doctor.groups.remove(Group.objects.get(name="Reviewers"))

    assert sign_in(doctor).get(reverse("review", args=[revision.pk])).status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.DISCARDED])
def test_an_unsealed_text_has_no_page_here(sign_in, state):
    revision = factories.brought_to(state, factories.draft())

    for user in (factories.editor(), factories.author_of(revision)):
        assert sign_in(user).get(reverse("review", args=[revision.pk])).status_code == 404


def test_an_unknown_transition_has_no_page(sign_in, revision):
    client = sign_in(factories.editor())

    assert client.get(f"/reviews/{revision.pk}/abolish/").status_code == 404


def test_a_transition_on_a_text_out_of_reach_is_not_found(sign_in, revision):
    draft = factories.draft()

    for user in (factories.writer(), factories.reviewer()):
        for target, name in ((revision, "approve"), (draft, "submit"), (draft, "discard")):
            address = reverse("review_action", args=[target.pk, name])
            assert sign_in(user).get(address).status_code == 404
            assert sign_in(user).post(address).status_code == 404


def test_a_right_that_somebody_lacks_is_forbidden(sign_in, revision, doctor):
    for user, name in (
        (doctor, "publish_unreviewed"),
        (doctor, "assign"),
        (factories.author_of(revision), "assign"),
        (factories.author_of(revision), "approve"),
        (factories.editor(), "approve"),
    ):
        address = reverse("review_action", args=[revision.pk, name])
        assert sign_in(user).get(address).status_code == 403
        assert sign_in(user).post(address).status_code == 403


def test_a_thread_of_a_text_out_of_sight_is_not_found(sign_in, revision, doctor):
    from reviews.reviewing import discussion

    thread = discussion.open_thread(revision, doctor, "question", "Is it?")
    client = sign_in(factories.writer())

    assert client.post(reverse("thread_answer", args=[thread.pk])).status_code == 404
    assert client.post(reverse("thread_resolve", args=[thread.pk])).status_code == 404
    assert client.post(reverse("thread_open", args=[revision.pk])).status_code == 404


@pytest.mark.parametrize("state", list(State))
def test_every_action_on_offer_has_a_page_that_says_what_follows_and_whom_it_tells(
    sign_in, doctor, state
):
    revision = factories.brought_to(state, factories.draft(), by=doctor)
    people = {factories.author_of(revision), doctor, factories.editor(name="Ed Itor")}

    for user in people:
        for action in actions_for(revision, user):
            address = reverse("review_action", args=[revision.pk, action.transition.name])
            page = sign_in(user).get(address)

            assert page.status_code == 200
            if action.reason:
                assert escape(action.reason) in page.text
            else:
                assert escape(str(action.transition.consequence)) in page.text
                assert all(name in page.text for name in action.notifies)
                assert f'action="{address}"' in page.text


def test_the_page_of_an_action_not_on_offer_says_why(sign_in, revision):
    address = reverse("review_action", args=[revision.pk, "publish"])

    page = sign_in(factories.editor()).get(address)

    assert "“Publish now” is not possible: this text is in review now." in page.text
    assert f'action="{address}"' not in page.text

"""Suggesting changes of a draft: it stays, its writers take or refuse, who wrote it may not review it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse

from articles.coediting import suggesting
from articles.coediting.suggesting import CannotSuggest, Meanwhile
from articles.drafting import drafts
from articles.drafting.drafts import DraftText
from articles.models import Contribution, Revision, SettledChange, SuggestedText
from cms.models import User
from reviews.models import Notification
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db

BODY = '<p>Rest helps most people.<cite data-ref="olsen2019"></cite> Ask a doctor first.</p><p>Walk.</p>'
BETTER = BODY.replace("most", "some").replace("doctor", "nurse")


@pytest.fixture
def writer() -> User:
    factories.reference()
    return factories.writer(name="Ana Ruiz")


@pytest.fixture
def draft(writer) -> Revision:
    return factories.draft(writer, BODY, "Back pain")


@pytest.fixture
def doctor() -> User:
    """An editor who could review the text too."""
    found = factories.reviewer(name="Dr Eva Soto")
    found.groups.add(Group.objects.get(name="Editors"))
    return User.objects.get(pk=found.pk)


def suggested(draft: Revision, user: User, body: str = BETTER, **fields: str) -> SuggestedText:
    text = DraftText(
        **{"title": draft.title, "standfirst": draft.standfirst, "body": body} | fields
    )
    made = suggesting.save(draft, user, 0, text)
    suggesting.offer(made, user, "Softer, and who is there.")
    made.refresh_from_db()
    return made


def keys(made: SuggestedText) -> list[str]:
    made.refresh_from_db()
    return [each.key for each in suggesting.suggestion(made).changes]


def settle(made: SuggestedText, user: User, *chosen: str, is_taken: bool = True):
    made.refresh_from_db()
    return suggesting.settle(made, made.version, user, chosen, is_taken=is_taken)


# --- the draft stays as it is until a change is taken ----------------------------------------------------


def test_the_draft_stays_and_its_writers_are_told_once_it_is_handed_over(draft, writer, doctor):
    text = DraftText(draft.title, draft.standfirst, BETTER)
    made = suggesting.save(draft, doctor, 0, text)
    assert not Notification.objects.filter(recipient=writer).exists()

    told = suggesting.offer(made, doctor, "Softer.")

    draft.refresh_from_db()
    assert (draft.body, draft.version) == (BODY, 1)
    assert "Ana Ruiz" in told
    assert "Softer." in Notification.objects.get(recipient=writer).text


def test_one_is_taken_and_the_other_refused(draft, writer, doctor):
    made = suggested(draft, doctor)
    first, _second = keys(made)

    assert settle(made, writer, first).taken == 1
    draft.refresh_from_db()
    assert draft.body == BODY.replace("most", "some")
    (left,) = keys(made)
    assert settle(made, writer, left, is_taken=False).refused == 1

    made.refresh_from_db()
    draft.refresh_from_db()
    assert made.ended_at
    assert draft.body == BODY.replace("most", "some")
    rows = [(each.before, each.after, each.is_taken) for each in SettledChange.objects.all()]
    assert rows == [("most", "some", True), ("doctor", "nurse", False)]
    assert Notification.objects.filter(recipient=doctor).count() == 1


def test_all_are_taken_at_once_in_one_save(draft, writer, doctor):
    made = suggested(draft, doctor, title="Sore backs")

    done = settle(made, writer, *keys(made))

    draft.refresh_from_db()
    assert (done.taken, draft.body, draft.title, draft.version) == (3, BETTER, "Sore backs", 2)


def test_what_meets_other_words_is_left_and_said_and_the_rest_taken(draft, writer, doctor):
    made = suggested(draft, doctor)
    own = DraftText(draft.title, draft.standfirst, BODY.replace("most", "many"))
    drafts.save_draft(draft, 1, writer, own)

    done = settle(made, writer, *keys(made))

    draft.refresh_from_db()
    assert (done.taken, done.left) == (1, 1)
    assert draft.body == BODY.replace("most", "many").replace("doctor", "nurse")
    made.refresh_from_db()
    assert [each.after for each in suggesting.suggestion(made).changes] == ["some"]


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("instead", "<p>Rest helps some people.{}"),
        ("both", "<p>Rest helps some people.{}<p>Rest helps many people.{}"),
        ("by_hand", "<p>Rest helps many people.{}"),
        ("refuse", "<p>Rest helps many people.{}"),
    ],
)
def test_who_writes_the_draft_says_what_stands_where_a_change_meets_other_words(
    client, draft, writer, doctor, button, says
):
    body = BODY.removesuffix("<p>Walk.</p>")
    draft = factories.draft(writer, body, "Sore backs")
    made = suggested(draft, doctor, body.replace("most", "some"))
    own = DraftText(draft.title, draft.standfirst, body.replace("most", "many"))
    drafts.save_draft(draft, 1, writer, own)
    client.force_login(writer)
    shown = client.get(reverse("suggested", args=[made.pk])).content.decode()
    assert "The draft says something else here by now." in shown
    assert "Rest helps many people." in shown
    assert 'name="take"' not in shown

    (key,) = keys(made)
    answer = {"version": made.version, button: key}
    client.post(reverse("suggested_settle", args=[made.pk]), answer)

    draft.refresh_from_db()
    rest = body.partition("people.")[2]
    assert draft.body == says.replace("{}", rest)
    made.refresh_from_db()
    assert made.ended_at
    row = SettledChange.objects.get()
    assert (row.after, row.is_taken) == ("some", button != "refuse")
    whose = Contribution.objects.filter(revision=draft, user=doctor)
    assert whose.exists() == (button != "refuse")  # who may not review it


def test_a_title_that_meets_another_is_shown_beside_it_and_stands_in_its_place(
    client, draft, writer, doctor
):
    made = suggested(draft, doctor, BODY, title="Sore backs")
    drafts.save_draft(draft, 1, writer, DraftText("Bad backs", draft.standfirst, BODY))
    client.force_login(writer)
    shown = client.get(reverse("suggested", args=[made.pk])).content.decode()
    assert "Bad backs" in shown
    assert 'name="both"' not in shown

    settle_at = reverse("suggested_settle", args=[made.pk])
    client.post(settle_at, {"version": made.version, "instead": "title"})

    draft.refresh_from_db()
    assert draft.title == "Sore backs"


def test_what_was_settled_meanwhile_is_said(draft, writer, doctor):
    made = suggested(draft, doctor)
    stale = made.version
    first, second = keys(made)
    settle(made, writer, first)

    with pytest.raises(Meanwhile):
        suggesting.settle(made, stale, writer, {second}, is_taken=True)


def test_its_maker_settles_nothing_and_takes_it_back(draft, writer, doctor):
    made = suggested(draft, doctor)
    with pytest.raises(CannotSuggest):
        settle(made, doctor, *keys(made))

    suggesting.take_back(made)

    with pytest.raises(CannotSuggest):
        settle(made, writer, *keys(made))
    with pytest.raises(Meanwhile):
        suggesting.save(draft, doctor, 1, DraftText(draft.title, "", BODY))


def test_it_keeps_up_with_the_draft_while_it_is_written(draft, writer, doctor):
    made = suggesting.save(draft, doctor, 0, DraftText(draft.title, draft.standfirst, BETTER))
    moved = BODY.replace("Walk.", "Walk a little.")
    drafts.save_draft(draft, 1, writer, DraftText(draft.title, draft.standfirst, moved))

    suggesting.catch_up(made)

    made.refresh_from_db()
    assert (made.was["body"], made.says["body"]) == (
        moved,
        BETTER.replace("Walk.", "Walk a little."),
    )


# --- separation of duties ----------------------------------------------------------------------------------


def test_whose_words_were_taken_may_not_review_the_text(draft, writer, doctor):
    made = suggested(draft, doctor)
    settle(made, writer, keys(made)[0])
    assert set(Contribution.objects.values_list("user", flat=True)) == {writer.pk, doctor.pk}
    perform("submit", Revision.objects.get(pk=draft.pk), writer)

    with pytest.raises(Refused):
        perform(
            "assign", Revision.objects.get(pk=draft.pk), factories.editor(), Inputs(reviewer=doctor)
        )


def test_whose_words_were_refused_may_review_it(draft, writer, doctor):
    made = suggested(draft, doctor)
    settle(made, writer, *keys(made), is_taken=False)
    assert [*Contribution.objects.values_list("user", flat=True)] == [writer.pk]
    perform("submit", Revision.objects.get(pk=draft.pk), writer)

    perform(
        "assign", Revision.objects.get(pk=draft.pk), factories.editor(), Inputs(reviewer=doctor)
    )


def test_words_that_the_writer_typed_meanwhile_count_as_theirs_who_suggested_them(
    draft, writer, doctor
):
    made = suggested(draft, doctor)
    drafts.save_draft(draft, 1, writer, DraftText(draft.title, draft.standfirst, BETTER))

    settle(made, writer, *keys(made))

    assert Contribution.objects.filter(user=doctor, revision=draft).exists()


# --- in review, and on ---------------------------------------------------------------------------------


def test_in_review_it_waits_and_goes_along_into_the_next_draft(draft, writer, doctor):
    made = suggested(draft, doctor)
    perform("submit", draft, writer)
    with pytest.raises(CannotSuggest):
        settle(made, writer, *keys(made))
    perform("recall", Revision.objects.get(pk=draft.pk), writer)

    following = drafts.start_draft(draft.article, writer)
    settle(made, writer, *keys(made))

    following.refresh_from_db()
    assert following.body == BETTER


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_is_told_so(draft, writer, doctor):
    made, other = suggested(draft, doctor), factories.editor()
    version, chosen = made.version, keys(made)

    def take(user: User) -> str:
        try:
            suggesting.settle(made, version, user, chosen, is_taken=True)
        except CannotSuggest:
            return "too late"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(take, [writer, other]))

    draft.refresh_from_db()
    assert found == ["taken", "too late"]
    assert (draft.body, draft.version) == (BETTER, 2)
    assert SettledChange.objects.count() == 2


# --- the pages -----------------------------------------------------------------------------------------


def typed(draft: Revision, user: User, **fields: object) -> dict[str, object]:
    text = {"title": draft.title, "standfirst": draft.standfirst, "body": BETTER}
    return {**text, "version": 0, "writer": user.pk, **fields}


def test_an_editor_suggests_and_the_writer_takes(client, draft, writer, doctor):
    client.force_login(doctor)
    page = reverse("suggest", args=[draft.pk])
    assert client.get(page).status_code == 200
    kept = client.post(reverse("suggest_autosave", args=[draft.pk]), typed(draft, doctor))
    assert kept.json()["version"] == 1
    assert client.post(page, typed(draft, doctor, version=1)).status_code == 302
    offering = reverse("suggest_offer", args=[draft.pk])
    answer = client.post(offering, {"note": "Softer."}, follow=True)
    made = SuggestedText.objects.get()
    assert made.is_offered
    assert "Your changes are with the writers." in answer.content.decode()

    client.force_login(writer)
    assert (
        "suggests changes" in client.get(reverse("revision_edit", args=[draft.pk])).content.decode()
    )
    shown = client.get(reverse("suggested", args=[made.pk])).content.decode()
    assert "<del>" in shown
    assert "Softer." in shown
    settling = reverse("suggested_settle", args=[made.pk])
    client.post(settling, {"version": made.version, "take": keys(made)[0]})
    made.refresh_from_db()
    client.post(settling, {"version": made.version, "refuse_all": "1"})

    draft.refresh_from_db()
    assert draft.body == BODY.replace("most", "some")
    told = client.get(reverse("timeline", args=[draft.article_id])).content.decode()
    assert "took 1 change that Dr Eva Soto suggested" in told
    assert "refused 1 change that Dr Eva Soto suggested" in told
    stale = client.post(settling, {"version": 1, "take_all": "1"})
    assert stale.status_code == 409


def test_nobody_sees_it_before_it_is_handed_over_or_who_may_not_write(
    client, draft, writer, doctor
):
    made = suggesting.save(draft, doctor, 0, DraftText(draft.title, "", BETTER))
    page = reverse("suggested", args=[made.pk])
    for user, status in ((writer, 404), (factories.editor(), 404), (doctor, 200)):
        client.force_login(user)
        assert client.get(page).status_code == status, user
    suggesting.offer(made, doctor, "")
    for user, status in ((factories.writer(), 404), (factories.reviewer(), 403), (writer, 200)):
        client.force_login(user)
        assert client.get(page).status_code == status, user
    client.force_login(writer)
    assert client.post(reverse("suggested_take_back", args=[made.pk])).status_code == 403


def test_two_windows_of_one_person_lose_nothing(client, draft, writer, doctor):
    client.force_login(doctor)
    keep = reverse("suggest_autosave", args=[draft.pk])
    client.post(keep, typed(draft, doctor))
    client.post(keep, typed(draft, doctor, version=1, body="<p>Other.</p>"))

    late = client.post(keep, typed(draft, doctor, version=1, body="<p>Mine.</p>"))
    assert late.status_code == 409
    assert late.json()["closed"]
    page = client.post(
        reverse("suggest", args=[draft.pk]), typed(draft, doctor, version=1, body="<p>Mine.</p>")
    )

    assert page.status_code == 409
    assert "Mine." in page.content.decode()
    assert SuggestedText.objects.get().says["body"] == "<p>Other.</p>"

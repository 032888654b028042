"""A public article under another topic, or a stricter policy: what is claimed, by which policy."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from articles.drafting.drafts import About, DraftText, save_draft
from articles.models import Article
from articles.models.articles import State
from reviews.approval.badge import badge
from reviews.models import Event, Notification, Policy
from reviews.record.verification import problems
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from tests import factories
from tests.factories import SIGNED
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def calm():
    return factories.topic("Calm")


@shared
def strict():
    return factories.topic("Strict", approvals=2, specialty="Pain medicine", interval_months=12)


@shared
def live(calm):
    return factories.published(topic=calm)


def editor():
    return factories.editor()


def moved(live, topic, follows="keep", by=None):
    perform("retopic", live, by or editor(), Inputs(topic=topic, follows=follows))
    return Article.objects.get(pk=live.article_id)


def page(live, client):
    return flat(client.get(live.article.get_absolute_url()).content.decode())


# --- a draft's topic ---------------------------------------------------------------------------------


def drafted(live, topic, by):
    draft = factories.next_draft(live.article, "<p>Rest helps a little.</p>", by)
    was = About.of(draft.article)
    text = DraftText(draft.title, draft.standfirst, draft.body)
    return save_draft(draft, draft.version, by, text, About(topic, was.tags, was.bylines))


def test_the_topic_of_a_draft_moves_nothing_that_readers_see(live, strict, calm, client):
    """The sixth road: saving a draft moved a live article to a stricter topic, and left no event."""
    before = badge(live, timezone.localdate())

    draft = drafted(live, strict, factories.user("Writers", "Editors"))

    article = Article.objects.get(pk=live.article_id)
    assert (article.topic, article.topic_to_be) == (calm, strict)
    assert badge(live, timezone.localdate()) == before
    assert f"/topics/{strict.slug}/" not in page(live, client)
    assert About.of(draft.article).topic == strict


def test_the_text_is_reviewed_by_the_policy_of_its_topic_and_takes_the_article_there(live, strict):
    by = factories.user("Writers", "Editors")
    draft = drafted(live, strict, by)
    perform("submit", draft, factories.author_of(live), Inputs(change="update"))
    assert draft.round.approvals == 2
    assert draft.round.terms()["policy"] == {"topic": strict.pk, "name": "Strict"}
    for specialty in ("Pain medicine", ""):
        reviewer = factories.reviewer(specialty=specialty)
        factories.assigned(draft, to=reviewer)
    for each in draft.assignments.all():
        perform("approve", draft, each.reviewer, SIGNED)

    perform("publish", draft, editor())

    article = Article.objects.get(pk=live.article_id)
    assert (article.topic, article.moves_to) == (strict, None)
    told = Event.objects.get(revision=draft, transition="publish").details["topic"]
    assert (told["from"]["name"], told["to"]["name"]) == ("Calm", "Strict")


def test_a_draft_that_is_discarded_moves_nothing(live, strict, calm):
    draft = drafted(live, strict, factories.user("Writers", "Editors"))

    perform("discard", draft, factories.author_of(live))

    assert Article.objects.get(pk=live.article_id).topic_to_be == calm


def test_an_article_that_nobody_has_read_yet_is_sorted_at_once(calm, strict):
    draft = factories.draft(topic=calm)
    was = About.of(draft.article)
    text = DraftText(draft.title, draft.standfirst, draft.body)

    by = factories.author_of(draft)
    save_draft(draft, draft.version, by, text, About(strict, was.tags, was.bylines))

    assert Article.objects.get(pk=draft.article_id).topic == strict


# --- a transition of its own -------------------------------------------------------------------------


def test_moving_names_what_the_new_policy_lacks_and_tells_those_concerned(live, calm, strict):
    article = moved(live, strict)

    event = Event.objects.get(transition="retopic")
    assert article.topic == strict
    assert (event.details["from"]["name"], event.details["to"]["name"]) == ("Calm", "Strict")
    assert event.details["lacks"] == [
        "2 approvals (given: 1)",
        "an approval by a specialist in pain medicine",
        "a review every 12 months",
    ]
    signer, writer = live.approvals.get().reviewer, factories.author_of(live)
    told = set(Notification.objects.filter(event=event).values_list("recipient", flat=True))
    assert {signer.pk, writer.pk} <= told


def test_the_page_says_by_which_policy_and_by_which_not(live, strict, client):
    assert "Reviewed under the policy of “Calm”." in page(live, client)

    moved(live, strict)

    said = page(live, client)
    assert "Reviewed under the policy of “Calm”, not that of “Strict”." in said
    assert "It also asks for: 2 approvals (given: 1), an approval by a specialist" in said


def test_a_topic_whose_policy_asks_no_more_leaves_nothing_to_say(live, client):
    moved(live, factories.topic("Alike"))

    assert "not that of" not in page(live, client)
    assert "Reviewed under the policy of “Calm”." in page(live, client)


def test_it_may_open_a_review_of_the_same_text_under_the_new_policy(live, strict):
    moved(live, strict, "review")

    again = live.article.revisions.open().get()
    assert again.state == State.IN_REVIEW
    assert (again.round.approvals, again.digest) == (2, live.digest)
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_the_claim_is_whole_again_once_that_review_is_published(live, strict, client):
    moved(live, strict, "review")
    again = live.article.revisions.open().get()
    people = [factories.reviewer(specialty="Pain medicine"), factories.reviewer()]
    for each in people:
        factories.assigned(again, to=each)
    for each in again.assignments.all():
        perform("approve", again, each.reviewer, SIGNED)
    perform("publish", again, editor())

    said = page(again, client)
    assert "Reviewed under the policy of “Strict”." in said
    assert "It also asks for" not in said


def test_a_text_under_way_is_left_alone(live, strict):
    draft = factories.next_draft(live.article, "<p>Half a sen</p>")

    moved(live, strict, "review")

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert draft.topic == strict


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "Choose the topic."),
        ({"topic": "own"}, "That is its topic already."),
        ({"topic": "bare"}, "No review policy covers that topic: choose another."),
        ({"topic": "strict", "follows": "?"}, "Choose what becomes of its review."),
    ],
)
def test_what_is_refused_moves_nothing(live, calm, strict, inputs, reason):
    bare = factories.topic("Bare")
    Policy.objects.filter(topic=bare).delete()
    topics = {"own": calm, "bare": bare, "strict": strict}
    entered = {"follows": "keep", **inputs}
    if "topic" in entered:
        entered["topic"] = topics[entered["topic"]]

    with pytest.raises(Refused) as refused:
        perform("retopic", live, editor(), Inputs(**entered))

    assert str(refused.value) == reason
    assert Article.objects.get(pk=live.article_id).topic == calm


def test_editors_alone_move_it(live, strict):
    for person in (factories.author_of(live), factories.reviewer(), factories.writer()):
        with pytest.raises(PermissionDenied):
            moved(live, strict, by=person)


def test_the_form_names_what_each_policy_asks_besides(live, strict, client):
    client.force_login(editor())
    address = reverse("review_action", args=[live.pk, "retopic"])

    asked = flat(client.get(address).content.decode())
    assert "Strict. Its policy also asks for: 2 approvals (given: 1)" in asked

    client.post(address, {"topic": strict.pk, "follows": "keep", "digest": live.digest})
    assert Article.objects.get(pk=live.article_id).topic == strict


# --- a stricter policy -------------------------------------------------------------------------------


def tightened(calm, **policy):
    Policy.objects.filter(topic=calm).update(**policy)
    found = Policy.objects.get(topic=calm)
    found.save()
    return found


def test_a_policy_that_asks_for_more_lists_every_article_that_has_less(live, calm, client):
    fine = factories.published(topic=factories.topic("Other"))
    client.force_login(editor())
    address = reverse("policy_gaps")
    assert live.title not in client.get(address).content.decode()

    tightened(calm, approvals=2)

    said = flat(client.get(address).content.decode())
    assert live.title in said
    assert "2 approvals (given: 1)" in said
    assert "Calm, as it was" in said
    assert fine.title not in said


def test_its_page_says_that_the_policy_was_another_that_day(live, calm, client):
    tightened(calm, interval_months=6)

    said = page(live, client)
    assert "Reviewed under the policy of “Calm” as it was that day, not as it is now." in said
    assert "It also asks for: a review every 6 months." in said


def test_a_policy_that_asks_for_less_leaves_every_claim(live, calm, client):
    tightened(calm, interval_months=60)

    assert "It also asks for" not in page(live, client)


def test_the_same_choice_is_there_for_each(live, calm, client):
    tightened(calm, approvals=2)
    perform("settle_policy", live, editor(), Inputs(follows="review"))

    assert live.article.revisions.open().get().round.approvals == 2
    assert Event.objects.get(transition="settle_policy").details["lacks"] == [
        "2 approvals (given: 1)"
    ]


def test_the_record_names_a_policy_alike_whatever_language_its_editor_reads(live, calm):
    calm.others = {"es": {"name": "Calma", "introduction": ""}}
    calm.save()
    tightened(calm, approvals=2)

    with translation.override("es"):
        perform("settle_policy", live, editor(), Inputs(follows="keep"))

    assert Event.objects.get(transition="settle_policy").details["policy"] == "Calm"


def test_what_was_left_as_it_is_is_asked_again_when_the_policy_changes_again(live, calm, client):
    tightened(calm, approvals=2)
    perform("settle_policy", live, editor(), Inputs(follows="keep"))
    client.force_login(editor())

    found = client.get(reverse("policy_gaps")).context["gaps"]
    assert ([row.revision for row in found.left], found.open) == ([live], [])

    tightened(calm, approvals=3)
    found = client.get(reverse("policy_gaps")).context["gaps"]
    assert ([row.revision for row in found.open], found.left) == ([live], [])


def test_it_is_on_offer_only_where_something_lacks(live, calm):
    user = editor()
    names = lambda: {each.transition.name for each in actions_for(live, user)}  # noqa: E731
    assert "settle_policy" not in names()

    tightened(calm, approvals=2)

    assert "settle_policy" in names()


def test_the_list_asks_the_database_as_often_for_many(
    live, calm, client, django_assert_max_num_queries
):
    for _ in range(3):
        factories.published(topic=calm)
    tightened(calm, approvals=2)
    client.force_login(editor())
    client.get(reverse("policy_gaps"))

    with django_assert_max_num_queries(18):
        found = client.get(reverse("policy_gaps")).context["gaps"]

    assert len(found.open) == 4


def test_the_record_of_moves_is_true(live, strict):
    moved(live, strict)

    assert list(problems(timezone.localdate())) == []

"""A round with several reviewers: whose decision ends it, what each sees of the others, who finishes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from articles.comments.discussion import answer, threads_about
from articles.models import Thread
from articles.models.articles import State
from reviews.models import Assignment, Event, Notification, Reports, Round
from reviews.refusal import Refused
from reviews.reviewing.commenting import raise_thread
from reviews.reviewing.discussion import open_thread, resolve
from reviews.reviewing.progress import progress
from reviews.workflow.context import Inputs, TransitionContext
from reviews.workflow.perform import actions_for, perform
from tests import factories
from tests.factories import SIGNED

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ask(revision, *names):
    """Those reviewers, asked to review the text and reading it."""
    people = [factories.reviewer(name=name) for name in names]
    for each in people:
        factories.assigned(revision, to=each)
        perform("accept", revision, each, Inputs(interests="None."))
    return people


def in_review(*names, **policy):
    revision = factories.submitted(topic=factories.topic(**policy))
    return revision, ask(revision, *names)


def struck(revision):
    return Inputs("Not this text.", approval=revision.approvals.get().pk, ground="mistaken")


def names_offered(revision, user):
    return {each.transition.name for each in actions_for(revision, user)}


# --- whose decision ends it ------------------------------------------------------------------------


def test_one_who_requests_changes_ends_no_round_while_another_reads():
    """The ninth road: the other was not told, and what he had to say was refused."""
    revision, (ada, ben) = in_review("Ada", "Ben")

    perform("request_changes", revision, ada, SIGNED)
    told_of = open_thread(revision, ben, Thread.Kind.MUST_FIX, "The dose is wrong.")

    assert revision.state == State.IN_REVIEW
    assert [thread for thread, _place in threads_about(revision)] == [told_of]
    perform("approve", revision, ben, SIGNED)
    assert revision.state == State.CHANGES_REQUESTED
    assert Event.objects.filter(revision=revision).latest("number").transition == "approve"


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        (("approve", "approve"), State.APPROVED),
        (("approve", "request_changes"), State.CHANGES_REQUESTED),
        (("request_changes", "approve"), State.CHANGES_REQUESTED),
        (("reject", "approve"), State.REJECTED),
        (("reject", "request_changes"), State.REJECTED),
        (("request_changes", "reject"), State.REJECTED),
    ],
)
def test_the_gravest_decision_counts_once_all_are_in(verdicts, state):
    revision, people = in_review("Ada", "Ben")

    for person, verdict in zip(people, verdicts, strict=True):
        assert revision.state == State.IN_REVIEW
        perform(verdict, revision, person, SIGNED)

    assert revision.state == state


def test_a_round_waits_for_everybody_asked_even_with_enough_approvals():
    revision, (ada, _ben) = in_review("Ada", "Ben", approvals=1)

    perform("approve", revision, ada, SIGNED)

    assert revision.state == State.IN_REVIEW
    with pytest.raises(Refused):
        perform("publish", revision, factories.editor())


@pytest.mark.parametrize("way", ["release", "decline"])
@pytest.mark.parametrize(
    ("verdict", "state"),
    [("approve", State.APPROVED), ("request_changes", State.CHANGES_REQUESTED)],
)
def test_the_round_ends_when_the_last_one_is_taken_off_or_declines(way, verdict, state):
    revision, (ada, ben) = in_review("Ada", "Ben")
    perform(verdict, revision, ada, SIGNED)

    if way == "release":
        perform("release", revision, factories.editor(), Inputs(reviewer=ben))
    else:
        perform("decline", revision, ben, Inputs("No time."))

    assert revision.state == state


def test_taking_one_off_decides_nothing_where_nobody_has():
    revision, (ada, _ben) = in_review("Ada", "Ben")

    perform("release", revision, factories.editor(), Inputs(reviewer=ada))

    assert revision.state == State.IN_REVIEW


def test_a_signature_that_is_struck_lets_its_reviewer_decide_anew():
    revision, (ada, ben) = in_review("Ada", "Ben")
    perform("request_changes", revision, ada, SIGNED)

    perform("strike", revision, ada, struck(revision))
    perform("approve", revision, ben, SIGNED)

    assert revision.state == State.IN_REVIEW
    perform("approve", revision, ada, SIGNED)
    assert revision.state == State.APPROVED


def test_an_open_must_fix_of_one_keeps_no_other_from_deciding_on_a_text_that_goes_back():
    revision, (ada, ben) = in_review("Ada", "Ben")
    open_thread(revision, ada, Thread.Kind.MUST_FIX, "The dose is wrong.")
    with pytest.raises(Refused, match="must fix"):
        perform("approve", revision, ben, SIGNED)

    perform("request_changes", revision, ada, SIGNED)
    perform("approve", revision, ben, SIGNED)

    assert revision.state == State.CHANGES_REQUESTED


@pytest.mark.parametrize("way", ["release", "decline"])
def test_a_point_of_one_who_is_gone_keeps_the_round_open_until_an_editor_ends_it(way):
    """It stood still for ever: resolving the point moved nothing."""
    revision, (ada, ben) = in_review("Ada", "Ben", approvals=1)
    perform("approve", revision, ada, SIGNED)
    point = open_thread(revision, ben, Thread.Kind.MUST_FIX, "The dose is wrong.")
    desk = factories.editor()
    if way == "release":
        perform("release", revision, desk, Inputs(reviewer=ben))
    else:
        perform("decline", revision, ben, Inputs("No time."))

    assert revision.state == State.IN_REVIEW
    assert "an editor ends the round" in status(revision).stuck
    with pytest.raises(Refused, match="must fix"):
        perform("conclude", revision, desk)
    resolve(point, desk)
    perform("conclude", revision, desk)
    assert revision.state == State.APPROVED
    assert str(factories.author_of(revision)) in Event.objects.latest("pk").notified


def test_no_editor_ends_a_round_that_waits_for_somebody_or_lacks_an_approval():
    revision, (ada, ben) = in_review("Ada", "Ben", approvals=1)
    desk = factories.editor()
    perform("approve", revision, ada, SIGNED)
    assert "conclude" not in names_offered(revision, desk)
    with pytest.raises(Refused, match="waits for others"):
        perform("conclude", revision, desk)

    perform("strike", revision, ada, struck(revision))
    perform("release", revision, desk, Inputs(reviewer=ben))
    perform("release", revision, desk, Inputs(reviewer=ada))

    with pytest.raises(Refused, match="1 approval needed, none given"):
        perform("conclude", revision, desk)


def test_the_writer_hears_of_a_round_that_ends_with_what_another_did():
    revision, (ada, ben) = in_review("Ada", "Ben")
    perform("request_changes", revision, ada, SIGNED)

    perform("release", revision, factories.editor(), Inputs(reviewer=ben))

    told = Notification.objects.get(
        event__transition="release", recipient=factories.author_of(revision)
    )
    assert "took Ben off the review, which ended the round: changes requested" in told.text


def test_a_closed_account_holds_no_round_up_unseen():
    revision, (ada, ben) = in_review("Ada", "Ben", approvals=1)
    perform("approve", revision, ada, SIGNED)
    ben.is_active = False
    ben.save()

    assert status(revision).stuck == (
        "The account of Ben is closed: take them off and ask somebody else."
    )


# --- where the first decision ends it ----------------------------------------------------------------


def test_where_the_policy_says_so_the_first_decision_against_it_ends_the_round():
    revision, (ada, ben) = in_review("Ada", "Ben", reports=Reports.FIRST)

    perform("request_changes", revision, ada, SIGNED)

    assert revision.state == State.CHANGES_REQUESTED
    told = Notification.objects.filter(event__transition="request_changes", recipient=ben)
    assert told.count() == 1


def test_whoever_was_cut_off_still_comments_and_finishes():
    revision, (ada, ben) = in_review("Ada", "Ben", reports=Reports.FIRST)
    perform("request_changes", revision, ada, SIGNED)
    draft = factories.next_draft(revision.article, "<p>Rest helps a little.</p>")

    thread = open_thread(revision, ben, Thread.Kind.MUST_FIX, "The dose is wrong.")
    assert "finish" in names_offered(revision, ben)
    perform("finish", revision, ben, Inputs("The second table is wrong too."))

    assert revision.state == State.CHANGES_REQUESTED
    assert [each for each, _place in threads_about(draft)] == [thread]
    event = Event.objects.get(transition="finish")
    assert event.comment == "The second table is wrong too."
    assert str(factories.author_of(revision)) in event.notified
    assert "finish" not in names_offered(revision, ben)
    assert "finish" not in names_offered(revision, ada)


def test_nobody_else_comments_on_a_text_that_went_back():
    revision, (ada, _ben) = in_review("Ada", "Ben", reports=Reports.FIRST)
    perform("request_changes", revision, ada, SIGNED)

    with pytest.raises(Refused, match="comments on it are closed"):
        open_thread(revision, ada, Thread.Kind.MUST_FIX, "One more.")
    with pytest.raises(PermissionDenied):
        perform("finish", revision, factories.writer(), Inputs("Me too."))


def test_what_the_writer_is_told_to_mend_holds_what_came_after_the_end(client):
    revision, (ada, ben) = in_review("Ada", "Ben", reports=Reports.FIRST)
    perform("request_changes", revision, ada, SIGNED)
    perform("finish", revision, ben, Inputs("The second table is wrong too."))
    draft = factories.next_draft(revision.article, "<p>Rest helps a little.</p>")
    client.force_login(factories.author_of(revision))

    page = client.get(reverse("revision_edit", args=[draft.pk])).content.decode()

    assert "The second table is wrong too." in page


def test_a_running_round_keeps_the_rule_that_it_began_with():
    revision, (ada, _ben) = in_review("Ada", "Ben", reports=Reports.FIRST)
    revision.article.topic.policy.reports = Reports.ALL
    revision.article.topic.policy.save()

    perform("request_changes", revision, ada, SIGNED)

    assert revision.state == State.CHANGES_REQUESTED
    assert Round.objects.get(revision=revision).terms()["reports"] == "first"


# --- in words --------------------------------------------------------------------------------------


def status(revision):
    revision = type(revision).objects.get(pk=revision.pk)
    return progress(revision, revision.round.opened_at.date())


def test_the_page_says_who_has_decided_and_whom_the_round_waits_for():
    revision, (ada, _ben, cleo) = in_review("Ada", "Ben", "Cleo")
    factories.assigned(revision, to=factories.reviewer(name="Dan"))
    perform("request_changes", revision, ada, SIGNED)
    perform("decline", revision, cleo, Inputs("No time."))

    said = status(revision)

    assert said.status == "Ada requested changes. Waiting for the decision of Ben and Dan."
    assert said.stuck == ""
    assert [(each.name, each.said) for each in said.reports] == [
        ("Ada", "Changes requested"),
        ("Ben", "Accepted, has not decided"),
        ("Dan", "Asked, has not answered"),
    ]


def test_with_all_approvals_in_it_says_whom_it_still_waits_for():
    revision, (ada, _ben) = in_review("Ada", "Ben", approvals=1)
    perform("approve", revision, ada, SIGNED)

    assert status(revision).status == (
        "All approvals are in: 1 approval. Waiting for the decision of Ben."
    )


# --- hidden until one's own ------------------------------------------------------------------------

FOUND = "The abstract says less than the text."


@pytest.mark.parametrize(("is_blind", "is_seen"), [(True, False), (False, True)])
def test_what_another_decided_is_hidden_until_ones_own_where_the_policy_says_so(
    client, is_blind, is_seen
):
    revision, (ada, ben) = in_review("Ada", "Ben", is_blind=is_blind)
    perform("request_changes", revision, ada, Inputs(FOUND, interests="None."))
    client.force_login(ben)

    page = client.get(reverse("review", args=[revision.pk])).content.decode()

    assert (FOUND in page) == is_seen
    assert ("Changes requested" in page) == is_seen
    assert ("requested changes" in page) == is_seen
    assert ("1 of 2 decisions is in." in page) != is_seen
    perform("approve", revision, ben, SIGNED)
    assert FOUND in client.get(reverse("review", args=[revision.pk])).content.decode()


def test_the_dashboard_of_a_blind_round_counts_decisions_and_not_approvals(client):
    revision, (ada, ben) = in_review("Ada", "Ben", is_blind=True, approvals=2)
    perform("approve", revision, ada, SIGNED)
    client.force_login(ben)

    page = client.get(reverse("dashboard")).content.decode()

    assert "1 of 2 decisions is in." in page
    assert "1 of 2 approvals" not in page


def test_an_editor_sees_every_decision(client):
    revision, (ada, _ben) = in_review("Ada", "Ben", is_blind=True)
    perform("request_changes", revision, ada, Inputs(FOUND, interests="None."))
    client.force_login(factories.editor())

    assert FOUND in client.get(reverse("review", args=[revision.pk])).content.decode()


def test_an_editor_who_reviews_sees_it_as_a_reviewer_does(client):
    revision, (ada,) = in_review("Ada", is_blind=True)
    both = factories.reviewer(roles=("Reviewers", "Editors"))
    factories.assigned(revision, to=both)
    perform("request_changes", revision, ada, Inputs(FOUND, interests="None."))
    client.force_login(both)

    assert FOUND not in client.get(reverse("review", args=[revision.pk])).content.decode()


@pytest.mark.parametrize("door", ["timeline", "dossier", "dossier_file", "inbox"])
def test_nor_does_another_door_tell_it_before_they_have_decided(client, door):
    revision, (ada,) = in_review("Ada", is_blind=True)
    both = factories.reviewer(roles=("Reviewers", "Editors"))
    factories.assigned(revision, to=both)
    raise_thread(revision, ada, kind=Thread.Kind.MUST_FIX, text=SAID)
    perform("request_changes", revision, ada, Inputs(FOUND, interests="None."))
    client.force_login(both)
    address = reverse(door, args=[] if door == "inbox" else [revision.article_id])

    page = client.get(address, follow=True).text

    assert not {said for said in (FOUND, SAID, "requested changes") if said in page}
    if door != "inbox":
        perform("request_changes", revision, both, SIGNED)
        assert FOUND in client.get(address, follow=True).text


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
def test_nor_is_an_editor_mailed_it_who_has_still_to_decide(verdict):
    revision, (ada,) = in_review("Ada", is_blind=True)
    both = factories.reviewer(roles=("Reviewers", "Editors"))
    factories.assigned(revision, to=both)
    editor = factories.editor()

    perform(verdict, revision, ada, Inputs(FOUND, interests="None."))

    told = Notification.objects.filter(event__transition=verdict)
    assert revision.state == State.IN_REVIEW
    assert {editor, factories.author_of(revision)} <= {each.recipient for each in told}
    assert both not in {each.recipient for each in told}
    heard = Notification.objects.filter(recipient=both).values_list("subject", "text")
    assert not [each for each in heard if FOUND in str(each) or "Ada" in str(each)]


# --- interests in words ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["", "  ", "\n"])
def test_an_empty_field_is_no_answer_to_the_question_of_interests(said):
    reviewer = factories.reviewer()
    revision = factories.assigned(to=reviewer)

    with pytest.raises(Refused, match="Declare your competing interests, or “None”"):
        perform("accept", revision, reviewer, Inputs(interests=said))
    perform("accept", revision, reviewer, Inputs(interests="None."))

    assert Assignment.objects.get(revision=revision).interests == "None."


def test_hiding_ends_with_ones_own_decision():
    revision, (ada, ben) = in_review("Ada", "Ben", is_blind=True)
    perform("approve", revision, ada, SIGNED)

    now = revision.round.opened_at
    fresh = type(revision).objects.get(pk=revision.pk)
    assert not TransitionContext(fresh, ada, now).hides_others
    assert TransitionContext(fresh, ben, now).hides_others


# --- and so are comments, which would give it away ---------------------------------------------------

SAID = "The source says the opposite."


def blind_round():
    revision, (ada, ben) = in_review("Ada", "Ben", is_blind=True)
    thread, told = raise_thread(revision, ada, kind=Thread.Kind.MUST_FIX, text=SAID)
    return revision, ada, ben, thread, told


def page_of(client, revision, user):
    client.force_login(user)
    return client.get(reverse("review", args=[revision.pk])).content.decode()


def test_what_another_reviewer_comments_is_hidden_until_ones_own_decision(client):
    revision, ada, ben, thread, _told = blind_round()
    of_ben = open_thread(revision, ben, Thread.Kind.QUESTION, "Whose rest?")
    answer(of_ben, ada, "Everybody's, and it is wrong.")

    page = page_of(client, revision, ben)

    assert SAID not in page
    assert "Whose rest?" in page
    assert "and it is wrong" not in page
    assert "once you have decided yourself" in page
    refused = client.post(reverse("thread_answer", args=[thread.pk]), {"text": "I see."})
    assert refused.status_code == 404
    assert SAID in page_of(client, revision, factories.editor())
    assert SAID in page_of(client, revision, factories.author_of(revision))
    perform("request_changes", revision, ben, SIGNED)
    assert SAID in page_of(client, revision, ben)


def test_nobody_is_mailed_what_is_kept_from_them(client):
    revision, ada, ben, _thread, told = blind_round()
    editor = factories.editor()
    of_ben = open_thread(revision, ben, Thread.Kind.QUESTION, "Whose rest?")

    answer(of_ben, ada, "Everybody's.")
    answer(of_ben, editor, "That of adults.")

    assert "Ben" not in told
    heard = Notification.objects.filter(recipient=ben, kind=Notification.Kind.COMMENT)
    assert [each.sender for each in heard] == [editor]


def test_a_point_that_is_kept_from_a_reviewer_keeps_them_from_nothing_but_the_round_open(client):
    revision, ada, ben, thread, _told = blind_round()
    client.force_login(ben)
    assert "must fix" not in client.get(reverse("dashboard")).content.decode()

    perform("approve", revision, ben, SIGNED)
    assert revision.state == State.IN_REVIEW

    with pytest.raises(Refused, match="1 “must fix” comment is still open"):
        perform("approve", revision, ada, SIGNED)
    resolve(thread, ada)
    perform("approve", revision, ada, SIGNED)
    assert revision.state == State.APPROVED


def test_where_nothing_is_hidden_every_comment_is_read_at_once(client):
    revision, (ada, ben) = in_review("Ada", "Ben")
    _thread, told = raise_thread(revision, ada, kind=Thread.Kind.MUST_FIX, text=SAID)

    assert "Ben" in told
    assert SAID in page_of(client, revision, ben)


def test_what_stood_before_the_round_is_no_secret(client):
    revision, ada, ben, _thread, _told = blind_round()
    perform("request_changes", revision, ada, SIGNED)
    perform("request_changes", revision, ben, SIGNED)
    second = factories.next_draft(revision.article, "<p>Rest helps a little.</p>")
    perform("submit", second, factories.author_of(revision))

    assert SAID in page_of(client, second, ben)


# --- asked again by the site ------------------------------------------------------------------------


def second_round(verdict_of_ben, **policy):
    """Ada requested changes of the first text, Ben decided so; the second is before both."""
    revision, (ada, ben) = in_review("Ada", "Ben", approvals=1, **policy)
    perform(verdict_of_ben, revision, ben, SIGNED)
    perform("request_changes", revision, ada, SIGNED)
    second = factories.next_draft(revision.article, "<p>Rest helps a little.</p>")
    return factories.submitted(second), ada, ben


def test_whoever_the_site_alone_asked_again_holds_no_round_up():
    second, ada, _ben = second_round("approve")

    said = status(second)
    perform("approve", second, ada, SIGNED)

    assert said.status.startswith("0 of 1 approval given; waiting for Ada and Ben.")
    assert second.state == State.APPROVED
    assert Event.objects.filter(revision=second).latest("number").notified.count("Ben") == 1


def test_the_page_says_whom_a_round_does_not_wait_for(client):
    second, ada, _ben = second_round("approve")
    cleo = factories.reviewer(name="Cleo")
    factories.assigned(second, to=cleo)
    perform("approve", second, ada, SIGNED)

    assert second.state == State.IN_REVIEW
    assert status(second).status == (
        "All approvals are in: 1 approval. Waiting for the decision of Cleo. "
        "Asked again and not waited for until they accept: Ben."
    )
    page = page_of(client, second, factories.editor())
    assert "Asked again by the site; the round does not wait for them until they accept." in page


def test_whoever_accepts_is_waited_for():
    second, ada, ben = second_round("approve")
    perform("accept", second, ben, Inputs(interests="None."))

    perform("approve", second, ada, SIGNED)

    assert second.state == State.IN_REVIEW
    perform("approve", second, ben, SIGNED)
    assert second.state == State.APPROVED


def test_whoever_was_against_the_text_before_is_waited_for_at_once():
    """Whether their point is met, they say."""
    second, ada, ben = second_round("request_changes")

    perform("approve", second, ada, SIGNED)

    assert second.state == State.IN_REVIEW
    perform("approve", second, ben, SIGNED)
    assert second.state == State.APPROVED


def test_whoever_an_editor_asks_anew_is_waited_for():
    second, ada, ben = second_round("approve")
    perform("release", second, factories.editor(), Inputs(reviewer=ben))
    factories.assigned(second, to=ben)

    perform("approve", second, ada, SIGNED)

    assert second.state == State.IN_REVIEW

"""A second round: answers of the first to be confirmed, and a small change confirmed at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models.articles import State
from reviews.models import Answers, Approval, Checklist, ChecklistVersion
from reviews.refusal import Refused
from reviews.reviewing import checklists
from reviews.workflow.context import Inputs, TransitionContext
from reviews.workflow.perform import perform
from tests import factories
from tests.factories import SIGNED
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LINES = """# Accuracy
facts | yes/no | required | Is it right?
dose | yes/no/n.a. | required | Is every dose right?
"""
LONG = " ".join(f"Word{number}" for number in range(60))


@shared
def people():
    return factories.reviewer(name="Ada"), factories.reviewer(name="Ben")


@shared
def checklist():
    made = Checklist.objects.create(name="Short", slug="short")
    ChecklistVersion.objects.create(checklist=made, text=LINES)
    return made


@shared
def second(people, checklist):
    """The text of round 2: Ada approved round 1, Ben wanted changes."""
    return sent_back(people, checklist, "<p>Rest helps a little.</p>")


def sent_back(people, checklist, body, **policy):
    ada, ben = people
    first = factories.submitted(topic=factories.topic(checklist=checklist, **policy))
    for each in people:
        factories.assigned(first, to=each)
        answer(first, each)
    perform("approve", first, ada, SIGNED)
    perform("request_changes", first, ben, SIGNED)
    return factories.submitted(factories.next_draft(first.article, body))


def answer(revision, reviewer, **data):
    given = {f"answer-{key}": "yes" for key in ("facts", "dose")}
    given |= {f"note-{key}": "" for key in ("facts", "dose")}
    checklists.save(revision, reviewer, revision.round.checklist, {**given, **data})


def sheet(revision, reviewer):
    revision = type(revision).objects.get(pk=revision.pk)
    return TransitionContext(revision, reviewer, timezone.now()).sheet


def test_answers_of_the_round_before_are_there_marked_and_count_for_nothing_yet(second, people):
    found = sheet(second, people[0])

    assert [(item.answer, item.carried_from, item.to_confirm) for item in found.items] == [
        ("yes", 1, True),
        ("yes", 1, True),
    ]
    assert found.answered == 0
    assert found.why_incomplete.startswith("The checklist lacks 2 answers")
    assert "2 answers of an earlier round wait for your confirmation." in found.status
    with pytest.raises(Refused, match="The checklist lacks 2 answers"):
        perform("approve", second, people[0], SIGNED)


def test_one_line_is_confirmed_alone(second, people):
    answer(second, people[0], confirm="dose")

    found = sheet(second, people[0])

    assert [item.to_confirm for item in found.items] == [True, False]
    assert found.answered == 1


def test_all_are_confirmed_together_and_the_signature_says_where_they_come_from(second, people):
    answer(second, people[0], confirm="all")

    perform("approve", second, people[0], SIGNED)

    kept = Approval.objects.latest("pk").checklist["answers"]
    assert [(each["answer"], each["carried_from"]) for each in kept] == [("yes", 1), ("yes", 1)]


def test_a_line_that_is_answered_otherwise_needs_no_confirmation(second, people):
    answer(second, people[0], **{"answer-facts": "no", "note-facts": "Not any more."})

    found = sheet(second, people[0])

    assert [(item.answer, item.carried_from, item.to_confirm) for item in found.items] == [
        ("no", 0, False),
        ("yes", 1, True),
    ]


def test_what_another_answered_is_not_carried(second):
    other = factories.reviewer()
    factories.assigned(second, to=other)

    assert [item.answer for item in sheet(second, other).items] == ["", ""]


def test_a_line_that_asks_something_else_now_is_asked_anew(people, checklist):
    first = sent_back(people, checklist, "<p>Rest helps a little.</p>")
    perform("recall", first, factories.author_of(first))
    lines = LINES.replace("Is it right?", "Is it right and complete?")
    ChecklistVersion.objects.create(checklist=checklist, text=lines)

    third = factories.submitted(factories.next_draft(first.article, "<p>Rest helps.</p>"))

    found = sheet(third, people[0])
    assert [item.answer for item in found.items] == ["", "yes"]


def test_the_answers_to_a_published_text_stay_with_it(people, checklist):
    ada = people[0]
    first = factories.assigned(topic=factories.topic(checklist=checklist), to=ada)
    answer(first, ada)
    perform("approve", first, ada, SIGNED)
    perform("publish", first, factories.editor())

    later = factories.submitted(factories.next_draft(first.article, "<p>Time helps.</p>"), "update")

    assert [item.answer for item in sheet(later, ada).items] == ["", ""]


def test_they_are_carried_through_several_rounds_with_the_first_number(second, people):
    ada, ben = people
    answer(second, ada, confirm="all")
    perform("approve", second, ada, SIGNED)
    perform("request_changes", second, ben, SIGNED)

    third = factories.submitted(factories.next_draft(second.article, "<p>Rest helps some.</p>"))

    assert [item.carried_from for item in sheet(third, ada).items] == [1, 1]


def test_the_buttons_confirm_without_a_script(second, people, client):
    client.force_login(people[0])
    page = client.get(reverse("review", args=[second.pk])).content.decode()
    assert "Confirm all 2 answers" in flat(page)
    assert "Your answer in round 1." in flat(page)

    sent = {"answer-facts": "yes", "note-facts": "", "answer-dose": "yes", "note-dose": ""}
    client.post(reverse("checklist_save", args=[second.pk]), {**sent, "confirm": "all"})

    page = client.get(reverse("review", args=[second.pk])).content.decode()
    assert "Confirm all" not in page
    assert "Your answer in round 1, confirmed." in flat(page)


# --- a small change --------------------------------------------------------------------------------


def posted_form(client, revision):
    """What stands in the form of the approval, as a browser would send it."""
    page = client.get(reverse("review", args=[revision.pk]))
    offers = page.context["offers"]
    form = next(each.form for each in offers if each.action.transition.name == "approve")
    return page.content.decode(), {
        name: form[name].value() for name in form.fields if form[name].value() is not None
    }


def test_whoever_approved_round_1_confirms_a_small_change_by_reading_and_signing(
    second, people, client
):
    client.force_login(people[0])
    page, entered = posted_form(client, second)
    assert "You approved round 1." in page
    assert "Since then 4 words and marks were put in or taken out" in flat(page)

    answered = client.post(
        reverse("review_action", args=[second.pk, "approve"]),
        {**entered, "password": factories.PASSWORD},
    )

    assert answered.status_code == 303, answered.content.decode()
    signed = Approval.objects.latest("pk")
    assert (signed.reviewer, signed.scope) == (people[0], Approval.Scope.FULL)
    assert "have read what has changed since" in signed.statement
    assert [each["carried_from"] for each in signed.checklist["answers"]] == [1, 1]


def test_it_still_waits_for_the_other_reviewer(second, people):
    perform(
        "approve", second, people[0], Inputs("I read the change.", "None.", confirms_answers=True)
    )

    assert second.state == State.IN_REVIEW


@pytest.mark.parametrize("reviewer", [1])
def test_whoever_wanted_changes_is_offered_no_such_way(second, people, client, reviewer):
    client.force_login(people[reviewer])

    page, entered = posted_form(client, second)

    assert "You approved round" not in page
    assert not entered.get("comment")
    assert not entered.get("confirms_answers")


def test_a_great_change_is_read_as_ever(people, checklist, client):
    second = sent_back(people, checklist, f"<p>{LONG}</p>")
    client.force_login(people[0])

    page, entered = posted_form(client, second)

    assert "You approved round" not in page
    assert not entered.get("comment")


def test_a_change_of_sources_is_no_small_one(people, checklist, client):
    factories.reference()
    cited = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
    second = sent_back(people, checklist, cited)
    client.force_login(people[0])

    assert "You approved round" not in posted_form(client, second)[0]


def test_a_list_with_new_questions_is_answered_first(people, checklist, client):
    second = sent_back(people, checklist, "<p>Rest helps a little.</p>")
    perform("recall", second, factories.author_of(second))
    ChecklistVersion.objects.create(
        checklist=checklist, text=f"{LINES}new | yes/no | required | Is it new?"
    )
    third = factories.submitted(factories.next_draft(second.article, "<p>Rest helps much.</p>"))
    client.force_login(people[0])

    assert "You approved round" not in posted_form(client, third)[0]


def test_a_struck_signature_is_nothing_to_build_on(second, people, client):
    signature = Approval.objects.get(reviewer=people[0])
    inputs = Inputs("By mistake.", approval=signature.pk, ground="mistaken")
    perform("strike", signature.revision, people[0], inputs)
    client.force_login(people[0])

    assert "You approved round" not in posted_form(client, second)[0]


def test_nothing_is_written_by_looking(second, people, client):
    before = Answers.objects.count()
    client.force_login(people[0])

    client.get(reverse("review", args=[second.pk]))

    assert Answers.objects.count() == before

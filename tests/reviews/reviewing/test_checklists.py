"""The checklist: its lines and versions, what a policy demands, what a signature keeps of it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from articles.models.articles import State
from reviews import lines
from reviews.models import Answers, Approval, Checklist, ChecklistVersion, Event, Policy
from reviews.record.verification import problems
from reviews.refusal import Refused
from reviews.reviewing import checklists, discussion
from reviews.reviewing.suggestions import Facts, Suggestion, reading_grade, suggestions
from reviews.workflow.context import Inputs, TransitionContext
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.tampering import lift_triggers, tamper
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LINES = """# Accuracy
facts | yes/no | required | Is it right? | Names and numbers.
dose | yes/no/n.a. | required | Is every dose right?

# DISCERN
discern-1 | 1-5 | optional | Are the aims clear?
discern-2 | 1-5 | optional | Does it achieve them?
"""


@shared
def version() -> ChecklistVersion:
    made = Checklist.objects.create(name="Short", slug="short")
    return ChecklistVersion.objects.create(checklist=made, text=LINES)


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


@shared
def revision(version, doctor) -> Revision:
    topic = factories.topic(checklist=version.checklist)
    return factories.assigned(factories.draft(topic=topic), to=doctor)


def answer(revision, doctor, notes=None, **given: str) -> None:
    """As the form sends it: every line with its note."""
    keys = {key.replace("_", "-"): value for key, value in given.items()}
    version = revision.round.checklist
    data = {f"note-{line.key}": (notes or {}).get(line.key, "") for line in version.lines}
    data |= {f"answer-{key}": value for key, value in keys.items()}
    checklists.save(revision, doctor, version, data)


def sheet(revision, doctor) -> checklists.Sheet:
    return TransitionContext(revision, doctor, timezone.now()).sheet


def refusal(name, revision, doctor, inputs=factories.SIGNED) -> str:
    with pytest.raises(Refused) as refused:
        perform(name, revision, doctor, inputs)
    return str(refused.value)


# --- lines and versions ----------------------------------------------------------------------------


def test_lines_are_read_in_groups_with_their_kind():
    facts, dose, first, _second = lines.parse(LINES)

    assert facts == lines.ChecklistLine(
        "facts", "Accuracy", lines.LineKind.YES_NO, True, "Is it right?", "Names and numbers."
    )
    assert [value for value, _label in dose.kind.options] == ["yes", "no", "n.a."]
    assert (first.group, first.is_required) == ("DISCERN", False)
    assert [value for value, _label in first.kind.options] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "A checklist asks something: write at least one line."),
        ("facts | yes/no", "Line 1: five parts, set apart by “|”; the help may be empty."),
        (
            "a b | yes/no | required | Why?",
            "Line 1: “a b” is no key: letters, digits and hyphens only.",
        ),
        ("a | maybe | required | Why?", "Line 1: “maybe” is none of yes/no, yes/no/n.a., 1-5."),
        ("a | 1-5 | perhaps | Why?", "Line 1: say “required” or “optional”."),
        ("a | 1-5 | optional | ", "Line 1: the question is missing."),
        (
            "a | 1-5 | optional | Why?\na | 1-5 | optional | How?",
            "The key “a” stands there twice.",
        ),
    ],
)
def test_a_line_that_is_wrong_is_named(text: str, says: str):
    with pytest.raises(ValidationError) as wrong:
        lines.validate(text)

    assert wrong.value.messages == [says]


def test_a_version_never_changes_and_the_next_has_the_next_number(version):
    second = ChecklistVersion.objects.create(checklist=version.checklist, text=LINES)

    assert (version.number, second.number) == (1, 2)
    assert version.checklist.current == second
    with pytest.raises(ValidationError):
        version.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper("reviews_checklistversion", version.pk, "text", "facts | yes/no | optional | Why?")


def test_the_lists_that_come_with_the_product_cover_what_a_reviewer_must_look_at():
    text = Checklist.objects.get(slug="substance").current.text
    found = {line.key: line for line in lines.parse(text)}

    assert {"approval", "pregnancy", "children", "interactions"} <= set(found)
    assert {"overdose", "dependence", "legal", "alternatives"} <= set(found)
    assert len([key for key in found if key.startswith("discern-")]) == 16
    assert len([key for key in found if key.startswith("jama-")]) == 4
    assert not any(found[key].is_required for key in found if key.startswith(("discern", "jama")))
    assert lines.parse(Checklist.objects.get(slug="article").current.text)


def test_a_list_that_a_site_changed_is_left_as_it_is(version):
    changed = Checklist.objects.get(slug="article")
    ChecklistVersion.objects.create(checklist=changed, text=LINES)

    checklists.install_checklists(None)

    assert changed.current.text == LINES
    assert changed.versions.count() == 2


# --- what a policy demands ---------------------------------------------------------------------------


def test_the_version_is_frozen_at_submission(revision, version):
    newer = ChecklistVersion.objects.create(checklist=version.checklist, text=LINES)

    assert revision.round.checklist == version
    assert Event.objects.get(transition="submit").details["terms"]["checklist"] == version.record()
    Policy.objects.update(checklist=None)
    assert (
        TransitionContext(revision, factories.editor(), timezone.now()).round.checklist == version
    )
    assert newer.record()["digest"] == version.record()["digest"]


def test_a_text_is_not_approved_while_a_required_line_is_unanswered(revision, doctor):
    assert refusal("approve", revision, doctor) == (
        "The checklist lacks 2 answers: “Is it right?” “Is every dose right?”."
    )
    answer(revision, doctor, facts="yes")
    assert refusal("approve", revision, doctor) == (
        "The checklist lacks an answer: “Is every dose right?”."
    )
    answer(revision, doctor, facts="yes", dose="n.a.")
    perform("approve", revision, doctor, factories.SIGNED)
    assert revision.state == State.APPROVED


def test_a_no_needs_a_note_or_a_comment_on_its_line(revision, doctor):
    answer(revision, doctor, facts="no", dose="yes")

    assert refusal("approve", revision, doctor) == (
        "Say why in a note, or open a comment, where you answered “no”: “Is it right?”."
    )
    discussion.open_thread(revision, doctor, "question", "Which year?", line="facts")
    assert sheet(revision, doctor).why_incomplete == ""


def test_a_note_of_spaces_says_nothing(revision, doctor):
    answer(revision, doctor, {"facts": "  "}, facts="no", dose="yes")

    assert "Say why" in sheet(revision, doctor).why_incomplete


@pytest.mark.parametrize("name", ["request_changes", "reject"])
def test_who_refuses_a_text_need_not_finish_the_list(revision, doctor, name):
    answer(revision, doctor, facts="yes")

    perform(name, revision, doctor, factories.SIGNED)

    kept = {each["key"]: each["answer"] for each in Approval.objects.get().checklist["answers"]}
    assert kept["facts"] == "yes"


def test_the_changes_alone_need_no_list_and_the_published_text_again_does(version, doctor):
    topic = factories.topic(checklist=version.checklist)
    first = factories.assigned(factories.draft(topic=topic), to=doctor)
    answer(first, doctor, facts="yes", dose="yes")
    perform("approve", first, doctor, factories.SIGNED)
    perform("publish", first, factories.editor())
    Answers.objects.all().delete()
    assert "lacks 2 answers" in refusal("confirm", first, doctor)
    second = factories.next_draft(first.article, "<p>Rest may help.</p>")
    perform("submit", second, factories.author_of(second))

    perform("approve", second, doctor, Inputs("The date.", "None.", Approval.Scope.CHANGES))

    assert second.state == State.APPROVED


# --- what a signature keeps --------------------------------------------------------------------------


def test_the_answers_are_frozen_in_the_signature(revision, doctor, version):
    answer(revision, doctor, {"dose": "No dose here."}, facts="yes", dose="n.a.", discern_1="4")
    event = perform("approve", revision, doctor, factories.SIGNED)

    kept = Approval.objects.get().checklist
    answer(revision, doctor, facts="no", dose="no")

    assert Approval.objects.get().checklist == kept == event.details["approval"]["checklist"]
    assert (kept["slug"], kept["number"]) == ("short", 1)
    assert [each["answer"] for each in kept["answers"]] == ["yes", "n.a.", "4", ""]
    assert kept["answers"][1]["note"] == "No dose here."
    assert kept["answers"][0]["question"] == "Is it right?"
    assert kept["scores"] == {}


def test_a_score_stands_only_where_every_question_of_it_is_answered(revision, doctor):
    answer(revision, doctor, facts="yes", discern_1="4")
    assert sheet(revision, doctor).status == "1 of 2 required lines answered."

    answer(revision, doctor, facts="yes", discern_1="4", discern_2="5")

    assert sheet(revision, doctor).status == "1 of 2 required lines answered. DISCERN: 9 of 10."


def test_verify_finds_a_changed_answer_and_a_changed_version(revision, doctor, version):
    answer(revision, doctor, facts="yes", dose="yes")
    perform("approve", revision, doctor, factories.SIGNED)
    assert list(problems(timezone.localdate())) == []
    lift_triggers()

    tamper("reviews_approval", Approval.objects.get().pk, "checklist", "{}")
    tamper("reviews_checklistversion", version.pk, "text", LINES.replace("right", "wrong"))

    said = [str(problem) for problem in problems(timezone.localdate())]
    assert any("no event records this signature" in each for each in said)
    assert f"round {revision.round.pk}: its terms are not those frozen at submission" in said


# --- what the system suggests ------------------------------------------------------------------------


def test_of_a_text_in_another_language_nothing_is_suggested_that_rests_on_english_words(doctor):
    english = factories.submitted()
    spanish = factories.submitted(factories.draft(language="es"))

    found = {each.language: suggestions(Facts(each)).keys() for each in (english, spanish)}

    assert {"readability", "pregnancy", "discern-8"} <= found["en"] - found["es"]
    assert {"jama-authorship", "retracted", "disclaimers"} <= found["es"]


def test_the_system_suggests_from_stored_facts_and_answers_nothing(doctor):
    factories.reference()
    body = '<p>Rest helps.<cite data-ref="olsen2019"></cite> In pregnancy it is not known.</p>'
    topic = factories.topic(checklist=Checklist.objects.get(slug="substance"))
    revision = factories.assigned(factories.draft(body=body, topic=topic), to=doctor)

    found = suggestions(Facts(revision))

    assert (found["jama-attribution"].answer, found["jama-attribution"].because) == (
        "yes",
        "1 source, cited 1 times.",
    )
    assert (found["pregnancy"].answer, found["overdose"].answer) == ("yes", "no")
    assert found["overdose"].because == "The text has no word of it."
    assert found["discern-8"].answer == "2"
    assert found["jama-disclosure"].answer == "no"
    asked = sheet(revision, doctor)
    assert asked.answered == 0
    assert any(item.suggestion and not item.answer for item in asked.items)


def test_a_hint_says_what_was_computed_of_this_text_else_that_nothing_was_checked(doctor):
    factories.reference()
    factories.reference("undated", title="Rest", type="article-journal")
    both = '<p>Rest.<cite data-ref="olsen2019"></cite><cite data-ref="undated"></cite></p>'
    one = '<p>Rest.<cite data-ref="olsen2019"></cite></p>'
    texts = [factories.submitted(factories.draft(body=each)) for each in (both, one, "<p>No.</p>")]

    found = [suggestions(Facts(each)) for each in texts]

    assert [(each["discern-5"].answer, each["discern-5"].because) for each in found] == [
        ("3", "1 of 2 sources carry a date."),
        ("5", "1 of 1 source carries a date."),
        ("1", "No source is cited."),
    ]
    assert found[0]["retracted"] == Suggestion(
        "", "Not checked: no list of retractions has been read."
    )
    assert found[0]["jama-currency"] == Suggestion(
        "", "Not checked: look at the dates on the page yourself."
    )


def test_a_signature_says_where_the_reviewer_saw_it_otherwise(doctor):
    topic = factories.topic(checklist=Checklist.objects.get(slug="substance"))
    revision = factories.assigned(factories.draft(topic=topic), to=doctor)
    given = {item.line.key: "yes" for item in sheet(revision, doctor).required}
    data = {f"note-{key}": "" for key in given} | {f"answer-{key}": "yes" for key in given}
    checklists.save(revision, doctor, revision.round.checklist, data)
    perform("approve", revision, doctor, factories.SIGNED)

    kept = {each["key"]: each for each in Approval.objects.get().checklist["answers"]}

    assert (kept["overdose"]["answer"], kept["overdose"]["suggested"]) == ("yes", "no")


def test_long_words_in_long_sentences_need_more_school_years():
    easy = "Rest helps. Sleep helps. Walk a bit."
    hard = (
        "Pharmacological interventions characteristically necessitate multidisciplinary evaluation."
    )

    assert reading_grade("") == 0
    assert reading_grade(easy) < 3 < 15 < reading_grade(hard)


# --- on the page ---------------------------------------------------------------------------------------


@pytest.fixture
def page(client, revision, doctor):
    client.force_login(doctor)
    return lambda query="": client.get(reverse("review", args=[revision.pk]) + query).text


def test_answers_are_kept_by_the_button_and_shown_again(client, revision, doctor, page):
    address = reverse("checklist_save", args=[revision.pk])

    kept = client.post(address, {"answer-facts": "no", "note-facts": "The year.", "note-dose": ""})

    assert kept.status_code == 303
    assert kept["Location"] == f"{reverse('review', args=[revision.pk])}#checklist"
    shown = page()
    assert "1 of 2 required lines answered." in shown
    assert 'name="answer-facts" value="no" checked' in shown
    assert "The year.</textarea>" in shown


def test_a_script_is_told_in_json(client, revision, doctor):
    client.force_login(doctor)
    address = reverse("checklist_save", args=[revision.pk])

    kept = client.post(
        address,
        {"answer-facts": "yes", "note-facts": "", "note-dose": "", "answer-dose": "7"},
        headers={"accept": "application/json"},
    )

    assert kept.json() == {
        "status": "1 of 2 required lines answered.",
        "counts": {"Accuracy": "1 of 2", "DISCERN": "optional"},
        "carried": {},
        "to_confirm": 0,
        "lacking": {"dose": "Is every dose right?"},
    }


def test_a_refused_signature_keeps_statement_and_answers(client, revision, doctor, page):
    answer(revision, doctor, facts="yes")
    entries = {
        "comment": "I checked it.",
        "interests": "None.",
        "scope": "full",
        "password": factories.PASSWORD,
        "digest": revision.digest,
    }
    page()

    refused = client.post(reverse("review_action", args=[revision.pk, "approve"]), entries)

    assert refused.status_code == 409
    assert "The checklist lacks an answer" in refused.text
    assert "I checked it.</textarea>" in refused.text
    assert 'name="answer-facts" value="yes" checked' in refused.text


def test_a_comment_hangs_on_its_line(client, revision, doctor, page):
    assert "<blockquote>Is it right?</blockquote>" in page("?line=facts")

    client.post(
        reverse("thread_open", args=[revision.pk]),
        {"kind": "must_fix", "text": "Which year?", "line": "facts"},
    )

    thread = revision.threads.get()
    assert (thread.line, thread.kind) == ("facts", "must_fix")
    assert page().count('<p class="of-line">Is it right?</p>') == 1


def test_only_who_is_asked_answers(client, revision):
    address = reverse("checklist_save", args=[revision.pk])
    for user, status in [
        (factories.reviewer(), 404),
        (factories.author_of(revision), 403),
        (factories.editor(), 403),
    ]:
        client.force_login(user)
        assert client.post(address, {"note-facts": ""}).status_code == status
    assert not Answers.objects.exists()


def test_a_text_without_a_checklist_shows_none(client, doctor):
    revision = factories.assigned(to=doctor)
    client.force_login(doctor)

    assert "Keep my answers" not in client.get(reverse("review", args=[revision.pk])).text
    assert client.post(reverse("checklist_save", args=[revision.pk])).status_code == 404


def test_what_a_reviewer_answered_stands_with_the_decision(client, revision, doctor):
    answer(revision, doctor, {"facts": "All of it."}, facts="yes", dose="n.a.")
    perform("approve", revision, doctor, factories.SIGNED)
    client.force_login(factories.editor())

    shown = flat(client.get(reverse("review", args=[revision.pk])).text)

    assert "Checklist: Short, version 1" in shown
    assert "<dt>Is it right?</dt><dd>Yes: All of it.</dd>" in shown


# --- on the page -----------------------------------------------------------------------------------


def test_the_bar_says_what_the_checklist_lacks_before_anything_is_signed(sign_in, revision, doctor):
    client, address = sign_in(doctor), reverse("review", args=[revision.pk])

    before = client.get(address).text
    answer(revision, doctor, facts="yes", dose="no")
    between = client.get(address).text
    answer(revision, doctor, notes={"dose": "Twice as much."}, facts="yes", dose="no")
    after = client.get(address).text

    assert '<a href="#line-facts">Is it right?</a>' in before
    assert '<small data-count="Accuracy">0 of 2</small>' in before
    assert '<a href="#line-facts">' not in between
    assert '<a href="#line-dose">Is every dose right?</a>' in between
    assert '<small data-count="DISCERN">optional</small>' in after
    assert '<details class="lacking" data-lacking hidden>' in after

"""Nothing is called reviewed that rests on nothing: a sales pitch reaches no badge by clicking through,
and the same text does by citing and rewriting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.comments import discussion
from articles.drafting.evidence import dismissals
from articles.drafting.evidence.dismissals import CannotDismiss
from articles.drafting.evidence.grounds import grounds, register
from articles.models import Comment, Reference, Revision, Thread
from reviews.models import Checklist, ChecklistVersion, Policy, SettledDifference, Verdict
from reviews.refusal import Refused
from reviews.reviewing import differences, statements
from reviews.workflow.context import TransitionContext
from reviews.workflow.perform import perform
from reviews.workflow.submission import Submission
from tests import factories
from tests.articles.evidence.sales_pitch import CITE, HONEST, PITCH
from tests.worlds import shared

pytestmark = pytest.mark.django_db

DOSE = f"<p>Adults took 5 grams a day.{CITE}</p>"
GRAVE = "<p>Nobody has had a problem with vellora root, which grows on chalk.</p>"


@shared
def topic():
    factories.reference()
    return factories.topic(evidence_from=timezone.localdate())


def draft(topic, body: str) -> Revision:
    return factories.draft(topic=topic, body=body)


def blocking(revision: Revision) -> list[str]:
    return [finding.kind for finding in Submission(revision).blocking]


def context(revision: Revision, user) -> TransitionContext:
    return TransitionContext(revision, user, timezone.now())


def rule_on_all(revision: Revision, user, ruling: str = "supported", note: str = "") -> None:
    for row in context(revision, user).ledger.rows:
        statements.rule(revision, user, ["dosage", "comparative"], row.statement.key, ruling, note)


# --- before submission ---------------------------------------------------------------------------


def test_a_pitch_reaches_no_review_by_clicking_through(topic):
    pitch = draft(topic, PITCH)

    assert {"no source", "house rule", "statement without source"} <= set(blocking(pitch))
    with pytest.raises(Refused, match="Nothing here has a source"):
        perform("submit", pitch, factories.author_of(pitch))


def test_a_topic_may_begin_with_the_house_rules_alone(topic):
    Policy.objects.update(unsourced="advises", import_notes="advises", checked=[])

    assert set(blocking(draft(topic, PITCH))) == {"house rule"}


def test_a_work_cited_at_its_end_answers_nothing(topic):
    pitch = draft(topic, f'{PITCH}<p>See there.<cite data-ref="olsen2019"></cite></p>')

    assert {"house rule", "statement without source"} <= set(blocking(pitch))


def test_a_citation_without_place_or_words_answers_no_dose(topic):
    bare = draft(topic, '<p>Adults took 5 grams a day.<cite data-ref="olsen2019"></cite></p>')
    exact = draft(topic, DOSE)

    assert blocking(bare) == ["statement without source"]
    assert blocking(exact) == []


def test_notes_of_the_import_placeholders_and_dead_links_block(topic):
    text = draft(topic, f'{DOSE}<p>TODO: see <a href="/articles/gone/">there</a>.{CITE}</p>')
    note = Thread.objects.create(
        revision=text, kind=Thread.Kind.NOTE, opened_by=factories.author_of(text)
    )
    Comment.objects.create(thread=note, author=note.opened_by, text="Does anybody gain from sales?")

    assert sorted(blocking(text)) == ["dead link", "note of the import", "placeholder"]


def test_a_link_to_a_page_that_stands_or_moved_is_none_to_a_dead_one(topic):
    there = factories.published()
    text = draft(
        topic, f'{DOSE}<p>See <a href="{there.article.get_absolute_url()}">it</a>.{CITE}</p>'
    )

    assert blocking(text) == []


def test_works_that_lack_something_are_advice_or_block_as_the_policy_says(topic):
    page = {
        "type": "webpage",
        "title": "Back Pain and Its Many Known Causes",
        "URL": "https://a.org/b",
    }
    factories.reference("page", **page)
    text = draft(topic, DOSE + '<p>It hurts.<cite data-ref="page"></cite></p>')

    advice = {finding.kind: finding.message for finding in Submission(text).advice}
    assert advice["work lacks"] == "1 cited work lacks what readers need to find it: page."
    assert "work title" in advice
    assert blocking(text) == []
    Policy.objects.update(incomplete_works="blocks")
    assert blocking(text) == ["work lacks"]


def test_before_its_day_a_policy_advises(topic):
    Policy.objects.update(evidence_from=timezone.localdate() + timedelta(days=1))
    pitch = draft(topic, PITCH)

    assert blocking(pitch) == []
    assert "no source" in [finding.kind for finding in Submission(pitch).advice]


def test_a_policy_says_what_blocks_and_what_is_advice(topic):
    Policy.objects.update(house_rules="advises", checked=[], unsourced="advises")

    assert blocking(draft(topic, PITCH)) == []


# --- set aside -----------------------------------------------------------------------------------


def test_a_grave_finding_set_aside_is_asked_and_blocks_approval_until_a_reviewer_agrees(topic):
    text = draft(topic, DOSE + GRAVE)
    writer, reviewer = factories.author_of(text), factories.reviewer()
    (statement,) = (each for each in register(text) if each.grave and not each.is_cited)
    assert "house rule" in blocking(text)

    made = dismissals.dismiss(text, statement.likeness, "The maker asked all who used it.", writer)

    assert made.is_asked
    assert blocking(text) == []
    factories.assigned(text, to=reviewer)
    rule_on_all(text, reviewer)
    with pytest.raises(Refused, match="1 dismissal of the writer waits"):
        perform("approve", text, reviewer, factories.SIGNED)
    dismissals.agree(text, made.likeness, reviewer)
    perform("approve", text, reviewer, factories.SIGNED)


def test_a_dismissal_is_back_when_the_sentence_changes_and_not_for_its_punctuation(topic):
    text = draft(topic, DOSE + GRAVE)
    writer = factories.author_of(text)
    (statement,) = (each for each in register(text) if each.grave and not each.is_cited)
    dismissals.dismiss(text, statement.likeness, "The maker asked all.", writer)

    same = factories.rewrite(text, DOSE + GRAVE.replace("root, which", "Root which"))
    assert blocking(same) == []
    other = factories.rewrite(same, DOSE + GRAVE.replace("chalk", "sand"))
    assert blocking(other) == ["house rule"]


@pytest.mark.parametrize("reason", ["", "  ", "ok"])
def test_a_dismissal_says_why(topic, reason):
    text = draft(topic, GRAVE)

    with pytest.raises(CannotDismiss, match="Say why"):
        dismissals.dismiss(text, register(text)[0].likeness, reason, factories.author_of(text))

    assert not text.article.dismissals.exists()


def test_a_sentence_that_is_gone_or_in_order_is_not_set_aside(topic):
    text = draft(topic, DOSE)

    for likeness in ("nonsense", register(text)[0].likeness):
        with pytest.raises(CannotDismiss, match="has changed"):
            dismissals.dismiss(text, likeness, "No reason at all.", factories.author_of(text))


def test_reasons_are_no_sources_where_a_text_cites_nothing(topic):
    text = draft(topic, "<p>Vellora root grows on chalk.</p>")
    (statement,) = register(text)
    dismissals.dismiss(text, statement.likeness, "Everybody knows.", factories.author_of(text))
    reviewer = factories.reviewer()
    factories.assigned(text, to=reviewer)

    with pytest.raises(Refused, match="1 dismissal of the writer waits"):
        perform("approve", text, reviewer, factories.SIGNED)


def test_what_is_of_a_kind_to_be_checked_is_asked_however_mild_its_rule(topic):
    body = f"<p>Vellora root grows on chalk.{CITE}</p><p>Take 5 grams a day.</p>"
    Policy.objects.update(checked=["dosage", "efficacy"])
    text = draft(topic, body)
    (dose,) = (each for each in register(text) if "dosage" in each.categories)
    reviewer = factories.reviewer()

    made = dismissals.dismiss(text, dose.likeness, "Everybody takes it.", factories.author_of(text))
    assert made.is_asked
    factories.assigned(text, to=reviewer)

    assert context(text, reviewer).asked_dismissals == [made]


def test_a_note_closed_without_a_word_is_not_answered_until_its_passage_changes(topic):
    text = draft(topic, DOSE)
    writer = factories.author_of(text)
    note = Thread.objects.create(
        revision=text, kind=Thread.Kind.NOTE, opened_by=writer, quote="Adults took 5 grams a day."
    )
    Comment.objects.create(thread=note, author=writer, text="Is this a dose?")
    discussion.resolve_all(Thread.objects.all(), writer)

    assert blocking(text) == ["note closed in silence"]
    changed = factories.rewrite(text, DOSE.replace("Adults", "Grown-ups"))
    assert blocking(changed) == []
    back = factories.rewrite(changed, DOSE)
    Comment.objects.create(thread=note, author=writer, text="It is what the trial gave.")
    assert blocking(back) == []


def test_a_text_in_a_language_that_nobody_reads_is_said_to_be_unchecked(topic):
    text = draft(topic, "<p>Vellora wächst auf Kalk.</p>")
    text.article.language = "de"

    assert "statements not looked for" in [each.kind for each in Submission(text).advice]


def test_the_checklist_asks_once_whether_the_sources_say_so(topic):
    version = ChecklistVersion.objects.create(
        checklist=Checklist.objects.create(slug="short", name="Short"),
        text="# Accuracy\nsources | yes/no | required | Do the sources say so? |",
    )
    Policy.objects.update(checklist=version.checklist)
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)
    (item,) = context(text, reviewer).sheet.items
    assert (item.answer, item.register) == ("", "0 of 1 statement has your verdict.")

    rule_on_all(text, reviewer)

    (item,) = context(text, reviewer).sheet.items
    assert (item.answer, item.is_missing) == ("yes", False)


# --- verdicts ------------------------------------------------------------------------------------


def test_the_pitch_cited_and_rewritten_reaches_its_badge(topic):
    text = draft(topic, PITCH)
    reviewer = factories.reviewer()

    text = factories.rewrite(text, HONEST)
    factories.assigned(text, to=reviewer)
    with pytest.raises(Refused, match="no verdict of yours yet"):
        perform("approve", text, reviewer, factories.SIGNED)
    rule_on_all(text, reviewer)
    perform("approve", text, reviewer, factories.SIGNED)

    (approval,) = text.approvals.all()
    assert [(each["category"], each["ruling"]) for each in approval.verdicts] == [
        ("comparative", "supported")
    ]
    assert approval.verdicts[0]["evidence"][0]["words"] == "a mean fall of one point"


def test_the_terms_keep_what_was_to_be_checked_that_day(topic):
    text = factories.submitted(draft(topic, DOSE))
    Policy.objects.update(checked=[])

    assert text.round.checked == ["dosage", "interaction", "disease_claim", "comparative"]


@pytest.mark.parametrize("ruling", ["not_supported", "outdated"])
def test_what_the_source_does_not_bear_out_is_not_approved(topic, ruling):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)

    rule_on_all(text, reviewer, ruling, "It says one gram.")

    with pytest.raises(Refused, match="request changes"):
        perform("approve", text, reviewer, factories.SIGNED)


def test_a_doubt_needs_a_note_and_partly_passes_with_one(topic):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)

    with pytest.raises(Refused, match="in the note"):
        rule_on_all(text, reviewer, "partly")
    rule_on_all(text, reviewer, "partly", "In men alone.")

    perform("approve", text, reviewer, factories.SIGNED)


def test_partly_passes_not_where_the_policy_says_so(topic):
    Policy.objects.update(partly_passes=False)
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)
    Policy.objects.update(partly_passes=True)  # the terms of the review are those of its first day

    rule_on_all(text, reviewer, "partly", "In men alone.")

    (thread,) = Thread.objects.all()
    assert thread.kind == Thread.Kind.MUST_FIX
    with pytest.raises(Refused, match="request changes"):
        perform("approve", text, reviewer, factories.SIGNED)


def test_where_partly_passes_not_it_differs_from_supported(topic):
    Policy.objects.update(partly_passes=False)
    one, other = factories.reviewer(), factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=one)
    factories.assigned(text, to=other)

    rule_on_all(text, one, "partly", "In men alone.")
    rule_on_all(text, other)

    assert context(text, other).ledger.rows[0].is_disputed
    assert len(context(text, other).differences) == 1


def test_an_unchanged_statement_keeps_its_verdict_and_a_changed_one_loses_it(topic):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)
    rule_on_all(text, reviewer)
    perform("request_changes", text, reviewer, factories.SIGNED)

    same = factories.submitted(factories.next_draft(text.article, f"<h2>Dose</h2>{DOSE}"))
    assert context(same, reviewer).ledger.why_incomplete == ""
    perform("recall", same, factories.author_of(same))
    body = DOSE.replace("p. 4", "p. 5")
    other = factories.submitted(factories.next_draft(text.article, body))

    (row,) = context(other, reviewer).ledger.rows
    assert (row.state, row.before.ruling) == ("stale", "supported")


def test_a_copy_of_a_statement_has_no_verdict(topic):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE * 2), to=reviewer)
    first, second = context(text, reviewer).ledger.rows

    statements.rule(text, reviewer, ["dosage"], first.statement.key, "supported", "")

    assert [row.state for row in context(text, reviewer).ledger.rows] == ["supported", "unchecked"]
    assert first.statement.key != second.statement.key


def _poor(sections: int) -> str:
    """Under each heading a dose with its place, one with none, and one that a house rule asks about."""
    bare = DOSE.replace(CITE, "")
    parts = (
        f"<h2>Part {each}</h2>{DOSE.replace('5', str(each + 5))}{bare.replace('5', str(each + 30))}"
        f"<p>Take {each + 60} drops every morning before breakfast.</p>"
        for each in range(sections)
    )
    return "".join(parts)


def test_a_reviewer_reads_lines_by_heading_the_gravest_first(topic):
    Policy.objects.update(evidence_from=None)
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, _poor(4)), to=reviewer)
    found = statements.ledger(text, reviewer, ["dosage"])

    assert [section.heading for section in found.sections] == [f"Part {each}" for each in range(4)]
    assert [section.is_open for section in found.sections] == [True, False, False, False]
    for section in found.sections:
        assert [row.grade for row in section.rows] == sorted(row.grade for row in section.rows)
        assert section.rows[0].statement.grave
        assert section.unchecked == len(section.rows)
    assert found.next == found.sections[0].rows[0]


def test_few_statements_are_not_folded_away(topic, client):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE * 2), to=reviewer)
    client.force_login(reviewer)
    page = client.get(reverse("review", args=[text.pk])).content.decode()

    (section,) = context(text, reviewer).ledger.sections
    assert section.is_open
    assert page.count('<details name="statement" open>') == 1


def test_two_reviewers_who_differ_are_both_shown_and_block(topic):
    one, other = factories.reviewer(), factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=one)
    factories.assigned(text, to=other)
    rule_on_all(text, one, "not_supported", "It says one gram.")

    rule_on_all(text, other)

    (row,) = context(text, other).ledger.rows
    assert [verdict.reviewer for verdict in row.others] == [one]
    with pytest.raises(Refused, match="differ"):
        perform("approve", text, other, factories.SIGNED)


def test_what_the_reviewer_notes_stands_as_a_comment_through_all_that_the_statement_becomes(topic):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)

    rule_on_all(text, reviewer, "partly", "In men alone.")
    (thread,) = Thread.objects.all()
    assert (thread.kind, thread.quote) == (Thread.Kind.QUESTION, "Adults took 5 grams a day.\ufffc")
    rule_on_all(text, reviewer, "partly", "In old men alone.")
    assert [each.text for each in thread.comments.all()] == ["In men alone.", "In old men alone."]

    rule_on_all(text, reviewer, "not_supported", "It says one gram.")
    must_fix = Thread.objects.blocking().get()
    perform("request_changes", text, reviewer, factories.SIGNED)
    other = factories.next_draft(text.article, DOSE.replace("5 grams", "1 gram"))
    factories.submitted(other)
    rule_on_all(other, reviewer)

    assert must_fix.pk != thread.pk
    assert not Thread.objects.unresolved().exists()
    perform("approve", other, reviewer, factories.SIGNED)


def test_a_stale_verdict_is_settled_by_one_button_beside_the_difference(client, topic):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)
    rule_on_all(text, reviewer)
    perform("request_changes", text, reviewer, factories.SIGNED)
    other = factories.next_draft(text.article, DOSE.replace("Adults", "Grown-ups"))
    factories.submitted(other)
    client.force_login(reviewer)

    page = client.get(reverse("review", args=[other.pk])).content.decode()

    assert "Still: Supported" in page
    assert "Adults</del>" in page
    assert "Grown-ups</ins>" in page


def test_a_difference_stands_against_publication_until_an_editor_records_how_it_stands(
    client, topic
):
    one, other, editor = factories.reviewer(), factories.reviewer(), factories.editor()
    text = factories.assigned(draft(topic, DOSE), to=one)
    factories.assigned(text, to=other)
    rule_on_all(text, one)
    perform("approve", text, one, factories.SIGNED)
    Revision.objects.filter(pk=text.pk).update(state="in_review")
    text.refresh_from_db()
    rule_on_all(text, other, "not_supported", "It says one gram.")
    Revision.objects.filter(pk=text.pk).update(state="approved")
    text.refresh_from_db()
    with pytest.raises(Refused, match="Two reviewers differ on 1 statement"):
        perform("publish", text, editor)
    client.force_login(editor)
    page = client.get(reverse("review", args=[text.pk])).content.decode()
    assert "Two reviewers differ" in page
    (row,) = differences.open_in(text, partly_passes=True)

    client.post(reverse("difference_settle", args=[text.pk]), {"key": row.key, "reason": "No."})
    assert differences.open_in(text, partly_passes=True)
    sent = {"key": row.key, "reason": "The table says five, the summary errs."}
    client.post(reverse("difference_settle", args=[text.pk]), sent)

    assert SettledDifference.objects.get().settled_by == editor
    assert not Thread.objects.unresolved().exists()
    perform("publish", text, editor)


def test_what_two_differ_on_is_told_to_no_editor_who_has_still_to_decide(client, topic):
    Policy.objects.update(is_blind=True)
    one, other = factories.reviewer(), factories.reviewer()
    both = factories.reviewer(roles=("Reviewers", "Editors"))
    text = factories.assigned(draft(topic, DOSE), to=one)
    for each in (other, both):
        factories.assigned(text, to=each)
    rule_on_all(text, one)
    rule_on_all(text, other, "not_supported", "It says one gram.")
    (row,) = differences.open_in(text, partly_passes=True)
    sent = {"key": row.key, "reason": "The table says five, the summary errs."}

    client.force_login(both)
    page = client.get(reverse("review", args=[text.pk])).text
    refused = client.post(reverse("difference_settle", args=[text.pk]), sent)
    client.force_login(factories.editor())
    seen = client.get(reverse("review", args=[text.pk])).text

    assert not {each for each in ("Two reviewers differ", "one gram") if each in page}
    assert (refused.status_code, SettledDifference.objects.count()) == (403, 0)
    assert "one gram" in seen
    client.post(reverse("difference_settle", args=[text.pk]), sent)
    assert SettledDifference.objects.count() == 1


def test_a_verdict_given_later_opens_a_settled_difference_anew(topic):
    one, other = factories.reviewer(), factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=one)
    factories.assigned(text, to=other)
    rule_on_all(text, one, "outdated", "A newer one says one gram.")
    rule_on_all(text, other)
    (row,) = differences.open_in(text, partly_passes=True)
    differences.settle(text, factories.editor(), row.key, "The newer one is of children.")
    assert not differences.open_in(text, partly_passes=True)

    rule_on_all(text, one, "outdated", "It is of adults too.")

    assert [each.key for each in differences.open_in(text, partly_passes=True)] == [row.key]


def test_the_pace_of_verdicts_is_that_of_work_at_one_sitting():
    start = timezone.now()
    minutes = (0, 10, 20, 31, 5_000)
    rows = tuple(
        statements.Row(None, (), Verdict(given_at=start + timedelta(seconds=each)))  # type: ignore[arg-type]
        for each in minutes
    )

    assert statements.Ledger(rows).pace == 10
    assert statements.Ledger(rows[:2]).pace == 0


def test_a_source_opens_at_its_page_where_the_file_allows():
    file, page = (
        Reference(key="a", url=each) for each in ("https://x.org/a.PDF", "https://x.org/a")
    )

    assert statements.Source(file, "pp. 12-14", "").address == "https://x.org/a.PDF#page=12"
    assert statements.Source(page, "p. 12", "").address == "https://x.org/a"
    assert statements.Source(Reference(doi="10.1/x"), "", "").address == "https://doi.org/10.1/x"
    assert statements.Source(None, "p. 1", "").address == ""


# --- pages ---------------------------------------------------------------------------------------


def test_the_writer_sees_the_register_and_sets_a_passage_aside(client, topic):
    text = draft(topic, DOSE + GRAVE)
    client.force_login(factories.author_of(text))
    (statement,) = (each for each in register(text) if each.grave and not each.is_cited)

    page = client.get(reverse("evidence", args=[text.pk])).content.decode()
    assert "House rule: answer it before you submit" in page
    sent = {"passage": statement.likeness, "reason": "The maker asked all who used it."}
    page = client.post(
        reverse("passage_dismiss", args=[text.pk]), sent, follow=True
    ).content.decode()

    assert "Set aside; a reviewer has still to agree" in page
    assert list(grounds(text).dismissed) == [statement.likeness]
    sent = {"passage": statement.likeness, "restore": ""}
    client.post(reverse("passage_dismiss", args=[text.pk]), sent)
    assert not text.article.dismissals.exists()


def test_the_reviewer_sees_source_place_and_words_and_rules(client, topic):
    reviewer = factories.reviewer()
    text = factories.assigned(draft(topic, DOSE), to=reviewer)
    client.force_login(reviewer)
    (row,) = context(text, reviewer).ledger.rows

    page = client.get(reverse("review", args=[text.pk])).content.decode()
    assert "a mean fall of one point" in page
    assert "p. 4" in page
    sent = {"key": row.statement.key, "ruling": "supported", "note": ""}
    client.post(reverse("verdict_give", args=[text.pk]), sent)

    assert Verdict.objects.get().ruling == "supported"


def test_a_cell_is_shown_under_the_heads_of_its_row_and_column(client, topic):
    reviewer = factories.reviewer()
    table = (
        "<table><tbody><tr><th>Who</th><th>How much</th></tr>"
        f"<tr><th>Adults</th><td>5 grams a day{CITE}</td></tr></tbody></table>"
    )
    text = factories.assigned(draft(topic, DOSE + table), to=reviewer)
    client.force_login(reviewer)

    page = client.get(reverse("review", args=[text.pk])).content.decode()

    heads = next(each.heads for each in register(text) if each.heads)
    assert " · ".join(heads) in page
    assert "How much" in heads


def test_whoever_is_not_asked_gives_no_verdict(client, topic):
    text = factories.assigned(draft(topic, DOSE))
    client.force_login(factories.reviewer())

    response = client.post(reverse("verdict_give", args=[text.pk]), {"key": "x"})

    assert response.status_code in (403, 404)
    assert not Verdict.objects.exists()

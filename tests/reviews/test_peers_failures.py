"""Where other systems break: the probes P1–P18 of our research, each as what must hold here.

Each probe was run against Wagtail 8.0 (W) and django CMS with its moderation add-on (D).
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.comparing import compare, showing
from articles.drafting.drafts import DraftText, NotADraft, Stale, save_draft
from articles.models import Comment, Revision, Thread
from articles.models.articles import State
from articles.sealing import seal
from reviews.approval.badge import badge
from reviews.models import Approval, Assignment, Event, Policy
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from reviews.workflow.schedule import publish_due
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.tampering import force

pytestmark = pytest.mark.django_db

FIVE, THOUSAND = "<p>Take 5 mg.</p>", "<p>Take 5000 mg.</p>"


def today():
    return timezone.localdate()


def refusal(name: str, revision: Revision, user, *inputs, **more) -> str:
    events = Event.objects.count()
    with pytest.raises(Refused) as refused:
        perform(name, revision, user, Inputs(*inputs, **more))
    assert Event.objects.count() == events
    return str(refused.value)


def test_p1_an_approval_of_one_text_publishes_no_other():
    """W: a second reviewer saves text Y, the first approves X from the dashboard, Y goes live.

    Here a text in review is sealed, so Y is another revision with another digest; and whoever
    approves sends along which digest was read.
    """
    ada, ben = factories.reviewer(), factories.editor()
    text = factories.assigned(factories.draft(body=FIVE), to=ada)
    read = text.digest
    with pytest.raises(NotADraft):
        save_draft(text, text.version, ben, DraftText(text.title, text.standfirst, THOUSAND))
    perform("recall", text, factories.author_of(text))
    other = factories.next_draft(text.article, THOUSAND, by=ben)
    perform("submit", other, ben)

    assert refusal("approve", text, ada, "Sound.", "None.", digest=read) == (
        "“Approve” is not possible: this text is recalled now."
    )
    assert refusal("approve", other, ada, "Sound.", "None.", digest=read) == (
        "This is not the text that you read. Open it again and decide on what it says now."
    )


def test_p2_after_changes_were_requested_every_approval_is_given_anew():
    """W: step 1 approved, step 2 asked for changes, the author rewrote all; step 1 still stands."""
    ada, ben = factories.reviewer(), factories.reviewer()
    topic = factories.topic(approvals=2)
    first = factories.approved(factories.draft(topic=topic, body=FIVE), by=ada)
    perform("assign", first, factories.editor(), Inputs(reviewer=ben))
    perform("request_changes", first, ben, factories.SIGNED)
    second = factories.next_draft(first.article, THOUSAND)
    perform("submit", second, factories.author_of(second))

    perform("approve", second, ben, factories.SIGNED)

    assert second.state == State.IN_REVIEW
    assert refusal("publish", second, factories.editor()) == (
        "“Publish now” is not possible: this text is in review now."
    )
    perform("approve", second, ada, factories.SIGNED)
    assert second.state == State.APPROVED


def test_p3_nothing_posted_from_a_stale_page_is_taken():
    """W: a manual save, publish or approve over newer text is accepted, and the text is lost."""
    desk, doctor = factories.editor(), factories.reviewer()
    draft = factories.draft(body=FIVE)
    seen = draft.version
    factories.rewrite(draft, THOUSAND)

    with pytest.raises(Stale) as stale:
        save_draft(draft, seen, desk, DraftText(draft.title, "", "<p>Take none.</p>"))
    assert stale.value.theirs.body == THOUSAND
    assert refusal("submit", draft, factories.author_of(draft), version=seen) == (
        "The draft was saved elsewhere since you opened it. Look at it again first."
    )
    old = factories.published(draft, by=doctor).digest
    newer = factories.submitted(factories.next_draft(draft.article, FIVE))
    perform("approve", newer, doctor, factories.SIGNED)
    assert refusal("publish", newer, desk, digest=old) == (
        "This is not the text that you read. Open it again and decide on what it says now."
    )


@pytest.mark.parametrize(
    "state", [State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.PUBLISHED]
)
def test_p4_no_request_rewrites_a_text_that_was_submitted(state: State):
    """W: the server lets the same user write over the latest, even the live revision's row."""
    revision = factories.brought_to(state, factories.draft(body=FIVE))
    before = Revision.objects.filter(pk=revision.pk).values().get()

    with pytest.raises(NotADraft):
        factories.rewrite(revision, THOUSAND)
    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(body=THOUSAND)

    assert Revision.objects.filter(pk=revision.pk).values().get() == before


def test_p5_nobody_approves_what_they_submitted():
    """W and D: yes. Here the author cannot even be asked."""
    ada = factories.reviewer(roles=("Reviewers", "Writers", "Editors"), name="Ada")
    revision = factories.submitted(factories.draft(ada))

    assert refusal("assign", revision, factories.editor(), reviewer=ada) == (
        "Ada can't review this: wrote or edited this text."
    )
    assert refusal("approve", revision, ada, "Sound.", "None.") == (
        "You are not assigned to this text."
    )


def test_p6_an_approval_belongs_to_a_text_and_not_to_a_row():
    """W: the approval of “5 mg” still counts after the same revision id says “5000 mg”.

    Here triggers forbid it; somebody who lifts them changes the text, and the approval is void.
    """
    approved, live = factories.approved(body=FIVE), factories.published(body=FIVE)
    for revision in (approved, live):
        text = revision.sealed.replace("5 mg", "5000 mg")
        force(revision, sealed=text, digest=seal.digest(text), body=THOUSAND)
        revision.refresh_from_db()

    assert refusal("publish", approved, factories.editor()) == "1 approval needed, none given."
    assert not badge(live, today()).is_shown


def test_p7_an_edit_needs_a_new_approval_and_a_save_without_a_change_needs_none():
    """W: a reviewer's own typo fix voids the approval, and so does saving nothing.

    Here approving changes no text: there is no “edit and approve” in one click. Who wants to mend a
    typo writes a draft, and somebody else approves it. Opening and saving without a change is none.
    """
    live = factories.published(body=FIVE)
    draft = factories.next_draft(live.article, f"<div>{FIVE}</div>", by=factories.editor())

    assert seal.digest(seal.compose(draft).serialised()) == live.digest
    assert badge(live, today()).is_shown
    assert refusal("submit", draft, factories.author_of(live)) == (
        "Nothing has changed since the published text."
    )


def test_p8_a_reviewer_approves_without_any_right_to_publish():
    """W: approving the last step needs the right to publish, which lets reviewers go around it."""
    doctor = factories.reviewer()

    revision = factories.approved(by=doctor)

    assert revision.state == State.APPROVED
    assert not doctor.has_perm("reviews.publish_revision")
    assert [each.transition.name for each in actions_for(revision, doctor)] == ["strike"]


@pytest.mark.parametrize("state", State)
def test_p9_whoever_publishes_publishes_what_was_approved_or_says_that_it_was_not(state: State):
    """W: an editor publishes with no review at all, a superuser even during one.

    Here the only way without review asks for the reason, shows no badge and leaves a debt.
    """
    revision = factories.brought_to(state, factories.draft())
    root = factories.user(is_superuser=True)

    for name in TABLE:
        try:
            with transaction.atomic():
                event = perform(name, revision, root, Inputs("Urgent.", "None."))
                if event.target == State.PUBLISHED != event.source:
                    assert name == "publish_unreviewed" or state in ("approved", "scheduled")
                    assert badge(revision, today()).is_shown == (name == "publish")
                    assert hasattr(revision, "debt") == (name == "publish_unreviewed")
                transaction.set_rollback(True)
        except Refused:
            pass
        revision.refresh_from_db()


def test_p10_of_two_decisions_one_stands():
    """W: 25 of 25 times both succeed. The race itself is in `test_races`; this is its order."""
    ada, ben = factories.reviewer(), factories.reviewer()
    revision = factories.assigned(to=ada, topic=factories.topic(reports="first"))
    perform("assign", revision, factories.editor(), Inputs(reviewer=ben))
    hers, his = Revision.objects.get(pk=revision.pk), Revision.objects.get(pk=revision.pk)

    perform("approve", hers, ada, factories.SIGNED)

    assert refusal("reject", his, ben, "Unsound.", "None.") == (
        "“Reject” is not possible: this text is approved now."
    )
    assert Approval.objects.count() == 1


CHANGES_THAT_PEERS_MISS = {
    "superscript lost": ("<p>10<sup>6</sup> units</p>", "<p>106 units</p>"),
    "link target": (
        '<p>See <a href="https://example.org/a">this</a>.</p>',
        '<p>See <a href="https://example.org/b">this</a>.</p>',
    ),
    "bold removed": ("<p>Do <strong>not</strong> take it.</p>", "<p>Do not take it.</p>"),
    "swapped source": (
        '<p>It helps.<cite data-ref="olsen2019"></cite></p>',
        '<p>It helps.<cite data-ref="other2020"></cite></p>',
    ),
    "moved block": ("<p>First.</p><p>Second.</p>", "<p>Second.</p><p>First.</p>"),
    "list to paragraph": (
        "<ul><li><p>2 mg</p></li><li><p>twice</p></li></ul>",
        "<p>2 mg twice</p>",
    ),
}


WHAT_IS_SAID = {
    "superscript lost": "10<sup>6</sup></del>",
    "link target": "link: https://example.org/b, before: https://example.org/a",
    "bold removed": "bold removed",
    "swapped source": "[1, Olsen 2019]</cite></del>",
    "moved block": "See where it was",
    "list to paragraph": '<ul data-change="deleted">',
}


@pytest.mark.parametrize("case", CHANGES_THAT_PEERS_MISS)
def test_p11_a_change_that_a_comparison_may_miss_needs_a_new_approval(case: str):
    """W: “changed”, and nothing is marked. Here the comparison says what, and the digest sees all."""
    factories.reference("olsen2019")
    factories.reference("other2020", title="Another work", DOI="10.1000/other")
    before, after = CHANGES_THAT_PEERS_MISS[case]
    live = factories.published(body=before)

    draft = factories.next_draft(live.article, after)
    perform("submit", draft, factories.author_of(draft))

    assert draft.digest != live.digest
    assert draft.state == State.IN_REVIEW
    assert refusal("publish", draft, factories.editor()) == (
        "“Publish now” is not possible: this text is in review now."
    )
    shown = showing.show(compare(seal.text_of(live), seal.text_of(draft)))
    rows = [row for stretch in shown.stretches for row in stretch.rows]
    assert WHAT_IS_SAID[case] in "".join(row.both for row in rows)
    assert shown.summary


def test_p12_comments_are_taken_during_review_and_open_ones_stand_against_approval():
    """W: the writer's comment is refused while the page is locked; approval ignores open ones."""
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)
    writer = factories.author_of(revision)
    thread = Thread.objects.create(revision=revision, kind=Thread.Kind.MUST_FIX, opened_by=doctor)
    Comment.objects.create(thread=thread, author=doctor, text="The dose is wrong.")

    Comment.objects.create(thread=thread, author=writer, text="It is the label's.")

    assert thread.comments.count() == 2
    [approve] = [
        each for each in actions_for(revision, doctor) if each.transition.name == "approve"
    ]
    assert approve.reason == "1 “must fix” comment is still open."


def test_p13_switching_a_rule_off_publishes_nothing():
    """W: disabling the only task of a workflow publishes what waits in it, “approved” by nobody.

    Our rule is the policy. Dropping it, lowering it or retiring every reviewer moves no text.
    """
    revision = factories.assigned(factories.draft(topic=factories.topic(approvals=2)))
    before = list(Revision.objects.values())
    events = Event.objects.count()

    Policy.objects.update(approvals=1)
    Policy.objects.all().delete()
    revision.assignments.get().reviewer.groups.clear()

    assert list(Revision.objects.values()) == before
    assert Event.objects.count() == events
    assert revision.round.approvals == 2
    assert not badge(revision, today()).is_shown


def test_p14_a_publication_that_fails_leaves_the_schedule_of_the_next_text_alone(monkeypatch):
    """W: the schedule is silently gone, for it was cleared first and outside of a transaction."""
    revision = factories.brought_to(State.SCHEDULED, factories.draft())
    before = Revision.objects.filter(pk=revision.pk).values().get()

    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Event, "save", fail)
        with pytest.raises(OSError, match=r"^the disk is full$"):
            perform("publish", revision, factories.editor())

    assert Revision.objects.filter(pk=revision.pk).values().get() == before
    [outcome] = publish_due(before["publish_at"] + timedelta(minutes=1))
    assert outcome.error == ""


def test_p15_one_bad_text_stops_none_of_the_others():
    """W: one bad page stops the batch, and two cron jobs race (`test_races` has them race)."""
    texts = [factories.brought_to(State.SCHEDULED, factories.draft()) for _ in range(3)]
    bad = texts[1]
    force(bad, sealed="{}")
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk__in=[text.pk for text in texts]).update(publish_at=past)
    said, failed = StringIO(), StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("run_due", stdout=said, stderr=failed)

    assert str(refused.value) == (
        "1 scheduled text(s) could not be published; they stay scheduled."
    )
    states = [Revision.objects.get(pk=text.pk).state for text in texts]
    assert states == [State.PUBLISHED, State.SCHEDULED, State.PUBLISHED]
    assert failed.getvalue() == (
        f"Not published: {bad}: The stored text does not match its digest: "
        "call the administrator and run “verify”.\n"
    )
    assert said.getvalue() == f"Published: {texts[0]}\nPublished: {texts[2]}\n"


def test_p15_not_even_an_error_of_our_own_stops_the_others(monkeypatch):
    """It stays scheduled and nothing of it is written; the next run tries again."""
    bad, good = (factories.brought_to(State.SCHEDULED, factories.draft()) for _ in range(2))
    save, later = Event.save, timezone.now() + timedelta(days=2)

    def fail_for_bad(event: Event, *args, **kwargs) -> None:
        if event.revision_id == bad.pk:
            raise OSError("the disk is full")
        save(event, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(Event, "save", fail_for_bad)
        outcomes = publish_due(later)

    assert [(outcome.revision, outcome.error) for outcome in outcomes] == [
        (bad, "OSError: the disk is full"),
        (good, ""),
    ]
    bad.refresh_from_db()
    assert bad.state == State.SCHEDULED
    assert [outcome.revision for outcome in publish_due(later)] == [bad]


def test_p16_nothing_that_tidies_up_takes_the_evidence_along():
    """W: `purge_revisions` deletes approvals by cascade. We have nothing that purges, and a database
    that would not let it."""
    live = factories.brought_to(State.SUPERSEDED, factories.draft())
    signed = Approval.objects.count()

    with pytest.raises(ProtectedError):
        live.article.delete()
    with pytest.raises(ProtectedError):
        Revision.objects.filter(pk=live.pk).delete()
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM articles_revision WHERE id = %s", [live.pk])

    assert Approval.objects.count() == signed == 2
    cascades = [
        f"{model.__name__}.{found.name}"
        for label in ("articles", "reviews")
        for model in apps.get_app_config(label).get_models()
        for found in model._meta.fields
        if found.is_relation and found.remote_field.on_delete.__name__ != "PROTECT"
    ]
    # who writes, which drafts show an image, what the desk finds, the library’s own chores: none is evidence
    assert set(cascades) == {
        "Attachment.reference",
        "Byline.article",
        "DeskEntry.article",
        "DraftComment.thread",
        "ImageUse.revision",
        "ImportedRecord.batch",
        "ImportedRecord.like",
        "ImportedRecord.reference",
        "Presence.revision",
        "Presence.user",
        "ReferenceChange.reference",
        "ReferenceMerge.absorbed",
        "ReferenceMerge.kept",
        "ReferenceUse.revision",
        "RetractionMatch.reference",
        "RuleCount.article",
        "RuleHit.article",
        "SavedFilter.owner",
        "SnippetUse.revision",
    }


def test_p17_no_account_that_signed_is_deleted_and_its_approvals_outlive_it():
    """W: `finished_by` is emptied and comments go. D: the approvals are deleted, and the request
    silently becomes not approved."""
    doctor = factories.reviewer(name="Ada")
    live = factories.published(by=doctor)
    thread = Thread.objects.create(revision=live, opened_by=doctor)
    Comment.objects.create(thread=thread, author=doctor, text="See the label.")
    before = badge(live, today())

    with pytest.raises(ProtectedError):
        doctor.delete()
    with pytest.raises(ProtectedError):
        doctor.person.delete()
    doctor.is_active = False
    doctor.save()

    assert badge(live, today()) == before
    assert Approval.objects.get().name == "Ada"
    assert Comment.objects.count() == 1


def test_p18_a_change_of_policy_mid_flight_changes_no_running_review():
    """W: deleting a step recomputes the rest. D: deleting a required step turns pending to approved.

    Here the round was opened under frozen terms; the next round has the new ones.
    """
    ada, ben = factories.reviewer(), factories.reviewer()
    topic = factories.topic(approvals=2)
    first = factories.assigned(factories.draft(topic=topic, body=FIVE), to=ada)
    Policy.objects.update(approvals=1)

    perform("approve", first, ada, factories.SIGNED)

    assert first.state == State.IN_REVIEW
    Policy.objects.update(approvals=3)
    perform("assign", first, factories.editor(), Inputs(reviewer=ben))
    perform("approve", first, ben, factories.SIGNED)
    perform("publish", first, factories.editor())
    assert badge(first, today()).is_shown
    second = factories.next_draft(first.article, THOUSAND)
    perform("submit", second, factories.author_of(second))
    assert second.round.approvals == 3
    assert Assignment.objects.filter(revision=second).count() == 2

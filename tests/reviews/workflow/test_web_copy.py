"""Web copy as it is imported: whatever is clicked, it reaches no review; cited and rewritten, it does.

The files stand below `web_copy`, written for this. Real ones are tried by `SEED_ARTICLES=FOLDER`.
"""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.bringing_in.imports import make_draft
from articles.drafting.evidence.grounds import register
from articles.models import Byline, Revision, Thread
from reviews.reviewing import statements
from reviews.workflow.context import TransitionContext
from reviews.workflow.perform import perform
from reviews.workflow.submission import Submission
from tests import factories

pytestmark = pytest.mark.django_db

FOLDERS = [Path(__file__).with_name("web_copy")]
FOLDERS += [Path(each) for each in [os.environ.get("SEED_ARTICLES", "")] if each]
FILES = sorted(path for folder in FOLDERS for path in folder.glob("*.txt"))


def imported(path: Path, *, is_rules_first: bool = False) -> Revision:
    topic = factories.topic(evidence_from=timezone.localdate())
    text = make_draft(
        path.name, path.read_bytes(), factories.writer(), topic, is_rules_first=is_rules_first
    )
    if not text.article.bylines.exists():
        Byline.objects.create(article=text.article, person=factories.person())
    return text


def click(client, text: Revision, address: str, **posted: str) -> str:
    return client.post(address, posted, follow=True).content.decode()


def submit(client, text: Revision) -> Revision:
    """Press the button on the timeline, and read what became of the text."""
    sent = {"digest": text.digest, "version": text.version, "state": text.state}
    client.post(reverse("review_action", args=[text.pk, "submit"]), sent)
    return Revision.objects.get(pk=text.pk)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:12])
def test_clicking_through_wins_nothing(client, path):
    text = imported(path)
    client.force_login(factories.author_of(text))

    client.post(reverse("notes_resolve", args=[text.pk]), {"all": "1"})
    assert not Thread.objects.unresolved().filter(revision=text).exists()
    assert submit(client, text).state == Revision.State.DRAFT

    for each in register(text):
        sent = {"passage": each.likeness, "reason": "Fine."}
        client.post(reverse("passage_dismiss", args=[text.pk]), sent)
    assert submit(client, text).state == Revision.State.DRAFT  # the notes have no answer


def test_an_import_that_begins_with_the_house_rules_passes_no_gate_by_that(client):
    """It lists less for the writer until somebody asks for the rest, and says so; what blocks, blocks."""
    text = imported(FILES[0], is_rules_first=True)
    kept = text.article.imported_file
    client.force_login(factories.author_of(text))
    page = reverse("evidence", args=[text.pk])

    begun = Submission(text)
    assert client.get(page).content.decode().count("not listed yet") == 1
    shown = client.get(page).content.decode().count('<li class="passage"')
    client.post(reverse("passages_list", args=[text.pk]))
    whole = Submission(Revision.objects.get(pk=text.pk))
    after = client.get(page).content.decode()

    assert [each.message for each in begun.blocking] == [each.message for each in whole.blocking]
    assert begun.blocking
    assert shown < after.count('<li class="passage"') == len(register(text))
    kept.refresh_from_db()
    assert (kept.is_rules_first, kept.all_listed_by) == (True, factories.author_of(text))
    assert f"{kept.all_listed_by} had all statements listed" in after
    assert submit(client, text).state == Revision.State.DRAFT


def test_only_who_writes_a_text_has_the_rest_of_its_statements_listed(client):
    text = imported(FILES[0], is_rules_first=True)
    client.force_login(factories.writer())

    assert client.post(reverse("passages_list", args=[text.pk])).status_code == 404
    assert text.article.imported_file.is_quiet


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:12])
def test_who_dismisses_everything_waits_for_a_reviewer_at_each_of_them(client, path):
    text = imported(path)
    client.force_login(factories.author_of(text))
    for note in text.threads.all():
        client.post(reverse("note_answer", args=[note.pk]), {"text": "Yes.", "resolve": "1"})
    for each in register(text):
        sent = {"passage": each.likeness, "reason": "Fine."}
        client.post(reverse("passage_dismiss", args=[text.pk]), sent)

    text = submit(client, text)
    reviewer = factories.reviewer()
    perform("assign", text, factories.editor(), factories.Inputs(reviewer=reviewer))
    client.force_login(reviewer)
    sent = {"digest": text.digest, "comment": "Read.", "interests": "None.", "scope": "full"}
    client.post(reverse("review_action", args=[text.pk, "approve"]), sent)

    text.refresh_from_db()
    assert text.state == Revision.State.IN_REVIEW
    asked = TransitionContext(text, reviewer, timezone.now()).asked_dismissals
    assert len(asked) == len({each.likeness for each in register(text)})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:12])
def test_cited_and_rewritten_it_reaches_its_badge(client, path):
    text, reviewer = imported(path), factories.reviewer()
    factories.reference()
    writer = factories.author_of(text)
    for note in text.threads.all():
        client.force_login(writer)
        client.post(reverse("note_answer", args=[note.pk]), {"text": "It is out.", "resolve": "1"})
    cite = '<cite data-ref="olsen2019" data-locator="p. 326"></cite>'
    text = factories.rewrite(
        text,
        f"<h2>What is known</h2><p>Of deaths from overdose in 27 states, some had kratom found.{cite}</p>"
        "<p>Ask whoever treats you before you stop a medicine.</p>",
    )

    text = submit(client, text)
    assert text.state == Revision.State.IN_REVIEW
    perform("assign", text, factories.editor(), factories.Inputs(reviewer=reviewer))
    attempt = TransitionContext(text, reviewer, timezone.now())
    for row in attempt.ledger.rows:
        statements.rule(text, reviewer, attempt.checked, row.statement.key, "supported", "")
    perform("approve", text, reviewer, factories.SIGNED)
    perform("publish", text, factories.editor())

    page = client.get(text.article.get_absolute_url()).content.decode()
    assert "Medically reviewed" in page
    assert reviewer.person.name in page

"""Versions: every save is kept, named ones for ever, and any of them comes back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from articles.drafting import versions
from articles.drafting.drafts import DraftText, NotADraft, Stale, name_version
from articles.drafting.versions import Unknown
from articles.models import Checkpoint
from articles.models.checkpoints import MOST
from reviews.workflow.perform import perform
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def kept(revision) -> list[tuple[int, str]]:
    return list(revision.checkpoints.order_by("version").values_list("version", "body"))


def checkpoint(revision, version: int, at: datetime, name: str = "") -> Checkpoint:
    return Checkpoint.objects.create(
        revision=revision,
        version=version,
        name=name,
        title="Rest",
        made_by=factories.author_of(revision),
        made_at=at,
    )


def test_every_save_of_a_draft_is_kept_from_the_first_on():
    draft = factories.rewrite(factories.draft(), "<p>Rest may help.</p>")

    assert kept(draft) == [(1, "<p>Rest helps.</p>"), (2, "<p>Rest may help.</p>")]


def test_a_save_without_a_change_keeps_nothing_anew():
    draft = factories.draft()

    factories.rewrite(draft, draft.body)

    assert len(kept(draft)) == 1


def test_the_next_draft_keeps_what_it_started_from():
    live = factories.published()

    draft = factories.next_draft(live.article, "<p>Time helps.</p>")

    assert kept(draft) == [(1, live.body), (2, "<p>Time helps.</p>")]


def test_a_named_version_is_kept_by_the_model_and_by_the_database():
    draft = factories.draft()
    named = name_version(draft, factories.author_of(draft), " Before cutting  dosage ")

    assert str(named) == "Before cutting dosage"
    with pytest.raises(ValidationError, match="kept for ever"):
        named.delete()
    with pytest.raises(ValidationError, match="never changes"):
        named.save()
    for change in (
        lambda: Checkpoint.objects.filter(pk=named.pk).update(body="<p>Other.</p>"),
        lambda: Checkpoint.objects.filter(pk=named.pk).delete(),
    ):
        refused = pytest.raises(DatabaseError, match="a named version never changes")
        with refused, transaction.atomic():
            change()


def test_only_a_draft_is_given_a_name():
    revision = factories.submitted()

    with pytest.raises(NotADraft) as refused:
        name_version(revision, factories.author_of(revision), "Late")

    assert str(refused.value) == "This text is in review: it is kept as it is anyway."


# --- what goes with age --------------------------------------------------------------------------


def test_recent_ones_named_ones_and_the_latest_of_each_ten_minutes_stay():
    draft = factories.draft()
    Checkpoint.objects.all().delete()
    morning = NOON - timedelta(hours=5)
    checkpoint(draft, 1, morning, "Outline")
    gone = checkpoint(draft, 2, morning + timedelta(minutes=1))
    checkpoint(draft, 3, morning + timedelta(minutes=9))
    checkpoint(draft, 4, morning + timedelta(minutes=11))
    checkpoint(draft, 5, NOON - timedelta(hours=3, minutes=2))
    checkpoint(draft, 6, NOON - timedelta(hours=3, minutes=1))

    assert draft.checkpoints.surplus(NOON) == [gone.pk]


def test_there_are_never_more_than_two_hundred_old_ones_without_a_name():
    draft = factories.draft()
    Checkpoint.objects.all().delete()
    start = NOON - timedelta(days=9)
    for number in range(MOST + 3):
        checkpoint(draft, number + 1, start + number * timedelta(minutes=10))

    surplus = draft.checkpoints.surplus(NOON)

    gone = draft.checkpoints.filter(pk__in=surplus).order_by("version")
    assert [each.version for each in gone] == [1, 2, 3]


def test_saving_on_and_on_thins_them_out(monkeypatch):
    monkeypatch.setattr("articles.drafting.drafts.THIN_EVERY", 2)
    draft = factories.draft()
    Checkpoint.objects.all().delete()
    long_ago = NOON - timedelta(days=400)
    checkpoint(draft, 1, long_ago)
    checkpoint(draft, 1, long_ago + timedelta(minutes=1))

    factories.rewrite(draft, "<p>Rest may help.</p>")

    assert [version for version, _body in kept(draft)] == [1, 2]


# --- by their addresses --------------------------------------------------------------------------


def test_every_version_is_found_by_its_address():
    live = factories.published(factories.draft(title="Rest"))
    draft = factories.next_draft(live.article, "<p>Time helps.</p>")
    named = name_version(draft, factories.author_of(draft), "Two")

    found = list(versions.versions_of(live.article.revisions.all()))

    assert [(each.kind, each.label) for each in found] == [
        ("draft", "Text 2, draft"),
        ("named", "Two"),
        ("kept", "Version 2"),
        ("kept", "Version 1"),
        ("sealed", "Text 1, published"),
        ("kept", "Version 1"),
    ]
    assert versions.find(live.article, f"v{named.pk}").label == "Two"
    bodies = [versions.text_at(live.article, each.address).body for each in found]
    assert bodies == ["<p>Time helps.</p>"] * 3 + [live.body] * 3


def test_the_text_of_a_sealed_version_is_its_seal():
    factories.reference()
    live = factories.published(
        factories.draft(body='<p>Rest.<cite data-ref="olsen2019"></cite></p>')
    )

    text = versions.text_at(live.article, f"r{live.pk}")

    assert text.serialised() == live.sealed


@pytest.mark.parametrize("address", ["", "x1", "v0", "v", "r-1", "v999999", "v1 ", "v" + "9" * 30])
def test_an_address_that_leads_nowhere_is_unknown(address: str):
    draft = factories.draft()

    with pytest.raises(Unknown):
        versions.text_at(draft.article, address)


def test_a_version_of_another_article_is_unknown():
    draft, other = factories.draft(), factories.draft()

    for address in (f"r{other.pk}", f"v{other.checkpoints.get().pk}"):
        with pytest.raises(Unknown):
            versions.text_at(draft.article, address)


def test_a_restored_version_is_one_more_save_and_what_stood_there_is_kept():
    draft = factories.draft(title="Rest")
    writer = factories.author_of(draft)
    named = name_version(draft, writer, "Outline")
    draft = factories.rewrite(draft, "<p>Rest may help.</p>")

    restored = versions.restore(draft, draft.version, f"v{named.pk}", writer)

    assert (restored.version, restored.body) == (3, "<p>Rest helps.</p>")
    assert (2, "<p>Rest may help.</p>") in kept(draft)


def test_a_sealed_version_comes_back_without_its_note_to_readers():
    live = factories.published()
    draft = factories.next_draft(live.article, "<p>Time helps.</p>")
    writer = factories.author_of(draft)
    noted = DraftText(draft.title, draft.standfirst, draft.body, "A new study.")
    draft = versions.drafts.save_draft(draft, draft.version, writer, noted)

    restored = versions.restore(draft, draft.version, f"r{live.pk}", writer)

    assert (restored.body, restored.change_note) == (live.body, "A new study.")


def test_nothing_is_restored_on_top_of_a_newer_save_or_of_a_sealed_text():
    draft = factories.draft()
    writer = factories.author_of(draft)
    first = f"v{draft.checkpoints.get().pk}"
    factories.rewrite(draft, "<p>Newer.</p>")

    with pytest.raises(Stale):
        versions.restore(draft, 1, first, writer)
    perform("submit", draft, writer)
    with pytest.raises(NotADraft):
        versions.restore(draft, 2, first, writer)

"""The story of an article: everything that happened to it, in one list, newest first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.drafting import sharing
from articles.drafting.drafts import name_version
from articles.models import Checkpoint, Comment, Revision, Thread
from reviews import phrases
from reviews.models import Notification
from reviews.record import timeline
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@shared
def writer():
    return factories.writer(name="Mara Lindqvist")


@shared
def draft(writer) -> Revision:
    return factories.draft(writer, title="Rest for back pain")


def told(article, user, kind: str = "") -> list[str]:
    return [f"{each.who} {each.description}" for each in timeline.page(article, user, kind).entries]


def saved_at(draft: Revision, *moments, by) -> None:
    """Saves of a draft at the given times."""
    Checkpoint.objects.bulk_create(
        Checkpoint(revision=draft, version=number, title="x", made_by=by, made_at=moment)
        for number, moment in enumerate(moments, start=2)
    )


def test_everything_stands_in_one_list_newest_first(writer, draft):
    doctor, editor = factories.reviewer(name="Jonas Weber"), factories.editor(name="Tomas Okafor")
    name_version(draft, writer, "Before the cut")
    share, _ = sharing.share(draft, writer, timezone.now())
    sharing.revoke(share, writer, timezone.now())
    perform("submit", draft, writer)
    factories.assigned(draft, to=doctor, by=editor)
    point = Thread.objects.create(revision=draft, kind=Thread.Kind.MUST_FIX, opened_by=doctor)
    Comment.objects.create(thread=point, author=doctor, text="Name the dose.")
    Comment.objects.create(thread=point, author=writer, text="500 mg.")
    Thread.objects.filter(pk=point.pk).update(resolved_by=doctor, resolved_at=timezone.now())
    perform("approve", draft, doctor, factories.SIGNED)
    perform("publish", draft, editor)

    due = phrases.day(draft.assignments.get().due_on.isoformat())

    lines = told(draft.article, editor)

    assert [line for line in lines if "link" not in line] == [
        "Tomas Okafor published it",
        "Jonas Weber approved it",
        "Jonas Weber settled a point: must fix",
        "Mara Lindqvist answered a point: must fix",
        "Jonas Weber opened a point: must fix",
        f"Tomas Okafor asked Jonas Weber to review it by {due}",
        "Mara Lindqvist submitted it for review",
        "Mara Lindqvist named this version “Before the cut”",
        "Mara Lindqvist started the text",
    ]
    assert [line.partition(", good")[0] for line in lines if "link" in line] == [
        "Mara Lindqvist revoked a link to the preview",
        "Mara Lindqvist made a link to the preview",
    ]
    assert told(draft.article, editor, "versions") == [
        "Mara Lindqvist named this version “Before the cut”"
    ]


def test_saves_that_no_long_pause_parts_are_one_session_of_each_writer(writer, draft):
    noon = timezone.now().replace(hour=12, minute=0) - timedelta(days=1)
    other = factories.writer(name="Ben Abara")
    Checkpoint.objects.filter(revision=draft).update(made_at=noon - timedelta(days=1))
    minutes = (0, 20, 40, 120, 125)
    saved_at(draft, *(noon + timedelta(minutes=each) for each in minutes), by=writer)
    saved_at(draft, noon + timedelta(minutes=10), by=other)

    entries = timeline.page(draft.article, writer, "writing").entries

    assert [(each.who, each.description, each.at - noon, each.aside) for each in entries] == [
        ("Mara Lindqvist", "wrote", timedelta(minutes=125), "Since 14:00"),
        ("Mara Lindqvist", "wrote", timedelta(minutes=40), "Since 12:00"),
        ("Ben Abara", "wrote", timedelta(minutes=10), ""),
        ("Mara Lindqvist", "started the text", timedelta(days=-1), ""),
    ]


def test_who_has_read_a_message_is_for_editors_and_for_themselves(writer, draft):
    doctor, editor = factories.reviewer(name="Jonas Weber"), factories.editor(name="Tomas Okafor")
    factories.assigned(draft, to=doctor, by=editor)
    seen = timezone.now().replace(month=5, day=3, hour=14, minute=2)
    Notification.objects.filter(recipient=doctor).update(read_at=seen)

    asked = [
        timeline.page(draft.article, user, "decisions").entries[0].told for user in (editor, writer)
    ]

    assert asked == ["Told: Jonas Weber (read 3 May, 14:02)", "Told: Jonas Weber"]


def test_reminders_are_for_editors_and_for_whom_they_went_to(writer, draft):
    doctor, editor = factories.reviewer(name="Jonas Weber"), factories.editor()
    factories.assigned(draft, to=doctor, by=editor)
    Notification.objects.create(
        recipient=doctor,
        name="Jonas Weber",
        kind=Notification.Kind.REMINDER,
        occasion="review 1 due",
        for_day=timezone.localdate(),
        assignment=draft.assignments.get(),
        subject="A review is due",
        text="Please.",
        path="/",
        created_at=timezone.now(),
        send_at=timezone.now(),
    )

    assert told(draft.article, writer, "notices") == []
    assert told(draft.article, editor, "notices") == [
        "The schedule told Jonas Weber: A review is due"
    ]


def test_pages_go_on_where_the_last_one_ended(writer, draft):
    start = timezone.now() - timedelta(days=200)
    saved_at(draft, *(start + timedelta(days=each) for each in range(100)), by=writer)
    seen, before = [], None

    while True:
        page = timeline.page(draft.article, writer, before=before)
        seen += [entry.at for entry in page.entries]
        before = page.older
        if before is None:
            break

    assert len(seen) == len(set(seen)) == 101
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_costs_the_same_however_long_it_is(
    count, writer, draft, django_assert_max_num_queries
):
    start = timezone.now() - timedelta(days=200)
    saved_at(draft, *(start + timedelta(days=each) for each in range(count)), by=writer)
    factories.submitted(draft)
    point = Thread.objects.create(revision=draft, opened_by=writer)
    for _ in range(count):
        Comment.objects.create(thread=point, author=writer, text="So.")
        sharing.share(draft, writer, timezone.now())

    article = draft.article
    with django_assert_max_num_queries(10):  # two of them for permissions
        timeline.page(article, writer)


@pytest.mark.parametrize(
    "query", ["?kind=nonsense&before=yesterday", "?before=2030-13-45T00:00", ""]
)
def test_the_page_shows_the_state_the_days_and_what_is_next(client, writer, draft, query):
    client.force_login(writer)

    page = client.get(reverse("timeline", args=[draft.article_id]) + query).content.decode()

    assert "started the text" in page
    assert f'<time datetime="{timezone.localdate():%Y-%m-%d}">' in page
    later = reverse("article_next", args=[draft.article_id])
    assert f'href="{later}"' in page
    following = client.get(later).content.decode()
    assert "Nothing blocks submission" in following
    assert "Submit for review" in following

"""“Tell me when this changes”: whoever confirmed it is told at once, and one click ends it."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Revision
from cms.following import followers
from cms.following.telling import tell_lapsed, tell_left
from cms.models import Follower
from cms.readers import privacy
from cms.readers.forgetting import forget
from reviews.models import Notification
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select, words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
READER = "reader@example.org"


def run_queue() -> None:
    """What the worker does, until nothing waits."""
    while waiting := list(DBTaskResult.objects.ready()):
        for queued in waiting:
            queued.task.call(*queued.task_result.args)
            queued.delete()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def revision() -> Revision:
    return factories.published(factories.draft(title="Rest for back pain"))


def told() -> list[Notification]:
    return list(Notification.objects.filter(address=READER))


def after(committed, name: str, text: Revision, why: str = "The study was made up.") -> None:
    """Let it happen, and the worker do what follows."""
    with committed():
        perform(name, text, factories.editor(), Inputs(why))
    with committed():
        run_queue()
    run_queue()


@pytest.mark.parametrize("kind", ["article", "topic"])
def test_nobody_follows_before_the_link_and_the_button(client, committed, revision, kind):
    place = revision.article if kind == "article" else revision.article.topic
    with committed():
        answer = client.post(
            f"{place.get_absolute_url()}follow/", {"address": "Reader@Example.org"}
        )
    run_queue()
    [message] = outbox.outbox
    link = re.search(r"http://127\.0\.0\.1:8000(/following/confirm/\S+)", message.body).group(1)

    assert "Open its link within two days" in client.get(answer["Location"]).content.decode()
    assert "Yes, tell me" in client.get(link).content.decode()
    assert not Follower.objects.exists()
    for _ in range(2):
        assert "You will be told" in client.post(link).content.decode()
    assert Follower.objects.get().address == READER
    assert getattr(Follower.objects.get(), kind) == place


def test_a_forged_link_and_a_place_that_is_gone_are_refused(client, revision):
    followers.ask(READER, revision.article, "Rest", timezone.now())
    link = Notification.objects.get(address=READER).path

    assert client.post(link.replace("/confirm/", "/confirm/x")).status_code == 410
    assert client.get("/topics/none/follow/").status_code == 404
    assert not Follower.objects.exists()


def test_whoever_never_confirms_is_forgotten_with_the_link(committed, revision):
    """The mail says so."""
    with committed():
        followers.ask(READER, revision.article, "Rest", timezone.now())
    run_queue()

    assert forget(timezone.now() + timedelta(days=1)) == 0
    assert forget(timezone.now() + timedelta(days=3)) == 1
    assert told() == []


def test_the_longest_address_that_is_taken_fits_its_link(client, revision):
    longest = f"{'a' * 60}@{'b' * 51}.example"
    assert len(longest) == 120
    address = f"{revision.article.get_absolute_url()}follow/"

    assert client.post(address, {"address": longest}).status_code == 303
    assert client.post(address, {"address": f"a{longest}"}).status_code == 422
    assert all(len(each.path) <= 300 for each in Notification.objects.filter(address=longest))


def test_a_retraction_is_mailed_at_once_with_its_reason_and_a_way_to_end_it(committed, revision):
    follower = followers.follow(READER, revision.article, timezone.now())

    after(committed, "retract", revision)

    message = next(each for each in outbox.outbox if each.to == [READER])
    assert message.subject == "Retracted: Rest for back pain"
    assert "The study was made up." in message.body
    stop = f"http://127.0.0.1:8000/following/stop/{follower.key}/"
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 200
    assert not Follower.objects.exists()


def test_an_address_is_told_once_though_it_follows_the_topic_too(committed, revision):
    followers.follow(READER, revision.article, timezone.now())
    followers.follow(READER, revision.article.topic, timezone.now())

    after(committed, "withdraw", revision)

    assert [each.subject for each in told()] == ["Withdrawn: Rest for back pain"]


def test_what_the_worker_failed_to_tell_is_told_by_the_clock(committed, revision):
    """Its task ended in “database is locked”, or was lost before it was in the queue."""
    followers.follow(READER, revision.article, timezone.now())
    perform("retract", revision, factories.editor(), Inputs("The study was made up."))
    now = timezone.now()
    followers.follow("later@example.org", revision.article.topic, now)

    assert tell_left(now + timedelta(minutes=9)) == 0  # the worker may still be at it
    with committed():
        assert tell_left(now + timedelta(minutes=11)) == 1
    with committed():
        run_queue()

    assert [each.subject for each in told()] == ["Retracted: Rest for back pain"]
    assert not Notification.objects.filter(address="later@example.org").exists()
    assert tell_left(now + timedelta(minutes=12)) == 0


def test_what_was_published_and_taken_back_is_told_as_taken_back(committed, revision):
    followers.follow(READER, revision.article.topic, timezone.now())
    live = factories.published(factories.draft(title="Ice", topic=revision.article.topic))
    perform("withdraw", live, factories.editor(), Inputs("Too soon."))

    with committed():
        tell_left(timezone.now() + timedelta(minutes=11))
    with committed():
        run_queue()

    assert [each.subject for each in told()] == ["Withdrawn: Ice"]


def test_a_topic_tells_of_a_new_article_and_an_article_does_not_of_itself(committed, revision):
    followers.follow(READER, revision.article.topic, timezone.now())
    approved = factories.approved(factories.draft(title="Ice", topic=revision.article.topic))

    after(committed, "publish", approved, "")

    assert [each.subject for each in told()] == ["New: Ice"]


def test_a_review_that_fell_due_is_told_once(committed, revision):
    followers.follow(READER, revision.article, timezone.now())
    entry = revision.article.search_entry
    day_after = timezone.now() + timedelta(
        days=(entry.review_due_on - timezone.localdate()).days + 1
    )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: day_after)
        first, second = tell_lapsed(day_after), tell_lapsed(day_after)

    assert (first, second) == (1, 0)
    assert [each.subject for each in told()] == ["Review overdue: Rest for back pain"]


def test_who_follows_is_told_what_is_kept_and_is_forgotten_when_they_ask(revision):
    followers.follow(READER, revision.article, timezone.now())

    [kept] = privacy.export(READER)["following"]
    assert "key" not in kept
    assert privacy.erase(READER) == 1
    assert not Follower.objects.exists()


def test_the_list_of_corrections_begins_the_page_and_has_a_feed(client, revision):
    perform("retract", revision, factories.editor(), Inputs("The study was made up."))

    page = parsed(client.get("/about/corrections/"))
    feed = client.get("/about/corrections/feed/").content.decode()

    (first, *_others) = select(page, ".body h2")
    assert words(first) == "What we corrected, retracted or withdrew"
    assert "The study was made up." in words(select(page, ".corrections")[0])
    assert "Retracted: Rest for back pain" in feed
    assert "Retracted: Rest for back pain" in client.get("/feed/").content.decode()
    assert "The study was made up." in client.get("/feed.json").content.decode()


def test_search_finds_what_was_taken_back_as_such(client, revision):
    assert not select(parsed(client.get("/search/", {"q": "back pain"})), ".taken-back")
    perform("retract", revision, factories.editor(), Inputs("The study was made up."))

    (found,) = select(parsed(client.get("/search/", {"q": "back pains"})), ".taken-back")

    assert words(found) == "Taken back Retracted: Rest for back pain"


def test_a_retracted_page_is_not_offered_to_be_shared(client, revision):
    address = revision.article.get_absolute_url()
    assert b'class="share"' in client.get(address).content
    perform("retract", revision, factories.editor(), Inputs("The study was made up."))

    assert b'class="share"' not in client.get(address).content


def test_a_withdrawn_page_leads_on(client, revision):
    perform("withdraw", revision, factories.editor(), Inputs("It could do harm."))

    page = parsed(client.get(revision.article.get_absolute_url()))

    assert revision.article.topic.get_absolute_url() in [
        each.get("href") for each in select(page, ".leads-on a")
    ]

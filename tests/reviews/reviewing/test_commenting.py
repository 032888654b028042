"""Who hears of a comment: whoever must act on it and whoever spoke there, each once an hour."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.users import User
from reviews.models import Notification, Preferences
from reviews.notifications import notifications
from reviews.record import dossier
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def ada() -> User:
    return factories.reviewer(name="Dr Ada")


@shared
def ben() -> User:
    return factories.reviewer(name="Dr Ben")


@shared
def wanda() -> User:
    return factories.writer(name="Wanda")


@shared
def text(ada, ben, wanda):
    first_ends_it = factories.topic(reports="first")
    revision = factories.assigned(
        factories.draft(wanda, title="Kratom", topic=first_ends_it), to=ada
    )
    return factories.assigned(revision, to=ben)


@pytest.fixture
def says(client):
    """Sends a form off and returns the page that follows."""

    def post(user: User, name: str, pk: int, **entered: str) -> str:
        client.force_login(user)
        return client.post(reverse(name, args=[pk]), entered, follow=True).text

    return post


def heard(user: User) -> list[str]:
    found = Notification.objects.filter(recipient=user, kind=Notification.Kind.COMMENT).order_by(
        "pk"
    )
    return list(found.values_list("subject", flat=True))


def test_a_point_tells_the_writer_and_who_must_still_decide(says, text, ada, ben, wanda):
    page = says(ada, "thread_open", text.pk, kind="must_fix", text="Which rest?")
    says(ada, "thread_open", text.pk, kind="question", text="Since when?")

    assert "Your comment is on this page. Told: Dr Ben and Wanda." in page
    assert heard(ben) == heard(wanda) == ["Dr Ada commented on “Kratom”"]
    assert heard(ada) == []
    notification = Notification.objects.get(recipient=wanda, kind="comment")
    assert notification.text == "Dr Ada: must fix:\n\nWhich rest?"
    assert (
        notification.path == f"{reverse('review', args=[text.pk])}#thread-{notification.thread_id}"
    )
    assert notification.is_digest


def test_a_suggestion_waits_for_the_decision(says, text, ada, wanda):
    page = says(ada, "thread_open", text.pk, kind="suggestion", text="Shorter.")

    assert "Your comment is on this page. Nobody was told." in page
    assert heard(wanda) == []


def test_an_answer_tells_the_others_once_an_hour(says, text, ada, ben, wanda):
    says(ada, "thread_open", text.pk, kind="question", text="Since when?")
    thread = text.threads.get()

    first = says(wanda, "thread_answer", thread.pk, text="Since May.", on=str(text.pk))
    again = says(wanda, "thread_answer", thread.pk, text="Of 2030.", on=str(text.pk))
    says(ada, "thread_answer", thread.pk, text="Thank you.", on=str(text.pk))
    earlier = Notification.objects.filter(thread=thread, recipient=ada)
    hour = timezone.now() - timedelta(hours=2)
    earlier.update(occasion=f"thread {thread.pk}, {hour:%Y-%m-%d %H:00}")
    says(wanda, "thread_answer", thread.pk, text="You are welcome.", on=str(text.pk))

    assert "Will be told: Dr Ada." in first
    assert "Your answer is on this page. Told: Dr Ada." in first
    assert "Told within the hour already: Dr Ada." in again
    assert heard(ada) == ["Wanda answered on “Kratom”"] * 2
    assert heard(wanda) == ["Dr Ada commented on “Kratom”", "Dr Ada answered on “Kratom”"]
    assert heard(ben) == ["Dr Ada commented on “Kratom”"]


def test_an_answer_from_the_editor_leads_the_reviewer_to_the_sealed_text(says, text, ada, wanda):
    says(ada, "thread_open", text.pk, kind="must_fix", text="Which rest?")
    perform("request_changes", text, ada, factories.SIGNED)
    factories.next_draft(text.article, "<p>Sleep helps.</p>")
    thread = text.threads.get()

    page = says(wanda, "note_answer", thread.pk, text="Sleep.")

    assert "Your answer stands in the thread. Told: Dr Ada." in page
    notification = Notification.objects.get(recipient=ada, thread=thread)
    assert notification.path.startswith(reverse("review", args=[text.pk]))


def test_who_may_not_read_it_any_more_hears_nothing(says, text, ada, ben):
    says(ben, "thread_open", text.pk, kind="suggestion", text="Shorter.")
    perform("decline", text, ben, Inputs("I am on leave."))
    thread = text.threads.get()

    page = says(ada, "thread_answer", thread.pk, text="I agree.", on=str(text.pk))

    assert "Nobody was told." in page
    assert heard(ben) == []


def test_opening_the_page_of_the_discussion_marks_it_as_read(says, client, text, ada, wanda):
    says(ada, "thread_open", text.pk, kind="question", text="Since when?")
    client.force_login(wanda)

    client.get(reverse("review", args=[text.pk]))

    assert not Notification.objects.unread().filter(recipient=wanda, kind="comment").exists()


def test_what_was_read_a_year_ago_is_forgotten_unless_it_proves_something(says, text, ada, wanda):
    says(ada, "thread_open", text.pk, kind="question", text="Since when?")
    now = timezone.now()
    Notification.objects.update(read_at=now - timedelta(days=366), mail="none")
    Notification.objects.filter(recipient=wanda, kind="comment").update(read_at=None)
    evidence = set(Notification.objects.exclude(kind="comment").values_list("pk", flat=True))

    assert notifications.forget_old(now - timedelta(days=2)) == 0
    assert notifications.forget_old(now) == 1

    assert (
        set(Notification.objects.exclude(kind="comment").values_list("pk", flat=True)) == evidence
    )
    assert Notification.objects.get(kind="comment").recipient == wanda


def test_comments_are_mailed_as_somebody_prefers_and_stand_in_the_dossier(says, text, ada, wanda):
    Preferences.objects.create(user=wanda, comment="never")

    says(ada, "thread_open", text.pk, kind="question", text="Since when?")

    notification = Notification.objects.get(recipient=wanda, kind="comment")
    assert notification.mail == Notification.Mail.NONE
    told = dossier.compose(text.article, timezone.now())["notices"]
    assert (notification.pk, notification.thread_id) in [
        (each["id"], each["thread"]) for each in told
    ]

"""The inbox, the choice of mail, the calendar."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from icalendar import Calendar

from reviews.models import Assignment, Notification, Preferences
from reviews.notifications import calendars
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def doctor():
    return factories.reviewer(name="Dr Ada Byron")


@shared
def revision(doctor):
    return factories.assigned(factories.draft(title="Kratom"), to=doctor)


def unread(user) -> int:
    return Notification.objects.unread().filter(recipient=user).count()


def test_what_somebody_was_told_stands_in_the_inbox_and_in_no_other(revision, doctor, sign_in):
    page = sign_in(doctor).get("/reviews/inbox/").content.decode()
    other = sign_in(factories.reviewer()).get("/reviews/inbox/").content.decode()

    assert "Please review by" in page
    assert "<strong>Unread</strong>" in page
    assert "You were told nothing yet." in other


def test_the_header_counts_the_unread(revision, doctor, sign_in):
    client = sign_in(doctor)

    assert "Inbox <span>1<" in flat(client.get("/reviews/").text)

    Notification.objects.filter(recipient=doctor).update(path="/reviews/")
    assert "Inbox</a>" in client.get("/reviews/").content.decode()  # it leads to this very page
    assert unread(doctor) == 0


def test_a_hundred_unread_are_many(doctor, revision, sign_in):
    [notification] = Notification.objects.filter(recipient=doctor)
    for number in range(120):
        notification.pk, notification.occasion = None, f"event {number} of old"
        notification.save()

    assert "Inbox <span>99+<" in flat(sign_in(doctor).get("/reviews/").text)


def test_opening_the_text_marks_what_leads_to_it_as_read(revision, doctor, sign_in):
    client = sign_in(doctor)

    client.get(f"/reviews/{revision.pk}/threads/")
    assert unread(doctor) == 1
    client.get(f"/reviews/{revision.pk}/")

    assert unread(doctor) == 0


def test_the_link_of_a_notification_marks_it_as_read_and_leads_on(revision, doctor, sign_in):
    [notification] = Notification.objects.filter(recipient=doctor)

    response = sign_in(doctor).get(f"/reviews/inbox/{notification.pk}/")

    assert response["Location"] == f"/reviews/{revision.pk}/"
    assert unread(doctor) == 0


def test_nobody_opens_or_marks_the_notification_of_another(revision, doctor, sign_in):
    [notification] = Notification.objects.filter(recipient=doctor)
    client = sign_in(factories.reviewer())

    assert client.get(f"/reviews/inbox/{notification.pk}/").status_code == 404
    client.post("/reviews/inbox/mark/", {"read": notification.pk})
    client.post("/reviews/inbox/mark/", {"all": "1"})
    assert unread(doctor) == 1


def test_read_unread_and_all_read(revision, doctor, sign_in):
    client = sign_in(doctor)
    [notification] = Notification.objects.filter(recipient=doctor)

    client.post("/reviews/inbox/mark/", {"read": notification.pk})
    assert unread(doctor) == 0
    assert "You have read everything." in client.get("/reviews/inbox/?unread=1").content.decode()
    client.post("/reviews/inbox/mark/", {"unread": notification.pk})
    assert unread(doctor) == 1
    response = client.post("/reviews/inbox/mark/", {"all": "1", "only_unread": "1"})
    assert response["Location"] == "/reviews/inbox/?unread=1"
    assert unread(doctor) == 0


@pytest.mark.django_db(transaction=True)  # within one, nothing is kept for the next reader
def test_signed_out_readers_cost_no_query(client, revision, django_assert_num_queries):
    client.get("/newsletter/")

    with django_assert_num_queries(0):
        assert client.get("/newsletter/").status_code == 200


@pytest.mark.parametrize("count", [2, 12])
def test_as_many_queries_for_a_full_inbox_as_for_an_empty_one(
    count, doctor, revision, sign_in, django_assert_num_queries
):
    [notification] = Notification.objects.filter(recipient=doctor)
    for number in range(count):
        notification.pk, notification.occasion = None, f"event {number} of old"
        notification.save()
    client = sign_in(doctor)
    client.get("/reviews/inbox/")

    with django_assert_num_queries(6):
        client.get("/reviews/inbox/")


# --- what is mailed ----------------------------------------------------------------------------


def test_somebody_chooses_what_is_mailed(doctor, sign_in):
    client = sign_in(doctor)
    wishes = {
        "assigned": "daily",
        "reminder": "singly",
        "decision": "never",
        "comment": "daily",
        "digest_hour": "18",
    }

    response = client.post("/reviews/inbox/mail/", wishes)

    assert response.status_code == 303
    kept = Preferences.objects.get(user=doctor)
    assert (kept.assigned, kept.decision, kept.digest_hour) == ("daily", "never", 18)


@pytest.mark.parametrize("kind", ["assigned", "reminder"])
def test_nobody_is_silent_about_what_is_asked_of_them(kind, doctor, sign_in):
    wishes = {"assigned": "singly", "reminder": "singly", "decision": "singly"}
    wishes |= {"comment": "singly", "digest_hour": "7", kind: "never"}

    response = sign_in(doctor).post("/reviews/inbox/mail/", wishes)

    assert response.status_code == 422
    assert not Preferences.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Preferences.objects.create(user=doctor, **{kind: "never"})
    with pytest.raises(ValidationError):
        Preferences(user=doctor, **{kind: "never"}).validate_constraints()


# --- reminding by hand -------------------------------------------------------------------------


def test_the_button_says_whom_it_tells_and_the_answer_whom_it_told(revision, sign_in):
    client, [assignment] = sign_in(factories.editor()), Assignment.objects.all()

    page = flat(client.get(f"/reviews/{revision.pk}/").text)
    first = client.post(f"/reviews/assignments/{assignment.pk}/remind/", follow=True)
    second = client.post(f"/reviews/assignments/{assignment.pk}/remind/", follow=True)

    assert "<button>Remind Dr Ada Byron</button> <small>Will be told: Dr Ada Byron.</small>" in page
    assert "Reminded. Told: Dr Ada Byron." in first.content.decode()
    assert "Dr Ada Byron was reminded today already." in second.content.decode()


@pytest.mark.parametrize("who", ["writer", "reviewer"])
def test_only_who_assigns_reminds(who, revision, sign_in):
    client, [assignment] = sign_in(getattr(factories, who)()), Assignment.objects.all()

    assert client.post(f"/reviews/assignments/{assignment.pk}/remind/").status_code == 403
    assert not Notification.objects.filter(kind="reminder").exists()


# --- the calendar ------------------------------------------------------------------------------


def entries(response) -> list[str]:
    return [str(each["SUMMARY"]) for each in Calendar.from_ical(response.content).walk("VEVENT")]


def test_the_calendar_shows_the_open_reviews_of_one_person_to_who_has_its_address(
    revision, doctor, client
):
    factories.assigned(factories.draft(title="Of somebody else"))
    address = calendars.address_of(doctor)

    assert entries(client.get(address)) == ["Review due: Kratom"]
    perform("approve", revision, doctor, factories.SIGNED)
    assert entries(client.get(address)) == []


def test_a_changed_address_a_forged_one_and_that_of_somebody_gone_open_nothing(
    revision, doctor, client, sign_in
):
    before = calendars.address_of(doctor)
    forged = before.replace(".ics", "x.ics")

    sign_in(doctor).post("/reviews/calendar/")

    assert client.get(before).status_code == 404
    assert client.get(forged).status_code == 404
    assert entries(client.get(calendars.address_of(doctor))) == ["Review due: Kratom"]
    doctor.is_active = False
    doctor.save()
    assert client.get(calendars.address_of(doctor)).status_code == 404


def test_whoever_reviews_no_more_is_told_no_title_by_an_address_that_they_kept(
    revision, doctor, sign_in
):
    kept, browser = calendars.address_of(doctor), sign_in(doctor)
    file = f"/reviews/assignments/{Assignment.objects.get().pk}/due.ics"
    planned = calendars.address_of(doctor, "planned_feed")
    assert [entries(browser.get(each)) for each in (kept, file)] == [["Review due: Kratom"]] * 2

    doctor.groups.clear()

    assert entries(browser.get(kept)) == entries(browser.get(planned)) == []
    assert browser.get(file).status_code == 404


def test_a_reviewer_takes_the_day_of_one_review_along(revision, doctor, sign_in):
    [assignment] = Assignment.objects.all()
    address = f"/reviews/assignments/{assignment.pk}/due.ics"

    assert entries(sign_in(doctor).get(address)) == ["Review due: Kratom"]
    assert sign_in(factories.reviewer()).get(address).status_code == 404

"""A reviewer from outside: by the link, the code, the check of an editor, to the signature."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from cms.models import User
from reviews.desk import guests
from reviews.eligibility.candidates import candidates
from reviews.eligibility.volunteering import offered_to
from reviews.entitlement.act import Lookup
from reviews.models import Approval, Assignment, Invitation, Notification
from reviews.notifications import calendars
from reviews.notifications.mail import compose
from reviews.record.verification import problems
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LOOKED_UP = {"register": "Example Medical Register", "on": str(timezone.localdate())}

LOOKUP = Lookup("Example Medical Register", on=timezone.localdate())


@shared
def editor():
    return factories.editor(name="Tomas Okafor")


@shared
def revision():
    return factories.submitted(factories.draft(title="Kratom"))


@shared
def invitation(revision, editor) -> Invitation:
    now = timezone.now()
    due = timezone.localdate() + timedelta(days=10)
    return guests.invite(revision, editor, "Grace Guest", "Grace@x.org", "You wrote it.", due, now)


@shared
def link(invitation) -> str:
    return guests.path_of(invitation)


def code() -> str:
    return re.search(r"Your code is (\d{8})", outbox.outbox[-1].body).group(1)


def ask_for_code(client: Client, link: str) -> str:
    Invitation.objects.update(code_expires_at=None)
    client.post(link, {"send": "1"})
    return code()


def test_the_whole_way(client, invitation, link, revision, editor):
    assert "Kratom" in client.get(link).content.decode()
    client.post(link, {**factories.GUEST, "code": ask_for_code(client, link)})
    user = User.objects.get(email="grace@x.org")
    assert (user.has_usable_password(), str(user)) == (False, "Dr Grace Guest")
    assert client.get(f"/reviews/{revision.pk}/").status_code == 404  # not asked yet

    desk = Client()
    desk.force_login(factories.editor(name="Noor Haddad"))
    page = flat(desk.get(f"/reviews/{revision.pk}/guests/").text)
    assert "Licence to practise medicine, Example Medical Board, number 12345" in page
    desk.post(f"/reviews/guests/{invitation.pk}/", {"check": "1", **LOOKED_UP})
    asked = Assignment.objects.get(revision=revision)
    assert (asked.reviewer, asked.due_on) == (user, invitation.due_on)

    decision = {
        "comment": "I checked it.",
        "interests": "None.",
        "scope": "full",
        "digest": revision.digest,
        "password": "",
    }
    first = client.post(f"/reviews/{revision.pk}/approve/", decision)
    assert first.status_code == 403
    assert "We have mailed you a code." in first.content.decode()
    assert "I checked it." in first.content.decode()
    wrong = client.post(f"/reviews/{revision.pk}/approve/", {**decision, "password": "00000000x"})
    assert (wrong.status_code, Approval.objects.count()) == (403, 0)
    client.post(f"/reviews/{revision.pk}/approve/", {**decision, "password": code()})

    [approval] = Approval.objects.all()
    assert (approval.titled_name, approval.method) == ("Dr Grace Guest, MD", "code")
    assert approval.is_credentialed
    revision.refresh_from_db()
    assert revision.state == "approved"


def test_the_invitation_goes_to_the_guest_alone_with_the_link(invitation, link):
    [notification] = Notification.objects.filter(address="grace@x.org")

    assert (notification.path, notification.recipient) == (link, None)
    assert notification.subject == "Tomas Okafor asks you to review: Kratom"
    assert "You wrote it." in notification.text


def test_nothing_counts_before_the_check(client, invitation, link, revision):
    client.post(link, {**factories.GUEST, "code": ask_for_code(client, link)})

    user = User.objects.get(email="grace@x.org")
    assert not user.person.credentials.valid_on(timezone.localdate()).exists()
    assert not Assignment.objects.exists()
    [told] = Notification.objects.filter(
        recipient__name="Tomas Okafor", occasion__startswith="invitation"
    )
    assert told.path == f"/reviews/{revision.pk}/guests/"


def test_a_wrong_code_keeps_what_was_typed_and_a_code_is_good_once(client, link):
    right = ask_for_code(client, link)

    wrong = client.post(link, {**factories.GUEST, "code": "1234"})
    assert wrong.status_code == 422
    assert "That is not the code that we sent last." in wrong.content.decode()
    assert "Example Medical Board" in wrong.content.decode()
    client.post(link, {**factories.GUEST, "code": right})
    again = Client().post(link, {"code": right})

    assert again.status_code == 422
    assert User.objects.filter(email="grace@x.org").count() == 1


def test_five_tries_end_a_code(client, link):
    right = ask_for_code(client, link)
    for _ in range(5):
        client.post(link, {**factories.GUEST, "code": "1234"})

    response = client.post(link, {**factories.GUEST, "code": right})

    assert "Ask for a new code" in response.content.decode()
    assert not User.objects.filter(email="grace@x.org").exists()


def test_a_link_that_is_forged_expired_or_taken_back_says_so(client, invitation, link, editor):
    assert client.get("/reviews/guest/forged/").status_code == 410
    Invitation.objects.update(expires_at=timezone.now())
    assert "This link has expired." in client.get(link).content.decode()
    guests.revoke(invitation, editor, timezone.now())
    assert "have taken this invitation back" in client.get(link).content.decode()
    assert client.post(link, {**factories.GUEST, "code": "1"}).status_code == 410


def test_taking_it_back_ends_the_session_of_the_guest(client, invitation, link, editor):
    client.post(link, {**factories.GUEST, "code": ask_for_code(client, link)})
    assert client.get("/reviews/").status_code == 200

    invitation.refresh_from_db()
    guests.revoke(invitation, editor, timezone.now())

    assert client.get("/reviews/").status_code == 302


def test_a_guest_declines_with_a_reason_that_the_editor_is_told(client, link):
    assert client.post(link, {"decline": "1"}).status_code == 422

    client.post(link, {"decline": "1", "reason": "No time."})

    assert "You have declined" in client.get(link).content.decode()
    assert Notification.objects.filter(
        subject="Kratom: Grace Guest has declined: No time."
    ).exists()


@pytest.mark.parametrize("email", ["grace@x.org", "known@example.org"])
def test_nobody_is_invited_twice_nor_with_an_account(email, invitation, revision, editor, sign_in):
    factories.reviewer(email="known@example.org")
    typed = {"name": "G", "email": email, "why": "Typed.", "due_on": "2099-01-01"}

    response = sign_in(editor).post(f"/reviews/{revision.pk}/guests/", typed)

    assert response.status_code == 422
    assert "Typed." in response.content.decode()
    assert Invitation.objects.count() == 1


def test_a_guest_is_written_to_in_the_language_of_the_text_and_works_in_that_of_the_browser(editor):
    revision = factories.submitted(factories.draft(title="Kratom", language="es"))
    due, now = timezone.localdate() + timedelta(days=10), timezone.now()

    invitation = guests.invite(revision, editor, "Gina", "gina@x.org", "La conozco.", due, now)
    guests.send_code(invitation, now)
    with translation.override("es"):
        user = guests.confirm(invitation, factories.GUEST, now)

    letter, code = compose([Notification.objects.get(address="gina@x.org")]), outbox.outbox[-1]
    assert letter.subject == "Tomas Okafor le pide una revisión: Kratom"
    assert (letter.body.splitlines()[0], code.body.splitlines()[0]) == ("Hola, Gina:",) * 2
    assert user.language == "es"


# --- what a guest may do ends with the invitation, and is for its text alone --------------------


@pytest.fixture
def guest(client, invitation, link, editor) -> User:
    """Signed in, checked and asked."""
    client.post(link, {**factories.GUEST, "code": ask_for_code(client, link)})
    invitation.refresh_from_db()
    guests.check(invitation, factories.editor(), LOOKUP, timezone.now())
    return invitation.user


def decision(revision, **more: str) -> dict[str, str]:
    return {
        "comment": "I checked it.",
        "interests": "None.",
        "scope": "full",
        "digest": revision.digest,
        "password": "",
        **more,
    }


def tries_to_approve(client: Client, revision) -> str:
    """What the guest is told who asks for a code and signs with it, "" where it was signed."""
    before = len(outbox.outbox)
    client.post(f"/reviews/{revision.pk}/approve/", decision(revision))
    given = code() if len(outbox.outbox) > before else "correct horse battery"
    response = client.post(f"/reviews/{revision.pk}/approve/", decision(revision, password=given))
    return "" if Approval.objects.exists() else response.text or str(response.status_code)


def test_a_guest_whose_invitation_is_taken_back_signs_nothing(
    client, guest, invitation, revision, editor
):
    new = {"password1": "correct horse battery", "password2": "correct horse battery"}
    client.post("/account/password/set/", new)
    guests.revoke(invitation, editor, timezone.now())

    assert client.get(f"/reviews/{revision.pk}/").status_code == 302
    assert client.post(f"/reviews/{revision.pk}/accept/").status_code == 302
    assert tries_to_approve(client, revision)
    assert Client().login(email="grace@x.org", password="correct horse battery") is False
    assert Assignment.objects.get(reviewer=guest).answer == "released"
    guest.refresh_from_db()
    assert (guest.is_active, guest.has_usable_password()) == (False, False)


def test_while_no_mail_goes_a_guest_is_told_and_keeps_what_was_written(
    client, guest, revision, monkeypatch
):
    def fail(*_: object) -> None:
        raise SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(guests.EmailMessage, "send", fail)
    answer = client.post(f"/reviews/{revision.pk}/approve/", decision(revision))

    assert answer.status_code == 403
    assert "The code could not be mailed." in answer.content.decode()
    assert "I checked" in answer.content.decode()


def test_the_rule_itself_asks_for_the_invitation(guest, invitation, revision):
    perform("accept", revision, guest, Inputs(interests="None."))
    Invitation.objects.update(revoked_at=timezone.now())  # by whatever way, with nothing else ended

    with pytest.raises(Refused, match="not invited to this text, or not any more"):
        perform("approve", revision, guest, factories.SIGNED)
    assert [each.reason for each in actions_for(revision, guest) if each.is_ready] == [
        ""
    ]  # decline


def test_an_invitation_that_has_expired_opens_no_text(client, guest, invitation, revision, editor):
    assert client.get(f"/reviews/{revision.pk}/").status_code == 200
    Invitation.objects.update(expires_at=timezone.now())

    assert client.get(f"/reviews/{revision.pk}/").status_code == 404
    assert tries_to_approve(client, revision)
    assert b"VEVENT" not in client.get(calendars.address_of(guest)).content
    assert revision.title not in client.get("/reviews/").text

    desk = Client()
    desk.force_login(editor)
    desk.post(f"/reviews/guests/{invitation.pk}/", {"extend": "1"})
    assert client.get(f"/reviews/{revision.pk}/").status_code == 200
    assert revision.title in client.get("/reviews/").text
    assert b"VEVENT" in client.get(calendars.address_of(guest)).content


@pytest.mark.parametrize("lost", factories.LOSSES)
def test_an_invitation_ends_with_the_right_of_whoever_sent_it_and_another_sends_a_new_one(
    client, guest, invitation, link, revision, editor, lost
):
    assert client.get(f"/reviews/{revision.pk}/").status_code == 200
    lost(editor)

    assert client.get(f"/reviews/{revision.pk}/").status_code == 404
    assert client.post(f"/reviews/{revision.pk}/accept/").status_code == 404
    assert tries_to_approve(client, revision)
    with pytest.raises(Refused, match="not invited to this text, or not any more"):
        perform("approve", revision, guest, factories.SIGNED)
    assert b"VEVENT" not in client.get(calendars.address_of(guest)).content
    ended = client.get(link)
    assert (ended.status_code, "Another editor can invite you again" in flat(ended.text)) == (
        410,
        True,
    )
    with pytest.raises(Refused, match="invite anew"):
        guests.extend(Invitation.objects.get(), timezone.now())

    other = factories.editor(email="other@example.org")
    desk = Client()
    desk.force_login(other)
    page = flat(desk.get(f"/reviews/{revision.pk}/guests/").text)
    assert "ended, since whoever invited may not any more: invite anew" in page
    due, now = timezone.localdate() + timedelta(days=10), timezone.now()
    anew = guests.invite(revision, other, "Grace Guest", guest.email, "Again.", due, now)
    client.post(guests.path_of(anew), {"code": ask_for_code(client, guests.path_of(anew))})
    guests.check(anew, factories.editor(email="third@example.org"), LOOKUP, timezone.now())
    assert tries_to_approve(client, revision) == ""
    assert client.get(link).status_code == 410


def test_what_a_guest_signed_stays_when_the_invitation_ends(client, guest, revision, editor):
    assert tries_to_approve(client, revision) == ""

    factories.close_account(editor)

    revision.refresh_from_db()
    assert (revision.state, Approval.objects.standing().count()) == ("approved", 1)
    assert list(problems(timezone.localdate())) == []


def test_a_guest_can_sign_until_the_review_is_due_however_late_that_is(revision, editor):
    due, now = timezone.localdate() + timedelta(days=90), timezone.now()

    invitation = guests.invite(revision, editor, "Gil", "gil@x.org", "Knows.", due, now)

    assert timezone.localdate(invitation.expires_at) > due
    assert "good for 9" in Notification.objects.get(address="gil@x.org").text


def test_a_guest_stands_in_the_pool_of_no_other_text(guest, editor):
    other = factories.submitted(factories.draft(title="Sleep"))

    assert guest not in [each.user for each in candidates(other, timezone.localdate())]
    assert not offered_to(guest, timezone.localdate())
    with pytest.raises(Refused, match="Dr Grace Guest is a guest, and not invited to this text"):
        perform("assign", other, editor, Inputs(reviewer=guest))


def test_a_guest_is_not_asked_again_for_the_next_text(guest, revision):
    perform("request_changes", revision, guest, factories.SIGNED)

    following = factories.submitted(factories.next_draft(revision.article, "<p>Better.</p>"))

    assert not following.assignments.exists()


def test_a_guest_who_is_known_is_invited_to_a_second_text_and_keeps_the_account(
    client, guest, invitation, editor
):
    other = factories.submitted(factories.draft(title="Sleep"))
    due, now = timezone.localdate() + timedelta(days=10), timezone.now()
    second = guests.invite(other, editor, "Grace", "grace@x.org", "Again.", due, now)
    link, visitor = guests.path_of(second), Client()
    visitor.post(link, {"code": ask_for_code(visitor, link)})
    second.refresh_from_db()
    guests.check(second, editor, LOOKUP, timezone.now())

    assert (second.user, guest.person.credentials.count()) == (guest, 1)
    assert visitor.get(f"/reviews/{other.pk}/").status_code == 200
    guests.revoke(invitation, editor, timezone.now())
    assert visitor.get(f"/reviews/{other.pk}/").status_code == 200
    assert visitor.get(f"/reviews/{invitation.revision_id}/").status_code == 404
    guests.revoke(second, editor, timezone.now())
    assert visitor.get(f"/reviews/{other.pk}/").status_code == 302


def test_a_guest_gets_no_password_by_any_door(client, guest):
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    sent = len(outbox.outbox)

    for address in ("/account/password/set/", "/account/password/change/"):
        assert "Guests have no password" in client.post(address, new, follow=True).text
    Client().post("/account/password/reset/", {"email": guest.email})
    key = EmailAwarePasswordResetTokenGenerator().make_token(guest)
    page = Client()
    opened = page.get(
        f"/account/password/reset/key/{user_pk_to_url_str(guest)}-{key}/", follow=True
    )
    page.post(opened.request["PATH_INFO"], new)

    assert len(outbox.outbox) == sent
    guest.refresh_from_db()
    assert not guest.has_usable_password()
    guest.set_password("another horse battery")
    with pytest.raises(IntegrityError, match="a_guest_has_no_password"), transaction.atomic():
        guest.save()


def test_a_guest_sets_up_no_second_factor_nor_any_other_way_in(client, guest):
    for name in ("mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse(name), {"code": "000000"}).status_code == 403
    assert not Authenticator.objects.exists()


def test_the_list_of_guests_asks_no_more_often_the_more_were_invited(revision, editor, sign_in):
    page, address, asked = sign_in(editor), reverse("guests", args=[revision.pk]), []
    due = timezone.localdate() + timedelta(days=9)
    for count in (1, 4):
        for number in range(count):
            email = f"grace{count}{number}@x.org"
            guests.invite(revision, editor, "Grace", email, "Why", due, timezone.now())
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            page.get(address)
        asked.append(len(queries))

    assert asked[0] == asked[1]

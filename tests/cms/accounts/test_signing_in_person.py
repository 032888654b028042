"""Who signs or publishes shows that it is they, here and now, and not soon after their account changed."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone, translation

from articles.models.articles import State
from cms.accounts.sessions import device
from cms.models import User
from reviews.entitlement import account_changes
from reviews.entitlement.amend import amend, confirm
from reviews.models import AccountChange, Approval, Event, Notification, Policy
from reviews.notifications.mail import compose
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.cms.pages import parsed, select, words
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = {"password1": "another horse battery", "password2": "another horse battery"}


def code(later: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + later))


def with_app(user: User) -> User:
    """Somebody who has an app for codes, for long enough."""
    TOTP.activate(user, SECRET)
    AccountChange.objects.filter(user=user).update(changed_at=timezone.now() - timedelta(days=2))
    return user


def signed_in(user: User, *, minutes_ago: int = 0) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 60 * minutes_ago
    session.save()
    return client


def told(address: str) -> list[str]:
    rows = Notification.objects.filter(address=address, recipient=None).order_by("pk")
    return [each.subject for each in rows]


# --- the second factor ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.proves_presence])
def test_nothing_is_done_before_readers_without_a_second_factor_where_one_is_required(
    settings, name
):
    states = {"approve": State.IN_REVIEW, "request_changes": State.IN_REVIEW}
    states |= {"reject": State.IN_REVIEW, "publish_unreviewed": State.IN_REVIEW}
    states |= {"propose_strike": State.APPROVED, "second_strike": State.APPROVED}
    doctor, editor = factories.reviewer(), factories.editor()
    state = states.get(name, TABLE[name].sources[0])
    revision = factories.brought_to(state, factories.draft(), by=doctor)
    if name == "confirm":
        perform("assign", revision, editor, Inputs(reviewer=doctor))
    if name == "second_strike":
        struck = Inputs("No such doctor.", approval=Approval.objects.get().pk, ground="impostor")
        perform("propose_strike", revision, factories.editor(), struck)
    if name == "settle_policy":
        Policy.objects.update(approvals=2)
    settings.SECOND_FACTOR = "required"
    user = doctor if TABLE[name].is_signed else editor
    events = Event.objects.count()

    with pytest.raises(Refused, match="Set up a second factor first"):
        perform(name, revision, user, Inputs("Why.", "None."))

    assert Event.objects.count() == events


def test_what_is_done_before_readers_is_signed_published_taken_down_and_struck():
    assert {name for name, row in TABLE.items() if row.proves_presence} == {
        "approve", "request_changes", "reject", "confirm", "schedule", "publish", "publish_unreviewed",
        "withdraw", "retract", "propose_strike", "second_strike", "retopic", "settle_policy",
    }  # fmt: skip


def test_nobody_entitles_anybody_without_a_second_factor_or_soon_after_a_change(settings):
    """Who counts as whom and who may do what: of the one who proposes it, and of the one who confirms."""
    ruth, sven = (factories.user("Administrators", is_staff=True, name=each) for each in "RS")
    person = factories.reviewer(name="Ada").person
    proposed = amend("link_person", person, ruth, {"user": None})
    sven.set_password(NEW["password1"])
    sven.save()

    with pytest.raises(Refused, match="Your account has changed"):
        confirm(proposed, sven)
    settings.SECOND_FACTOR = "required"
    credential = person.credentials.get()
    for name, row, values in (
        ("link_person", factories.person(), {"user": sven}),
        ("change_rights", sven, {"groups": []}),
        ("check_credential", credential, {}),
    ):
        with pytest.raises(Refused, match="Set up a second factor first"):
            amend(name, row, factories.user("Administrators", is_staff=True), values)
    confirm(proposed, with_app(factories.user("Administrators", is_staff=True)))


def test_codes_on_paper_alone_are_no_second_factor(settings):
    settings.SECOND_FACTOR = "required"
    doctor = factories.reviewer()
    Authenticator.objects.create(user=doctor, type="recovery_codes", data={})

    with pytest.raises(Refused, match="Set up a second factor first"):
        perform("approve", factories.assigned(to=doctor), doctor, factories.SIGNED)


def test_the_clock_publishes_what_an_editor_has_scheduled(settings):
    revision = factories.brought_to(State.SCHEDULED, factories.draft())
    settings.SECOND_FACTOR = "required"

    perform("publish", revision, None, now=timezone.now() + timedelta(days=2))

    assert revision.state == State.PUBLISHED


def test_who_signs_is_led_to_set_one_up_and_who_only_writes_is_not(settings, client):
    settings.SECOND_FACTOR = "required"
    for user, lands in (
        (factories.reviewer(), "/account/security/"),
        (factories.editor(), "/account/security/"),
        (factories.user("Administrators", is_staff=True), "/account/security/"),
        (with_app(factories.reviewer()), "/reviews/"),
        (factories.writer(), "/desk/"),
    ):
        assert signed_in(user).get("/start/").headers["Location"] == lands


def test_nobody_administers_without_one_where_it_is_required(settings):
    settings.SECOND_FACTOR = "required"
    ruth = factories.user("Administrators", is_staff=True)
    client = signed_in(ruth)

    refused = client.get("/admin/cms/user/", follow=True)
    assert "Set up a second factor first" in refused.text
    assert refused.request["PATH_INFO"] == "/account/security/"
    with_app(ruth)
    assert client.get("/admin/cms/user/").status_code == 200


def test_signing_in_asks_for_the_code_once_there_is_an_app(client):
    doctor = with_app(factories.reviewer())

    client.post("/account/login/", {"login": doctor.email, "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session
    wrong = client.post("/account/factors/authenticate/", {"code": "000000"})
    assert select(parsed(wrong), ".errorlist")
    client.post("/account/factors/authenticate/", {"code": code()})

    assert client.session["_auth_user_id"] == str(doctor.pk)


def test_a_code_of_the_app_is_good_once(client):
    doctor = with_app(factories.reviewer())
    given = code()

    for opened in (True, False):
        visitor = Client()
        visitor.post("/account/login/", {"login": doctor.email, "password": factories.PASSWORD})
        visitor.post("/account/factors/authenticate/", {"code": given})
        assert ("_auth_user_id" in visitor.session) is opened


def test_an_app_is_set_up_on_our_pages_with_codes_on_paper_and_a_mail():
    doctor = factories.reviewer()
    client = signed_in(doctor)
    assert (
        "Confirm that it is you" in client.get("/account/factors/totp/activate/", follow=True).text
    )
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})

    page = parsed(client.get("/account/factors/totp/activate/"))
    secret = words(select(page, "code.digest")[0])
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    after = client.post("/account/factors/totp/activate/", {"code": right}, follow=True)

    assert words(select(parsed(after), "h1")[0]) == "Codes on paper"
    assert len(select(parsed(after), ".recovery-codes li")) == 10
    stored = Authenticator.objects.get(user=doctor, type="totp").data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret
    assert told(doctor.email) == ["Changed: the second factor of your account at Plain Evidence"]


# --- here and now --------------------------------------------------------------------------------


def decision(revision, password: str) -> dict[str, str]:
    return {
        "comment": "I checked it.",
        "interests": "None.",
        "scope": "full",
        "digest": revision.digest,
        "password": password,
    }


@pytest.mark.parametrize("shown", ["password", "totp", "recovery_codes"])
def test_a_signature_keeps_how_its_signer_showed_who_they_are(shown):
    doctor = with_app(factories.reviewer())
    paper = Authenticator.objects.create(
        user=doctor,
        type="recovery_codes",
        data={"migrated_codes": [get_adapter().encrypt("12345678")]},
    )
    entered = {"password": factories.PASSWORD, "totp": code(), "recovery_codes": "12345678"}
    revision = factories.assigned(to=doctor)

    signed_in(doctor).post(f"/reviews/{revision.pk}/approve/", decision(revision, entered[shown]))

    assert Approval.objects.get().method == shown
    assert Event.objects.get(transition="approve").details["identity"] == {"method": shown}
    paper.refresh_from_db()


def test_a_wrong_code_signs_nothing_and_keeps_what_was_written():
    doctor = with_app(factories.reviewer())
    revision = factories.assigned(to=doctor)

    response = signed_in(doctor).post(
        f"/reviews/{revision.pk}/approve/", decision(revision, "000000")
    )

    assert response.status_code == 403
    assert "neither your password nor a code that is good now" in response.text
    assert "I checked it." in response.text
    assert not Approval.objects.exists()


@pytest.mark.parametrize("name", ["publish", "retract", "publish_unreviewed"])
def test_publishing_asks_who_sits_there_unless_they_showed_it_in_the_last_minutes(name):
    states = {"publish": State.APPROVED, "retract": State.PUBLISHED}
    revision = factories.brought_to(states.get(name, State.DRAFT), factories.draft())
    address, editor = f"/reviews/{revision.pk}/{name}/", factories.editor()
    sent = {"digest": revision.digest, "version": revision.version, "comment": "It must be."}

    away = signed_in(editor, minutes_ago=6)
    assert select(parsed(away.get(address)), "input[name=password]")
    assert away.post(address, sent).status_code == 422
    wrong = away.post(address, {**sent, "password": "wrong"})
    assert (wrong.status_code, "That is not your password" in wrong.text) == (403, True)
    here = signed_in(editor, minutes_ago=4)
    assert not select(parsed(here.get(address)), "input[name=password]")
    revision.refresh_from_db()
    assert revision.state not in (State.RETRACTED, State.PUBLISHED) or name == "retract"

    done = away.post(address, {**sent, "password": factories.PASSWORD})
    assert done.status_code == 303
    identity = Event.objects.get(transition=name).details["identity"]
    assert identity == {"method": "password"}


def test_a_signature_asks_each_time_however_lately_one_was_made():
    doctor = factories.reviewer()
    revision = factories.assigned(to=doctor)

    page = parsed(signed_in(doctor).get(f"/reviews/{revision.pk}/"))

    assert select(page, "input[name=password]")


def test_a_signature_is_mailed_to_its_signer_at_once_whatever_they_chose():
    doctor = factories.reviewer(language="es")
    revision = factories.assigned(factories.draft(title="Rest"), to=doctor)

    perform("approve", revision, doctor, factories.SIGNED)

    [row] = Notification.objects.filter(address=doctor.email)
    letter = compose([row])
    assert (row.is_digest, row.mail, letter.to) == (False, "waiting", [doctor.email])
    with translation.override("es"):
        assert letter.subject == translation.gettext("You signed: %(title)s") % {"title": "Rest"}
    assert "editors@example.org" in letter.body
    assert f"/reviews/{revision.pk}/" in letter.body


# --- after a change ------------------------------------------------------------------------------


def reset_by_an_administrator(doctor: User) -> None:
    ruth = factories.user("Administrators", is_staff=True)
    address = f"/admin/cms/user/{doctor.pk}/password/"
    signed_in(ruth).post(address, {**NEW, "usable_password": "true"})
    if not User.objects.get(pk=doctor.pk).check_password(NEW["password1"]):
        doctor.set_password(NEW["password1"])  # by the console, then
        doctor.save()


def test_an_administrator_who_sets_a_password_signs_nothing_and_is_not_unseen():
    """Road 4: she hears of it, and for a day her account signs nothing."""
    doctor = factories.reviewer(email="ada@example.org")
    revision = factories.assigned(to=doctor)
    reset_by_an_administrator(doctor)

    thief = signed_in(User.objects.get(pk=doctor.pk))
    response = thief.post(f"/reviews/{revision.pk}/approve/", decision(revision, NEW["password1"]))

    assert response.status_code == 409
    assert "Your account has changed (the password)." in flat(response.text)
    assert not Approval.objects.exists()
    assert told("ada@example.org")[0] == "Changed: the password of your account at Plain Evidence"
    perform("approve", revision, doctor, factories.SIGNED, timezone.now() + timedelta(hours=25))


def test_a_changed_address_is_told_to_the_former_one():
    doctor = factories.reviewer(email="ada@example.org")

    doctor.email = "thief@example.org"
    doctor.save()

    subject = "Changed: the e-mail address of your account at Plain Evidence"
    assert (told("ada@example.org"), told("thief@example.org")) == ([subject], [subject])
    with pytest.raises(Refused, match="Your account has changed"):
        perform("approve", factories.assigned(to=doctor), doctor, factories.SIGNED)


def test_an_administrator_who_changes_an_account_is_named_to_its_owner():
    ada = factories.writer(email="ada@example.org", name="Ada")
    ruth = factories.user("Administrators", is_staff=True, name="Ruth")
    form = {"email": "other@example.org", "name": "Ada", "is_active": "on", "groups": []}

    response = signed_in(ruth).post(f"/admin/cms/user/{ada.pk}/change/", form)

    assert response.status_code == 302
    letters = Notification.objects.filter(address="ada@example.org").values_list("text", flat=True)
    assert any("Ruth changed the e-mail address" in each for each in letters)


def test_an_account_that_gains_a_profile_publishes_nothing_for_a_day():
    """Road 3: whoever comes to stand under a name that was another's waits, whoever linked it."""
    editor, ruth = factories.editor(), factories.user("Administrators", is_staff=True, name="Ruth")
    revision = factories.brought_to(State.APPROVED, factories.draft())

    amend("link_person", factories.person(name="Ada"), ruth, {"user": editor})

    [change] = editor.account_changes.all()
    assert (change.kind, change.changed_by) == ("person", ruth)
    assert told(editor.email)[0].startswith("Changed: the public profile")
    with pytest.raises(Refused, match=r"Your account has changed \(the public profile\)"):
        perform("publish", revision, editor)
    account_changes.confirm(editor, factories.editor(), timezone.now())
    perform("publish", revision, editor)


def test_a_second_factor_that_comes_or_goes_is_a_change():
    doctor = factories.reviewer()

    TOTP.activate(doctor, SECRET)
    Authenticator.objects.filter(user=doctor).first().delete()

    assert [each.kind for each in doctor.account_changes.all()] == ["factor", "factor"]


def test_what_only_looks_like_a_change_is_none(client):
    doctor = factories.reviewer()
    doctor.name = "Ada Byron"
    doctor.save()
    client.post("/account/login/", {"login": doctor.email, "password": factories.PASSWORD})
    with_hash = User.objects.get(pk=doctor.pk)
    with_hash.password = "md5$old$" + "0" * 32  # as a stronger way of hashing would
    with_hash.save(update_fields=["password"])

    assert not AccountChange.objects.exists()


def test_a_second_person_who_assigns_reviewers_confirms_and_the_record_says_so(client):
    doctor, editor = factories.reviewer(name="Ada"), factories.editor(name="Tomas")
    revision = factories.assigned(to=doctor)
    TOTP.activate(doctor, SECRET)
    [waits] = Notification.objects.filter(recipient=editor, path="/reviews/accounts/")
    assert waits.subject == "The account of Ada has changed"

    desk = signed_in(editor)
    assert "I have asked Ada: it was they" in flat(desk.get("/reviews/accounts/").text)
    desk.post(f"/reviews/accounts/{doctor.pk}/confirm/")
    perform("approve", revision, doctor, factories.SIGNED)

    identity = Event.objects.get(transition="approve").details["identity"]
    assert identity == {"method": "password", "confirmed_by": ["Tomas"]}
    assert told(doctor.email)[1] == "Confirmed: the changes of your account at Plain Evidence"


@pytest.mark.parametrize("who", ["herself", "who changed it", "whose own account changed"])
def test_nobody_else_confirms(who):
    now = timezone.now()
    doctor = factories.reviewer(roles=("Reviewers", "Editors"))
    editor = factories.editor()
    by = editor if who == "who changed it" else None
    account_changes.record(doctor, AccountChange.Kind.PASSWORD, by, now)
    if who == "whose own account changed":
        account_changes.record(editor, AccountChange.Kind.PASSWORD, None, now)

    with pytest.raises(Refused, match=r"somebody else must confirm it|must be confirmed first"):
        account_changes.confirm(doctor, doctor if who == "herself" else editor, now)


def test_confirming_asks_who_sits_there():
    doctor = factories.reviewer()
    account_changes.record(doctor, AccountChange.Kind.PASSWORD, None, timezone.now())

    response = signed_in(factories.editor(), minutes_ago=6).post(
        f"/reviews/accounts/{doctor.pk}/confirm/"
    )

    assert response.headers["Location"] == "/account/reauthenticate/?next=/reviews/accounts/"
    assert AccountChange.objects.filter(confirmed_at=None).exists()


# --- sessions ------------------------------------------------------------------------------------


def test_sessions_are_listed_and_each_can_be_ended():
    doctor = factories.reviewer()
    other, here = Client(HTTP_USER_AGENT="Telephone"), Client(HTTP_USER_AGENT="Desk")
    for client in (other, here):
        client.post("/account/login/", {"login": doctor.email, "password": factories.PASSWORD})

    page = here.get("/account/security/").text
    assert "Telephone" in page
    assert "Desk" in page
    pk = doctor.usersession_set.get(user_agent="Telephone").pk
    stranger = signed_in(factories.user())
    assert stranger.post("/account/security/sessions/", {"session": pk}).status_code == 404
    here.post("/account/security/sessions/", {"session": pk})

    assert other.get("/account/security/").status_code == 302
    assert here.get("/account/security/").status_code == 200


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", "Safari on macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "A browser that does not say what it is"),
    ],
)
def test_a_session_is_called_by_its_browser_and_system(said, shown):
    assert device(said) == shown


def test_all_other_sessions_are_ended_at_once_and_this_one_goes_on():
    doctor = factories.reviewer()
    others = [signed_in(doctor), signed_in(doctor)]
    here = signed_in(doctor)

    here.post("/account/security/sessions/")

    assert here.get("/account/security/").status_code == 200
    assert [each.get("/account/security/").status_code for each in others] == [302, 302]
    assert not outbox.outbox

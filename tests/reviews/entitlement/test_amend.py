"""Who may change people and rules: four eyes, told to whom it is about, and on record for ever."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Byline, Person
from cms.models import User
from reviews.desk import guests
from reviews.entitlement import auditing
from reviews.entitlement.act import Lookup
from reviews.entitlement.acts import ACTS
from reviews.entitlement.amend import amend, confirm, reject
from reviews.entitlement.words import LABELS
from reviews.models import Amendment, Credential, Notification, Proposal, Specialty
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.tampering import force
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TODAY = timezone.localdate()
LOOKUP = Lookup("Example Medical Register", "https://register.example/1", TODAY)


@shared
def administrator() -> User:
    return factories.user("Administrators", name="Ruth")


@shared
def second() -> User:
    return factories.user("Administrators", name="Sven")


@shared
def editor() -> User:
    return factories.editor(name="Edna")


@shared
def doctor() -> User:
    return factories.reviewer("Pain medicine", name="Dr Ada Byron", email="ada@example.org")


def held(doctor: User) -> Credential:
    return Credential.objects.get(person__user=doctor)


def refusal(act: str, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        amend(act, *args, **more)  # type: ignore[arg-type]
    return str(refused.value)


# --- the roads -------------------------------------------------------------------------------------


def test_an_editor_who_made_a_reviewer_up_cannot_check_them(editor):
    """The first road: a guest at an own second address. Whoever invites does not check."""
    revision = factories.submitted()
    now = timezone.now()
    invitation = guests.invite(revision, editor, "Prof. X", "me@x.org", "Knows it.", TODAY, now)
    stated = {"name": "Prof. X", "post_nominals": "MD, PhD, FRCP", "interests": "None."}
    licence = {"kind": "licence", "title": "Licence", "number": "1", "issuer": "Board"}
    guests.confirm(invitation, stated | licence, now)

    with pytest.raises(Refused) as refused:
        guests.check(invitation, editor, LOOKUP, now)

    assert str(refused.value) == (
        "You invited Prof. X, so another editor or an administrator checks the licence."
    )
    assert not Credential.objects.valid_on(TODAY).filter(person__name="Prof. X").exists()


def test_whoever_checked_a_licence_does_not_publish_on_that_review(editor):
    doctor = factories.user("Reviewers", name="Dr Ada Byron")
    amend("check_credential", factories.credential(factories.person(doctor)), editor, lookup=LOOKUP)
    revision = factories.approved(by=doctor)

    for name, inputs in (("publish", None), ("schedule", Inputs(publish_at=timezone.now()))):
        with pytest.raises(Refused) as refused:
            perform(name, revision, editor, inputs)
        assert str(refused.value) == (
            "You checked the licence of Dr Ada Byron, who approved this: another editor publishes."
        )
    perform("publish", revision, factories.editor())


def test_who_wrote_a_text_has_not_checked_the_licence_of_its_reviewer(editor):
    doctor = factories.user("Reviewers", name="Dr Ada Byron")
    amend("check_credential", factories.credential(factories.person(doctor)), editor, lookup=LOOKUP)
    written = factories.submitted(factories.draft(editor))

    with pytest.raises(Refused) as refused:
        factories.assigned(written, to=doctor)

    assert str(refused.value) == (
        "Dr Ada Byron can't review this: a writer or editor of this text checked the credential."
    )


def test_who_wrote_the_text_that_somebody_is_asked_for_does_not_check_their_licence(editor, doctor):
    factories.assigned(factories.draft(editor), to=doctor)
    other = factories.credential(doctor.person, title="Degree")

    assert refusal("check_credential", other, editor, lookup=LOOKUP) == (
        "You wrote or edited a text that Dr Ada Byron is asked to review: somebody else checks."
    )


def test_an_administrator_does_not_sign_as_a_physician(administrator, second, doctor):
    """The third road: her profile is linked to another account by two people alone, she hears of it
    where she was before, and nothing that was checked of her outlives it."""
    person = doctor.person

    made = amend("link_person", person, administrator, {"user": administrator})

    assert isinstance(made, Proposal)
    person.refresh_from_db()
    assert person.user == doctor
    with pytest.raises(Refused):
        confirm(made, administrator)
    confirm(made, second)
    person.refresh_from_db()
    assert person.user == administrator
    assert not held(administrator).is_checked
    told = Notification.objects.filter(address="ada@example.org")
    assert [each.subject for each in told.order_by("pk")] == [
        "Ruth proposed, for Dr Ada Byron: Link the profile to an account",
        "Sven linked to another account the profile of Dr Ada Byron",
    ]


def test_linking_back_does_not_bring_the_check_back(administrator, second, doctor):
    person = doctor.person
    confirm(amend("link_person", person, administrator, {"user": None}), second)
    amend("link_person", person, administrator, {"user": doctor})

    assert not held(doctor).is_checked


CHANGES = [
    ("change_credential", {"title": "Consultant"}),
    ("change_credential", {"specialty": None}),
    ("change_credential", {"number": "2"}),
    ("change_credential", {"issuer": "Another board"}),
    ("change_credential", {"expires_on": TODAY + timedelta(days=9)}),
    ("change_credential", {"kind": "degree"}),
    ("change_person", {"name": "Prof. Ada Byron"}),
    ("change_person", {"post_nominals": "MD, FRCP"}),
    ("change_specialty", {"name": "Neurosurgery"}),
]


@pytest.mark.parametrize(("act", "values"), CHANGES)
def test_changing_what_was_checked_voids_the_check(act, values, administrator, doctor):
    """The fifth road: no check outlives what it looked at."""
    credential = held(doctor)
    rows = {
        "change_credential": credential,
        "change_person": credential.person,
        "change_specialty": credential.specialty,
    }

    row = amend(act, rows[act], administrator, values)

    assert held(doctor).current_check is None
    assert not Credential.objects.valid_on(TODAY).filter(pk=credential.pk).exists()
    assert isinstance(row, Amendment)
    assert row.details["voided"] == [credential.pk]


@pytest.mark.parametrize(("act", "values"), CHANGES)
def test_so_does_a_change_by_any_other_door(act, values, doctor):
    credential = held(doctor)
    model, pk = {
        "change_credential": (Credential, credential.pk),
        "change_person": (Person, credential.person_id),
        "change_specialty": (Specialty, credential.specialty_id),
    }[act]

    model.objects.filter(pk=pk).update(**values)

    changed = held(doctor)
    assert not changed.is_checked
    assert not changed.is_valid_on(TODAY)
    assert not Credential.objects.valid_on(TODAY).exists()
    assert changed.snapshot()["checked_on"] == ""


def test_the_query_and_the_row_agree_whether_a_check_holds(doctor):
    factories.reviewer()
    for credential in Credential.objects.all():
        assert credential.is_checked
    assert Credential.objects.checked().count() == 2


# --- guards ----------------------------------------------------------------------------------------


def test_nobody_checks_their_own(editor):
    doctor = factories.reviewer(roles=("Reviewers", "Editors"))

    assert refusal("check_credential", held(doctor), doctor, lookup=LOOKUP) == (
        "This is your own: somebody else checks it."
    )


def test_who_entered_it_does_not_check_it(administrator, doctor, editor):
    amend("change_credential", held(doctor), administrator, {"number": "77"})

    assert refusal("check_credential", held(doctor), administrator, lookup=LOOKUP) == (
        "You entered or changed what is said of Dr Ada Byron, so somebody else checks it."
    )
    amend("check_credential", held(doctor), editor, lookup=LOOKUP)

    check = held(doctor).current_check
    assert check is not None
    assert (check.register, check.address, check.looked_up_on, check.checked_by, check.number) == (
        *("Example Medical Register", "https://register.example/1", TODAY),
        *(editor, "77"),
    )


@pytest.mark.parametrize(
    ("lookup", "says"),
    [
        (None, "Say in which register you looked it up."),
        (Lookup("R"), "Enter the day on which you looked it up."),
        (
            Lookup("R", on=TODAY + timedelta(days=2)),
            "That day has not come yet: enter the day on which you looked it up.",
        ),
        (
            Lookup("R", on=TODAY - timedelta(days=91)),
            "That was more than three months ago: look it up again.",
        ),
    ],
)
def test_a_check_says_where_and_when(lookup, says, editor):
    credential = factories.credential(factories.person())

    assert refusal("check_credential", credential, editor, lookup=lookup) == says
    assert not Amendment.objects.exists()


def test_the_person_concerned_may_confirm_and_who_gains_may_not(administrator, second, doctor):
    made = amend("link_person", doctor.person, administrator, {"user": second})

    with pytest.raises(Refused) as refused:
        confirm(made, second)
    assert str(refused.value) == "The profile would come to be yours: somebody else confirms it."
    confirm(made, doctor)

    assert Person.objects.get(pk=doctor.person.pk).user == second


def test_a_proposal_that_is_rejected_changes_nothing_and_is_on_record(administrator, doctor):
    made = amend("link_person", doctor.person, administrator, {"user": None})

    row = reject(made, doctor)

    assert Person.objects.get(pk=doctor.person.pk).user == doctor
    assert (row.act, row.actor) == ("reject_link_person", doctor)
    with pytest.raises(Refused):
        confirm(made, factories.user("Administrators"))


def test_rights_are_given_by_two_administrators_and_taken_by_one(administrator, second):
    somebody = factories.user(name="Somebody")
    editors = [group.pk for group in factories.editor().groups.all()]

    made = amend("change_rights", somebody, administrator, {"groups": editors})

    assert isinstance(made, Proposal)
    assert not somebody.groups.exists()
    confirm(made, second)
    assert somebody.groups.count() == 1
    taken = amend("change_rights", somebody, administrator, {"groups": []})
    assert isinstance(taken, Amendment)
    assert not somebody.groups.exists()


def test_a_site_with_one_administrator_can_begin(administrator):
    somebody = factories.user()
    editors = list(factories.editor().groups.all())

    assert isinstance(
        amend("change_rights", somebody, administrator, {"groups": editors}), Amendment
    )
    assert refusal("change_rights", administrator, administrator, {"is_superuser": True}) == (
        "Nobody changes their own rights: ask another administrator."
    )


def test_a_writer_changes_nothing_of_anybody(doctor):
    with pytest.raises(PermissionDenied):
        amend("change_person", doctor.person, factories.writer(), {"name": "X"})


def test_the_record_has_nothing_that_xml_forbids(administrator, doctor):
    """`amend` is the door of the record: a script may call it as well as a form."""
    values = {"number": "7\x0b7"}

    row = amend("change_credential", held(doctor), administrator, values, reason="A\x0b slip.")

    assert (held(doctor).number, row.reason) == ("77", "A slip.")
    assert "\\u000b" not in json.dumps(row.details)


def test_what_is_not_different_is_no_change(administrator, doctor):
    assert amend("change_person", doctor.person, administrator, {"name": "Dr Ada Byron"}) is None
    assert not Amendment.objects.exists()


# --- the record ------------------------------------------------------------------------------------


def test_the_record_is_a_chain_that_nobody_rewrites(administrator, doctor):
    for letters in ("MD, A", "MD, B", "MD, C"):
        amend("change_person", doctor.person, administrator, {"post_nominals": letters})
    rows = list(Amendment.objects.all())

    assert [(row.number, row.details["changed"]["post_nominals"]["is"]) for row in rows] == [
        *((1, "MD, A"), (2, "MD, B"), (3, "MD, C")),
    ]
    assert [row.previous_hash for row in rows] == ["", rows[0].hash, rows[1].hash]
    assert list(auditing.problems()) == []
    with pytest.raises(ValidationError):
        rows[0].save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_amendment SET reason = 'x'")
    force(rows[1], reason="Rewritten.")
    assert [(row.number, says) for row, says in auditing.problems()] == [
        (2, "does not have its hash")
    ]


def test_she_hears_at_the_address_that_she_had_before(administrator, second, doctor):
    confirm(amend("change_account", doctor, administrator, {"email": "new@example.org"}), second)

    told = Notification.objects.filter(occasion__startswith="amendment").order_by("pk")
    mailed = told.filter(address="ada@example.org")
    inbox = told.filter(recipient=doctor)
    assert [each.subject for each in mailed] == [each.subject for each in inbox] == [
        "Ruth proposed, for Dr Ada Byron: Change the account",
        "Sven changed the account of Dr Ada Byron",
    ]  # fmt: skip
    assert {each.mail for each in inbox} == {Notification.Mail.NONE}


# --- pages -----------------------------------------------------------------------------------------


def test_an_editor_checks_on_the_page_of_the_person(client, editor, administrator):
    person = factories.person(name="Dr Ada Byron")
    credential = Credential()
    stated = {"person": person, "kind": "licence", "title": "Licence", "issuer": "Board"}
    amend("add_credential", credential, administrator, stated)
    client.force_login(editor)
    address = reverse("credential_check", args=[credential.pk])

    assert "to be looked up" in client.get(reverse("people")).text
    assert client.post(address, {"check": "1"}).status_code == 422
    client.post(address, {"check": "1", "register": "Register", "on": TODAY.isoformat()})
    page = client.get(reverse("person_desk", args=[person.pk])).text
    changes = client.get(reverse("amendments")).text

    assert "Edna looked it up: Register." in page
    assert "Edna looked up and found true the credential Licence, Board" in changes
    client.post(address, {"void": "1", "reason": "The register was of another year."})
    assert "to be looked up" in client.get(reverse("people")).text


def test_what_changed_of_the_evidence_that_a_policy_wants_is_told_in_words(client, administrator):
    policy = factories.topic().policy
    amend("change_policy", policy, administrator, {"unsourced": "advises"})
    client.force_login(administrator)

    page = client.get(reverse("amendments")).text

    assert "A text that states facts and cites nothing" in page


def test_each_column_of_each_act_has_a_name():
    assert [name for act in ACTS.values() for name in act.columns if name not in LABELS] == []


def test_somebody_sees_what_changed_of_them_and_nothing_else(client, administrator, doctor):
    amend("change_person", doctor.person, administrator, {"post_nominals": "MD, A"})
    amend("change_person", factories.person(name="Other"), administrator, {"name": "Otter"})
    client.force_login(doctor)

    page = client.get(reverse("amendments")).text

    assert "Ruth changed the profile of Dr Ada Byron" in page
    assert "Otter" not in page
    assert client.get(reverse("amendment", args=[2])).status_code == 404
    assert client.get(reverse("people")).status_code == 403


def test_the_person_concerned_confirms_on_a_page(client, administrator, second, doctor):
    made = amend("link_person", doctor.person, administrator, {"user": second}, reason="She asked.")
    client.force_login(doctor)

    page = client.get(reverse("proposals")).text
    client.post(reverse("proposal_settle", args=[made.pk]), {"confirm": "1"})

    assert "She asked." in page
    assert Person.objects.get(pk=doctor.person.pk).user == second


# --- a guest's code --------------------------------------------------------------------------------


def test_a_code_is_spent_only_after_the_guards_said_yes(client):
    revision, editor = factories.submitted(), factories.editor()
    now = timezone.now()
    invitation = guests.invite(revision, editor, "Gina", "gina@x.org", "Knows it.", TODAY, now)
    stated = {"name": "Dr Gina", "post_nominals": "MD", "interests": "None."}
    licence = {"kind": "licence", "title": "Licence", "number": "1", "issuer": "Board"}
    guest = guests.confirm(invitation, stated | licence, now)
    guests.check(invitation, factories.editor(), LOOKUP, now)
    client.force_login(guest)
    decision = {"comment": "Good.", "interests": "None.", "scope": "full", "digest": "stale"}
    address = reverse("review_action", args=[revision.pk, "approve"])
    client.post(address, {**decision, "password": ""})
    invitation.refresh_from_db()
    before = invitation.code
    Byline.objects.create(article=revision.article, person=guest.person)

    code = mail.outbox[-1].subject.split()[-1]
    refused = client.post(address, {**decision, "password": code})

    invitation.refresh_from_db()
    assert refused.status_code == 409
    assert before
    assert invitation.code == before


def test_a_day_that_changed_is_written_as_the_reader_writes_days(client, administrator, doctor):
    amend("change_person", doctor.person, administrator, {"interests_declared_on": "2030-05-03"})
    client.force_login(doctor)

    assert "3 May 2030" in client.get(reverse("amendments")).text
    User.objects.update(language="es")
    assert "3 de mayo de 2030" in client.get(reverse("amendments")).text

"""One person with every right, and the code at hand, tries to forge a badge; each way is a test.

The villain is a superuser with every role, whose licence others have checked, with a second mailbox. Ruth
also administers, Edna also edits, Dr Ada Byron reviews; they are honest.
"""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles.drafting.drafts import set_bylines
from articles.drafting.forms import TagsField
from articles.models import Byline, Image, Person, TagIntroduction, Topic, Wording
from articles.models.articles import SitePage
from articles.models.topics import tags_named
from cms.models import Emergency, User
from cms.readers.forms import CommentForm
from cms.site import about
from reviews.approval.badge import badge
from reviews.approval.policies import falls_short
from reviews.desk import guests
from reviews.eligibility import bylines
from reviews.entitlement import account_changes
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend, confirm
from reviews.models import (
    AccountChange,
    Amendment,
    Approval,
    Credential,
    Notification,
    Proposal,
    Specialty,
)
from reviews.record import verification
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TODAY = timezone.localdate()
CLAIM = "Medically reviewed by Prof. X, MD"
LOOKUP = Lookup("Example Medical Register", "https://register.example/1", TODAY)
ROLES = ("Administrators", "Editors", "Writers", "Reviewers")


@shared
def villain() -> User:
    made = factories.user(*ROLES, name="Vic", email="vic@example.org", is_superuser=True)
    made.is_staff = True
    made.save()
    profile = factories.person(made, orcid="0000-0002-1825-0097")
    factories.credential(profile, TODAY - timedelta(days=9))
    return made


@shared
def ruth() -> User:
    return factories.user("Administrators", name="Ruth")


@shared
def edna() -> User:
    return factories.editor(name="Edna")


@shared
def ada() -> User:
    return factories.reviewer("Pain medicine", name="Dr Ada Byron", email="ada@example.org")


@pytest.fixture
def second(villain) -> User:
    """The villain's other account: their mail is read in one mailbox, and the site can know it."""
    return factories.user(*ROLES, name="Victor", email="vic+second@example.org")


def held(of: User) -> Credential:
    return Credential.objects.get(person__user=of)


def refusal(deed, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as refused:
        deed(*args, **more)
    return str(refused.value)


# --- with two accounts -----------------------------------------------------------------------------


def test_the_own_licence_is_not_looked_up_from_a_second_account(villain, second):
    assert refusal(amend, "check_credential", held(villain), second, lookup=LOOKUP) == (
        "This is your own: somebody else checks it."
    )


def test_what_was_entered_from_one_account_is_not_found_true_from_another(villain, second, ada):
    amend("change_credential", held(ada), villain, {"title": "Chief surgeon"})

    assert refusal(amend, "check_credential", held(ada), second, lookup=LOOKUP) == (
        "You entered or changed what is said of Dr Ada Byron, so somebody else checks it."
    )


def test_nobody_confirms_from_another_account_what_they_proposed(villain, second, ada, ruth):
    made = amend("link_person", ada.person, villain, {"user": None})
    assert isinstance(made, Proposal)

    assert refusal(confirm, made, second) == (
        "You proposed this yourself: somebody else confirms it."
    )


def test_who_invited_a_guest_does_not_check_them_from_another_account(villain, second):
    invitation = invited(villain)

    assert refusal(guests.check, invitation, second, LOOKUP, timezone.now()) == (
        "You invited Prof. X, so another editor or an administrator checks the licence."
    )


def test_a_change_of_an_account_is_not_confirmed_from_another_of_the_same_person(villain, second):
    account_changes.record(villain, AccountChange.Kind.PASSWORD, None, timezone.now())

    assert refusal(account_changes.confirm, villain, second, timezone.now()) == (
        "It is your own account: somebody else must confirm it."
    )


def test_who_checked_the_reviewer_does_not_publish_from_another_account(villain, second, edna):
    doctor = factories.user("Reviewers", name="Dr Ben")
    unchecked = factories.credential(factories.person(doctor))
    amend("check_credential", unchecked, second, lookup=LOOKUP)
    revision = factories.approved(by=doctor)

    assert refusal(perform, "publish", revision, villain) == (
        "You checked the licence of Dr Ben, who approved this: another editor publishes."
    )
    perform("publish", revision, edna)


def test_what_tells_that_two_accounts_are_one_is_not_taken_away_alone(villain, ruth):
    """Their profiles have one ORCID: without it the writer would review as a stranger."""
    writer = factories.user("Writers", name="V. Other")
    factories.person(writer, orcid="0000-0002-1825-0097")
    revision = factories.submitted(factories.draft(writer))

    made = amend("change_person", villain.person, villain, {"orcid": ""})

    assert isinstance(made, Proposal)
    assert Person.objects.get(pk=villain.person.pk).orcid
    assert refusal(confirm, made, writer).startswith("You proposed this yourself")
    assert refusal(factories.assigned, revision, to=villain).startswith("Vic can't review this")


@pytest.mark.parametrize("kind", ["licence", "certification", "degree"])
def test_two_who_hold_one_document_are_one(villain, kind):
    """The address of the other account is one that the site can't know."""
    writer = factories.user("Writers", name="V. Other")
    factories.credential(factories.person(writer), kind=kind, number="47-11")
    factories.credential(villain.person, kind=kind, number="4711")
    revision = factories.submitted(factories.draft(writer))

    assert refusal(factories.assigned, revision, to=villain).startswith("Vic can't review this")


def test_nor_is_the_number_of_a_licence_or_an_address(villain, second, ruth):
    twin = factories.credential(factories.person(second), number="4711")
    Credential.objects.filter(person=villain.person).update(number="4711")

    assert isinstance(amend("change_credential", twin, villain, {"number": "1"}), Proposal)
    moved = amend("change_account", second, villain, {"email": "other@example.net"})
    assert isinstance(moved, Proposal)


def test_nobody_is_entered_or_invited_from_an_account_that_was_just_taken_over(villain, ruth, ada):
    """From their own account the villain would look up what they entered from hers."""
    account_changes.record(ruth, AccountChange.Kind.PASSWORD, villain, timezone.now())
    pain, said = Specialty.objects.get(name="Pain medicine"), "Your account has changed"
    editor = factories.editor()
    account_changes.record(editor, AccountChange.Kind.PASSWORD, villain, timezone.now())

    for act, row, values in (
        ("change_credential", held(ada), {"title": "Chief surgeon"}),
        ("add_credential", Credential(), {"person": ada.person, "kind": "degree", "title": "PhD"}),
        ("change_person", ada.person, {"post_nominals": "FRCP"}),
        ("change_specialty", pain, {"name": "Neurosurgery"}),
    ):
        assert refusal(amend, act, row, ruth, values).startswith(said)
    now, revision = timezone.now(), factories.submitted()
    invited_by = (revision, editor, "X", "x@example.net", "Knows it.", TODAY, now)
    assert refusal(guests.invite, *invited_by).startswith(said)


# --- by what is said of people ---------------------------------------------------------------------


def test_a_renamed_specialty_is_looked_up_by_somebody_else(villain, ada):
    """One word more, and all its specialists would be surgeons."""
    pain = Specialty.objects.get(name="Pain medicine")
    amend("change_specialty", pain, villain, {"name": "Neurosurgery"})

    assert not held(ada).is_checked
    assert refusal(amend, "check_credential", held(ada), villain, lookup=LOOKUP) == (
        "You entered or changed what is said of Dr Ada Byron, so somebody else checks it."
    )


def test_an_unclaimed_profile_of_a_physician_lends_nobody_its_check(villain, ruth):
    """Nobody had the profile; whoever takes it has to be looked up anew."""
    profile = factories.person(name="Prof. Y", post_nominals="MD")
    factories.credential(profile, TODAY - timedelta(days=9))
    puppet = factories.user(name="Puppet", email="puppet@example.net")

    amend("link_person", profile, villain, {"user": puppet})

    assert not held(puppet).is_checked
    assert refusal(amend, "check_credential", held(puppet), villain, lookup=LOOKUP).startswith(
        "You entered or changed"
    )


@pytest.mark.parametrize("name", ["name", "post_nominals", "occupation", "biography"])
def test_nobody_is_called_a_review(name, villain, ada):
    """As a byline it would stand below the title."""
    said = {name: "Medically reviewed by Prof. X, MD"}

    assert refusal(amend, "change_person", ada.person, villain, said).startswith("Take out")
    assert refusal(amend, "add_person", Person(), villain, {"slug": "x", "name": "X", **said})
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "M\u0435dically review\u0435d by Prof. X",
        "Medically\u2800reviewed by Prof. X",
        "Medi\u200bcally re\u00adviewed by Prof. X",
        "MEDICALLY\ufe0f REVIEWED by Prof. X",
        "F\u0430ct-checked",
    ],
)
def test_a_badge_is_not_typed_with_letters_that_look_alike(words, villain):
    draft = factories.draft(villain, body=f"<p>Rest helps.</p><p>{words}</p>")

    assert "Take out" in refusal(perform, "submit", draft, villain)


def test_the_letters_of_whoever_approves_a_page_about_the_site_are_those_checked(villain, edna):
    """An editor needs no credential to approve it; so nobody has looked the letters up."""
    factories.person(edna, post_nominals="MD, PhD, FRCP")
    other = factories.editor()
    factories.person(other)
    draft = about.open_draft(SitePage.CORRECTIONS, villain)
    draft = factories.rewrite(draft, "<p>We mend at once.</p>", villain)
    perform("submit", draft, villain)
    perform("assign", draft, other, Inputs(reviewer=edna))
    perform("approve", draft, edna, factories.SIGNED)

    assert Approval.objects.get().titled_name == "Edna"


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Topic, "name"),
        (Topic, "introduction"),
        (TagIntroduction, "text"),
        (Person, "interests"),
        (Image, "alt"),
        (Image, "caption"),
        (Image, "credit"),
        (Wording, "title"),
        (Wording, "text"),
        (Emergency, "advice"),
    ],
)
def test_no_words_beside_a_text_are_a_badge(model, column):
    """A credit stands under a picture, an introduction above every article of its topic."""
    with pytest.raises(ValidationError, match="Take out “medically reviewed”"):
        model(**{column: CLAIM}).clean()


def test_nor_are_those_in_another_language(villain):
    topic, spanish = factories.topic(), "Revisado médicamente por la Dra. X"

    assert refusal(
        amend, "change_topic", topic, villain, {"others": {"es": {"introduction": spanish}}}
    ).startswith("Take out")
    assert refusal(amend, "change_topic", topic, villain, {"introduction": CLAIM})


def test_nor_is_a_tag(client, villain):
    """It stands under every article that has it, whoever renames it."""
    with pytest.raises(ValidationError, match="Take out"):
        TagsField().clean(f"rest, {CLAIM}")
    tag, claim = tags_named(["rest"]).pop(), CLAIM.replace(",", "")
    client.force_login(villain)

    address = reverse("admin:taggit_tag_change", args=[tag.pk])
    page = client.post(address, {"name": claim, "slug": "rest"})

    assert "Take out" in page.text
    tag.refresh_from_db()
    assert tag.name == "rest"
    with pytest.raises(NoReverseMatch):
        reverse("admin:taggit_tag_merge_tags")


def test_nor_is_the_name_of_a_reader():
    said = CommentForm({"name": CLAIM, "words": "Thank you.", "version": 1})

    assert "Take out" in str(said.errors["name"])


def test_nor_is_an_address(villain):
    revision = factories.published(by=factories.reviewer())

    said = refusal(perform, "move", revision, villain, Inputs(address="medically-reviewed-by-x"))
    assert said.startswith("Take out “medically reviewed”")


def test_nor_is_the_name_of_a_guest(villain):
    revision, now = factories.submitted(), timezone.now()
    made = guests.invite(revision, villain, "X", "x@example.net", "Knows it.", TODAY, now)
    licence = {"kind": "licence", "title": "Licence", "number": "1", "issuer": "Board"}
    stated = {"name": CLAIM, "post_nominals": "MD", "interests": "None."}

    assert refusal(guests.confirm, made, stated | licence, now).startswith("Take out")
    assert not User.objects.filter(email="x@example.net").exists()


def test_a_name_that_readers_know_is_claimed_by_two(villain, ruth):
    """Whoever has the profile confirms what bears its name, and it seemed nobody's."""
    famous = factories.person(name="Prof. Z")
    revision = factories.draft()
    set_bylines(revision.article, [(famous.pk, Byline.Role.WRITER)])
    factories.published(revision)
    puppet = factories.user(name="Puppet", email="puppet@example.net")

    made = amend("link_person", famous, villain, {"user": puppet})

    assert isinstance(made, Proposal)
    assert not Person.objects.filter(user=puppet).exists()
    assert refusal(bylines.answer, revision.article, famous, puppet, "confirmed") == (
        "Only the one whose name it is answers."
    )
    assert refusal(confirm, made, puppet)
    confirm(made, ruth)
    assert Person.objects.filter(user=puppet).exists()


# --- by accounts and rights ------------------------------------------------------------------------


def test_the_address_of_a_reviewer_is_moved_by_two(villain, ruth, ada):
    """Whoever reads the mail of an account has it a day later."""
    made = amend("change_account", ada, villain, {"email": "vic+ada@example.net"})

    ada.refresh_from_db()
    assert isinstance(made, Proposal)
    assert ada.email == "ada@example.org"
    assert Notification.objects.filter(address="ada@example.org").count() == 1
    confirm(made, ada)
    ada.refresh_from_db()
    assert ada.email == "vic+ada@example.net"


def test_so_is_that_of_a_guest_who_was_checked(villain, ruth, edna):
    invitation = invited(edna)
    guests.check(invitation, factories.editor(), LOOKUP, timezone.now())

    made = amend("change_account", invitation.user, villain, {"email": "vic+x@example.net"})

    assert isinstance(made, Proposal)


def test_one_that_nobody_has_used_yet_is_corrected_at_once(villain):
    fresh = factories.user("Reviewers", email="adda@example.org")
    fresh.set_unusable_password()
    fresh.save()

    assert isinstance(
        amend("change_account", fresh, villain, {"email": "ada2@example.org"}), Amendment
    )


def test_who_removes_the_other_administrator_is_not_alone_for_a_month(villain, ruth):
    puppet = factories.user(name="Puppet", email="puppet@example.net")
    editors = {"groups": list(Group.objects.filter(name="Editors"))}
    now = timezone.now()

    amend("change_rights", ruth, villain, {"is_active": False}, now=now)

    made = amend("change_rights", puppet, villain, editors, now=now + timedelta(days=29))
    assert isinstance(made, Proposal)
    assert not puppet.groups.exists()
    assert refusal(confirm, made, puppet) == "A second administrator confirms this."


def test_a_doctor_who_administers_enrols_no_writer_alone(villain, ruth):
    """They would write from the other mailbox and review it from this one."""
    puppet = factories.user(name="Puppet", email="puppet@example.net")
    writers = {"groups": list(Group.objects.filter(name="Writers"))}

    assert isinstance(amend("change_rights", puppet, villain, writers), Proposal)
    assert isinstance(amend("change_rights", puppet, ruth, writers), Amendment)


def test_nobody_gives_a_whole_role_more_rights_alone(villain, ruth):
    writers = Group.objects.get(name="Writers")
    more = Permission.objects.filter(codename__in=["review_revision", "write_article"])

    made = amend("change_group", writers, villain, {"permissions": list(more)})

    assert isinstance(made, Proposal)
    assert not writers.permissions.filter(codename="review_revision").exists()
    confirm(made, ruth)
    assert writers.permissions.filter(codename="review_revision").exists()


def test_second_factors_are_taken_off_by_two(client, villain, ruth, ada):
    """Without hers, a day later only a password would stand between the villain and her name."""
    Authenticator.objects.create(user=ada, type="totp", data={})
    client.force_login(villain)
    chosen = {"action": "end_factors", "_selected_action": [ada.pk, villain.pk]}

    client.post(reverse("admin:cms_user_changelist"), chosen)

    made = Proposal.objects.open().get()
    assert (made.act, made.subject) == ("end_factors", f"cms.user {ada.pk}")
    assert Authenticator.objects.filter(user=ada).exists()
    confirm(made, ruth)
    assert not Authenticator.objects.filter(user=ada).exists()
    assert AccountChange.objects.filter(user=ada, kind="factor").exists()


def test_a_password_set_by_a_command_signs_nothing_for_a_day(ada, monkeypatch):
    """Django's own command, by whoever has a shell; she is told at once."""
    revision = factories.assigned(to=ada)
    monkeypatch.setattr("getpass.getpass", lambda **_: "of the villain 77")

    call_command("changepassword", "ada@example.org", verbosity=0)

    ada.refresh_from_db()
    assert refusal(perform, "approve", revision, ada, factories.SIGNED).startswith(
        "Your account has changed (the password)."
    )
    assert Notification.objects.filter(address="ada@example.org").exists()


# --- by the forms of the administration -------------------------------------------------------------


def test_the_administration_has_no_field_for_what_proves_somebody(client, villain, ada):
    client.force_login(villain)
    credential = held(ada)
    as_entered = {
        "person": credential.person_id,
        "kind": credential.kind,
        "title": "Chief surgeon",
        "issuer": credential.issuer,
        "number": "",
        "expires_on": "",
        "specialty": credential.specialty_id or "",
    }
    forged = {"checked_on": TODAY.isoformat(), "checked_by": villain.pk, "current_check": "1"}
    address = reverse("admin:reviews_credential_change", args=[credential.pk])
    client.post(address, as_entered | forged)

    assert held(ada).title == "Chief surgeon"
    assert held(ada).current_check is None
    profile = ada.person
    entered = {"name": profile.name, "post_nominals": profile.post_nominals, "user": villain.pk}
    client.post(reverse("admin:articles_person_change", args=[profile.pk]), entered)
    assert Person.objects.get(pk=profile.pk).user == ada


KEPT_AWAY = ("mfa_authenticator", "account_emailaddress", "usersessions_usersession")


@pytest.mark.parametrize("model", KEPT_AWAY)
def test_the_administration_has_no_page_for_factors_addresses_and_sessions(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")


def test_nor_for_what_is_signed_or_looked_up():
    for model in ("approval", "credentialcheck", "round", "event", "amendment", "assignment"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:reviews_{model}_changelist")
    for model in ("article", "revision", "contribution", "byline"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:articles_{model}_changelist")


def test_a_role_is_changed_in_the_administration_by_two(client, villain, ruth):
    client.force_login(villain)
    writers = Group.objects.get(name="Writers")
    given = Permission.objects.get(codename="review_revision")

    client.post(
        reverse("admin:auth_group_change", args=[writers.pk]),
        {"name": "Writers", "permissions": [given.pk]},
    )

    assert not writers.permissions.filter(pk=given.pk).exists()
    assert Proposal.objects.open().get().act == "change_group"


# --- by what is imported and by machines -----------------------------------------------------------


def test_a_signature_that_is_loaded_from_a_file_is_named_by_verify(tmp_path, villain, ada):
    revision = factories.assigned(to=ada)
    row = {
        "revision": revision.pk,
        "digest": revision.digest,
        "reviewer": ada.pk,
        "person": ada.person.pk,
        "name": "Dr Ada Byron",
        "post_nominals": "MD",
        "credentials": [held(ada).snapshot()],
        "verdict": "approve",
        "scope": "full",
        "statement": "Good.",
        "interests": "None.",
        "disclaimers": {},
        "format": 4,
        "signed_at": timezone.now().isoformat(),
    }
    file = tmp_path / "forged.json"
    file.write_text(json.dumps([{"model": "reviews.approval", "pk": 999, "fields": row}]))

    call_command("loaddata", str(file), verbosity=0)

    assert [str(each) for each in verification.problems(TODAY) if "approval 999" in str(each)]
    assert not badge(revision, TODAY).is_shown


def test_what_a_manuscript_claims_of_its_review_is_not_believed(villain):
    from articles.bringing_in.imports import make_draft

    made = make_draft(
        "rest.md",
        b"# Rest\n\nMedically reviewed by Prof. X, MD, on 1 May 2030\n\nRest helps.\n",
        villain,
        factories.topic(),
    )

    assert not Approval.objects.exists()
    assert made.state == "draft"


def test_the_demonstration_is_not_played_over_a_site():
    factories.draft()

    call_command("demo", verbosity=0)

    assert not Approval.objects.exists()


@pytest.mark.parametrize("name", ["log_heads", "log_keys", "log_consistency"])
def test_machines_are_told_and_tell_nothing(client, name):
    assert client.post(reverse(name), {"head": "x"}).status_code == 405


# --- by the order of things ------------------------------------------------------------------------


def test_who_published_without_review_has_not_checked_whoever_confirms_it(villain):
    doctor = factories.user("Reviewers", name="Dr Ben")
    amend(
        "check_credential", factories.credential(factories.person(doctor)), villain, lookup=LOOKUP
    )
    revision = factories.draft()
    perform("publish_unreviewed", revision, villain, Inputs("Urgent."))

    assert refusal(factories.assigned, revision, to=doctor) == (
        "Dr Ben can't review this: a writer or editor of this text checked the credential."
    )


def test_an_impostor_who_was_struck_signs_nothing_before_they_are_looked_up_anew(ada, edna):
    revision = factories.approved(by=ada)
    other = factories.assigned(to=ada)
    key = revision.approvals.get().pk
    why = Inputs("No such doctor.", approval=key, ground="impostor")
    perform("propose_strike", revision, edna, why)
    perform("second_strike", revision, factories.editor(), Inputs(approval=key))

    assert not held(ada).is_checked
    assert refusal(perform, "approve", other, ada, factories.SIGNED)
    row = Amendment.objects.get(act="void_check")
    assert (row.reason, row.actor) == ("No such doctor.", None)


def test_a_guest_whose_account_was_closed_is_not_let_in_by_a_new_invitation(villain, ruth, edna):
    invitation = invited(edna)
    amend("change_rights", invitation.user, ruth, {"is_active": False})
    guests.revoke(invitation, edna, timezone.now())
    again = guests.invite(
        invitation.revision, villain, "Prof. X", "x@example.net", "Knows.", TODAY, timezone.now()
    )

    assert refusal(guests.confirm, again, {}, timezone.now()) == (
        "This account was closed by an administrator: write to the editors."
    )


def test_an_author_is_not_made_a_stranger_by_another_address_of_their_profile(villain):
    """A sealed text names its authors by it."""
    revision = factories.draft(villain)
    Byline.objects.filter(article=revision.article).update(person=villain.person)
    perform("submit", revision, villain)

    amend("change_person", villain.person, villain, {"occupation": "Baker"})
    with pytest.raises(KeyError):
        amend("change_person", villain.person, villain, {"slug": "nobody"})


def test_a_policy_that_is_weak_for_an_hour_is_not_the_one_that_readers_are_told_of(villain, ada):
    topic = factories.topic(approvals=2)
    draft = factories.draft(topic=topic)
    amend("change_policy", topic.policy, villain, {"approvals": 1})
    revision = factories.published(draft, by=ada)
    amend("change_policy", topic.policy, villain, {"approvals": 2})

    short = falls_short(revision, TODAY)

    assert short is not None
    assert short.lacks == ("2 approvals (given: 1)",)


def test_where_an_article_is_moved_its_review_stays_what_it_was(villain, ada):
    """To a topic of the same name, too, whose policy asks for more."""
    calm, strict = factories.topic("Heart"), factories.topic("Heart", approvals=2)
    revision = factories.published(factories.draft(topic=calm), by=ada)

    perform("retopic", revision, villain, Inputs(topic=strict, follows="keep"))

    short = falls_short(revision, TODAY)
    assert short is not None
    assert short.lacks == ("2 approvals (given: 1)",)
    assert [each.name for each in badge(revision, TODAY).reviewers] == ["Dr Ada Byron"]


def test_whoever_moves_it_and_opens_the_review_is_no_reviewer_of_it(villain, ada):
    """The draft that is opened is theirs; that they changed no word does not make them an outsider to what
    they publish."""
    calm, strict = factories.topic("Heart"), factories.topic("Head", approvals=2)
    revision = factories.published(factories.draft(villain, topic=calm), by=ada)
    perform("retopic", revision, villain, Inputs(topic=strict, follows="review"))
    opened = revision.article.revisions.latest("number")

    assert opened.state == "in_review"
    assert refusal(factories.assigned, opened, to=villain).startswith("Vic can't review this")


def test_a_round_is_not_rid_of_whoever_is_against_it(villain, ada, edna):
    revision = factories.assigned(to=ada)
    other = factories.reviewer(name="Ben")
    factories.assigned(revision, to=other)
    perform("request_changes", revision, ada, factories.SIGNED)

    assert refusal(perform, "release", revision, villain, Inputs(reviewer=ada)) == (
        "Dr Ada Byron has nothing to decide on this text any more."
    )
    key = revision.approvals.get().pk
    why = Inputs("Mistaken.", approval=key, ground="impostor")
    perform("propose_strike", revision, villain, why)
    assert refusal(perform, "second_strike", revision, villain, Inputs(approval=key))
    perform("approve", revision, other, factories.SIGNED)
    assert revision.state == "changes_requested"


# --- parts -----------------------------------------------------------------------------------------


def invited(by: User):
    """A guest of whom nobody has looked anything up yet."""
    revision, now = factories.submitted(), timezone.now()
    made = guests.invite(revision, by, "Prof. X", "x@example.net", "Knows it.", TODAY, now)
    stated = {"name": "Prof. X", "post_nominals": "MD", "interests": "None."}
    licence = {"kind": "licence", "title": "Licence", "number": "1", "issuer": "Board"}
    guests.confirm(made, stated | licence, now)
    made.refresh_from_db()
    return made

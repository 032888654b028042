"""People and roles: invited by mail, changed by the acts with their guards, never by themselves."""

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cms.models import User
from reviews.models import Amendment, Credential, Proposal
from tests import factories
from tests.cms.configuration.conftest import form_of, said

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Dr Priya Raman",
    "email": "priya@example.org",
    "roles": ["Reviewers"],
    "profile": "on",
    "post_nominals": "MD",
}


def test_somebody_is_invited_with_account_role_profile_and_mail(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("configure_person_new"), NEW)

    user = User.objects.get(email="priya@example.org")
    assert response.headers["Location"] == reverse("configure_person", args=[user.pk])
    assert not user.has_usable_password()
    assert list(user.groups.values_list("name", flat=True)) == ["Reviewers"]
    assert (user.person.titled_name, user.person.slug) == ("Dr Priya Raman, MD", "priya-raman")
    acts = set(Amendment.objects.values_list("act", flat=True))
    assert {"add_account", "change_rights", "add_person", "link_person"} <= acts
    task = DBTaskResult.objects.filter(task_path__endswith="send_password_link").get()
    assert task.args_kwargs["args"] == [user.pk]


def test_where_there_is_a_second_administrator_they_confirm_a_role_that_signs(client):
    factories.user("Administrators", is_staff=True)

    client.post(reverse("configure_person_new"), NEW)

    user = User.objects.get(email="priya@example.org")
    assert not user.groups.exists()
    assert Proposal.objects.open().get().act == "change_rights"
    page = said(client.get(reverse("configure_person", args=[user.pk])))
    assert "A second administrator has to confirm this" in page


def test_nobody_is_invited_twice(client):
    factories.user(email="priya@example.org")

    response = client.post(reverse("configure_person_new"), {**NEW, "email": "Priya@example.org"})

    assert response.status_code == 422
    assert "Somebody has an account with this address already." in said(response)


def test_nobody_changes_their_own_roles(client, administrator):
    address = reverse("configure_person", args=[administrator.pk])

    response = client.post(address, form_of(client.get(address), roles=["Editors"]))

    assert response.status_code == 422
    assert "Nobody changes their own rights: ask another administrator." in said(response)
    assert list(administrator.groups.values_list("name", flat=True)) == ["Administrators"]


def test_roles_are_taken_and_sessions_end_with_the_account(client):
    writer = factories.writer()
    address = reverse("configure_person", args=[writer.pk])
    entered = form_of(client.get(address), roles=[], name="Mara L.")
    entered.pop("is_active")

    client.post(address, entered)

    writer.refresh_from_db()
    assert (writer.name, writer.is_active, writer.groups.count()) == ("Mara L.", False, 0)
    assert writer.sign_outs == 1


def test_the_link_is_mailed_again_and_never_to_a_guest(client):
    writer, guest = factories.writer(), User.objects.create_user("g@example.org", is_guest=True)

    client.post(reverse("configure_person_mail", args=[writer.pk]))
    refused = client.post(reverse("configure_person_mail", args=[guest.pk]))

    assert DBTaskResult.objects.filter(task_path__endswith="send_password_link").count() == 1
    assert refused.status_code == 404
    assert mail.outbox == []


def test_a_credential_that_is_entered_waits_to_be_looked_up_by_somebody_else(client):
    person = factories.person(factories.user("Reviewers", name="Ines Carvalho"))
    address = reverse("configure_credential_new", args=[person.pk])
    entered = {"kind": "licence", "title": "Licence to practise medicine", "issuer": "A Council"}

    response = client.post(address, form_of(client.get(address), **entered))

    credential = Credential.objects.get()
    assert response.headers["Location"] == reverse("person_desk", args=[person.pk])
    assert not credential.is_checked
    page = said(client.get(reverse("person_desk", args=[person.pk])))
    assert (
        "You entered or changed what is said of Ines Carvalho, so somebody else checks it." in page
    )


def test_a_profile_is_made_and_changed(client):
    user = factories.user("Editors", name="Noor Haddad")

    made = client.post(reverse("configure_profile_new", args=[user.pk]))
    address = made.headers["Location"]
    client.post(address, form_of(client.get(address), occupation="Deputy editor"))

    user.refresh_from_db()
    assert (user.person.slug, user.person.occupation) == ("noor-haddad", "Deputy editor")

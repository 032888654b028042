"""The administration configures; it moves no text and deletes nothing."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Disclaimer, Revision, Wording
from cms.models import User
from reviews.models import (
    Amendment,
    Approval,
    Assignment,
    Credential,
    Event,
    Policy,
    Round,
    Witness,
)
from tests import factories

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"cms", "articles", "reviews"}
]


@pytest.fixture
def administrator(client):
    made = factories.user("Administrators", name="Ruth", is_staff=True)
    client.force_login(made)
    return made


def test_nothing_with_a_state_or_a_signature_is_in_it():
    assert not {Article, Revision, Approval, Assignment, Event, Round} & set(admin.site._registry)


@pytest.mark.parametrize("model", OURS)
def test_every_list_and_form_opens_for_an_administrator(client, administrator, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 200


@pytest.mark.parametrize("model", OURS)
def test_nothing_of_ours_is_deleted_not_even_by_a_superuser(rf, model):
    request = rf.get("/")
    request.user = factories.user(is_staff=True, is_superuser=True)

    assert not admin.site._registry[model].has_delete_permission(request)


@pytest.mark.parametrize("role", ["Writers", "Reviewers", "Editors"])
def test_others_do_not_get_in(client, role):
    client.force_login(factories.user(role))

    assert client.get("/admin/", follow=True).status_code == 403


def test_strangers_come_in_by_the_one_door(client):
    assert client.get("/admin/login/").headers["Location"].startswith("/account/login/")


def test_a_wording_is_added_and_never_changed(client, administrator):
    disclaimer = Disclaimer.objects.create(name="General", slug="general", everywhere=True)
    Wording.objects.create(disclaimer=disclaimer, title="Old", text="Old words.")
    address = reverse("admin:articles_disclaimer_change", args=[disclaimer.pk])

    page = client.get(address).content.decode()
    client.post(
        address,
        {
            "name": "General", "placement": "top", "everywhere": "on", "is_active": "on", "tags": "",
            "wordings-TOTAL_FORMS": "1", "wordings-INITIAL_FORMS": "0",
            "wordings-0-title": "New", "wordings-0-language": "en", "wordings-0-text": "New words.",
            "wordings-0-effective_on": timezone.localdate().isoformat(),
            "wordings-0-disclaimer": disclaimer.pk,
        },
    )  # fmt: skip

    assert "Old words." in page
    assert 'name="wordings-0-text"' not in page
    assert list(disclaimer.wordings.values_list("number", "title", "written_by__name")) == [
        (2, "New", "Ruth"),
        (1, "Old", None),
    ]


def test_a_credential_is_entered_and_never_checked(client, administrator):
    person = factories.person()
    fields = {"person": person.pk, "kind": "degree", "title": "MD", "issuer": "A university"}

    client.post(reverse("admin:reviews_credential_add"), fields)
    entered = Credential.objects.get()
    client.post(
        reverse("admin:reviews_credential_change", args=[entered.pk]),
        {**fields, "current_check": "1", "checked_on": timezone.localdate().isoformat()},
    )

    entered.refresh_from_db()
    assert (entered.title, entered.is_checked) == ("MD", False)
    assert [each.act for each in Amendment.objects.all()] == ["add_credential"]


def test_an_address_does_not_change_once_it_is_given(client, administrator):
    person = factories.person(name="Mara")

    client.post(
        reverse("admin:articles_person_change", args=[person.pk]),
        {"name": "Mara L.", "slug": "elsewhere"},
    )

    before = person.slug
    person.refresh_from_db()
    assert (person.name, person.slug) == ("Mara L.", before)


def test_an_administrator_makes_an_account_but_no_superuser(client, administrator):
    client.post(reverse("admin:cms_user_add"), {"email": "New@Example.org", "name": "New"})
    made = User.objects.get(email="new@example.org")
    client.post(
        reverse("admin:cms_user_change", args=[made.pk]),
        {"email": made.email, "name": "New", "is_active": "on", "is_superuser": "on"},
    )

    made.refresh_from_db()
    assert not made.has_usable_password()
    assert not made.is_superuser


def test_an_administrator_cannot_touch_a_superuser(client, administrator):
    chief = factories.user(is_superuser=True, is_staff=True)
    address = reverse("admin:cms_user_change", args=[chief.pk])

    client.post(address, {"email": "mine@example.org", "name": "Mine"})
    password = client.get(reverse("admin:auth_user_password_change", args=[chief.pk]))

    chief.refresh_from_db()
    assert chief.name != "Mine"
    assert password.status_code == 403


def test_a_policy_is_set(client, administrator):
    topic = factories.topic()
    policy = Policy.objects.get(topic=topic)

    client.post(
        reverse("admin:reviews_policy_change", args=[policy.pk]),
        {
            "topic": topic.pk, "approvals": 2, "interval_months": 12, "days_to_review": 7,
            "days_to_settle_debt": 3, "remind_unanswered_days": 3, "remind_before_days": 3,
            "remind_every_days": 7, "escalate_after_days": 7, "evidence_from": "2030-01-01",
            "unsourced": "blocks", "house_rules": "advises", "placeholders": "blocks",
            "import_notes": "blocks", "dead_links": "advises", "incomplete_works": "blocks",
            "dead_addresses": "advises", "reports": "all", "fallen_source": "doubt", "lay_readers": 1,
            "checked": '["dosage"]',
        },
    )  # fmt: skip

    policy.refresh_from_db()
    assert (policy.approvals, policy.interval_months, policy.checked) == (2, 12, ["dosage"])
    assert (policy.fallen_source, policy.partly_passes) == ("doubt", False)


def test_a_witness_is_named_by_an_act(client, administrator):
    said = {"name": "City library", "email": "log@library.example", "is_active": "on"}

    client.post(reverse("admin:reviews_witness_add"), said)

    witness = Witness.objects.get()
    assert (witness.name, witness.email, witness.is_active) == (*tuple(said.values())[:2], True)
    made = Amendment.objects.latest("number")
    assert (made.act, made.actor) == ("add_witness", administrator)

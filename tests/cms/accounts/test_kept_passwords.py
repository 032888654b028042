"""How passwords are kept, and how one that was kept otherwise comes to be kept so."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client, override_settings
from django.urls import reverse

from cms import settings as site
from reviews.models import AccountChange
from tests import factories

pytestmark = pytest.mark.django_db
BEFORE = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.fixture(autouse=True)
def _as_in_use(settings):
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS


@pytest.fixture
def user():
    """With a password that was kept by a former version."""
    user = factories.editor()
    with override_settings(PASSWORD_HASHERS=[BEFORE]):
        user.password = make_password(factories.PASSWORD)
    user.save()
    return user


def sign_in(client: Client, user) -> Client:
    entered = {"login": user.email, "password": factories.PASSWORD}
    assert client.post(reverse("account_login"), entered).status_code == 302
    return client


def test_a_password_is_kept_as_owasp_asks():
    kept = make_password(factories.PASSWORD)

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_one_of_before_is_kept_anew_at_the_next_sign_in_and_is_no_change_of_the_account(
    client, user
):
    sign_in(client, user)

    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(factories.PASSWORD)
    assert not AccountChange.objects.filter(user=user).exists()
    assert client.get(reverse("desk")).status_code == 200


def test_signing_with_one_of_before_ends_no_session(client, user):
    revision = factories.approved()
    client.force_login(user)

    signed = {"password": factories.PASSWORD, "digest": revision.digest, "state": "approved"}
    answer = client.post(reverse("review_action", args=[revision.pk, "publish"]), signed)

    assert answer.status_code == 303
    assert client.get(reverse("desk")).status_code == 200

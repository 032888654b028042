"""Which passwords are refused, without asking anybody."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cms.accounts import passwords
from cms.models import User
from tests import factories

GUESSED = "This password is guessed soon"


@pytest.mark.parametrize(
    "password",
    [
        "P@ssw0rd2024",  # of a list, in disguise
        "qwertyuiop123",
        "dragon99dragon",
        "12.05.1987!",
        "Lindqvist1987",
        "plainevidence1",
        "a" * passwords.LONGEST + "x7#Kq!vT2p",  # what is longer is not looked at
    ],
)
def test_one_that_is_guessed_soon_is_refused(password):
    owner = User(name="Mara Lindqvist", email="mara@example.org")

    with pytest.raises(ValidationError, match=GUESSED):
        passwords.HardToGuess().validate(password, owner)


@pytest.mark.parametrize(
    "password", ["trombón verde nueve", "zwölf Boxkämpfer", "x7#Kq!vT2p", "漢字とかな交じり文"]
)
def test_one_that_takes_long_is_taken(password):
    validate_password(password, User(name="Mara Lindqvist", email="mara@example.org"))


@pytest.mark.django_db
def test_whoever_sets_one_is_told_why_and_keeps_the_former(client):
    user = factories.user()
    client.force_login(user)
    new = {"password1": "P@ssw0rd2024", "password2": "P@ssw0rd2024"}

    page = client.post(
        "/account/password/change/", {"oldpassword": factories.PASSWORD, **new}
    ).content.decode()

    assert GUESSED in page
    user.refresh_from_db()
    assert user.check_password(factories.PASSWORD)

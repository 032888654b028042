"""What somebody keeps of a look-up: stored with the check, on record, read by those who check licences."""

from hashlib import sha256
from http import HTTPStatus

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.users import User
from reviews.models import Amendment, CheckFile, Credential, CredentialCheck
from tests import factories
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = b"%PDF-1.7 what the register said"


@shared
def editor() -> User:
    return factories.editor()


@shared
def licence() -> Credential:
    return factories.credential(factories.person(factories.user("Reviewers", name="Dr Ada Byron")))


def sent(content: bytes, name: str = "register.pdf", **others: str) -> dict[str, object]:
    entered = {"check": "1", "register": "Example Register", "on": timezone.localdate()}
    return {**entered, "file": SimpleUploadedFile(name, content), **others}


def look_up(client, licence, data):
    return client.post(reverse("credential_check", args=[licence.pk]), data)


def test_a_page_of_the_register_is_kept_with_the_check(client, editor, licence):
    client.force_login(editor)

    look_up(client, licence, sent(PAGE, "régistre.pdf"))

    kept = CheckFile.objects.get()
    licence.refresh_from_db()
    assert kept.check_of == licence.current_check
    assert (kept.name, bytes(kept.content), kept.size) == ("régistre.pdf", PAGE, len(PAGE))
    last = Amendment.objects.latest("number")
    digest = sha256(PAGE).hexdigest()
    assert last.details["file"] == {
        "name": "régistre.pdf", "digest": digest, "check": kept.check_of_id,
    }  # fmt: skip
    address = reverse("check_file", args=[kept.check_of_id])
    for page in (
        reverse("person_desk", args=[licence.person_id]),
        reverse("amendment", args=[last.number]),
    ):
        assert f'href="{address}"' in client.get(page).text


def test_it_comes_as_a_file_to_those_who_check_licences(client, editor, licence):
    client.force_login(editor)
    look_up(client, licence, sent(PAGE))
    address = reverse("check_file", args=[CheckFile.objects.get().check_of_id])

    file = client.get(address)

    assert b"".join(file) == PAGE
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"] == 'attachment; filename="register.pdf"'
    client.force_login(factories.reviewer())
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN


def test_the_page_may_be_left_out(client, editor, licence):
    client.force_login(editor)

    look_up(client, licence, {**sent(PAGE), "file": ""})

    assert CredentialCheck.objects.count() == 1
    assert not CheckFile.objects.exists()
    assert "file" not in Amendment.objects.latest("number").details


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "This file is empty: save the page again."),
        (b"x" * (CheckFile.LARGEST + 1), "This file is larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_kept_checks_nothing(client, editor, licence, content, says):
    client.force_login(editor)

    page = look_up(client, licence, sent(content))

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert says in page.text
    assert not CredentialCheck.objects.exists()


def test_it_neither_changes_nor_goes(client, editor, licence):
    client.force_login(editor)
    look_up(client, licence, sent(PAGE))
    kept = CheckFile.objects.get()

    for act in (kept.save, kept.delete):
        with pytest.raises(ValidationError):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckFile.objects.filter(pk=kept.pk)._raw_delete("default")

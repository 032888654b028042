"""What hangs on where the site stands: links, cookies, headers, health, mail."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import mail as outbox
from django.test import Client

from cms.accounts import demonstration
from cms.models import User
from tests import factories
from tests.cms.accounts.test_limits import work

pytestmark = pytest.mark.django_db
NAMES = [
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "SECOND_FACTOR",
]
READ = (
    "import json; from cms import settings as s; print(json.dumps({n: getattr(s, n) for n in %s}))"
)


def told(tmp_path, **environment: str) -> dict[str, object]:
    """The settings of a site with this environment."""
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment}
    done = subprocess.run(
        [sys.executable, "-c", READ % NAMES], env=kept, capture_output=True, check=True
    )
    return dict(json.loads(done.stdout))


def test_the_link_to_a_new_password_leads_to_the_site_whatever_host_was_claimed():
    user = factories.user()

    Client().post("/account/password/reset/", {"email": user.email}, HTTP_HOST="localhost")
    assert not outbox.outbox  # the worker's
    work()

    [letter] = outbox.outbox
    assert f"{settings.SITE_URL}/account/password/reset/key/" in letter.body
    assert "localhost" not in letter.body
    assert letter.subject == "A new password for Plain Evidence"
    assert "Hello from" not in letter.body


def test_nobody_has_us_write_to_strangers():
    Client().post("/account/password/reset/", {"email": "stranger@example.org"})
    work()

    assert not outbox.outbox


def test_an_account_is_given_by_a_mail_and_its_owner_alone_sets_the_password(
    client, django_capture_on_commit_callbacks
):
    client.force_login(factories.user("Administrators", is_staff=True))

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/cms/user/add/", {"email": "new@example.org", "name": "Nia"})
    work()

    given = User.objects.get(email="new@example.org")
    assert not given.has_usable_password()
    assert "You have an account at Plain Evidence now" in outbox.outbox[0].body
    assert client.get(f"/admin/cms/user/{given.pk}/password/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/desk/", "/account/login/", "/reviews/", "/account/security/"]
)
def test_what_is_private_is_kept_nowhere(client, address):
    client.force_login(factories.user("Writers", "Reviewers"))

    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_signing_out_has_the_browser_forget(client):
    client.force_login(factories.user())

    assert client.post("/account/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/").headers


def test_health_is_answered_over_http_and_by_any_name(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/desk/").status_code == 301

    for question in ("live", "ready"):
        answer = client.get(f"/health/{question}", HTTP_HOST="10.1.2.3:8000")
        assert (answer.status_code, answer.content) == (200, f"{question}\n".encode())
        assert client.post(f"/health/{question}").status_code == 405


def test_what_a_process_keeps_is_told_to_whoever_has_the_token(client, settings):
    settings.METRICS_TOKEN = "secret"

    assert client.get("/health/pages").status_code == 404
    answer = client.get("/health/pages", HTTP_AUTHORIZATION="Bearer secret")
    assert answer.status_code == 200


def test_over_https_cookies_are_bound_to_the_host_and_hsts_begins_short(tmp_path):
    found = told(tmp_path, SITE_URL="https://www.example.org")

    assert found["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert (found["SECURE_HSTS_SECONDS"], found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]) == (3600, False)
    assert found["SECURE_HSTS_PRELOAD"] is False
    assert found["SECOND_FACTOR"] == "required"
    longer = told(
        tmp_path, SITE_URL="https://www.example.org", HSTS_SECONDS="63072000", HSTS_SUBDOMAINS="1"
    )
    assert longer["SECURE_HSTS_SECONDS"] == 63072000
    assert longer["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


@pytest.mark.parametrize(
    ("environment", "security"),
    [
        ({"EMAIL_PORT": "465"}, (True, False)),
        ({"EMAIL_PORT": "587"}, (False, True)),
        ({"EMAIL_PORT": "2525", "EMAIL_SECURITY": "starttls"}, (False, True)),
        ({"EMAIL_PORT": "25"}, (False, False)),
    ],
)
def test_mail_goes_by_tls_or_starttls_on_whatever_port(tmp_path, environment, security):
    found = told(tmp_path, **environment)

    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == security


def test_published_passwords_open_nothing_where_strangers_come(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    user = factories.user(email=demonstration.ACCOUNTS[0].email)
    User.objects.filter(pk=user.pk).update(password=user.password)

    demonstration.close_to_strangers()

    user.refresh_from_db()
    fresh = demonstration.password()
    assert fresh != demonstration.PASSWORD
    assert check_password(fresh, user.password)
    assert (tmp_path / "demonstration_password").stat().st_mode & 0o777 == 0o600
    assert demonstration.PASSWORD not in client.get("/account/login/").text
    demonstration.close_to_strangers()
    assert demonstration.password() == fresh

"""Passkeys, with an authenticator that Chromium itself plays: set up, signed in by, signed with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from reviews.models import AccountChange, Approval
from tests import factories
from tests.browser.test_main_job import open_action


@pytest.fixture
def with_authenticator(page: Page) -> Iterator[Page]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_passkey_is_added_signs_in_and_signs(with_authenticator, live_server, settings, watch):
    page, site = with_authenticator, live_server.url.replace("127.0.0.1", "localhost")
    settings.SITE_URL = watch.origin = site
    settings.SECOND_FACTOR = "required"
    doctor = factories.reviewer(email="ada@example.org")

    def sign_in() -> None:
        page.goto(f"{site}/account/login/")
        page.get_by_label("Email").fill("ada@example.org")
        page.get_by_label("Password").fill(factories.PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    sign_in()
    expect(page.get_by_text("You have none yet")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Codes on paper")).to_be_visible()
    AccountChange.objects.all().delete()
    settings.SECOND_FACTOR = "offered"
    revision = factories.assigned(to=doctor)
    settings.SECOND_FACTOR = "required"

    page.context.clear_cookies()
    sign_in()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("review")

    page.goto(f"{site}/reviews/{revision.pk}/")
    form = open_action(page, "approve")
    form.get_by_label("Your statement").fill("I checked every statement.")
    form.get_by_label("Your competing interests").fill("None.")
    form.get_by_role("button", name="Approve, with your passkey").click()
    page.wait_for_url(f"{site}/reviews/")

    assert Approval.objects.get().method == "webauthn"

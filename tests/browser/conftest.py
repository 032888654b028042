"""A real Chromium for the tests in this folder: watched pages, and people who are signed in."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from cms.models import User
from tests.browser.editing import PATIENCE
from tests.services import services

__all__ = ["services"]

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not item.get_closest_marker("both_databases"):
                item.add_marker(pytest.mark.once)


@dataclass
class Watch:
    """What went wrong in the browser during a test; `expect` forgives what a test provokes."""

    origin: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, *words: str) -> None:
        """Forgive each problem that contains one of the words: “409 (Conflict)”."""
        self.expected.extend(words)

    def follow(self, page: Page) -> None:
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"Exception: {error}"))
        page.on("request", self._see)

    def unexpected(self) -> list[str]:
        return [
            problem
            for problem in self.problems
            if not any(words in problem for words in self.expected)
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"{message.text} [{message.location.get('url')}]")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self.problems.append(f"Request to another origin: {request.url}")


@pytest.fixture(scope="package")
def browser(django_db_setup) -> Iterator[Browser]:
    """Debian's Chromium, without its window where that is: half the work. Without one the tests are
    skipped, but not in CI.

    Playwright runs an event loop in this thread as long as it lives, and Django would refuse to
    touch the database beside it: hence the variable.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = "Browser tests need Chromium (Debian: apt-get install chromium-headless-shell)."
        if os.environ.get("CI") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE * 1000)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """Fails the test on a console error, a policy violation or a request to another origin."""
    watch = Watch(live_server.url)
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def new_page(browser: Browser, live_server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open a watched page in a browser of its own: no cookies, nothing stored.

    Takes the options of `Browser.new_context`, such as `viewport` and `color_scheme`.
    """
    contexts = []

    def opened(**options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    _let_the_server_finish()


def _let_the_server_finish() -> None:
    """What a page asks for as it closes is answered before the tables are emptied for the next test."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One watched page, signed out, on a desk-sized screen."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def enter(page: Page, live_server) -> Callable[..., Page]:
    """Sign a user in without the form: `enter(user)`, or `enter(user, page)` for a page of his own."""

    def signed_in(user: User, page: Page = page) -> Page:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return signed_in

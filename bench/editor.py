"""The editor against the clock: a page ready to write in, and a key until its letter is painted.

Run as `python -m bench.editor`. The first table sets our edit page beside an empty page of
django-prose-editor on the same server; the second comes from a trace of the browser.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

ROUNDS: Final = 9
WORDS: Final = 3_000
CITATIONS: Final = 100
KEYS: Final = "The dose was halved, and the pain came back within a week. " * 2
ARGUMENTS: Final = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
]
READY: Final = """
document.addEventListener("prose-editor:ready", () =>
  requestAnimationFrame(() => setTimeout(() => { window.ready = performance.now() })))
"""
EMPTY: Final = "empty django-prose-editor"
VISITS: Final = ("first visit", "next visit")
TRACED: Final = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
SENTENCE: Final = (
    "In this trial of adults with lasting pain the two groups did not differ at week {}. "
)


def text_of(words: int, citations: int, key: str) -> str:
    """A body of about so many words and exactly so many citations, with a heading now and then."""
    cite = f'<cite data-ref="{key}"></cite>'
    sentences = [SENTENCE.format(number) for number in range(words // 16)]
    step = len(sentences) / citations
    for number in range(citations):
        sentences[int(number * step)] += cite
    blocks = [f"<p>{''.join(sentences[at : at + 5])}</p>" for at in range(0, len(sentences), 5)]
    return "".join(f"<h2>Part {at}</h2>" * (at % 6 == 0) + block for at, block in enumerate(blocks))


@contextmanager
def site() -> Iterator[tuple[str, dict[str, str], str, str]]:
    """A server with two drafts: its origin, the cookie of its writer, the paths of a new and a long draft."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from django.conf import settings
    from django.test import Client, override_settings
    from django.test.testcases import LiveServerThread

    from tests import factories

    writer = factories.writer()
    key = factories.reference().key
    short = factories.draft(by=writer)
    draft = factories.rewrite(factories.draft(by=writer), text_of(WORDS, CITATIONS, key))
    client = Client()
    client.force_login(writer, backend=settings.AUTHENTICATION_BACKENDS[0])
    server = LiveServerThread("127.0.0.1", lambda site: site)  # WhiteNoise serves the files
    with override_settings(ROOT_URLCONF="bench.empty_editor"):
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value}
        paths = (f"/desk/revisions/{each.pk}/edit/" for each in (short, draft))
        yield (f"http://127.0.0.1:{server.port}", cookie, *paths)
        server.terminate()


def ready(page: Any, address: str) -> tuple[float, float]:
    """Milliseconds from the start of the navigation: to the answer, and to the editor painted."""
    page.goto(address)
    page.wait_for_function("() => window.ready")
    answered, painted = page.evaluate(
        "() => [performance.getEntriesByType('navigation')[0].responseEnd, window.ready]"
    )
    return float(answered), float(painted)


Figures = dict[tuple[str, str], list[tuple[float, float]]]


def page_ready(new_page: Callable[[], Any], pages: dict[str, str]) -> Figures:
    """Cold and warm, each page in turn, so that noise meets all of them."""
    figures: Figures = {}
    for _round in range(ROUNDS):
        for name, address in pages.items():
            page = new_page()
            for visit in VISITS:
                figures.setdefault((visit, name), []).append(ready(page, address))
            page.context.close()
    return figures


def print_ready(figures: Figures) -> None:
    print(
        f"Page ready to write in, median ms of {ROUNDS}    answered     ready   to the empty page"
    )
    for (visit, name), times in sorted(figures.items()):
        answered, painted = (median(column) for column in zip(*times, strict=True))
        share = painted / median(each for _answered, each in figures[visit, EMPTY])
        print(f"  {visit + ', ' + name:<40}{answered:>10.0f}{painted:>10.0f}{share:>12.2f}")


def key_to_paint(browser: Any, page: Any, address: str, trace: Path) -> list[float]:
    """Milliseconds from each keydown to the end of the frame that shows its letter."""
    ready(page, address)
    page.locator("#id_body_area > p").nth(20).click()
    page.keyboard.press("End")
    page.wait_for_timeout(1_000)
    browser.start_tracing(page=page, path=str(trace), categories=TRACED)
    for letter in KEYS:
        page.keyboard.press(letter if letter != " " else "Space")
        page.wait_for_timeout(40)
    browser.stop_tracing()
    return spans(json.loads(trace.read_text())["traceEvents"])


def spans(events: list[dict[str, Any]]) -> list[float]:
    """For each keydown of the trace, the time to the first commit of a frame after its keypress."""
    timed = sorted((each for each in events if each.get("ph") == "X"), key=lambda each: each["ts"])
    found = []
    downs = [each for each in timed if _type(each) == "keydown"]
    for down in downs:
        later = (each for each in timed if each["tid"] == down["tid"] and each["ts"] > down["ts"])
        typed = False
        for each in later:
            typed = typed or _type(each) in {"input", "beforeinput", "keypress"}
            if typed and each["name"] == "Commit":
                found.append((each["ts"] + each.get("dur", 0) - down["ts"]) / 1_000)
                break
    return found


def _type(event: dict[str, Any]) -> str:
    if event["name"] != "EventDispatch":
        return ""
    return str(event.get("args", {}).get("data", {}).get("type", ""))


def main() -> None:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, site() as (origin, cookie, new, long):
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)

        def new_page() -> Any:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{**cookie, "url": origin}])
            context.add_init_script(READY)
            return context.new_page()

        pages = {EMPTY: "/empty/", "our page, a new draft": new, "our page, 3,000 words": long}
        print_ready(page_ready(new_page, {name: f"{origin}{path}" for name, path in pages.items()}))
        with tempfile.TemporaryDirectory() as folder:
            spent = key_to_paint(browser, new_page(), origin + long, Path(folder) / "trace.json")
        print(f"Key to paint, ms, {WORDS:,} words, {CITATIONS} citations, {len(spent)} keys")
        print(f"  median {median(spent):.1f}   95th of 100 {quantiles(spent, n=20)[-1]:.1f}")
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    # Playwright runs an event loop in this thread, and Django would refuse the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with tempfile.TemporaryDirectory() as data:
        os.environ["DATA_DIR"] = data
        os.environ.pop("DATABASE_URL", None)
        main()

"""Every kind of page of the demonstration site, as its people see it: accessible, whole, quiet.

With `SCREENSHOTS=folder` the pictures of the documents are kept there.
"""

import os
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from articles.drafting.drafts import DraftText
from articles.models import Article, Image, Revision
from cms.accounts.demonstration import PASSWORD
from cms.models import User
from reviews.desk import guests
from reviews.models import Notification
from reviews.reviewing import discussion
from reviews.workflow.perform import perform
from tests import factories

PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
SCREENS = (DESKTOP, PHONE)
# the screen whose pictures are asked for, if any are
KEPT_ON = DESKTOP["viewport"] if "SCREENSHOTS" in os.environ else None
# WCAG 2.2 A and AA, and the good practice of axe-core
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # the others need no addresses of every element that passed
}
WIDER_THAN_THE_SCREEN = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
)
POST = """([action, fields]) => {
  const form = document.createElement("form")
  Object.assign(form, { method: "post", action })
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value
  for (const [name, value] of Object.entries({ ...fields, csrfmiddlewaretoken: token })) {
    const field = document.createElement("textarea")
    Object.assign(field, { name, value })
    form.append(field)
  }
  document.body.append(form)
  form.submit()
}"""

# the sum of all layout shifts since the page began to load
MOVED = """() => new Promise((resolve) => {
  let sum = 0
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.value
    resolve(sum)
  }).observe({ type: "layout-shift", buffered: true })
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
})"""

SCRIPT = re.compile(r"\.js($|\?)")
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
# the pages whose scripts change what is seen; the editor itself, on "edit", is not there before its script is
SCRIPTED = {
    "preview",
    "images",
    "compare",
    "compare-sides",
    "dashboard",
    "review",
    "review-changes",
    "board",
}

READER = {
    "home": "/",
    "articles": "/articles/",
    "articles-by-letter": "/articles/?letter=K",
    "article": "/articles/kratom-for-pain/",
    "article-overdue": "/articles/paracetamol-for-back-pain/",
    "article-unreviewed": "/articles/hpv-vaccine-and-cervical-cancer/",
    "article-changed": "/articles/daily-aspirin-first-heart-attack/",
    "article-retracted": "/articles/z-drugs-sleeping-tablets/",
    "article-withdrawn": "/articles/vitamin-c-and-colds/",
    "history": "/articles/kratom-for-pain/history/",
    "comparison": "/articles/kratom-for-pain/history/compare/?view=side",
    "old-version": "/articles/kratom-for-pain/history/1/",
    "topic": "/topics/pain/",
    "tag": "/tags/kratom/",
    "person": "/people/ines-carvalho-stroud/",
    "search": "/search/?q=kratm",
    "search-nothing": "/search/?q=zzzzzz",
    "about": "/about/review/",
    "about-approved": "/about/advertising/",
    "about-live": "/about/review-board/",
    "article-commented": "/articles/cbt-for-insomnia/",
    "helpful": "/articles/kratom-for-pain/helpful/?answer=no",
    "report": "/articles/kratom-for-pain/report/",
    "newsletter": "/newsletter/",
    "home-spanish": "/es/",
    "article-spanish": "/es/articles/sirven-los-antibioticos-para-un-resfriado/",
    "search-spanish": "/es/search/?q=antibioticos",
    "sign-in": "/account/login/",
}
STATUS = {"article-withdrawn": 410}


def desk_pages() -> list[tuple[str, str, str]]:
    """(who, name, address) of the pages behind the sign-in."""
    draft = _revision("opioids-for-long-lasting-pain", "draft")
    review = _revision("kratom-interactions-and-deaths", "in_review")
    published = _revision("kratom-for-pain", "published")
    approved = _revision("statins-and-muscle-aches", "approved")
    article = Article.objects.get(slug="opioids-for-long-lasting-pain")
    return [
        ("writer", "desk", "/desk/"),
        ("writer", "new", "/desk/articles/new/"),
        ("writer", "import", "/desk/import/"),
        ("writer", "edit", f"/desk/revisions/{draft.pk}/edit/"),
        ("writer", "preview", f"/desk/revisions/{draft.pk}/preview/"),
        ("writer", "preview-page", f"/desk/revisions/{draft.pk}/preview/page/"),
        ("writer", "timeline", f"/desk/articles/{article.pk}/"),
        ("writer", "versions", f"/desk/articles/{article.pk}/versions/"),
        ("writer", "version", f"/desk/articles/{article.pk}/versions/r{draft.pk}/"),
        ("writer", "images", "/desk/images/"),
        ("writer", "image", Image.objects.latest("pk").get_absolute_url()),
        ("writer", "compare", f"/desk/articles/{article.pk}/compare/"),
        ("writer", "compare-sides", f"/desk/articles/{article.pk}/compare/?view=side"),
        ("writer", "references", "/desk/references/"),
        ("writer", "reference", "/desk/references/new/"),
        ("reviewer", "dashboard", "/reviews/"),
        ("reviewer", "inbox", "/reviews/inbox/"),
        ("reviewer", "preferences", "/reviews/inbox/mail/"),
        ("reviewer", "review", f"/reviews/{review.pk}/"),
        ("reviewer", "review-changes", f"/reviews/{_second_round().pk}/"),
        ("reviewer", "approve", f"/reviews/{review.pk}/approve/"),
        ("guest", "guest", _guest_link(review)),
        ("editor", "guests", f"/reviews/{review.pk}/guests/"),
        ("editor", "due", "/reviews/due/"),
        ("editor", "figures", "/reviews/figures/"),
        ("editor", "dossier", f"/reviews/dossier/{published.article_id}/"),
        ("editor", "mail-failed", "/reviews/inbox/failed/"),
        ("editor", "state", "/reviews/board/?state=in_review"),
        ("editor", "board", "/reviews/board/"),
        ("editor", "site-pages", "/desk/about/"),
        ("editor", "reports", "/readers/"),
        ("editor", "comment-switches", "/readers/switches/"),
        ("editor", "newsletter-figures", "/readers/newsletter/"),
        ("editor", "assign", f"/reviews/{review.pk}/assign/"),
        ("editor", "schedule", f"/reviews/{approved.pk}/schedule/"),
        ("editor", "retract", f"/reviews/{published.pk}/retract/"),
    ]


def _second_round() -> Revision:
    """A text that comes back to its reviewer, with a comment on words and one on the whole."""
    doctor = User.objects.get(email="reviewer@example.org")
    text = factories.draft(
        body="<p>Rest helps most backs.</p>", title="Rest", topic=factories.topic()
    )
    factories.assigned(text, to=doctor)
    discussion.open_thread(text, doctor, "question", "Whose?", discussion.Passage(0, 10))
    discussion.open_thread(text, doctor, "must_fix", "Say when to see a doctor.")
    perform("request_changes", text, doctor, factories.SIGNED)
    return factories.submitted(factories.next_draft(text.article, "<p>Rest helps many backs.</p>"))


def _guest_link(review: Revision) -> str:
    editor, now = User.objects.get(email="editor@example.org"), timezone.now()
    due = timezone.localdate(now) + timedelta(days=10)
    invitation = guests.invite(review, editor, "Grace Guest", "grace@example.org", "", due, now)
    Notification.objects.filter(address="grace@example.org").update(
        mail="failed", error="No such user"
    )
    return guests.path_of(invitation)


@pytest.fixture
def demo(transactional_db) -> None:
    call_command("demo", stdout=StringIO())


def test_every_page_on_a_desktop_and_on_a_phone(demo, new_page, watch, is_exhaustive):
    """In one test, for loading the demonstration site takes as long as many pages.

    With `make test` pages take turns between the screens, and each is laid out on the other too.
    """
    watch.expect("410 (Gone)")
    everything = [("reader", name, path) for name, path in READER.items()] + desk_pages()
    problems = []

    for turn, screen in enumerate(SCREENS):
        is_all = is_exhaustive or screen["viewport"] == KEPT_ON
        asked = everything if is_all else everything[turn :: len(SCREENS)]
        people = ("writer", "reviewer", "editor")
        pages = {who: _signed_in(new_page(**screen), who) for who in people}
        pages |= {who: new_page(**screen) for who in ("reader", "guest")}
        for who, name, path in asked:
            problems += look(pages[who], name, path)
            if not is_exhaustive:
                problems += too_wide_elsewhere(pages[who], name)
            if name in SCRIPTED:
                problems += moved_by_scripts(pages[who], name, path)
        problems += look_at_a_conflict(pages["writer"])
        problems += look_at_many(pages["editor"])

    assert "\n".join(problems) == ""


def too_wide_elsewhere(page: Page, name: str) -> list[str]:
    """Whether a page that is open is wider than the other screen."""
    here = page.viewport_size
    found = []
    for each in (screen["viewport"] for screen in SCREENS if screen["viewport"] != here):
        page.set_viewport_size(each)
        if page.evaluate(WIDER_THAN_THE_SCREEN):
            found.append(f"{name}: wider than the screen, {each['width']} px")
    page.set_viewport_size(here)
    return found


def look_at_a_conflict(page: Page) -> list[str]:
    """Two writers changed the same paragraph: what the second is shown, to merge or to choose."""
    draft = _revision("opioids-for-long-lasting-pain", "draft")
    page.goto("/desk/")
    factories.rewrite(draft, draft.body.replace("<p>", "<p>Theirs. ", 1))
    fields = {
        **vars(DraftText.of(draft)),
        "body": draft.body.replace("<p>", "<p>Mine. ", 1),
        "version": str(draft.version),
    }
    with page.expect_navigation():
        page.evaluate(POST, [f"/desk/revisions/{draft.pk}/merge/", fields])
    expect(page.get_by_text("Changed on both sides", exact=True)).to_be_visible()
    return flaws(page, "conflict")


def look_at_many(page: Page) -> list[str]:
    """What became of many texts, after the board."""
    page.goto("/reviews/board/?state=in_review")
    page.locator("input[name=text]").first.check()
    page.locator("select[name=deed]").select_option("nudge")
    page.get_by_role("button", name="Do it").click()
    page.get_by_role("heading", name="Remind those who have not decided").wait_for()
    return flaws(page, "bulk")


def look(page: Page, name: str, path: str) -> list[str]:
    """Open a page and say what is wrong with it."""
    response = page.goto(path)
    assert response is not None
    if page.locator("#id_body").count():
        page.locator("#id_body_area").wait_for()
    expected = STATUS.get(name, 200)
    problems = [f"{name}: {response.status}"] if response.status != expected else []
    return problems + flaws(page, name)


def flaws(page: Page, name: str) -> list[str]:
    """What is wrong with a page that is open."""
    problems = []
    if name.startswith("review") and (moved := page.evaluate(MOVED)):
        problems.append(f"{name}: what was read moved by {moved}")
    if page.evaluate(WIDER_THAN_THE_SCREEN):
        problems.append(f"{name}: wider than the screen")
    for violation in Axe().run(page, options=RULES).response["violations"]:
        places = ", ".join(" ".join(node["target"]) for node in violation["nodes"][:3])
        problems.append(f"{name}: {violation['id']} at {places}")
    _keep(page, name)
    return [f"{each}, {page.viewport_size['width']} px" for each in problems]


def moved_by_scripts(page: Page, name: str, path: str) -> list[str]:
    """What moves where the scripts come after everything else was seen."""
    held: list[Route] = []
    page.route(SCRIPT, lambda route: held.append(route))
    page.goto(path, wait_until="commit")
    page.wait_for_function(PAINTED)
    page.route(SCRIPT, lambda route: route.continue_())  # the last handler is asked first
    for script in held:
        script.continue_()
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(MOVED)
    page.unroute(SCRIPT)
    return [f"{name}: a late script moved it by {moved}"] if moved else []


def _keep(page: Page, name: str) -> None:
    if page.viewport_size == KEPT_ON:
        folder = os.environ["SCREENSHOTS"]
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _signed_in(page: Page, who: str) -> Page:
    user = User.objects.get(email=f"{who}@example.org")
    page.goto("/account/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)
    return page


def _revision(slug: str, state: str) -> Revision:
    return Revision.objects.get(article__slug=slug, state=state)


def test_the_administration_runs_under_the_policy_too(transactional_db, page, enter):
    """Its look is Django's; what counts is that nothing inline is asked for: `watch` would say."""
    writer = factories.writer()
    enter(factories.user("Administrators", is_staff=True))
    addresses = (
        "/admin/",
        "/admin/cms/user/",
        f"/admin/cms/user/{writer.pk}/change/",
        "/admin/articles/disclaimer/add/",
        "/admin/reviews/credential/",
    )

    answers = {address: page.goto(address).status for address in addresses}

    assert answers == dict.fromkeys(addresses, 200)

"""What people say to one another's work, in a real browser: a byline refused, a round that is blind."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.drafting.drafts import set_bylines
from articles.models import Byline
from reviews.models import Attribution, Notification
from reviews.notifications.mail import compose
from tests import factories
from tests.browser.test_main_job import DESK, sign

pytestmark = [pytest.mark.django_db(transaction=True)]


# --- a name under a title ----------------------------------------------------------------------------


@pytest.fixture
def ben(transactional_db):
    return factories.writer(name="Ben Okri")


@pytest.fixture
def article(ben):
    """Ann has put Ben's name under her title."""
    ann = factories.writer(name="Ann Alt")
    draft = factories.draft(ann, title="Rest")
    by_ann, editor = (draft.article.bylines.get().person_id, Byline.Role.WRITER), Byline.Role.EDITOR
    set_bylines(draft.article, [by_ann, (ben.person.pk, editor)], ann)
    return draft.article


def link_of_the_mail(user) -> str:
    """The path of the link in the letter about the name."""
    letter = compose([Notification.objects.get(recipient=user)])
    return re.search(r"https?://[^/\s]+(/reviews/bylines/)", letter.body)[1]


def test_an_author_refuses_a_byline_by_the_link_of_the_mail(page: Page, enter, article, ben):
    enter(ben).goto(link_of_the_mail(ben))

    page.get_by_text("A word to the editors").click()
    page.get_by_label("A word to the editors").fill("I only mended a comma.")
    page.get_by_role("button", name="Decline to be named").click()

    expect(page.get_by_text("Nobody waits for an answer of yours.")).to_be_visible()
    expect(page.get_by_text("I only mended a comma.")).to_be_visible()
    assert not article.bylines.filter(person=ben.person).exists()
    assert Attribution.objects.filter(person=ben.person).latest("pk").kind == "declined"


def test_and_by_the_message_on_the_desk(page: Page, enter, article, ben):
    enter(ben).goto("/reviews/inbox/")
    page.get_by_role("link", name=re.compile("Your name stands under “Rest”")).first.click()
    page.get_by_role("button", name="Decline to be named").click()

    expect(page.get_by_text("Nobody waits for an answer of yours.")).to_be_visible()
    page.get_by_text("Change your answer").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Change your answer")).to_be_visible()
    assert article.bylines.filter(person=ben.person).exists()


# --- a blind round -----------------------------------------------------------------------------------


def test_the_second_reviewer_of_a_blind_round_sees_neither_verdict_nor_comments_of_the_first(
    new_page, enter, transactional_db
):
    first, second = factories.reviewer(name="Dr Ada Byron"), factories.reviewer(name="Dr Ben Carr")
    revision = factories.submitted(topic=factories.topic(approvals=2, is_blind=True))
    for each in (first, second):
        factories.assigned(revision, to=each)
    address = f"/reviews/{revision.pk}/"

    ada = enter(first, new_page(viewport=DESK))
    ada.goto(address)
    comment(ada, "The source says the opposite.")
    sign(ada, "request_changes", "Its source does not bear it out.")
    ben = enter(second, new_page(viewport=DESK))
    ben.goto(address)

    for words in ("The source says the opposite.", "Its source does not bear it out."):
        expect(ben.get_by_text(words)).to_have_count(0)
    expect(ben.get_by_text("Changes requested")).to_have_count(0)
    expect(ben.get_by_text("once you have decided yourself").first).to_be_visible()
    editor = enter(factories.editor(), new_page(viewport=DESK))
    editor.goto(address)
    expect(editor.get_by_text("The source says the opposite.").first).to_be_visible()

    sign(ben, "approve", "I checked every statement.")
    ben.goto(address)
    expect(ben.get_by_text("The source says the opposite.").first).to_be_visible()
    expect(ben.get_by_text("Its source does not bear it out.").first).to_be_visible()


def comment(page: Page, words: str) -> None:
    """On the whole article."""
    page.get_by_text("Comment on a paragraph or the whole article").click()
    page.get_by_label("Must fix").check()
    page.get_by_label("Comment", exact=True).fill(words)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text(words).first).to_be_visible()

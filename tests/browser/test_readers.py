"""The forms for readers, opened in the article itself."""

from playwright.sync_api import expect

from cms.models import Helpfulness, Remark, Report
from tests import factories

SELECT = """() => {
  const words = document.querySelector(".article .body p").firstChild;
  document.getSelection().setBaseAndExtent(words, 0, words, 10);
}"""


def test_selected_words_go_with_a_report_and_an_answer_is_counted(page, watch, transactional_db):
    watch.expect("422 (Unprocessable Entity)")
    factories.reference()
    body = '<p>Rest helps<cite data-ref="olsen2019"></cite> at night.</p>'
    live = factories.published(factories.draft(body=body))
    page.goto(live.article.get_absolute_url())

    page.evaluate(SELECT)
    page.get_by_role("link", name="Report an error").click()
    expect(page.get_by_label("The words in question")).to_have_value("Rest helps")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Say what is wrong")).to_be_visible()
    page.get_by_label("What is wrong?").fill("It does not.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").filter(has_text="An editor will look at it")).to_be_focused()
    page.get_by_role("link", name="No, it was not helpful").click()
    expect(page.get_by_role("status").filter(has_text="Your answer is counted")).to_be_focused()
    assert Helpfulness.objects.get().no == 1
    page.get_by_label("What helped, or what was missing?").fill("What of children?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("What helped, or what was missing?")).to_have_count(0)

    assert page.url.endswith(live.article.get_absolute_url())
    report = Report.objects.get()
    assert (report.quote, report.words, report.revision) == ("Rest helps", "It does not.", live)
    assert Helpfulness.objects.get().no == 1
    assert Remark.objects.get().words == "What of children?"

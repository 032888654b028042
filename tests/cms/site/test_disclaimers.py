"""The page, its preview, the panel beside the editor and a signature name the same disclaimers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Disclaimer, Topic, Wording
from cms.site.article_pages import article_page
from cms.site.previews import preview
from reviews.reviewing.suggestions import Facts
from reviews.workflow import submission_preview
from reviews.workflow.submission import Submission
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def draft():
    """On a topic below another, with a tag."""
    above = factories.topic("Pain")
    topic = Topic.objects.create(name="Back pain", slug="back-pain", parent=above)
    Topic.objects.create(name="Sleep", slug="sleep")
    made = factories.draft(topic=topic)
    made.article.tags.add("lying")
    return made


def disclaimer(
    *wordings: dict,
    everywhere: bool = False,
    is_active: bool = True,
    topic: str = "",
    tag: str = "",
) -> None:
    number = Disclaimer.objects.count()
    made = Disclaimer.objects.create(
        name=f"Number {number}",
        slug=f"number-{number}",
        everywhere=everywhere,
        is_active=is_active,
        placement=Disclaimer.Placement.BOTTOM if number else Disclaimer.Placement.TOP,
    )
    made.topics.set(Topic.objects.filter(slug=topic))
    made.tags.set([tag] if tag else [])
    for wording in wordings or ({},):
        Wording.objects.create(
            disclaimer=made, text="Ask.", **{"title": "Ask", "effective_on": TODAY, **wording}
        )


@pytest.mark.parametrize(
    ("rules", "titles"),
    [
        ([], []),
        ([{"everywhere": True}], ["Ask"]),
        ([{"everywhere": True, "is_active": False}], []),
        ([{"topic": "back-pain"}, {"topic": "sleep"}], ["Ask"]),
        ([{"topic": "Pain"}, {"tag": "lying"}, {"tag": "standing"}], ["Ask", "Ask"]),
        ([{"topic": "back-pain", "tag": "lying", "everywhere": True}], ["Ask"]),
        ([{}], []),
    ],
    ids=["none", "everywhere", "out of use", "topic", "above and tag", "all at once", "nowhere"],
)
def test_all_name_the_disclaimers_whose_rules_cover_the_article(draft, rules, titles):
    for rule in rules:
        topic = Topic.objects.filter(name=rule.get("topic", "")).values_list("slug", flat=True)
        disclaimer(**{**rule, **({"topic": topic[0]} if topic else {})})

    all_name(draft, titles)


@pytest.mark.parametrize(
    ("wordings", "titles"),
    [
        ([{"title": "Old", "effective_on": TODAY - DAY}, {"title": "New"}], ["New"]),
        ([{"title": "Now"}, {"title": "Soon", "effective_on": TODAY + DAY}], ["Now"]),
        ([{"title": "Soon", "effective_on": TODAY + DAY}], []),
        ([{"title": "Ask"}, {"title": "Pregunte", "language": "es"}], ["Ask"]),
        ([{"title": "Pregunte", "language": "es"}], []),
    ],
    ids=[
        "worded anew",
        "worded anew tomorrow",
        "from tomorrow",
        "two languages",
        "another language",
    ],
)
def test_all_name_the_wording_of_the_day_and_the_language(draft, wordings, titles):
    disclaimer(*wordings, everywhere=True)

    all_name(draft, titles)


def all_name(draft, titles: list[str]) -> None:
    """Through the review to the page."""
    panel = [
        each.message
        for each in submission_preview.preview(Submission(draft), TODAY)
        if "Readers will" in each.message
    ]
    of_draft = [wording.title for wording in preview(draft, TODAY).wordings]
    doctor = factories.reviewer()
    live = factories.published(draft, by=doctor)
    signed = live.approvals.get().disclaimers
    page = article_page(live.article.slug, TODAY)

    assert [wording.title for wording in page.wordings] == of_draft == titles
    assert [wording.title for wording in Facts(live).disclaimers] == titles
    assert [words.split(": ", 1)[1] for words in panel] == (
        [", ".join(f"“{title}”" for title in titles) + "."] if titles else []
    )
    assert signed == {each.disclaimer.slug: each.number for each in page.wordings}
    assert len(signed) == len(titles)

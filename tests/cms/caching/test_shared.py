"""What pages know from memory is what the database says, at once after every change."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles.disclaimers import shown_on
from articles.drafting.drafts import DraftText, save_draft
from articles.models import Article, Disclaimer, Topic, Wording
from cms.caching import registry
from cms.caching.surroundings import disclaimers_on
from cms.readers import comments
from cms.readers.models import CommentSwitch
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.worlds import shared


@shared
def site() -> dict:
    """Three articles; those about rest and about heat stand beside each other."""
    pain = factories.topic("Pain")
    back = Topic.objects.create(name="Back pain", slug="back-pain", parent=pain)
    made = {"pain": pain, "back": back, "editor": factories.editor()}
    for title, topic in {"Rest": back, "Heat": back, "Naps": factories.topic("Sleep")}.items():
        made[title] = factories.published(title=title, topic=topic).article
        made[title].tags.add("back pain")
    return made


def notice(text: str, effective_on=None, language: str = "en", **rule: bool) -> Disclaimer:
    made = Disclaimer.objects.create(name=text, slug=f"notice-{Disclaimer.objects.count()}", **rule)
    Wording.objects.create(
        disclaimer=made,
        title="Mind",
        text=text,
        language=language,
        effective_on=effective_on or timezone.localdate(),
    )
    return made


# --- each of these is seen on the page of an article ------------------------------------------------


def a_topic_is_renamed(site: dict) -> None:
    site["pain"].name = "All pain"
    site["pain"].save()


def a_topic_moves(site: dict) -> None:
    site["back"].parent = site["Naps"].topic
    site["back"].save()


def an_article_moves_to_a_new_topic(site: dict) -> None:
    site["Naps"].topic = Topic.objects.create(name="Rest by day", slug="rest-by-day")
    site["Naps"].save()


def a_topic_holds_its_first_article(site: dict) -> None:
    factories.published(title="Colds", topic=factories.topic("Infections"))


def a_notice_comes(site: dict) -> None:
    notice("Ask somebody.", everywhere=True)


def a_notice_is_worded_anew(site: dict) -> None:
    Wording.objects.create(disclaimer=Disclaimer.objects.get(), title="Mind", text="Ask a doctor.")


def a_notice_stands_on_a_topic_alone(site: dict) -> None:
    made = Disclaimer.objects.get()
    made.everywhere = False
    made.save()
    made.topics.add(site["back"])


def a_notice_stands_with_a_tag(site: dict) -> None:
    made = Disclaimer.objects.get()
    made.topics.clear()
    made.tags.add("lying")
    site["Rest"].tags.add("lying")


def a_notice_goes(site: dict) -> None:
    made = Disclaimer.objects.get()
    made.is_active = False
    made.save()


def comments_are_switched_on(site: dict) -> None:
    comments.switch_on(site["back"])


def comments_are_switched_off(site: dict) -> None:
    comments.switch_off(CommentSwitch.objects.get())


def another_comes_beside(site: dict) -> None:
    factories.published(title="Moving", topic=site["back"]).article.tags.add("back pain")


def one_beside_has_a_new_title(site: dict) -> None:
    draft = factories.next_draft(site["Heat"], "<p>Warm packs.</p>")
    text = DraftText("Warmth", draft.standfirst, draft.body, draft.change_note)
    factories.published(save_draft(draft, draft.version, factories.author_of(draft), text))


def one_beside_has_another_address(site: dict) -> None:
    live = site["Heat"].revisions.published().get()
    perform("move", live, site["editor"], Inputs(address="warm-packs"))


def one_beside_is_retracted(site: dict) -> None:
    perform("retract", site["Heat"].revisions.published().get(), site["editor"], Inputs("Wrong."))


CHANGES = [
    a_topic_is_renamed,
    a_topic_moves,
    an_article_moves_to_a_new_topic,
    a_topic_holds_its_first_article,
    a_notice_comes,
    a_notice_is_worded_anew,
    a_notice_stands_on_a_topic_alone,
    a_notice_stands_with_a_tag,
    a_notice_goes,
    comments_are_switched_on,
    comments_are_switched_off,
    another_comes_beside,
    one_beside_has_a_new_title,
    one_beside_has_another_address,
    one_beside_is_retracted,
]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_every_change_is_on_the_page_at_once(client, site):
    def pages() -> list[bytes]:
        return [
            client.get(site[name].get_absolute_url()).content for name in ("Rest", "Heat", "Naps")
        ]

    for change in CHANGES:
        before = pages()
        change(site)
        for name in ("Rest", "Heat", "Naps"):
            site[name] = Article.objects.get(pk=site[name].pk)
        after = pages()
        registry.clear()

        assert after == pages(), change.__name__
        assert after != before, change.__name__


@pytest.mark.django_db(transaction=True)
def test_what_is_known_is_not_asked_again(client, django_assert_num_queries):
    """The article, its tags, what stands beside it, its texts and who signed them, what its text looks like,
    the policy of today, and what people said of standing under the title."""
    pain = factories.topic("Pain")
    articles = [factories.published(topic=pain).article for _ in range(4)]
    ContentType.objects.get_for_model(Article)
    for article in articles[1:]:
        client.get(article.get_absolute_url())

    with django_assert_num_queries(6):
        page = client.get(articles[0].get_absolute_url())

    assert all(each.slug in page.content.decode() for each in articles)


@pytest.mark.django_db
def test_the_disclaimers_known_are_those_that_the_database_names(site):
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    for text, rule in {
        "all": {"everywhere": True},
        "off": {"everywhere": True, "is_active": False},
    }.items():
        notice(text, **rule)
    notice("above").topics.add(site["pain"])
    notice("here").topics.add(site["back"])
    notice("elsewhere").topics.add(site["Naps"].topic)
    notice("tagged").tags.add("lying")
    notice("not yet", tomorrow, everywhere=True)
    notice("spoken", language="es", everywhere=True)
    site["Rest"].tags.add("lying")

    for name in ("Rest", "Heat", "Naps"):
        text = site[name].revisions.get()
        assert disclaimers_on(site[name], text, today) == shown_on(site[name], text, today)
    text = site["Rest"].revisions.get()
    assert {each.text for each in disclaimers_on(site["Rest"], text, today)} == {
        "all",
        "above",
        "here",
        "tagged",
    }

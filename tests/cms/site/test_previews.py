"""The preview of a text as readers would see it, and the link that shows it without an account."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.drafting import sharing
from articles.models import Disclaimer, Revision, Share, Wording
from articles.models.articles import State
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db


@shared
def draft() -> Revision:
    factories.reference()
    notice = Disclaimer.objects.create(name="Emergency", slug="emergency", everywhere=True)
    Wording.objects.create(disclaimer=notice, title="In an emergency", text="Call for help.")
    body = '<h2>Why</h2><p>So.<cite data-ref="olsen2019"></cite></p>'
    return factories.draft(factories.writer(name="Mara Lindqvist"), body, "Rest for back pain")


@pytest.fixture
def writer(draft, client):
    user = factories.author_of(draft)
    client.force_login(user)
    return user


def framed(client, revision: Revision) -> str:
    return flat(client.get(reverse("preview_page", args=[revision.pk])).text)


def opened(client, token: str):
    client.logout()
    return client.get(reverse("shared_preview", args=[token]))


def test_the_page_in_the_frame_is_what_readers_will_see(client, writer, draft):
    page = framed(client, draft)

    assert "cms/site.css" in page
    assert '<a href="#s-why">Why</a>' in page
    assert '<h2 id="s-why">Why</h2>' in page
    assert 'href="#ref-1"' in page
    assert "Unintentional Drug Overdose Deaths" in page
    assert "Call for help." in page
    assert 'Written by <a href="' in page
    assert "Not yet medically reviewed" in page


def test_the_badge_is_the_one_that_the_text_would_have(client, writer, draft):
    doctor = factories.reviewer(name="Jonas Weber")
    factories.assigned(draft, to=doctor)
    before = framed(client, draft)
    perform("approve", draft, doctor, factories.SIGNED)
    approved = framed(client, draft)
    perform("publish", draft, factories.editor())
    following = framed(client, factories.next_draft(draft.article, "<p>Time helps.</p>"))

    assert "Not yet medically reviewed" in before
    assert "Medically reviewed by" in approved
    assert "Jonas Weber" in approved
    assert "Text has changed since the last review" in following


def test_only_that_page_may_stand_in_a_frame_and_only_in_ours(client, writer, draft):
    frame = client.get(reverse("revision_preview", args=[draft.pk]))
    page = client.get(reverse("preview_page", args=[draft.pk]))

    assert "frame-src 'self'" in frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_frame_has_the_width_asked_for_and_leads_to_the_editor(client, writer, draft):
    address = reverse("revision_preview", args=[draft.pk])
    tablet = client.get(address, {"width": "tablet"}).content.decode()
    unknown = client.get(address, {"width": "moon"}).content.decode()

    assert 'data-width="tablet"' in tablet
    assert 'data-width="window"' in unknown
    assert f'href="/desk/revisions/{draft.pk}/edit/?at=heading-0#id_body">Why</a>' in tablet


def test_a_link_is_made_shown_once_and_opens_without_an_account(client, writer, draft):
    made = client.post(reverse("share_make", args=[draft.pk])).content.decode()
    share = Share.objects.get()
    token = made.partition("/preview/")[2].partition("/")[0]
    listed = client.get(reverse("revision_preview", args=[draft.pk])).content.decode()

    answer = opened(client, token)

    assert share.expires_at - share.made_at == timedelta(days=14)
    assert token not in str(vars(share))
    assert token not in listed
    assert "Made by Mara Lindqvist" in listed
    assert answer.status_code == 200
    assert "Draft, not reviewed" in answer.content.decode()
    assert "/desk/" not in answer.content.decode()
    assert {
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }.items() <= dict(answer.headers).items()


def test_a_link_shows_the_text_as_it_is_now(client, draft):
    _, token = sharing.share(draft, factories.author_of(draft), timezone.now())
    draft = factories.rewrite(draft, "<p>Time helps.</p>")
    saved = opened(client, token).content.decode()
    factories.submitted(draft)

    sealed = opened(client, token).content.decode()

    assert "Time helps." in saved
    assert "Time helps." in sealed
    assert "In review, not reviewed" in sealed


@pytest.mark.parametrize("end", ["expired", "revoked", "discarded", "withdrawn"])
def test_a_link_that_is_over_opens_nothing(client, draft, end):
    writer = factories.author_of(draft)
    made_at = timezone.now() - timedelta(days=14, seconds=1) * (end == "expired")
    share, token = sharing.share(draft, writer, made_at)
    if end == "revoked":
        sharing.revoke(share, writer, timezone.now())
    elif end != "expired":
        factories.brought_to(State(end), draft)

    answer = opened(client, token)

    assert answer.status_code == 410
    assert "This link opens nothing" in answer.content.decode()
    assert "Rest for back pain" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_link_that_never_was_says_no_more(client, draft):
    answer = opened(client, "guessed")

    assert answer.status_code == 404
    assert "This link opens nothing" in answer.content.decode()


def test_a_link_is_revoked_once_and_by_writers_of_the_article_alone(client, draft):
    writer = factories.author_of(draft)
    share, _ = sharing.share(draft, writer, timezone.now())
    address = reverse("share_revoke", args=[share.pk])
    client.force_login(factories.writer())
    refused = client.post(address)
    for user in (writer, factories.editor()):
        client.force_login(user)
        client.post(address)

    share.refresh_from_db()

    assert refused.status_code == 404
    assert share.revoked_by == writer


def test_an_expiry_that_was_not_offered_is_the_usual_one(client, writer, draft):
    for days in ("3650", "", "30"):
        client.post(reverse("share_make", args=[draft.pk]), {"days": days})

    lengths = [each.expires_at - each.made_at for each in Share.objects.order_by("pk")]

    assert [length.days for length in lengths] == [14, 14, 30]


def test_a_link_is_opened_with_few_questions(client, django_assert_max_num_queries):
    image = factories.image()
    factories.reference()
    cited = '<p>a<cite data-ref="olsen2019"></cite></p>' * 30 + factories.figure(image)
    doctor = factories.reviewer()
    draft = factories.next_draft(factories.published(by=doctor).article, cited)
    factories.submitted(draft)
    perform("approve", draft, doctor, Inputs("Checked.", "None.", scope="changes"))
    _, token = sharing.share(draft, factories.author_of(draft), timezone.now())
    client.get("/about/review/")

    with django_assert_max_num_queries(13):
        assert client.get(reverse("shared_preview", args=[token])).status_code == 200

"""A source that is retracted after the approval: who is told, what readers see, what is decided."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.drafting.readiness import Readiness
from articles.models import RetractionMatch, Revision
from articles.retractions import snapshots, standings
from cms.site.teasers import review_line
from reviews.approval.badge import badge, badges
from reviews.models import Notification, Policy
from reviews.refusal import Refused
from reviews.reviewing.suggestions import Facts, suggestions
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.retractions.files import line, write

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CITES = '<p>Rest helps.<cite data-ref="olsen2019"></cite></p>'
NOTICE = 'data-kind="source"'
CONCERN = {"RetractionNature": "Expression of concern"}
ROUTINE = {"Reason": "+Withdrawn as Out of Date;"}
DOI = factories.OLSEN["DOI"]


@pytest.fixture
def retract(tmp_path):
    """Retraction Watch lists the work that all texts here cite."""

    def retracted(**fields) -> None:
        path = write(tmp_path / "rw.csv", line(1, OriginalPaperDOI=DOI, **fields))
        snapshots.take_in(path, timezone.now())

    return retracted


@pytest.fixture
def published() -> Revision:
    factories.reference()
    return factories.published(factories.draft(body=CITES))


def page_of(client, revision: Revision) -> str:
    return client.get(revision.article.get_absolute_url()).content.decode()


def test_readers_see_it_in_the_text_in_the_list_and_above(client, published, retract):
    assert NOTICE not in page_of(client, published)

    retract()

    page = page_of(client, published)
    assert 'data-mark="retracted" data-said="retracted"' in page
    assert 'aria-label="Reference 1: retracted"' in page
    assert "Retracted on" in page
    assert "A source of this article is in question" in page
    assert '"creativeWorkStatus"' in page


@pytest.mark.parametrize(
    ("fields", "is_marked"),
    [
        ({"RetractionNature": "Expression of concern"}, True),
        ({"RetractionNature": "Correction"}, False),
        ({"Reason": "+Withdrawn as Out of Date;"}, False),
    ],
)
def test_readers_are_told_of_doubt_and_not_of_routine(
    client, published, retract, fields, is_marked
):
    retract(**fields)

    assert (NOTICE in page_of(client, published)) is is_marked


def test_those_who_signed_write_or_publish_are_told_once(published, retract):
    editor = factories.editor()
    before = Notification.objects.count()

    retract()
    retract()

    told = list(Notification.objects.order_by("pk")[before:])
    signer = published.approvals.get().reviewer
    assert {editor, signer} <= {each.recipient for each in told}
    assert len({each.recipient for each in told}) == len(told)
    assert "is in question" in told[0].subject
    assert "retracted on" in told[0].text


def test_a_reason_is_shown_to_readers_and_settles_it(client, sign_in, published, retract):
    retract()
    reference = factories.reference()
    address = f"/reviews/sources/{reference.pk}/texts/{published.article.pk}/"

    answer = sign_in(factories.editor()).post(
        address, {"reason": "It tells of the retraction itself."}
    )

    assert answer.status_code == 302
    client.logout()
    page = page_of(client, published)
    assert "Cited all the same: It tells of the retraction itself." in page
    assert NOTICE not in page


def test_a_reason_holds_for_how_the_work_stood(client, published, retract):
    retract(RetractionNature="Expression of concern")
    standings.acknowledge(
        published.article,
        factories.reference(),
        factories.editor(),
        "Said in the text.",
        timezone.now(),
    )
    assert NOTICE not in page_of(client, published)

    retract()

    assert NOTICE in page_of(client, published)


def test_a_text_with_a_retracted_source_is_not_submitted_until_it_says_why(retract):
    factories.reference()
    draft = factories.draft(body=CITES)
    retract()

    [finding] = [each for each in Readiness(draft).findings if each.blocks]
    assert finding.kind == "source not to be relied on"
    with pytest.raises(Refused, match="olsen2019"):
        perform("submit", draft, factories.author_of(draft))

    standings.acknowledge(
        draft.article, factories.reference(), factories.editor(), "It tells of it.", timezone.now()
    )
    assert not any(each.blocks for each in Readiness(draft).findings)


def test_a_hint_names_the_snapshot_and_before_the_first_says_nothing(published, retract, tmp_path):
    first = suggestions(Facts(published))["retracted"]
    assert (first.answer, first.because[:11]) == ("", "Not checked")

    path = write(tmp_path / "rw.csv", line(1, OriginalPaperDOI="10.5555/of.no.one.here"))
    snapshots.take_in(path, timezone.now())
    assert suggestions(Facts(published))["retracted"].answer == "yes"
    assert "15 April 2021" in suggestions(Facts(published))["retracted"].because

    path = write(
        tmp_path / "rw.csv", path.read_text().splitlines()[1], line(2, OriginalPaperDOI=DOI)
    )
    snapshots.take_in(path, timezone.now())
    assert suggestions(Facts(published))["retracted"].answer == "no"


def test_an_editor_undoes_a_match_with_a_reason_and_nobody_else_does(
    client, sign_in, published, retract
):
    retract()
    match = RetractionMatch.objects.get()
    address = f"/reviews/sources/{match.reference_id}/matches/{match.pk}/"
    reason = {"is": "another", "reason": "The notice is about a namesake."}

    assert sign_in(factories.writer()).post(address, reason).status_code == 403
    assert sign_in(factories.editor()).post(address, {"is": "another"}).status_code == 422
    assert sign_in(factories.editor()).post(address, reason).status_code == 302

    assert NOTICE not in page_of(client, published)


def test_the_list_leads_with_what_rests_on_it(
    sign_in, published, retract, django_assert_max_num_queries
):
    retract()
    desk = sign_in(factories.editor())

    with django_assert_max_num_queries(12):
        page = desk.get("/reviews/sources/").content.decode()

    assert published.title in page
    work = desk.get(f"/reviews/sources/{factories.reference().pk}/").content.decode()
    assert "Texts that cite it" in work
    assert "Say why" not in work


def test_the_list_costs_as_much_for_many_works_as_for_one(sign_in, published, retract, tmp_path):
    retract()
    desk = sign_in(factories.editor())
    counts = []
    for works in (1, 4):
        rows = [line(1, OriginalPaperDOI=DOI)]
        for number in range(2, works + 1):
            doi = f"10.5555/work.{number}"
            key = factories.reference(
                f"work{number}", type="article", title=f"W {number}", DOI=doi
            ).key
            cites = f'<p>Rest helps.<cite data-ref="{key}"></cite></p>'
            factories.published(factories.draft(body=cites))
            rows.append(line(number, OriginalPaperDOI=doi))
        snapshots.take_in(write(tmp_path / "rw.csv", *rows), timezone.now())
        desk.get("/reviews/sources/")
        with CaptureQueriesContext(connection) as queries:
            page = desk.get("/reviews/sources/").content.decode()
        counts.append(len(queries))

    assert page.count("retracted,") == 4
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            {"DOI": "10.5555/of.no.notice"},
            "Not listed in the snapshot of Retraction Watch of 15 April",
        ),
        ({}, "It has neither DOI nor PMID"),
    ],
)
def test_a_work_that_could_not_be_looked_up_is_not_called_unlisted(sign_in, retract, named, said):
    retract()
    work = factories.reference("leaflet", type="webpage", title="A leaflet", **named)

    page = sign_in(factories.editor()).get(f"/reviews/sources/{work.pk}/").content.decode()

    assert said in page
    assert ("Not listed" in page) is bool(named)


@pytest.mark.parametrize(
    ("by", "fields", "is_shown", "said"),
    [
        ("keeps", {}, True, "a source was retracted on"),
        ("retraction", {}, False, "a source was retracted on"),
        ("retraction", CONCERN, True, "concern about a source was expressed on"),
        ("doubt", CONCERN, False, "concern about a source was expressed on"),
        ("doubt", ROUTINE, True, ""),
    ],
)
def test_the_badge_falls_with_a_source_where_the_policy_says_so(
    client, published, retract, by, fields, is_shown, said
):
    Policy.objects.update(fallen_source=by)

    retract(**fields)

    shown = badge(published, timezone.localdate())
    assert shown.standing == ("reviewed" if is_shown else "questioned")
    line = review_line(shown)
    assert line.startswith("Reviewed by" if is_shown else "Reviewed on")
    assert said in line
    feed = client.get("/feed/").content.decode()
    assert f"review:{shown.standing}" in feed
    assert said in feed


def test_the_badge_is_back_when_somebody_has_decided(client, published, retract):
    Policy.objects.update(fallen_source="retraction")
    retract()
    assert "Its review is in question" in page_of(client, published)

    standings.acknowledge(
        published.article,
        factories.reference(),
        factories.editor(),
        "It tells of the retraction itself.",
        timezone.now(),
    )

    assert badge(published, timezone.localdate()).is_shown
    assert "Its review is in question" not in page_of(client, published)


def test_many_fallen_sources_ask_no_more_than_one(published, retract):
    topic = published.article.topic
    others = [
        factories.published(factories.draft(title=f"Rest {each}", topic=topic, body=CITES))
        for each in range(5)
    ]
    with CaptureQueriesContext(connection) as standing:
        badges([published, *others], timezone.localdate())

    retract()

    with CaptureQueriesContext(connection) as one:
        badges([published], timezone.localdate())
    with CaptureQueriesContext(connection) as all_of_them:
        found = badges([published, *others], timezone.localdate())
    assert all(each.question for each in found.values())
    assert len(all_of_them) == len(one) <= len(standing) + 5


def test_a_notice_on_a_work_costs_readers_of_others_nothing(published, retract):
    other = factories.published(factories.draft(title="Heat", topic=published.article.topic))
    with CaptureQueriesContext(connection) as before:
        badge(other, timezone.localdate())

    retract()

    with CaptureQueriesContext(connection) as after:
        badge(other, timezone.localdate())
    assert len(after) == len(before)

"""The panel of what stands between a draft and its review, and the guards that refuse by it."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.drafting.drafts import DraftText, save_draft, start_draft
from articles.models import Byline, Disclaimer, Revision, Thread, Wording
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.submission import Submission
from reviews.workflow.submission_preview import preview
from tests import factories
from tests.examples import examples
from tests.markup import flat

pytestmark = pytest.mark.django_db

PIECES = (
    "<h2>Why</h2>",
    "<h4>Deep</h4>",
    "<p>Rest helps.</p>",
    '<p>a<cite data-ref="olsen2019"></cite></p>',
    '<p>a<cite data-ref="nobody"></cite></p>',
    '<p>a<cite data-ref="home"></cite></p>',
    '<dl data-kind="questions"><dt>Safe?</dt></dl>',
    "<table><tbody><tr><td><p>5 mg</p></td></tr></tbody></table>",
)


def saved(draft: Revision, **changes: str) -> Revision:
    text = DraftText(**{**vars(DraftText.of(draft)), **changes})
    return save_draft(draft, draft.version, factories.author_of(draft), text)


def panel(client, revision: Revision) -> str:
    return client.get(reverse("findings", args=[revision.pk])).content.decode()


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=5), st.booleans(), st.booleans())
def test_submission_is_refused_exactly_when_the_panel_shows_what_blocks(
    client, pieces, has_title, has_author
):
    factories.reference()
    factories.reference("home", type="webpage", title="WHO", URL="https://www.who.int/")
    draft = saved(factories.draft(), body="".join(pieces), title="Rest" if has_title else "")
    if not has_author:
        Byline.objects.filter(article=draft.article).delete()
    writer = factories.author_of(draft)
    client.force_login(writer)

    shows_a_block = 'data-gate="missing"' in panel(client, draft)
    why_not = Submission(draft).why_not
    try:
        perform("submit", draft, writer)
        refusal = ""
    except Refused as refused:
        refusal = str(refused)

    assert refusal == why_not
    assert bool(refusal) == shows_a_block


def test_an_update_is_held_to_every_rule():
    factories.reference("home", type="webpage", title="WHO", URL="https://www.who.int/")
    bare = factories.image(licence="")
    good = factories.image(factories.picture(60))
    missing = factories.figure(good).replace(good.key, "0" * 64)
    wrong = {
        "Nothing stands under “Why” yet.": {"body": "<h2>Why</h2>"},
        "is of level 4 right under": {"body": "<h2>a</h2><p>b</p><h4>c</h4><p>d</p>"},
        "“nobody” is not in the reference": {"body": '<p>a<cite data-ref="nobody"></cite></p>'},
        "“home” is a home page": {"body": '<p>a<cite data-ref="home"></cite></p>'},
        "has no answer yet": {"body": '<dl data-kind="questions"><dt>Safe?</dt></dl>'},
        "Say what image 1 shows": {"body": factories.figure(good, alt=None)},
        "State the licence of the image": {"body": factories.figure(bare)},
        "Say what the lead image shows": {"lead_image": good.key},
        "Image 1 is not in the library": {"body": missing},
        "Nothing has changed": {"body": "<p>Rest helps.</p>"},
    }
    live = factories.published(body="<p>Rest helps.</p>")
    draft = factories.next_draft(live.article, "<p>Time helps.</p>")
    refusals = {}

    for expected, changes in wrong.items():
        draft = saved(draft, **{"lead_image": "", "body": "<p>Time helps.</p>", **changes})
        with pytest.raises(Refused) as refused:
            perform("submit", draft, factories.author_of(draft))
        refusals[expected] = str(refused.value)

    assert [each for each in wrong if each not in refusals[each]] == []


def test_a_refusal_names_three_reasons_and_counts_the_rest():
    body = "".join(f'<p>a<cite data-ref="nobody{number}"></cite></p>' for number in range(5))
    draft = factories.draft(body=body)

    with pytest.raises(Refused) as refused:
        perform("submit", draft, factories.author_of(draft))

    assert str(refused.value) == (
        "“nobody0” is not in the reference library. “nobody1” is not in the reference library. "
        "“nobody2” is not in the reference library. And 2 more."
    )


def test_the_panel_says_what_will_follow(client):
    topic = factories.topic("Sleep", approvals=2, specialty="Sleep medicine")
    for specialty in ("Sleep medicine", "Pharmacy"):
        factories.reviewer(specialty)
    notification = Disclaimer.objects.create(name="Emergency", slug="emergency", everywhere=True)
    Wording.objects.create(disclaimer=notification, title="In an emergency", text="Call for help.")
    draft = factories.draft(topic=topic)
    client.force_login(factories.author_of(draft))

    page = panel(client, draft)

    assert "Nothing blocks submission" in page
    assert (
        "Needs 2 approvals, one of them in sleep medicine. 2 reviewers can be asked, "
        "1 in sleep medicine." in page
    )
    assert "Readers will see 1 notice: “In an emergency”." in page


def test_who_wrote_the_text_or_has_no_valid_credential_is_not_counted():
    draft = factories.draft(topic=factories.topic(specialty="Pharmacy"))
    factories.reviewer("Pharmacy", expires_on=timezone.localdate().replace(year=2020))
    editing = factories.reviewer("Pharmacy", roles=("Reviewers", "Editors"))
    factories.rewrite(draft, "<p>Time helps.</p>", by=editing)

    [needed] = preview(Submission(draft), timezone.localdate())

    assert needed.is_advice
    assert needed.message == (
        "Needs 1 approval in pharmacy. Nobody can be asked, none in pharmacy: too few. "
        "Tell an editor, who can invite somebody from outside. "
        "1 reviewer lacks a credential that was looked up and has not ended."
    )


def test_open_points_and_a_missing_change_note_are_advice():
    first = factories.published()
    draft = start_draft(first.article, factories.author_of(first))
    draft = factories.rewrite(draft, "<p>Time helps.</p>")
    Thread.objects.create(revision=draft, kind=Thread.Kind.MUST_FIX, opened_by=factories.reviewer())

    submission = Submission(draft)

    assert submission.blocking == []
    assert [finding.kind for finding in submission.advice] == [
        "open must fix",
        "change note missing",
    ]


def test_the_panel_leads_to_each_place(client):
    draft = factories.draft(body="<h2>Why</h2>")
    client.force_login(factories.author_of(draft))

    beside, next_steps = (
        flat(client.get(reverse(name, args=[pk])).text)
        for name, pk in (("revision_edit", draft.pk), ("article_next", draft.article_id))
    )

    assert '<a href="#id_body" data-at="heading-0">' in beside
    assert f'<a href="/desk/revisions/{draft.pk}/edit/?at=heading-0#id_body">' in next_steps


def test_a_badge_that_is_typed_stops_the_submission_and_the_publication_without_review():
    draft = factories.draft()
    claim = "Medically reviewed by Prof. Ada Byron, MD, on 1 November 2026"
    draft = save_draft(
        draft, draft.version, factories.author_of(draft), DraftText("Rest", claim, draft.body)
    )

    for name, who in (
        ("submit", factories.author_of(draft)),
        ("publish_unreviewed", factories.editor()),
    ):
        with pytest.raises(Refused, match="Take out “medically reviewed”: readers see who"):
            perform(name, draft, who, Inputs("A recall."))


def test_a_note_of_a_change_claims_no_review():
    revision = factories.approved(
        factories.next_draft(factories.published().article, "<p>Time helps.</p>")
    )
    note = Inputs(is_announced=True, note="Now fact-checked by our team.")

    with pytest.raises(Refused, match="Take out “fact checked”"):
        perform("publish", revision, factories.editor(), note)


def test_the_panel_asks_the_database_a_fixed_number_of_times(client, django_assert_max_num_queries):
    image = factories.image()
    factories.reference()
    cited = '<h2>a</h2><p>a<cite data-ref="olsen2019"></cite></p>' * 30
    draft = factories.next_draft(factories.published().article, cited + factories.figure(image))
    client.force_login(factories.author_of(draft))

    # session, user, two for permissions; twenty-four for the panel, one of them whether the text is an import
    # that lists only what the house rules ask; the next steps; the references
    with django_assert_max_num_queries(4 + 24 + 6 + 4):
        panel(client, draft)

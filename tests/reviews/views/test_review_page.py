"""The page of one sealed text: what stands on it, for whom, and the discussion."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Disclaimer, Thread, Wording
from articles.models.articles import State
from articles.text.anchors import OBJECT
from reviews.models import Checklist, Policy
from reviews.refusal import Refused
from reviews.reviewing import discussion
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.articles.text import prose
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db
BODY = '<h2>Does it help?</h2><p>Rest helps.<cite data-ref="olsen2019"></cite></p>'


@shared
def doctor():
    return factories.reviewer("Pain medicine", name="Dr Ada Byron")


@shared
def revision(doctor):
    factories.reference()
    writer = factories.writer(name="Wanda Writer")
    draft = factories.draft(writer, BODY, title="Rest", topic=factories.topic("Pain"))
    return factories.assigned(draft, to=doctor, by=factories.editor(name="Ed Itor"))


@pytest.fixture
def look(client):
    """The page of a text, as a user sees it."""

    def at(user, revision) -> str:
        client.force_login(user)
        answer = client.get(reverse("review", args=[revision.pk]))
        assert answer.status_code == 200
        return flat(answer.text)

    return at


def notification(name: str, placement: str, **fields) -> Disclaimer:
    made = Disclaimer.objects.create(name=name, slug=name, placement=placement, **fields)
    Wording.objects.create(disclaimer=made, title=name, text=f"The words of {name}.")
    return made


def test_the_text_stands_there_as_it_was_sealed(look, revision, doctor):
    reference = factories.reference()
    reference.csl["title"] = "Another title"
    reference.save()

    page = look(doctor, revision)

    assert '<h2 id="s-does-it-help">Does it help?</h2>' in page
    assert "Notes from the Field: Unintentional Drug Overdose Deaths" in page
    assert "Another title" not in page
    assert 'href="https://doi.org/10.15585/mmwr.mm6814a2"' in page
    assert "Wanda Writer" in page


def test_the_notifications_that_readers_will_see_stand_there(look, revision, doctor):
    notification("general", "bottom", everywhere=True)
    notification("pain", "top").topics.add(revision.article.topic)
    notification("elsewhere", "top").topics.add(factories.topic())

    page = look(doctor, revision)

    assert page.index("The words of pain.") < page.index("Does it help?")
    assert page.index("The words of general.") > page.index("Does it help?")
    assert "The words of elsewhere." not in page


def test_what_is_signed_stands_beside_the_decision(look, revision, doctor):
    page = look(doctor, revision)

    assert "Dr Ada Byron, MD" in page
    assert "Licence to practise medicine, Example Medical Board (Pain medicine)" in page
    assert revision.digest in page
    assert "Signs this exact text." in page


def test_the_terms_and_the_round_stand_there(look, revision, doctor):
    page = look(doctor, revision)

    assert "Round 1" in page
    assert "1 approval; due again after 24 months" in page
    assert "0 of 1 approval given; waiting for Dr Ada Byron." in page


def test_only_a_review_before_lets_the_changes_alone_be_signed(look, doctor):
    label = "The changes since the last review only"
    first = factories.published(by=doctor)
    second = factories.next_draft(first.article, "<p>Rest helps a lot.</p>")
    perform("submit", second, factories.author_of(second))

    assert label in look(doctor, second)
    assert label not in look(doctor, factories.assigned(to=doctor))


def test_where_both_scopes_are_possible_neither_is_preset(look, doctor):
    first = factories.published(by=doctor)
    second = factories.next_draft(first.article, "<p>Rest helps a lot.</p>")
    perform("submit", second, factories.author_of(second))

    assert "checked" not in look(doctor, second).partition('data-action="approve"')[2]


def test_an_approval_that_must_wait_says_why_instead_of_asking(look, revision, doctor):
    discussion.open_thread(revision, doctor, "must_fix", "Which rest?")

    page = look(doctor, revision)

    assert "<strong>Approve</strong> must wait: 1 “must fix” comment is still open." in page
    assert f'action="{reverse("review_action", args=[revision.pk, "approve"])}"' not in page
    assert f'action="{reverse("review_action", args=[revision.pk, "reject"])}"' in page


def test_a_writer_reads_and_answers_but_decides_nothing(look, revision, doctor):
    discussion.open_thread(revision, doctor, "question", "Which rest?")

    page = look(factories.author_of(revision), revision)

    assert "Which rest?" in page
    assert "Reviewers and editors comment; writers answer." in page
    assert 'name="password"' not in page


def test_why_a_reviewer_declined_is_for_the_editors_alone(look, revision, doctor):
    perform("decline", revision, doctor, Inputs("I know the author.", has_conflict=True))

    for_editor = look(factories.editor(), revision)
    for_writer = look(factories.author_of(revision), revision)

    assert "Conflict of interest. I know the author." in for_editor
    assert "I know the author." not in for_writer
    assert "Dr Ada Byron</strong> declined the review" in for_writer


def test_all_declined_never_reads_as_all_in(look, revision, doctor):
    perform("decline", revision, doctor, Inputs("I am on leave."))

    page = look(factories.editor(), revision)

    assert (
        "0 of 1 approval given. The only reviewer asked has declined: nobody is reviewing it."
        in page
    )


def test_the_earlier_text_is_one_link_away(look, revision, doctor):
    discussion.open_thread(revision, doctor, "must_fix", "Which rest?")
    perform("request_changes", revision, doctor, factories.SIGNED)
    second = factories.next_draft(revision.article, "<p>Sleep helps.</p>")
    perform("submit", second, factories.author_of(second))

    page = look(doctor, second)

    assert (
        f'<a href="{reverse("review", args=[revision.pk])}">Text 1</a>, changes requested' in page
    )
    assert "1 comment, 1 not resolved" in page


def long_body() -> str:
    """3,000 words that cite."""
    random, paragraphs, count = Random(7), [], 0
    while count < 3000:
        words = prose.paragraph(random)
        count += len(words.split())
        paragraphs.append(words.replace(OBJECT, '<cite data-ref="olsen2019"></cite>'))
    return "".join(f"<p>{words}</p>" for words in paragraphs)


def test_the_page_of_a_long_text_in_its_second_round_costs_few_queries(client, doctor):
    """Of a change of a public text, with a checklist and two reviewers: nothing is spared."""
    factories.reference()
    desk = factories.editor()
    topic = factories.topic("Pain", reports="first")
    live = factories.published(factories.draft(body="<p>Rest.</p>", topic=topic), by=doctor)
    Policy.objects.update(checklist=Checklist.objects.get(slug="substance"))
    first = factories.submitted(factories.next_draft(live.article, long_body()), change="update")
    factories.assigned(first, by=desk)
    for n in range(60):
        place = discussion.Passage(n * 200, n * 200 + 20)
        kind = Thread.Kind.MUST_FIX if n % 2 else Thread.Kind.QUESTION
        discussion.open_thread(first, doctor if n % 3 else desk, kind, "Which rest?", place)
    perform("request_changes", first, doctor, factories.SIGNED)
    body = long_body().replace("weak", "thin")
    second = factories.submitted(factories.next_draft(live.article, body), change="update")
    for user in (doctor, desk):
        client.force_login(user)
        for view in ("", "?text=whole"):
            address = reverse("review", args=[second.pk]) + view
            client.get(address)

            with CaptureQueriesContext(connection) as queries:
                page = client.get(address).text

            assert page.count('class="thread"') == 60
            assert ('id="comparison"' in page) == (user == doctor and not view)
            assert len(queries) <= 41, "\n".join(each["sql"][:150] for each in queries)


# --- the discussion ----------------------------------------------------------------------------


def test_a_reviewer_opens_a_thread(client, revision, doctor):
    client.force_login(doctor)
    address = reverse("thread_open", args=[revision.pk])

    answer = client.post(address, {"kind": "must_fix", "text": "Which rest?"})

    thread = Thread.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{reverse('review', args=[revision.pk])}#thread-{thread.pk}"
    assert (thread.kind, thread.opened_by, thread.quote) == ("must_fix", doctor, "")
    assert [comment.text for comment in thread.comments.all()] == ["Which rest?"]


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"text": "Which rest?"}, "Choose what kind of comment it is."),
        ({"kind": "note", "text": "Which rest?"}, "Select a valid choice."),
        ({"kind": "question", "text": " "}, "Write your comment."),
    ],
)
def test_an_incomplete_comment_comes_back(client, revision, doctor, entries, says):
    client.force_login(doctor)

    answer = client.post(reverse("thread_open", args=[revision.pk]), entries)

    assert answer.status_code == 422
    assert says in answer.text
    assert entries["text"].strip() in answer.text
    assert not Thread.objects.exists()


def test_comments_are_closed_once_the_review_is_over_but_answers_are_taken(
    client, revision, doctor
):
    thread = discussion.open_thread(revision, doctor, "question", "Which rest?")
    perform("request_changes", revision, doctor, factories.SIGNED)
    client.force_login(doctor)

    late = client.post(
        reverse("thread_open", args=[revision.pk]), {"kind": "question", "text": "And sleep?"}
    )
    client.force_login(factories.author_of(revision))
    answer = client.post(reverse("thread_answer", args=[thread.pk]), {"text": "A week."})

    assert late.status_code == 409
    assert "And sleep?" in late.text
    assert (
        "The state of this text is “changes requested” now; comments on it are closed." in late.text
    )
    assert answer.status_code == 303
    assert [str(comment) for comment in thread.comments.all()] == ["Which rest?", "A week."]


def test_an_empty_answer_comes_back(client, revision, doctor):
    thread = discussion.open_thread(revision, doctor, "question", "Which rest?")
    client.force_login(doctor)

    answer = client.post(reverse("thread_answer", args=[thread.pk]), {"text": ""})

    assert answer.status_code == 422
    assert "Write your answer." in answer.text


def test_who_opened_a_thread_answers_and_resolves_it_at_once(client, revision, doctor):
    thread = discussion.open_thread(revision, doctor, "must_fix", "Which rest?")
    client.force_login(doctor)

    client.post(reverse("thread_answer", args=[thread.pk]), {"text": "Fine.", "resolve": "1"})

    thread.refresh_from_db()
    assert thread.is_resolved
    assert thread.resolved_by == doctor
    assert thread.comments.count() == 2


def test_who_may_not_resolve_a_thread_answers_it_or_does_nothing(client, revision, doctor):
    """“Answer and resolve” on a page from before: the answer comes back, and is not there twice later."""
    thread = discussion.open_thread(revision, doctor, "must_fix", "Which rest?")
    client.force_login(factories.author_of(revision))
    address = reverse("thread_answer", args=[thread.pk])

    answer = client.post(address, {"text": "A week, said the trial.", "resolve": "1"})

    assert answer.status_code == 403
    assert "Who opened it resolves it, or an editor." in answer.text
    assert "A week, said the trial.</textarea>" in answer.text
    assert thread.comments.count() == 1


def test_the_writer_does_not_resolve_what_is_put_to_them(client, revision, doctor):
    thread = discussion.open_thread(revision, doctor, "must_fix", "Which rest?")
    client.force_login(factories.author_of(revision))

    answer = client.post(reverse("thread_resolve", args=[thread.pk]))

    thread.refresh_from_db()
    assert answer.status_code == 403
    assert "Who opened it resolves it, or an editor." in answer.text
    assert not thread.is_resolved


def test_resolving_twice_keeps_who_was_first(revision, doctor):
    thread = discussion.open_thread(revision, doctor, "must_fix", "Which rest?")
    discussion.resolve(thread, doctor)

    discussion.resolve(thread, factories.editor())

    thread.refresh_from_db()
    assert thread.resolved_by == doctor


def test_a_note_of_the_import_is_resolved_by_the_writer(revision):
    writer = factories.author_of(revision)
    thread = revision.threads.create(kind="note", opened_by=writer)

    discussion.resolve(thread, writer)

    thread.refresh_from_db()
    assert thread.is_resolved


@pytest.mark.parametrize("state", [State.APPROVED, State.RETRACTED, State.CHANGES_REQUESTED])
def test_no_thread_is_opened_where_nobody_is_asked_to_decide(doctor, state):
    revision = factories.brought_to(state, factories.draft(), by=doctor)

    with pytest.raises(Refused, match="comments on it are closed"):
        discussion.open_thread(revision, doctor, "must_fix", "Which rest?")

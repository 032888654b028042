"""Names under titles: told, confirmed, declined, offered; the record keeps all of it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.drafting.drafts import About, DraftText, save_draft
from articles.models import Byline
from reviews.eligibility import bylines
from reviews.models import Attribution, Event, Notification
from reviews.record.verification import problems
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Kind = Attribution.Kind
WRITER, EDITOR = Byline.Role.WRITER, Byline.Role.EDITOR


@shared
def ann():
    return factories.writer(name="Ann")


@shared
def ben():
    return factories.writer(name="Ben")


@shared
def draft(ann):
    return factories.draft(by=ann, title="Rest")


def name(draft, by, *people):
    """Put people under the title, as the writer's desk does."""
    article = type(draft.article).objects.get(pk=draft.article_id)
    was = About.of(article)
    text = DraftText(draft.title, draft.standfirst, draft.body)
    about = About(was.topic, was.tags, tuple((each.person.pk, WRITER) for each in people))
    return save_draft(draft, draft.version, by, text, about)


def kinds(draft, user):
    rows = Attribution.objects.filter(article=draft.article_id, person=user.person)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def told(user):
    return list(Notification.objects.filter(recipient=user).values_list("subject", flat=True))


# --- told --------------------------------------------------------------------------------------------


def test_whoever_is_put_under_a_title_hears_of_it(draft, ann, ben):
    """The eighth road: a writer put any person under the title, and nobody was told."""
    name(draft, ann, ann, ben)

    assert told(ben) == ["Your name stands under “Rest”: confirm or decline"]
    row = Attribution.objects.get(person=ben.person)
    assert (row.kind, row.by, row.role) == (Kind.NAMED, ann, WRITER)


def test_whoever_takes_another_off_tells_them(draft, ann, ben):
    name(draft, ann, ann, ben)
    draft.refresh_from_db()
    name(draft, ann, ann)

    assert told(ben)[0] == "Your name was taken off “Rest”"
    assert kinds(draft, ben) == [Kind.NAMED, Kind.REMOVED]


def test_to_name_oneself_is_an_answer_and_tells_nobody(draft, ann):
    assert kinds(draft, ann) == [Kind.NAMED, Kind.CONFIRMED]
    assert told(ann) == []


def test_a_save_that_changes_no_name_says_nothing(draft, ann, ben):
    name(draft, ann, ann, ben)
    draft.refresh_from_db()
    factories.rewrite(draft, "<p>Rest helps a little.</p>", ann)
    draft.refresh_from_db()
    name(draft, ann, ben, ann)

    assert len(told(ben)) == 1


def test_whoever_has_no_account_is_asked_nothing(draft, ann):
    guest = factories.person(name="Cleo")
    Byline.objects.create(article=draft.article, person=guest)

    perform("submit", draft, ann)

    named = Event.objects.get(transition="submit").details["bylines"]["named"]
    assert {"name": "Cleo", "role": WRITER, "answer": ""} in named


# --- confirmed or declined ---------------------------------------------------------------------------


def test_whoever_confirms_is_on_record_and_the_writers_hear(draft, ann, ben):
    name(draft, ann, ann, ben)

    bylines.answer(draft.article, ben.person, ben, Kind.CONFIRMED)

    assert kinds(draft, ben) == [Kind.NAMED, Kind.CONFIRMED]
    assert "Ben confirmed standing under “Rest”" in told(ann)
    perform("submit", draft, ann)
    named = Event.objects.get(transition="submit").details["bylines"]["named"]
    assert {each["name"]: each["answer"] for each in named} == {
        "Ann": "confirmed",
        "Ben": "confirmed",
    }


def test_whoever_declines_stands_there_no_more(draft, ann, ben):
    name(draft, ann, ann, ben)

    bylines.answer(draft.article, ben.person, ben, Kind.DECLINED, "I read it once.")

    assert not Byline.objects.filter(article=draft.article, person=ben.person).exists()
    assert "Ben declined to stand under “Rest”" in told(ann)
    assert bylines.last_word(draft.article, ben.person).reason == "I read it once."


def test_whoever_declined_and_is_put_there_again_blocks_the_submission(draft, ann, ben):
    name(draft, ann, ann, ben)
    bylines.answer(draft.article, ben.person, ben, Kind.DECLINED)
    draft.refresh_from_db()
    name(draft, ann, ann, ben)

    with pytest.raises(Refused, match="Ben declined to stand under the title: take the name off"):
        perform("submit", draft, ann)
    bylines.answer(draft.article, ben.person, ben, Kind.CONFIRMED)
    perform("submit", draft, ann)


@pytest.mark.parametrize("kind", ["", "named", "?"])
def test_no_other_answer_is_taken(draft, ann, ben, kind):
    name(draft, ann, ann, ben)

    with pytest.raises(Refused, match="Say whether you confirm or decline"):
        bylines.answer(draft.article, ben.person, ben, kind)


def test_nobody_answers_who_was_not_asked(draft, ben):
    with pytest.raises(Refused, match="nobody has asked you"):
        bylines.answer(draft.article, ben.person, ben, Kind.CONFIRMED)


# --- offered -----------------------------------------------------------------------------------------


def edited_by_ben(draft, ben):
    ben.groups.set([*ben.groups.all()])
    draft.article.writers.add(ben)
    draft.refresh_from_db()
    return factories.rewrite(draft, "<p>Rest helps, and sleep does.</p>", ben)


def test_whoever_edited_and_is_not_named_is_asked_once(draft, ann, ben):
    edited_by_ben(draft, ben)

    perform("submit", draft, ann)
    perform("recall", draft, ann)
    factories.submitted(factories.next_draft(draft.article, "<p>Rest helps much.</p>", ann))

    assert told(ben).count("You worked on “Rest”: do you want to be named?") == 1
    event = Event.objects.filter(transition="submit").first()
    assert event.details["bylines"]["not_named"] == ["Ben"]


def test_whoever_accepts_is_named_as_an_editor_from_the_next_text_on(draft, ann, ben):
    edited_by_ben(draft, ben)
    perform("submit", draft, ann)

    bylines.answer(draft.article, ben.person, ben, Kind.CONFIRMED)

    assert Byline.objects.get(article=draft.article, person=ben.person).role == EDITOR
    draft.refresh_from_db()
    assert "Ben" not in draft.sealed


def test_whoever_takes_themself_out_is_asked_and_the_record_names_them(draft, ann, ben):
    """The other half of the eighth road: a writer took themself out, and nothing said so."""
    name(draft, ann, ben)

    perform("submit", draft, ann)

    event = Event.objects.get(transition="submit")
    assert event.details["bylines"]["not_named"] == ["Ann"]
    assert kinds(draft, ann)[-1] == Kind.REMOVED


# --- the page ----------------------------------------------------------------------------------------


def test_the_page_lists_what_waits_first_and_takes_the_answer(draft, ann, ben, client):
    name(draft, ann, ann, ben)
    client.force_login(ben)

    page = flat(client.get(reverse("bylines")).content.decode())
    assert "Ann put your name there on" in page
    answered = client.post(
        reverse("byline_answer", args=[draft.article_id]),
        {"answer": "declined", "reason": "I read it once."},
        follow=True,
    )

    assert "Kept. The writers and the editors are told." in answered.content.decode()
    assert kinds(draft, ben) == [Kind.NAMED, Kind.DECLINED]


def test_what_is_no_answer_comes_back_with_what_to_do(draft, ann, ben, client):
    name(draft, ann, ann, ben)
    client.force_login(ben)

    answered = client.post(reverse("byline_answer", args=[draft.article_id]), {}, follow=True)

    assert "Say whether you confirm or decline." in answered.content.decode()


def test_nobody_answers_for_another(draft, ann, ben, client):
    name(draft, ann, ann, ben)
    client.force_login(factories.writer())

    assert client.post(reverse("byline_answer", args=[draft.article_id])).status_code == 404


def test_the_notice_leads_to_the_page(draft, ann, ben):
    name(draft, ann, ann, ben)

    assert Notification.objects.get(recipient=ben).path == reverse("bylines")


# --- evidence ----------------------------------------------------------------------------------------


def test_what_was_said_never_changes(draft, ann, ben):
    name(draft, ann, ann, ben)

    row = Attribution.objects.get(person=ben.person)
    row.kind = Kind.CONFIRMED
    with pytest.raises(ValidationError, match="never changes"):
        row.save()


def test_the_record_of_names_is_true(draft, ann, ben):
    name(draft, ann, ann, ben)
    bylines.answer(draft.article, ben.person, ben, Kind.CONFIRMED)
    perform("submit", draft, ann, Inputs())

    assert list(problems(timezone.localdate())) == []


def test_a_name_that_a_seal_keeps_is_marked_once_its_bearer_declines(draft, ann, ben, client):
    name(draft, ann, ann, ben)
    draft.refresh_from_db()
    live = factories.published(draft)
    address = live.article.get_absolute_url()
    assert "has declined" not in client.get(address).content.decode()

    bylines.answer(draft.article, ben.person, ben, Kind.DECLINED)

    page = flat(client.get(address).content.decode())
    assert "Ben has declined to stand under this title since." in page


def test_a_name_that_stood_there_before_anybody_was_asked_may_be_declined(draft, ben, client):
    Byline.objects.create(article=draft.article, person=ben.person, role=EDITOR)
    client.force_login(ben)
    assert "Nobody has asked you yet." in flat(client.get(reverse("bylines")).content.decode())

    bylines.answer(draft.article, ben.person, ben, Kind.DECLINED)

    assert not Byline.objects.filter(article=draft.article, person=ben.person).exists()
    assert kinds(draft, ben) == [Kind.DECLINED]

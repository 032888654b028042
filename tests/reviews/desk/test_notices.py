"""Disclaimers: defaults to take up, rules by what a text states, and what a new wording touches."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Disclaimer, Wording
from cms.models import User
from cms.site.article_pages import article_page
from reviews.desk.notices import library, reach
from reviews.models import Assignment, Notification
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.markup import flat
from tests.worlds import shared

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DOSE = "<p>Adults took 5 grams a day.</p>"


@shared
def administrator():
    return factories.user("Administrators", is_staff=True)


@shared
def editor():
    return factories.editor()


@shared
def doctor():
    return factories.reviewer()


def taken(slug: str, by) -> Disclaimer:
    [default] = [each for each in library.defaults() if each.slug == slug]
    return library.take_up(default, by)


def test_every_default_is_worded_in_both_languages_and_claims_nothing(administrator):
    for default in library.defaults():
        made = library.take_up(default, administrator)
        made.full_clean()
        assert {each.language for each in made.wordings.all()} == {"en", "es"}
        for wording in made.wordings.all():
            wording.clean()
    assert library.not_taken_up() == []


def test_where_a_notice_stands_is_said_in_the_language_of_the_page(client, administrator):
    taken("doses", administrator)
    User.objects.update(language="es")
    client.force_login(administrator)

    page = flat(client.get(reverse("notices")).text)

    assert "del texto: textos que afirman algo de" in page


def test_a_rule_by_statement_covers_what_a_text_states(administrator, doctor):
    dosed = factories.published(by=doctor, body=DOSE)
    plain = factories.published(by=doctor, body="<p>Rest is a word.</p>")

    notice = taken("doses", administrator)

    assert [each.revision for each in reach.touched(notice, TODAY)] == [dosed]
    shown = [article_page(text.article.slug, TODAY).wordings for text in (dosed, plain)]
    assert [[each.disclaimer for each in those] for those in shown] == [[notice], []]


def test_a_new_wording_tells_editors_and_names_the_pages_that_it_touches(
    client, administrator, editor, doctor
):
    notice = taken("general", administrator)
    text = factories.published(by=doctor)
    assert not reach.touched(notice, TODAY)[0].is_newer
    client.force_login(administrator)
    address = reverse("notice", args=[notice.pk])

    entered = {"language": "en", "title": "Ask", "text": "Ask.", "effective_on": TODAY}
    client.post(address, entered)

    [each] = reach.touched(notice, TODAY)
    assert (each.revision, each.is_newer, each.signed) == (text, True, 1)
    assert Notification.objects.filter(recipient=editor, text__contains="General").exists()
    assert "1 page shows it" in client.get(address).content.decode()


def test_those_who_approved_are_asked_to_look_again(client, administrator, editor, doctor):
    notice = taken("general", administrator)
    text = factories.published(by=doctor)
    client.force_login(editor)

    client.post(reverse("notice_ask", args=[notice.pk]), {"text": [text.pk]})

    waiting = Assignment.objects.waiting().get(revision=text)
    assert waiting.reviewer == doctor
    [each] = reach.touched(notice, TODAY)
    assert each.is_asked


def test_a_text_that_nobody_approved_is_not_asked_of_anybody(client, administrator, editor):
    notice = taken("general", administrator)
    draft = factories.draft()
    perform("publish_unreviewed", draft, editor, Inputs("It could not wait."))
    client.force_login(editor)

    answer = client.post(reverse("notice_ask", args=[notice.pk]), {"text": [draft.pk]}, follow=True)

    assert "Nobody has approved this text" in answer.content.decode()


def closed(doctor, text) -> None:
    doctor.is_active = False
    doctor.save()


def struck(doctor, text) -> None:
    signed = text.approvals.get().pk
    perform("strike", text, doctor, Inputs("Not mine.", approval=signed, ground="mistaken"))


@pytest.mark.parametrize("end", [closed, struck])
def test_nobody_is_asked_again_whose_signature_or_account_is_gone(
    client, administrator, editor, doctor, end
):
    notice = taken("general", administrator)
    text = factories.published(by=doctor)
    end(doctor, text)
    client.force_login(editor)

    client.post(reverse("notice_ask", args=[notice.pk]), {"text": [text.pk]})

    assert not Assignment.objects.waiting().filter(revision=text).exists()


def test_a_struck_approval_saw_no_wording(administrator, doctor):
    notice = taken("general", administrator)
    text = factories.published(by=doctor)

    struck(doctor, text)

    assert reach.touched(notice, TODAY)[0].signed == 0


def test_a_default_is_taken_up_once_with_its_owner(client, administrator):
    client.force_login(administrator)

    client.post(reverse("notice_take"), {"slug": "law"})

    made = Disclaimer.objects.get(slug="law")
    assert (made.owner, made.categories) == (administrator, ["legal"])
    assert client.post(reverse("notice_take"), {"slug": "law"}).status_code == 404


def test_the_history_of_a_page_says_which_wording_held_when(client, administrator, doctor):
    text = factories.published(by=doctor)
    notice = Disclaimer.objects.create(name="General", slug="general", everywhere=True)
    for days, title in ((30, "First"), (10, "Second")):
        then = TODAY - timedelta(days=days)
        Wording.objects.create(disclaimer=notice, title=title, text="Ask.", effective_on=then)

    spells = article_page(text.article.slug, TODAY).notices

    assert [(each.wording.title, each.since, each.until) for each in spells] == [
        ("First", TODAY - timedelta(days=30), TODAY - timedelta(days=10)),
        ("Second", TODAY - timedelta(days=10), None),
    ]
    page = client.get(reverse("article_history", args=[text.article.slug])).content.decode()
    assert "Notices on this page" in page

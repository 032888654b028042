"""A row of the table is all that a transition needs: one is added for the time of a test, and works.

It is a copy of `confirm` under another name. Nothing else is told of it.
"""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles.models.articles import State
from reviews.approval.badge import badges
from reviews.checks import check_workflow
from reviews.models import Approval, Event, Notification
from reviews.record import auditing, dossier
from reviews.workflow import transitions
from reviews.workflow.context import Inputs
from reviews.workflow.perform import actions_for, perform
from tests import factories
from tests.markup import flat

pytestmark = pytest.mark.django_db
NAME = "vouch"
STATEMENT = "It still holds."
ENTERED = {
    "comment": STATEMENT,
    "interests": "None.",
    "scope": "full",
    "password": factories.PASSWORD,
}


@pytest.fixture(autouse=True)
def row(monkeypatch):
    """The table with one row more."""
    added = replace(
        transitions.TABLE["confirm"],
        name=NAME,
        label="Vouch",
        term="",
        description="vouched for the published text",
        consequence="Signs the text once more.",
    )
    monkeypatch.setitem(transitions.TABLE, NAME, added)
    monkeypatch.setitem(transitions.TABLE_OF_SITE_PAGES, NAME, added.for_site_page())
    return added


@pytest.fixture
def doctor():
    return factories.reviewer(name="Dr Ada")


@pytest.fixture
def editor():
    return factories.editor(name="Ed Itor")


@pytest.fixture
def live(doctor, editor):
    """A published text whose reviewer is asked again."""
    draft = factories.draft(factories.writer(name="Wanda Writer"), title="Rest")
    first = factories.reviewer(name="Dr Ben")
    live = factories.assigned(draft, to=first, by=editor)
    perform("approve", live, first, factories.SIGNED)
    perform("publish", live, editor)
    perform("assign", live, editor, Inputs(reviewer=doctor))
    return live


@pytest.fixture
def signed(client, live, doctor):
    """The answer to its form, sent off by the reviewer."""
    client.force_login(doctor)
    address = reverse("review_action", args=[live.pk, NAME])
    seen = {"digest": live.digest, "version": live.version, "state": live.state}
    return client.post(address, {**seen, **ENTERED})


def test_the_row_is_complete():
    assert check_workflow() == []


def test_it_is_on_offer_to_whom_it_belongs_with_its_button(client, live, doctor):
    offered = {each.transition.name: each for each in actions_for(live, doctor)}
    client.force_login(doctor)

    page = flat(client.get(reverse("review", args=[live.pk])).text)

    assert offered[NAME].is_ready
    assert offered[NAME].notifies == ("Ed Itor", "Wanda Writer")
    assert f'<a class="button" href="#decide-{NAME}">Vouch</a>' in page
    assert '<button class="primary">Sign: vouch</button>' in page


def test_its_page_asks_for_what_is_signed(client, live, doctor):
    client.force_login(doctor)

    answer = client.get(reverse("review_action", args=[live.pk, NAME]))

    assert answer.status_code == 200
    asked = set(answer.context["form"].fields)
    assert asked == {*ENTERED, "digest", "version", "state"}
    assert "Vouch. Signs the text once more." in answer.content.decode()


def test_signing_it_writes_one_event_and_one_signature(client, live, doctor, signed):
    event, approval = Event.objects.latest("pk"), Approval.objects.latest("pk")

    assert (signed.status_code, signed["Location"]) == (303, reverse("dashboard"))
    assert [str(each) for each in client.get(signed["Location"]).context["messages"]] == [
        "“Rest”: you vouched for the published text. Told: Ed Itor and Wanda Writer."
    ]
    assert (event.transition, event.source, event.target) == (
        NAME,
        State.PUBLISHED,
        State.PUBLISHED,
    )
    assert event.details["fingerprint"] == approval.fingerprint()
    assert (approval.verdict, approval.statement, approval.reviewer) == (
        Approval.Verdict.APPROVE,
        STATEMENT,
        doctor,
    )
    assert badges([live], timezone.localdate())[live.pk].is_shown


def test_those_whom_it_tells_read_so_in_the_inbox_and_are_mailed(client, editor, signed):
    told = Notification.objects.filter(event__transition=NAME).order_by("name")

    assert [(each.name, each.subject, each.text) for each in told] == [
        (
            name,
            "Rest: Dr Ada vouched for the published text",
            f"Dr Ada vouched for the published text: “Rest”.\n\n{STATEMENT}",
        )
        for name in ("Ed Itor", "Wanda Writer")
    ]
    assert {each.mail for each in told} == {Notification.Mail.WAITING}
    client.force_login(editor)
    inbox = client.get(reverse("inbox")).content.decode()
    assert "Rest: Dr Ada vouched for the published text" in inbox


def test_the_timeline_and_the_record_tell_it(client, live, editor, signed):
    client.force_login(editor)

    for name, argument in (("timeline", live.article_id), ("review", live.pk)):
        page = flat(client.get(reverse(name, args=[argument])).text)
        assert "<strong>Dr Ada</strong> vouched for the published text" in page
        assert "Signed by Dr Ada" in page


def test_the_dossier_calls_it_by_its_label_and_is_true_by_itself(client, live, editor, signed):
    client.force_login(editor)

    page = flat(client.get(reverse("dossier", args=[live.article_id])).text)
    composed = dossier.compose(live.article, timezone.now())

    assert "</strong>: Vouch, Published to Published</p>" in page
    assert [str(each) for each in auditing.problems(composed)] == []


def test_verify_finds_all_true(live, signed, tmp_path):
    file, said = tmp_path / "dossier.json", StringIO()
    composed = dossier.compose(live.article, timezone.now())
    file.write_text(dossier.serialised(composed), encoding="utf-8")

    call_command("verify", stdout=said)
    call_command("verify", dossier=file, stdout=said)

    assert said.getvalue().count("All true: ") == 2


def test_verify_knows_by_the_row_alone_that_it_is_signed(live, signed, monkeypatch):
    monkeypatch.delitem(transitions.TABLE, NAME)
    complaints = StringIO()

    with pytest.raises(CommandError, match=r"row\(s\) lie"):
        call_command("verify", stderr=complaints)

    assert "no event records this signature" in complaints.getvalue()


def test_the_statistics_of_editors_are_made_with_it(client, live, editor, signed):
    client.force_login(editor)

    assert client.get(reverse("figures")).status_code == 200

"""The reviewer's and the editor's desk in Spanish: every page, every refusal in words, every mail."""

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from articles.comments.discussion import answer
from articles.drafting.drafts import set_bylines
from articles.models import Disclaimer, Revision, Thread
from articles.models.articles import State
from cms.models import User
from reviews.desk import guests, reminders
from reviews.desk.people import lay_readers
from reviews.eligibility import bylines, volunteering
from reviews.entitlement import account_changes
from reviews.entitlement.amend import amend
from reviews.models import (
    AccountChange,
    Assignment,
    Checklist,
    Event,
    Invitation,
    NextReview,
    Notification,
    Policy,
    Proposal,
    Round,
)
from reviews.notifications import mail
from reviews.reviewing import checklists, commenting, discussion
from reviews.reviewing.pending import collect
from reviews.urls import urlpatterns
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.transitions import TABLE
from tests import factories
from tests.languages import phrases, untranslated
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HASH: Final = re.compile(r"[0-9a-f]{12}")
ROOT: Final = Path(settings.BASE_DIR)
SIGNED: Final = Inputs("I checked it all.", interests="None.")
# names, formats and words that are the same in both languages
SAME: Final = {
    "No",
    "“MD, MPH”",
    "doi:10.15585/mmwr.mm6814a2",
    "editors@example.org",
    "/articles/rest/",
}
# what the tests type, what the text says in its own language, what the library of references says
TYPED: Final = {
    "Reference 1",
    "Rest is best.",
    "It",
    "Seen.",
    "Else.",
    "Olsen EO. Notes from the Field: Unintentional Drug Overdose Deaths with Kratom Detected.",
}


@shared
def people() -> dict[str, User]:
    return {
        "writer": factories.writer(name="Wanda"),
        "reviewer": factories.reviewer(name="Rita", specialty="Pain medicine"),
        "second": factories.reviewer(name="Rolf", specialty="Pain medicine"),
        "editor": factories.editor(name="Edna"),
        "second editor": factories.editor(name="Enzo"),
        "administrator": factories.user("Administrators", name="Ada"),
    }


@contextmanager
def undone() -> Iterator[None]:
    """What happens within has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- pages -------------------------------------------------------------------------------------


class World:
    """Texts in every state, and on the way to each something to say about everything."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people, self.editor = people, people["editor"]
        self.list = Checklist.objects.get(slug="article")
        self.topic = factories.topic(
            "Pain", approvals=2, specialty="Pain medicine", checklist=self.list
        )
        self.open = factories.topic("Sleep", remind_unanswered_days=1)
        self.reading = self._in_review()
        self.ended = {
            state: factories.brought_to(state, self._draft(f"Text {state}"), people["reviewer"])
            for state in State
            if state not in (State.IN_REVIEW, State.SUPERSEDED)
        }
        self.owed = self._draft("Owed")
        perform("publish_unreviewed", self.owed, self.editor, Inputs("Urgent."))
        self.lacking = factories.submitted(self._draft("Lacking"))
        self._letters()

    def _draft(self, title: str, topic: Any = None) -> Revision:
        writer = self.people["writer"]
        return factories.draft(writer, title=title, topic=topic or self.open)

    def _in_review(self) -> Revision:
        """Asked of one in time and of one who is late, answered, commented on, given back before."""
        first, second = self.people["reviewer"], self.people["second"]
        factories.reference()
        cited = '<p>Rest helps.<cite data-ref="olsen2019" data-quote="Rest is best."></cite></p>'
        before = factories.draft(self.people["writer"], cited, "Rest", topic=self.topic)
        perform("submit", before, self.people["writer"])
        for each in (first, second):
            perform("assign", before, self.editor, Inputs(reviewer=each))
        perform("request_changes", before, first, SIGNED)
        perform("request_changes", before, second, SIGNED)
        again = factories.next_draft(before.article, cited.replace("Rest helps", "It helps"))
        perform("submit", again, self.people["writer"])
        Assignment.objects.filter(revision=again, reviewer=second).update(
            due_on=timezone.localdate() - timedelta(days=2)
        )
        version = self.list.current
        assert version is not None
        for each in (first, second):
            answers = {f"note-{line.key}": "Seen." for line in version.lines}
            answers |= {f"answer-{line.key}": "no" for line in version.lines[:3]}
            checklists.save(again, each, version, answers)
        for kind in ("must_fix", "suggestion"):
            thread = Thread.objects.create(
                revision=again, kind=kind, quote="It helps.", opened_by=first
            )
            thread.comments.create(author=first, text="Where from?")
        commenting.raise_thread(again, second, kind="question", text="Where from?")
        return again

    def _letters(self) -> None:
        """A guest in each standing, mail that failed, reviews that are due again."""
        now = timezone.now()
        due = timezone.localdate() + timedelta(days=9)
        for name in ("Gina", "Gus", "Gil"):
            address = f"{name}@x.org"
            guests.invite(self.reading, self.editor, name, address, "Known for it.", due, now)
        asked, gone, _last = Invitation.objects.order_by("pk")
        guests.confirm(asked, STATED, now)
        guests.decline(gone, "Busy.", now)
        reminders.send_due(now + timedelta(days=30))
        one, other = Notification.objects.filter(recipient=self.editor)[:2]
        Notification.objects.filter(pk=one.pk).update(mail="failed", error="Refused", tries=6)
        Notification.objects.filter(pk=other.pk).update(mail="waiting", error=mail.STOPPED, tries=1)
        NextReview.objects.update(due_on=timezone.localdate() + timedelta(days=20))
        late = NextReview.objects.first()
        assert late is not None
        NextReview.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(9))

    @property
    def typed(self) -> set[str]:
        """The lines of the list, which are an administrator's."""
        version = self.list.current
        assert version is not None
        lines = version.lines
        return {
            words for each in lines for words in (each.question, each.help, each.group) if words
        }


STATED: Final = {
    "name": "Gina Guest",
    "post_nominals": "MD",
    "kind": "licence",
    "title": "Licence to heal",
    "number": "12345",
    "issuer": "Board of Boards",
    "interests": "None at all.",
}
# forms that lead to a page of their own, files, and what has no page
WITHOUT_A_PAGE: Final = {
    "assignment_calendar", "byline_answer", "calendar", "calendar_change", "check_file", "dossier_file",
    "figures_file",
    "mail_again", "notice_take", "notification_open", "notifications_mark", "planned_feed", "review_changes",
    "source_ask", "source_match", "source_reason", "statement_add",
    # what stands there is most of all the rules of each language, in that language
    "house_rule", "house_rule_ask", "house_rule_new", "house_rules",
}  # fmt: skip


@shared
def world(people) -> World:
    return World(people)


class Reader:
    """Reads pages in both languages and keeps what is the same in both, with where it stands."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.same: dict[str, str] = {}
        self.asked: set[str] = set()
        self.client = Client()  # one for all, since each reads the middleware and its files anew

    def look(
        self, user: User | None, name: str, *args: Any, data: Any = None, query: str = ""
    ) -> None:
        address = reverse(name, args=args) + query
        english, spanish = (self._said(user, address, data, each) for each in ("en", "es"))
        assert len(spanish) > 5, address
        self.asked.add(name)
        self.same |= dict.fromkeys(english & spanish, f"{name} {args} {query}")

    @property
    def forgotten(self) -> dict[str, str]:
        """What should have been said in one language, but for what is stored."""
        said = "".join(f"<p>{escape(each)}</p>" for each in self.same)
        page = HttpResponse(f'<!doctype html><meta charset="utf-8">{said}')
        found = untranslated(page, page, SAME | TYPED | self.world.typed)
        return {each: self.same[each] for each in found if not HASH.fullmatch(each)}

    def _said(self, user: User | None, address: str, data: Any, language: str) -> set[str]:
        client, asked = self.client, {"headers": {"Accept-Language": language}}
        client.cookies.clear()
        with undone():
            User.objects.update(language=language)
            if user is not None:
                client.force_login(user)
            if data is None:
                page = client.get(address, **asked)
            else:
                page = client.post(address, data, follow=True, **asked)
        assert page.status_code in (200, 403, 409, 410, 422), (address, page.status_code)
        return set(phrases(page))


@pytest.fixture
def reader(world: World) -> Reader:
    return Reader(world)


def test_every_page_of_the_desks_says_all_of_it_in_spanish(reader, world):
    look_at_lists(reader, world)
    look_at_the_review(reader, world)
    look_at_guests(reader, world)
    look_at_lay_readers(reader, world)
    look_at_actions(reader, world)
    look_at_people(reader, world)

    assert reader.forgotten == {}
    assert reader.asked | WITHOUT_A_PAGE >= {pattern.name for pattern in urlpatterns}


def look_at_lists(reader: Reader, world: World) -> None:
    look, texts = reader.look, world.ended
    reviewer, second, editor = (world.people[each] for each in ("reviewer", "second", "editor"))
    for user in (reviewer, second):
        look(user, "dashboard")
    for user in (reviewer, editor):
        look(user, "rereviews_due")
        look(user, "planned")
        look(user, "sources")
        look(user, "source", factories.reference().pk)
        look(user, "inbox")
    look(reviewer, "inbox", query="?unread=1")
    for data in (None, {}):
        look(reviewer, "preferences", data=data)
    look(editor, "board")
    look(editor, "board", query="?q=nothing")
    for state in (State.IN_REVIEW, State.PUBLISHED):
        look(editor, "board", query=f"?state={state}")
    chosen = {"text": [world.reading.pk], "reviewer": second.pk, "due_on": "2099-01-01"}
    look(editor, "board", query="?filter=&due=late")
    look(editor, "due_plan")
    look(editor, "due_plan", data={})
    for deed in ("", "assign", "reassign", "nudge", "change_due", "set_topic", "add_tags"):
        look(editor, "board_bulk", data={"deed": deed, **chosen} if deed else {})
    look(reviewer, "volunteer", world.lacking.pk, data={})
    look(editor, "figures")
    look(editor, "policy_gaps")
    look(world.people["writer"], "bylines")
    look(editor, "mail_failed")
    look(editor, "dossier", world.reading.article_id)
    look(world.people["writer"], "timeline", world.reading.article_id)
    look(world.people["writer"], "article_next", world.reading.article_id)
    for state in (State.DRAFT, State.PUBLISHED):
        look(editor, "timeline", texts[state].article_id)
        look(editor, "article_next", texts[state].article_id)


def look_at_the_review(reader: Reader, world: World) -> None:
    look, reading = reader.look, world.reading.pk
    reviewer, second, editor = (world.people[each] for each in ("reviewer", "second", "editor"))
    for user, query in ((reviewer, ""), (reviewer, "?text=whole"), (second, ""), (editor, "")):
        look(user, "review", reading, query=query)
    for user in (reviewer, editor):
        look(user, "review", world.ended[State.PUBLISHED].pk)
    look(editor, "review", world.owed.pk)
    look(reviewer, "checklist_save", reading, data={})
    look(reviewer, "verdict_give", reading, data={})
    look(reviewer, "dismissal_agree", reading, data={})
    look(editor, "difference_settle", reading, data={})
    for entered in ({}, {"kind": "must_fix", "text": "Seen."}):
        look(reviewer, "thread_open", reading, data=entered)
    typed = {"kind": "question", "text": "Kept.", "collect": "1"}
    look(reviewer, "thread_open", reading, data=typed)
    kept = [collect(world.reading, reviewer, "question", text) for text in ("Kept.", "Kept too.")]
    look(reviewer, "review", reading)
    for data in ({}, {"text": "Else."}, {"discard": "1"}):
        look(reviewer, "pending_change", reading, kept[0].pk, data=data)
    for data in ({"discard": "1"}, {}):
        look(reviewer, "pending_all", reading, data=data)
    threads = Thread.objects.filter(revision=world.reading)
    for text in ("", "Seen."):
        look(reviewer, "thread_answer", threads[0].pk, data={"text": text, "on": reading})
    for user in (reviewer, second):
        look(user, "thread_resolve", threads[0].pk, data={"on": reading})
    waiting = Assignment.objects.get(revision=world.reading, reviewer=second)
    look(editor, "assignment_remind", waiting.pk, data={})


def look_at_guests(reader: Reader, world: World) -> None:
    look, editor = reader.look, world.people["editor"]
    for data in (None, {}):
        look(editor, "guests", world.reading.pk, data=data)
    invited, asked = (Invitation.objects.filter(user=None)[0], Invitation.objects.get(user__gt=0))
    for data in ({"check": "1"}, {"check": "1", "register": "R", "on": "2030-01-01"}):
        look(world.people["second editor"], "guest_decide", asked.pk, data=data)
    look(editor, "guest_decide", invited.pk, data={"revoke": "1"})
    token = guests.path_of(invited).split("/")[-2]
    look(None, "guest", "forged")
    for data in (None, {"send": "1"}, {"decline": "1"}, STATED | {"code": "1"}):
        look(None, "guest", token, data=data)


def look_at_lay_readers(reader: Reader, world: World) -> None:
    look, editor, text = reader.look, world.people["editor"], world.reading
    reading = lay_readers.ask(text, editor, "Gina Guest", "gina@example.org", timezone.now())
    token = lay_readers.path_of(reading).split("/")[-2]
    look(None, "lay_reading", "forged")
    for data in (None, {}, {"understood": "no", "respectful": "yes", "may_be_told": "1"}):
        look(None, "lay_reading", token, data=data)
    for data in (None, {}):
        look(editor, "lay_readers", text.pk, data=data)
    look(editor, "lay_reading_end", reading.pk, data={})


def look_at_people(reader: Reader, world: World) -> None:
    """Profiles, what is proposed of them, and what is on record of each kind of act."""
    look, editor, doctor = reader.look, world.people["editor"], world.people["reviewer"]
    administrator, person = world.people["administrator"], doctor.person
    amend("link_person", person, administrator, {"user": None}, reason="R")
    amend("change_person", person, administrator, {"post_nominals": "MD, R"})
    amend("change_person", world.people["second"].person, administrator, {"post_nominals": "R"})
    credential = person.credentials.get()
    for kind, ground in (("person", person), ("credential", credential)):
        look(editor, "rests_on", kind, ground.pk)
    account_changes.record(doctor, AccountChange.Kind.FACTOR, administrator, timezone.now())
    for address in ("people", "proposals", "amendments", "account_changes", "grounds", "notices"):
        look(editor, address)
    look(editor, "account_confirm", doctor.pk, data={})
    notice = Disclaimer.objects.create(name="R", slug="r", everywhere=True).pk
    for user in (editor, administrator):
        look(user, "notice", notice)
    look(administrator, "notice", notice, data={})
    look(editor, "notice_ask", notice, data={})
    look(editor, "amendment", 1)
    look(administrator, "person_desk", person.pk)
    for data in ({}, {"check": "1"}, {"check": "1", "register": "R", "on": "2030-01-01"}):
        look(editor, "credential_check", credential.pk, data=data)
    look(administrator, "person_link", person.pk, data={})
    for data in ({"confirm": "1"}, {"reject": "1"}):
        look(doctor, "proposal_settle", Proposal.objects.get().pk, data=data)


def look_at_actions(reader: Reader, world: World) -> None:
    """The page of each, what it says to an empty form, and what where the state is another."""
    writer, reviewer, editor = (world.people[each] for each in ("writer", "reviewer", "editor"))
    for name, transition in TABLE.items():
        right = transition.permission.split(".")[1]
        user = {"write_article": writer, "review_revision": reviewer}.get(right, editor)
        texts = [world.reading, *world.ended.values()]
        shown = next((each for each in texts if each.state in transition.sources), texts[0])
        for data in (None, {}):
            reader.look(user, "review_action", shown.pk, name, data=data)
        reader.look(user, "review_action", world.ended[State.REJECTED].pk, name)


# --- mail --------------------------------------------------------------------------------------


def test_everything_that_is_told_and_mailed_is_in_the_language_of_the_person(people):
    topic = factories.topic("Pain", interval_months=1, remind_unanswered_days=1)
    said = {}
    for language in ("en", "es"):
        with undone():
            User.objects.update(language=language)
            said[language] = set(_mailed(people, topic))

    assert len(said["es"]) > 90
    names = r"Pain|Rest|Time|Tea|Wanda|Rita|Rolf|Edna|Gina|Gus|example|x\.org|Plain Evidence"
    typed = "Where from|Known for it|Busy|I checked it all|In time|MD"
    both = {re.sub(rf"\b({names}|{typed})\b", "", line) for line in said["en"] & said["es"]}
    assert {line for line in both if re.search(r"[^\W\d_]{2,}", line)} == set()


def _mailed(people: dict[str, User], topic: Any) -> Iterator[str]:
    """All lines of every mail there can be, but for addresses."""
    _remind(people, topic)
    _decide(people, topic)  # which strikes a signature for cause, and so ends a credential
    assert {event.transition for event in Event.objects.all()} == set(TABLE)
    told = list(Notification.objects.order_by("pk"))
    assert {each.kind for each in told} == set(Notification.Kind)
    messages = [mail.compose([each]) for each in told if each.recipient]
    Notification.objects.update(is_digest=True)
    of_one = Notification.objects.filter(recipient=people["editor"])[:2]
    messages += [mail.compose(of_one), mail.compose(of_one[:1]), *_codes(people)]
    for message in messages:
        yield from _lines(message)


def _decide(people: dict[str, User], topic: Any) -> None:
    """Every transition once, and what is told besides."""
    writer, rita, rolf, edna = (people[name] for name in ("writer", "reviewer", "second", "editor"))
    day = timezone.localdate() + timedelta(days=5)

    def begin(title: str) -> Revision:
        revision = factories.draft(writer, title=title, topic=topic)
        perform("submit", revision, writer)
        return revision

    first = begin("Rest")
    for name in ("assign", "release", "assign"):
        perform(name, first, edna, Inputs(reviewer=rita))
    perform("change_due", first, edna, Inputs(reviewer=rita, due_on=day))
    perform("accept", first, rita, Inputs(interests="None"))
    perform("ask_for_time", first, rita, Inputs(due_on=day + timedelta(days=5)))
    thread, _told = commenting.raise_thread(first, rita, kind="must_fix", text="Where from?")
    answer(thread, writer, "In time.")
    perform("assign", first, edna, Inputs(reviewer=rolf))
    perform("decline", first, rolf, Inputs("Busy."))
    perform("request_changes", first, rita, SIGNED)
    again = factories.next_draft(first.article, "<p>Time helps.</p>", writer)
    perform("submit", again, writer)
    perform("reject", again, rita, SIGNED)
    perform("recall", begin("Time"), writer)
    _collect(begin, people)
    perform("discard", factories.draft(writer, title="Time", topic=topic), writer)
    live = begin("Tea")
    volunteering.offer(live, rolf, timezone.now())
    perform("assign", live, edna, Inputs(reviewer=rita))
    perform("approve", live, rita, SIGNED)
    perform("schedule", live, edna, Inputs(publish_at=timezone.now() + timedelta(days=1)))
    perform("unschedule", live, edna)
    perform("publish", live, edna)
    perform("assign", live, edna, Inputs(reviewer=rita))
    perform("confirm", live, rita, SIGNED)
    _sort(live, people)
    signed = live.approvals.order_by("pk").values_list("pk", flat=True)
    why = Inputs("Known for it.", approval=signed[0], ground="impostor")
    perform("propose_strike", live, edna, why)
    perform("second_strike", live, people["second editor"], Inputs(approval=signed[0]))
    mistaken = Inputs("Busy.", approval=signed[1], ground="mistaken")
    perform("strike", live, rita, mistaken)
    urgent = factories.draft(writer, title="Rest now", topic=topic)
    perform("publish_unreviewed", urgent, edna, Inputs("In time."))
    perform("move", urgent, edna, Inputs(address="rest-9"))
    perform("retract", urgent, edna, Inputs("In time."))
    perform("merge", urgent, edna, Inputs(address=live.article.slug))
    other = begin("Rest later")
    perform("publish_unreviewed", other, edna, Inputs("In time."))
    perform("withdraw", other, edna, Inputs("In time."))


def _sort(live: Revision, people: dict[str, User]) -> None:
    """Moved to another topic, left as it is, and begun anew; a name put under the title and taken off."""
    edna, rolf = people["editor"], people["second"]
    strict = factories.topic("Pain", approvals=2)
    perform("retopic", live, edna, Inputs(topic=strict, follows="keep"))
    perform("settle_policy", live, edna, Inputs(follows="review"))
    article = live.article
    set_bylines(article, [(rolf.person.pk, "writer")], edna)
    bylines.answer(article, rolf.person, rolf, "confirmed")
    bylines.answer(article, rolf.person, rolf, "declined")
    set_bylines(article, [(rolf.person.pk, "writer")], edna)
    set_bylines(article, [], edna)


def _collect(begin: Callable[[str], Revision], people: dict[str, User]) -> None:
    """Rounds of two: ended by an editor; ended by the first decision, and finished by the other."""
    rita, rolf, edna = (people[name] for name in ("reviewer", "second", "editor"))
    both = begin("Time")
    for each in (rita, rolf):
        perform("assign", both, edna, Inputs(reviewer=each))
    perform("approve", both, rita, SIGNED)
    point, _told = commenting.raise_thread(both, rolf, kind="must_fix", text="Where from?")
    perform("release", both, edna, Inputs(reviewer=rolf))
    discussion.resolve(point, edna)
    perform("conclude", both, edna)
    Policy.objects.update(reports="first")
    cut = begin("Time")
    for each in (rita, rolf):
        perform("assign", cut, edna, Inputs(reviewer=each))
    perform("request_changes", cut, rita, SIGNED)
    perform("finish", cut, rolf, Inputs("In time."))


def _remind(people: dict[str, User], topic: Any) -> None:
    """Every series of reminders, and what the editors hear of guests."""
    revision = factories.draft(people["writer"], title="Rest", topic=topic)
    factories.assigned(revision, to=people["reviewer"], by=people["editor"])
    now, edna = timezone.now(), people["editor"]
    reminders.nudge(Assignment.objects.get(revision=revision), edna, now)
    for days in (2, 13, 16, 25, 40):
        reminders.send_due(now + timedelta(days=days))
    for name in ("Gina", "Gus"):
        due = timezone.localdate() + timedelta(days=9)
        guests.invite(revision, edna, name, f"{name}@x.org", "Known for it.", due, now)
    gus, gina = Invitation.objects.all()
    guests.confirm(gina, STATED, now)
    guests.decline(gus, "Busy.", now)


def _codes(people: dict[str, User]) -> list[Any]:
    """A code for a guest who has an account, and so a language."""
    invitation = Invitation.objects.exclude(user=None).get()
    people["editor"].refresh_from_db()
    User.objects.filter(pk=invitation.user_id).update(language=people["editor"].language)
    guests.send_code(Invitation.objects.get(pk=invitation.pk), timezone.now())
    return outbox.outbox[-1:]


def _lines(message: Any) -> Iterator[str]:
    """Of the subject, of both forms of the letter, and of the calendar what a person reads, but for
    days, which differ of themselves.
    """
    texts = [message.subject, *message.body.splitlines()]
    for letter in getattr(message, "alternatives", []):
        texts += phrases(HttpResponse(letter.content))
    for _name, content, _kind in message.attachments:
        lines = content.splitlines()
        texts += [each for each in lines if each.startswith(("SUMMARY:", "X-WR-CALNAME:"))]
    for text in texts:
        yield re.sub(r"https?://\S+|\d+ (de )?\w+ (de )?\d{4}|\d+|^[A-Z-]+:", "", text).strip()


# --- the sources -------------------------------------------------------------------------------


MARKS: Final = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "exception", "warning",
    "TypeError",
}  # fmt: skip
# what administrators, operators and programmers read, and what is stored for ever
IN_ENGLISH: Final = {
    "admin.py", "append_only.py", "auditing.py", "checks.py", "evidence.py", "immutability.py", "lines.py",
    "verification.py",
    # the log, and what its witnesses, outside of the house, are mailed
    "attestations.py", "heads.py", "keys.py", "log.py", "log_audit.py", "merkle.py", "sources.py",
}  # fmt: skip
KEYS: Final = {
    "Health article", "JAMA benchmarks", "comments of ", " on text ", "The schedule", "by hand",
    "Can review texts that they are assigned to", "Can assign reviewers",
    "Can publish, schedule, withdraw and retract", "Answers are kept by the key of their line.",
    "ChecklistVersion | None", "Policy | None", "Review owed for ", ", invited to ", "Round ",
    "Preferences of ", "Policy of ", "review needed", "kind of change", "open must fix",
    "Can check credentials at their issuer", "Can strike a signature together with another",
    "change to people and rules", "terms of a review", ", proposed by ", ", looked up on ",
    "change note missing", "policy missing", "byline declined", "nothing changed",
    "notices untranslated", " of text ",
    "statement that two accounts are one person", "statements that two accounts are one person",
    "one person", "two people", "lay reading ", "an account",
    "open on the draft", "draft thread ", "named in draft comment ", "suggested text ",
    '<time datetime="{}">{}</time>', '<span lang="{}">{}</span>',
    "account change ", " confirmed", "account ", " has changed", "signature of event ", " of ",
}  # fmt: skip


def test_a_specialty_that_many_sites_have_is_named_in_the_language_of_the_page():
    wanted = [Round(approvals=count, specialty="Pain medicine").demand for count in (1, 2)]
    with translation.override("es"):
        said = [Round(approvals=count, specialty="Pain medicine").demand for count in (1, 2)]

    assert wanted == ["1 approval in pain medicine", "2 approvals, one of them in pain medicine"]
    assert said == [
        "1 aprobación en medicina del dolor",
        "2 aprobaciones, una de ellas en medicina del dolor",
    ]


def test_every_sentence_of_the_desks_is_marked_for_translation():
    """Reasons and messages that no page above happens to show."""
    sentence = re.compile(r"[A-Z“][\w’”“]*[ ,:].*|[^|\\]*[a-z]{2,} [a-z]{2,}[^|\\]*", re.S)
    unmarked = []
    for path in sorted((ROOT / "reviews").rglob("*.py")):
        if path.name in IN_ENGLISH or {"migrations", "management"} & set(path.parts):
            continue
        tree = ast.parse(path.read_text())
        known = {id(inner) for node in ast.walk(tree) for inner in _said_already(node)}
        unmarked += [
            f"{path.name}:{node.lineno} {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in known and sentence.fullmatch(node.value) and node.value not in KEYS
        ]

    assert unmarked == []


def _said_already(node: ast.AST) -> Iterator[ast.AST]:
    """What is marked, documentation, and the names and help of columns."""
    if isinstance(node, ast.Call):
        called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        yield from ast.walk(node) if called in MARKS else ()
    elif isinstance(node, ast.Expr):
        yield node.value
    elif _is_of_a_column(node):
        yield from ast.walk(node)


def _is_of_a_column(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in ("help_text", "name")
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "verbose_name_plural"

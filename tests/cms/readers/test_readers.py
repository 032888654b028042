"""What readers send: counted or queued, never on a public page, nobody's name or address kept."""

import pickle
from base64 import b64decode
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Topic
from cms.caching import invalidation
from cms.caching.invalidation import Journal
from cms.models import CommentSwitch, Decision, Helpfulness, ReaderComment, Remark, Report
from cms.readers import comments, passages
from cms.readers.forgetting import forget
from cms.readers.reports import OCCASION
from cms.readers.telling import tell_editors
from reviews.models import Notification
from reviews.notifications import mail
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from tests import factories
from tests.cms.pages import parsed, select, words
from tests.worlds import shared

State = ReaderComment.State
pytestmark = pytest.mark.django_db

BODY = "<h2>Dose</h2><p>Rest helps. Take 500 mg in the morning. Drink water.</p><h2>Harm</h2><p>None.</p>"


@shared
def live():
    return factories.published(body=BODY, title="Rest")


@shared
def editor():
    return factories.editor(name="Tomas Okafor")


def corrected(live):
    draft = factories.next_draft(live.article, BODY.replace("500", "250"))
    doctor, desk = factories.reviewer(), factories.editor()
    said = {"change": "correction", "was_wrong": "It said 500 mg.", "says_now": "It says 250 mg."}
    perform("submit", draft, factories.author_of(draft), Inputs(**said))
    perform("assign", draft, desk, Inputs(reviewer=doctor))
    factories.release_asked_again(draft, but=doctor)
    perform("approve", draft, doctor, factories.SIGNED)
    perform("publish", draft, desk)
    return draft


def sent(client, live, form, **values):
    return client.post(f"{live.article.get_absolute_url()}{form}/", values)


# --- was this helpful? ---------------------------------------------------------------------------


def test_an_answer_is_counted_for_the_text_that_was_read(client, live):
    """By its seal: the answers about a text that was replaced are not those about the new one."""
    new = corrected(live)

    sent(client, live, "helpful", answer="yes", version=live.number)
    sent(client, live, "helpful", answer="no", version=new.number, remark=" What of children? ")
    answer = sent(client, live, "helpful", answer="no", version="99")

    assert answer.status_code == 303
    assert "Your answer is counted" in client.get(answer["Location"]).content.decode()
    counted = Helpfulness.objects.values_list("revision__digest", "yes", "no")
    assert sorted(counted) == sorted([(live.digest, 1, 0), (new.digest, 0, 2)])
    assert list(Remark.objects.values_list("words", "revision")) == [("What of children?", new.pk)]


def test_the_page_of_an_article_leads_to_the_forms_without_script_and_holds_no_token(client, live):
    response = client.get(live.article.get_absolute_url())
    links = [each.get("href") for each in select(parsed(response), ".voice a")]

    opened = [client.get(link) for link in links]

    assert response.cookies == {}
    assert "csrf" not in response.content.decode()
    assert [page.status_code for page in opened] == [200] * 5
    assert all("Surrogate-Key" not in page and "csrftoken" in page.cookies for page in opened)
    assert select(parsed(opened[0]), "input[value='yes'][checked]")
    assert select(parsed(opened[2]), "meta[name=robots]")[0].get("content") == "noindex"


def counted():
    """What stands in the table of the cache, in which everything is counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cms_cache")
        rows = cursor.fetchall()
    return [f"{key} {pickle.loads(b64decode(value))}" for key, value in rows]


@pytest.mark.parametrize(
    ("form", "values", "limit", "model"),
    [
        ("helpful", {"answer": "yes"}, 20, Helpfulness),
        ("report", {"words": "Not so.", "address": "me@example.org"}, 5, Report),
    ],
)
def test_one_network_can_send_so_much_and_is_not_remembered(
    client, live, form, values, limit, model, django_user_model
):
    answers = [sent(client, live, form, **values).status_code for _ in range(limit + 1)]
    refused = sent(client, live, form, **values)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")

    assert answers == [303] * limit + [429]
    assert "please send it again in an hour" in refused.content.decode()
    assert all(value in refused.content.decode() for value in values.values())
    assert sent(elsewhere, live, form, **values).status_code == 303
    assert counted()
    assert not any("127.0.0.1" in each for each in counted())
    columns = {field.name for field in model._meta.concrete_fields}
    assert columns.isdisjoint({"ip", "user", "session"})


def test_programs_that_fill_in_the_hidden_field_are_thanked_and_nothing_is_kept(client, live):
    for form, values in (("helpful", {"answer": "no"}), ("report", {"words": "Buy now"})):
        assert sent(client, live, form, website="http://spam.example", **values).status_code == 303

    assert not Helpfulness.objects.exists()
    assert not Report.objects.exists()


def test_what_was_typed_stays_when_a_form_is_refused(client, live):
    answer = sent(client, live, "report", address="nobody", words="It is 250 mg.", section="Dose")

    page = parsed(answer)
    assert answer.status_code == 422
    assert words(select(page, "textarea[name=words]")[0]) == "It is 250 mg."
    assert select(page, "option[value=Dose][selected]")
    assert not Report.objects.exists()


def test_figures_and_remarks_are_for_editors(client, live, sign_in, editor):
    sent(client, live, "helpful", answer="no", remark="What of <b>children</b>?")

    desk = sign_in(editor)
    listed = words(parsed(desk.get("/readers/helpful/")))
    counted = Helpfulness.objects.get()
    remarks = desk.get(f"/readers/helpful/{counted.pk}/").content.decode()
    desk.post(f"/readers/remarks/{Remark.objects.get().pk}/delete/")

    assert "Rest Version 1, as published now 0 1 0 % 1 remarks" in listed
    assert "What of &lt;b&gt;children&lt;/b&gt;?" in remarks
    assert not Remark.objects.exists()
    counted.refresh_from_db()
    assert counted.no == 1


# --- errors --------------------------------------------------------------------------------------


def test_a_report_stands_beside_its_sentence_and_on_no_public_page(client, live, sign_in, editor):
    sent(
        client,
        live,
        "report",
        quote="Take 500 mg",
        words="Far too much, says the unannounced label.",
        section="Dose",
        version=live.number,
    )
    report = Report.objects.get()

    public = [client.get(f"{live.article.get_absolute_url()}{page}") for page in ("", "history/")]
    desk = sign_in(editor)
    queue = words(parsed(desk.get("/readers/")))
    page = desk.get(f"/readers/reports/{report.pk}/").content.decode()

    assert all("unannounced" not in each.content.decode() for each in public)
    assert "1 open" in queue
    assert "Rest Version 1 · Dose" in queue
    assert "<mark>Take 500 mg</mark> in the morning.</p>" in page
    corrected(live)
    page = desk.get(f"/readers/reports/{report.pk}/").content.decode()
    assert "The published text no longer has these words" in page


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Take 500 mg", ("", "Take 500 mg", " in the morning.")),
        ("helps.1 Take 500", ("Rest ", "helps. Take 500", " mg in the morning.")),
        ("an  ounce of gold", None),
        ("", None),
    ],
)
@pytest.mark.once
def test_quoted_words_are_found_though_numbers_of_citations_came_along(quote, found):
    body = BODY.replace("helps.", 'helps.<cite data-ref="olsen2019"></cite>')

    passage = passages.find(quote, body)

    assert (passage and (passage.before, passage.words, passage.after)) == found


def test_the_decision_is_mailed_kept_and_linked_to_the_correction(
    client, live, sign_in, editor, django_capture_on_commit_callbacks
):
    sent(client, live, "report", words="It is 250 mg.", address="reader@example.org")
    report = Report.objects.get()
    desk, address = sign_in(editor), f"/readers/reports/{report.pk}/"
    decision = {"seen": "open", "state": "corrected", "reason": "You are right."}

    too_soon = desk.post(address, decision)
    change = corrected(live).change
    desk.post(address, {**decision, "correction": change.pk})
    notification = Notification.objects.get(occasion__startswith=OCCASION)
    outbox.outbox.clear()
    mail.send([notification.pk], timezone.now())

    assert too_soon.status_code == 422
    assert "You are right." in too_soon.content.decode()
    kept = Decision.objects.get()
    assert (kept.state, kept.by, kept.by_name) == ("corrected", editor, "Tomas Okafor")
    assert kept.correction == change
    [message] = outbox.outbox
    assert message.to == ["reader@example.org"]
    assert message.subject == "Your report about “Rest”"
    for said in ("What was wrong: It said 500 mg.", "You are right.", "You wrote: It is 250 mg."):
        assert said in message.body
    assert f"/articles/{live.article.slug}/" in message.body
    assert "The correction, version 2" in desk.get(address).content.decode()


def test_who_decides_second_is_told(client, live, sign_in, editor):
    sent(client, live, "report", words="It is 250 mg.")
    address = f"/readers/reports/{Report.objects.get().pk}/"
    desk = sign_in(editor)
    desk.post(address, {"seen": "open", "state": "declined", "reason": "It is not."})

    late = desk.post(address, {"seen": "open", "state": "answered", "reason": "Thanks."})

    assert "Somebody else decided meanwhile" in late.content.decode()
    assert Decision.objects.get().reason == "It is not."
    assert not Notification.objects.filter(occasion__startswith=OCCASION).exists()


def test_editors_are_told_once_a_day_of_what_is_new_and_waits(
    client, live, editor, open_to_comments
):
    assert tell_editors(timezone.now()) == []
    sent(client, live, "report", words="It is 250 mg.")
    for _ in range(2):
        sent(client, live, "comment", name="Kim", words="Thanks.")
    now = timezone.now()

    told = [[each.recipient for each in tell_editors(now)] for _ in range(2)]

    assert editor in told[0]
    assert told[1] == []
    notification = Notification.objects.get(recipient=editor)
    assert (
        notification.subject == "From readers: 1 reported error and 2 comments wait for an editor"
    )
    assert notification.path == "/readers/"
    assert tell_editors(now + timedelta(days=2)) == []


def test_what_came_while_the_clock_was_away_is_told_however_late(client, live, editor):
    sent(client, live, "report", words="It is 250 mg.")
    later = timezone.now() + timedelta(days=3)

    assert editor in [each.recipient for each in tell_editors(later)]
    assert tell_editors(later + timedelta(days=1)) == []


def test_an_address_is_erased_30_days_after_the_answer_and_never_before_it(
    client, live, sign_in, editor
):
    for number in range(2):
        sent(client, live, "report", words="It is 250 mg.", address=f"reader{number}@example.org")
    waiting, done = Report.objects.order_by("pk")
    address = f"/readers/reports/{done.pk}/"
    sign_in(editor).post(address, {"seen": "open", "state": "answered", "reason": "Thanks."})
    mail.send([Notification.objects.get(occasion__startswith=OCCASION).pk], timezone.now())

    assert forget(timezone.now() + timedelta(days=29)) == 0
    assert forget(timezone.now() + timedelta(days=31)) == 2

    assert not Notification.objects.filter(address="reader1@example.org").exists()
    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.address, done.address) == ("reader0@example.org", "")
    assert Decision.objects.get().reason == "Thanks."


# --- comments ------------------------------------------------------------------------------------


@shared
def open_to_comments(live):
    CommentSwitch.objects.create(article=live.article)


def test_comments_are_off_until_an_editor_switches_them_on_for_a_topic_or_an_article(
    client, live, sign_in, editor
):
    address = live.article.get_absolute_url()
    above = factories.topic("Everything")
    Topic.objects.filter(pk=live.article.topic_id).update(parent=above)
    assert sent(client, live, "comment", name="Kim", words="Thanks.").status_code == 404
    assert "Comments of readers" not in client.get(address).content.decode()

    desk = sign_in(editor)
    for chosen in ({"topic": above.pk}, {"article": f"https://www.example.org{address}"}):
        desk.post("/readers/switches/", chosen)
        assert "Comments of readers" in client.get(address).content.decode()
        place = "Everything" if "topic" in chosen else live.title
        assert f">{place}</a>" in desk.get("/readers/switches/").text
        desk.post(f"/readers/switches/{CommentSwitch.objects.get().pk}/delete/")
        assert "Comments of readers" not in client.get(address).content.decode()
    both = desk.post("/readers/switches/", {"topic": above.pk, "article": address})
    nowhere = desk.post("/readers/switches/", {"article": "no-such-article"})

    assert (both.status_code, nowhere.status_code) == (422, 422)
    assert "No article has that address" in nowhere.content.decode()
    assert not CommentSwitch.objects.exists()


def test_a_comment_waits_for_an_editor_and_is_plain_text(
    client, live, sign_in, editor, open_to_comments
):
    address = live.article.get_absolute_url()
    sent(client, live, "comment", name="Kim <i>", words="It <script>helped</script>\nme.")
    comment = ReaderComment.objects.get()
    held = client.get(address).content.decode()

    desk = sign_in(editor)
    desk.post(f"/readers/comments/{comment.pk}/", {"seen": "waiting", "verdict": "approved"})
    shown = client.get(address).content.decode()
    late = desk.post(
        f"/readers/comments/{comment.pk}/",
        {"seen": "waiting", "verdict": "declined", "reason": "Late."},
    )
    mute = desk.post(
        f"/readers/comments/{comment.pk}/", {"seen": "approved", "verdict": "declined"}
    )

    assert "Kim" not in held
    assert "<strong>Kim &lt;i&gt;</strong>" in shown
    assert "<p>It &lt;script&gt;helped&lt;/script&gt;<br>me.</p>" in shown
    assert "Somebody else decided meanwhile" in late.content.decode()
    assert "Say why" in mute.content.decode()
    comment.refresh_from_db()
    assert (comment.state, comment.by) == ("approved", editor)


def test_a_declined_comment_goes_from_the_page_and_is_erased_in_time(
    client, live, sign_in, editor, open_to_comments
):
    sent(client, live, "comment", name="Kim", words="Buy cheap pills.")
    comment = ReaderComment.objects.get()
    desk, decide = sign_in(editor), f"/readers/comments/{comment.pk}/"
    desk.post(decide, {"seen": "waiting", "verdict": "approved"})
    desk.post(decide, {"seen": "approved", "verdict": "declined", "reason": "Advertising."})

    assert "pills" not in client.get(live.article.get_absolute_url()).content.decode()
    listed = desk.get("/readers/comments/?state=declined").content.decode()
    assert "Declined: Advertising." in listed
    assert forget(timezone.now() + timedelta(days=29)) == 0
    assert forget(timezone.now() + timedelta(days=31)) == 1
    assert not ReaderComment.objects.exists()


def test_comments_drop_exactly_the_pages_that_show_them(
    live, editor, monkeypatch, tmp_path, django_capture_on_commit_callbacks
):
    journal = Journal(tmp_path / "changes.log")
    monkeypatch.setattr(invalidation, "journal", lambda: journal)
    made = {"revision": live, "name": "Kim", "words": "Thanks.", "sent_at": timezone.now()}

    def heard(deed):
        start = journal.length()
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return journal.since(start)[0]

    topic, article = live.article.topic, live.article
    approve = (State.WAITING, State.APPROVED, "", editor, timezone.now())
    assert heard(lambda: comments.switch_on(topic)) == {f"topic-{topic.pk}"}
    assert heard(lambda: ReaderComment.objects.create(**made)) == set()
    comment = ReaderComment.objects.get()
    assert heard(lambda: comments.decide(comment, *approve)) == {f"article-{article.pk}"}
    switch = CommentSwitch.objects.get()
    assert heard(lambda: comments.switch_off(switch)) == {f"topic-{topic.pk}"}


def test_a_withdrawn_article_takes_no_letters_and_a_retracted_one_reports(client, live):
    retracted = factories.published()
    perform("retract", retracted, factories.editor(), Inputs("Made up."))
    perform("withdraw", live, factories.editor(), Inputs("Unsafe."))

    assert sent(client, live, "report", words="It is wrong.").status_code == 404
    assert sent(client, live, "helpful", answer="yes").status_code == 404
    assert sent(client, retracted, "helpful", answer="yes").status_code == 404
    assert sent(client, retracted, "report", words="Why?").status_code == 303


def test_forms_are_refused_without_their_token(live):
    strict = Client(enforce_csrf_checks=True)

    assert sent(strict, live, "report", words="It is wrong.").status_code == 403

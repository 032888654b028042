"""House rules in the browser: tried out before they are saved, recorded, counted, and looked at again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.drafting.evidence import dismissals, tally
from articles.drafting.evidence.grounds import register
from articles.evidence.rules import shipped
from articles.models import HouseRule, RuleHit
from articles.models.evidence import in_force
from reviews.desk import reminders
from reviews.desk.rules import lists
from reviews.desk.rules.forms import RuleForm
from reviews.models import Amendment, Assignment, Notification, Proposal
from tests import factories
from tests.worlds import shared

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(hours=1)
SOLD = "<p>Our crystals balance the aura of every sleeper in this town.</p>"
NEW = {
    "language": "en",
    "name": "Crystals",
    "category": "promotional",
    "severity": "high",
    "reason": "Nothing is known of it.",
    "question": "Who measured that?",
    "suggestion": "",
    "phrases": "crystals … aura",
    "exceptions": "",
    "about": "",
    "in_use": "on",
    "why": "Asked for by the board.",
}


@shared
def editor():
    return factories.editor()


@shared
def writer():
    return factories.writer()


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def tried(response) -> dict[str, str]:
    return {"tried": response.context["tried"], "save": "1"}


def posted(desk, address: str, entered: dict[str, str]):
    """Try it out, then save it."""
    return desk.post(address, {**entered, **tried(desk.post(address, entered))})


def rules_that_ask(text) -> set[str]:
    return {hit.rule.name for each in register(text) for hit in each.hits}


def form_of(name: str, **changed: str) -> dict[str, str]:
    """What a browser would send of the page of a rule, with some of it changed."""
    [row] = [each for each in lists.rows()["en"] if each.name == name]
    form = RuleForm(row)
    sent = {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.name] = "on"
        elif value not in (None, False, []):
            sent[field.name] = str(value)
    return {**sent, **changed}


def address_of(name: str) -> str:
    [row] = [each for each in lists.rows()["en"] if each.name == name]
    return reverse("house_rule", args=["en", row.slug])


def test_a_rule_says_what_it_would_find_before_it_is_saved(desk):
    live = factories.published(body=SOLD)
    factories.draft(body=SOLD)

    response = desk.post(reverse("house_rule_new"), NEW)

    trial = response.context["trial"]
    assert (trial.published, trial.drafts, trial.new, trial.gone) == (1, 1, 2, 0)
    assert trial.shown[0].revision == live
    assert trial.shown[0].words == "crystals balance the aura"
    assert "Nothing is saved yet." in response.content.decode()
    assert not HouseRule.objects.exists()


def test_what_was_not_tried_out_is_not_saved(desk):
    address = reverse("house_rule_new")
    shown = desk.post(address, NEW)

    changed = desk.post(address, {**NEW, **tried(shown), "phrases": "aura"})

    assert not HouseRule.objects.exists()
    assert changed.context["trial"] is not None


def test_a_rule_of_the_site_is_asked_from_then_on_and_recorded(desk, editor):
    draft = factories.draft(body=SOLD)
    assert "Crystals" not in rules_that_ask(draft)

    response = posted(desk, reverse("house_rule_new"), NEW)

    assert response.url == reverse("house_rule", args=["en", "crystals"])
    assert "Crystals" in rules_that_ask(draft)
    row = Amendment.objects.get(act="add_houserule")
    assert (row.actor, row.reason) == (editor, "Asked for by the board.")
    assert row.details["changed"]["phrases"]["after"] == ["crystals … aura"]


def test_a_rule_that_comes_with_the_product_keeps_the_difference_alone(desk):
    [known] = [rule for rule in shipped("en").rules if rule.name == "Superiority"]
    changed = {"phrases": "beats any crystal", "left_out": known.phrases[0]}

    posted(desk, address_of("Superiority"), form_of("Superiority", **changed))

    rule = HouseRule.objects.get(name="Superiority")
    assert (rule.phrases, rule.left_out) == (["beats any crystal"], [known.phrases[0]])
    [now] = [each for each in in_force.rules_of("en").rules if each.name == "Superiority"]
    assert now.phrases == (*known.phrases[1:], "beats any crystal")


def test_a_rule_that_is_switched_off_says_what_ends_and_asks_about_nothing(desk):
    draft = factories.draft(body="<p>It works better than any pill.</p>")
    assert "Superiority" in rules_that_ask(draft)
    entered = form_of("Superiority")
    del entered["in_use"]

    shown = desk.post(address_of("Superiority"), entered)
    desk.post(address_of("Superiority"), {**entered, **tried(shown)})

    assert (shown.context["trial"].gone, shown.context["trial"].drafts) == (1, 0)
    assert "Superiority" not in rules_that_ask(draft)
    assert "Switched off" in desk.get(reverse("house_rules")).content.decode()


def test_a_grave_rule_that_would_ask_about_less_waits_for_another_editor(client, desk, editor):
    draft = factories.draft(body="<p>It works better than any pill.</p>")
    entered = form_of("Superiority")
    del entered["in_use"]
    other = factories.editor()

    posted(desk, address_of("Superiority"), entered)

    assert "Superiority" in rules_that_ask(draft)
    assert "that it asks about less" in desk.get(address_of("Superiority")).content.decode()
    proposal = Proposal.objects.get()
    settle = reverse("proposal_settle", args=[proposal.pk])
    desk.post(settle, {"confirm": "1"})
    assert "Superiority" in rules_that_ask(draft)

    client.force_login(other)
    client.post(settle, {"confirm": "1"})

    assert "Superiority" not in rules_that_ask(draft)
    made = Amendment.objects.get(act="change_houserule")
    assert made.details["proposed_by"] == editor.pk


@pytest.mark.parametrize(
    ("changed", "waits"),
    [
        ({"phrases": "beats any crystal"}, False),
        ({"exceptions": "by far"}, True),
        ({"severity": "medium"}, True),
        ({"about": "crystals"}, True),
    ],
)
def test_what_makes_a_grave_rule_ask_about_more_waits_for_nobody(desk, changed, waits):
    factories.editor()

    posted(desk, address_of("Superiority"), form_of("Superiority", **changed))

    assert Proposal.objects.exists() is waits


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phrases": ""}, "Enter one phrase at least."),
        ({"phrases": "the {aura}"}, "There is no list {aura}."),
        ({"exceptions": "may"}, "“may” is a hedge, and a hedge clears no rule."),
        ({"name": "Superiority"}, "There is a rule of this name: change that one."),
        ({"suggestion": "This cures cancer in a week."}, "asks about this wording itself"),
        ({"suggestion": "Crystals balance your aura."}, "Rule “Crystals” asks about this wording"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(desk, changed, said):
    response = desk.post(reverse("house_rule_new"), {**NEW, **changed})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert response.context["trial"] is None


def test_a_wording_that_a_rule_asks_about_is_offered_to_nobody():
    draft = factories.draft(body=SOLD)
    entered = {"reason": "So.", "category": "promotional", "severity": "high"}
    HouseRule.objects.create(
        name="Crystals",
        phrases=["crystals … aura"],
        suggestion="Many people slept on moonstone.",
        **entered,
    )
    HouseRule.objects.create(name="Stones", phrases=["moonstone"], **entered)

    [hit] = [hit for each in register(draft) for hit in each.hits if hit.rule.name == "Crystals"]

    assert hit.rule.suggestion == ""


def test_every_wording_that_comes_with_the_product_passes_its_own_rules():
    for language in ("en", "es"):
        offered = {rule.suggestion for rule in in_force.rules_of(language).rules}
        assert {rule.suggestion for rule in shipped(language).rules} == offered


def test_a_fact_of_a_topic_asks_only_in_texts_about_it(desk):
    about = factories.draft(
        body="<p>Moonstone is prescribed. Moonstone is grey. Moonstone is old.</p>"
    )
    other = factories.draft(body="<p>Rest is prescribed by many.</p>")
    begun = desk.get(reverse("house_rule_new") + "?fact=1").context["form"]
    entered = {
        **NEW,
        "name": "Moonstone",
        "category": begun["category"].value(),
        "phrases": begun["phrases"].field.prepare_value(begun["phrases"].value()),
        "reason": "Moonstone is no approved medicine.",
        "about": "Moonstone, moonstones",
    }

    posted(desk, reverse("house_rule_new"), entered)

    assert HouseRule.objects.get().about == ["moonstone", "moonstones"]
    assert "Moonstone" in rules_that_ask(about)
    assert "Moonstone" not in rules_that_ask(other)


def test_passages_are_counted_once_for_each_state_of_text_and_rules(desk):
    factories.published(body="<p>It works better than any pill.</p>")

    assert tally.count_due(LATER) == 1
    assert tally.count_due(LATER) == 0
    hit = RuleHit.objects.get(rule="Superiority")
    assert (hit.is_published, hit.is_in_draft) == (True, False)
    HouseRule.objects.create(name="Pills", phrases=["any pill"], reason="So.", category="fact")
    assert tally.count_due(LATER) == 1
    assert RuleHit.objects.filter(rule="Pills").exists()


def test_a_passage_that_was_changed_counts_as_heeded(writer):
    draft = factories.draft(writer, body="<p>It works better than any pill.</p>")
    tally.count_due(LATER)
    draft.__class__.objects.filter(pk=draft.pk).update(body="<p>It was tried.</p>", version=2)

    tally.count_due(LATER)

    row = lists.find("en", "superiority")
    assert (row.tally.asked, row.tally.drafts, row.tally.dismissed) == (1, 0, 0)


def test_what_is_dismissed_nine_times_in_ten_goes_to_the_editor_by_itself(desk, editor, writer):
    for number in range(10):
        body = f"<p>It works better than pill number {number} of that row.</p>"
        draft = factories.draft(writer, body=body)
        [passage] = [each for each in register(draft) if each.hits]
        dismissals.dismiss(draft, passage.likeness, "It is a joke.", writer)
    assert not list(Notification.objects.filter(recipient=editor))
    tally.count_due(LATER)

    reminders.send_due(timezone.now())
    reminders.send_due(timezone.now())

    told = Notification.objects.filter(recipient=editor).values_list("subject", flat=True)
    assert list(told).count("Writers set house rule “Superiority” aside") == 1
    assert "Nine times in ten: look at it" in desk.get(reverse("house_rules")).content.decode()


def test_whoever_answers_for_a_rule_is_told_on_its_day(editor):
    rule = HouseRule.objects.create(
        name="Pills",
        phrases=["any pill"],
        reason="So.",
        category="fact",
        owner=editor,
        look_at_on=timezone.localdate(),
    )

    reminders.send_due(timezone.now())

    told = Notification.objects.get(recipient=editor)
    assert told.subject == "House rule “Pills” is to be looked at"
    assert told.path == reverse("house_rule", args=["en", rule.slug])


def test_those_who_approved_are_asked_again_about_what_a_rule_finds_in_public(desk):
    doctor = factories.reviewer()
    live = factories.published(body=SOLD, by=doctor)
    posted(desk, reverse("house_rule_new"), NEW)
    address = reverse("house_rule", args=["en", "crystals"])
    assert live.title in desk.get(address).content.decode()

    desk.post(reverse("house_rule_ask", args=["en", "crystals"]), {"text": live.pk})

    assert Assignment.objects.waiting().get(revision=live).reviewer == doctor


def test_the_rules_of_the_language_of_the_desk_come_first_and_say_which_texts_they_are_for(
    desk, editor
):
    def headings(address: str) -> list[str]:
        page = desk.get(address).content.decode()
        return re.findall(r'<h2 id="rules-\d">\s*(.*?)</h2>', page)

    list_of = reverse("house_rules")
    assert headings(list_of) == ["For texts in English", "For texts in Español"]
    assert headings(f"{list_of}?language=es") == ["For texts in Español"]

    editor.language = "es"
    editor.save()

    assert headings(list_of) == ["Para textos en Español", "Para textos en English"]
    page = desk.get(reverse("house_rule", args=["en", "superiority"])).content.decode()
    assert '<h1 lang="en">Superiority</h1>' in page
    assert "para textos en English" in page


def test_the_list_asks_as_much_for_many_rules_as_for_few(desk, django_assert_num_queries):
    factories.published(body=SOLD)
    tally.count_due(LATER)
    with django_assert_num_queries(FEW):
        desk.get(reverse("house_rules"))
    for number in range(5):
        HouseRule.objects.create(
            name=f"Rule {number}", phrases=["any pill"], reason="So.", category="fact"
        )
    with django_assert_num_queries(FEW):
        desk.get(reverse("house_rules"))


FEW = 10

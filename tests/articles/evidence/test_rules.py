"""House rules: what they question, what they leave alone, and how good they are on labelled passages."""

import pytest

from articles.evidence import finder, passages, phrases, rules
from articles.evidence.rules import Rule, RuleSet, Severity
from articles.evidence.units import Kind, Unit
from bench import evidence as bench

ENGLISH = rules.shipped("en")


def categories(text: str, **around) -> list[str]:
    kind = around.pop("kind", Kind.SENTENCE)
    hits = ENGLISH.hits(
        finder.read(Unit(kind, text, **around), "en"), around.pop("subjects", frozenset())
    )
    return [hit.rule.category for hit in hits]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_bars_are_met_on_our_own_sentences(language):
    """Other labelled articles are counted by `python -m bench.evidence`."""
    figures = bench.Figures()
    (labelled,) = (each for name, each in bench.own() if name == f"own {language}, all")

    for label, found in labelled:
        figures.add(label, found)

    assert figures.missed == []
    assert min(count.of for count in figures.counts.values()) >= 10


def test_a_hedge_clears_nothing():
    assert "disease_claim" in categories("It may possibly help to cure asthma.")


def test_advice_to_ask_a_doctor_lowers_nothing():
    plain = categories("Take 5 grams a day.")
    advised = categories("Consult your doctor, and take 5 grams a day.")

    assert plain == advised == ["dosage"]


@pytest.mark.parametrize(
    "text",
    [
        "There is no good evidence that it cures asthma.",
        "It is not a substitute for insulin.",
        "Never stop an antidepressant suddenly.",
        "Talk to your doctor about side effects.",
        "The agency warned that it does not cure cancer.",
    ],
)
def test_protective_wording_is_not_questioned(text):
    assert categories(text) == []


def test_a_citation_answers_a_claim_and_not_sales_talk():
    assert categories("It cures asthma.", is_cited=True) == []
    assert categories("Buy it now!", is_cited=True) == ["promotional"]


def test_an_answer_is_questioned_for_what_it_affirms():
    question = "Can it replace my prescription medicines?"

    assert "stop_treatment" in categories("Absolutely.", question=question)
    assert categories("No.", question=question) == []


def test_a_topic_fact_is_contradicted_only_in_a_text_about_its_subject():
    about = passages.read(
        "<p>Kratom is a tree. Kratom grows in Asia. Kratom is prescribed after an operation.</p>",
        "",
        "en",
        ENGLISH,
    )
    other = passages.read("<p>Codeine is prescribed after an operation.</p>", "", "en", ENGLISH)

    assert [one.category for one in about if one.hits] == ["false_premise"]
    assert "false_premise" not in [hit.rule.category for one in other for hit in one.hits]


def test_a_rule_that_excepts_a_hedge_is_refused():
    written = """
[lists]
hedge = "may can"
[[rule]]
name = "Cure"
category = "disease_claim"
severity = "high"
phrases = ["cures"]
exceptions = ["may"]
"""
    [problem] = rules.problems(rules.parse(written))
    assert "is a hedge, and a hedge clears no rule" in problem


def test_nothing_is_wrong_with_the_rules_that_come_with_the_product():
    for language in ("en", "es"):
        assert list(rules.problems(rules.shipped(language))) == []


def test_a_process_compiles_no_phrase_before_a_passage_may_have_it():
    rules.shipped.cache_clear()
    phrases._compiled.cache_clear()

    rules.shipped("en")

    assert phrases._compiled.cache_info().currsize == 0


@pytest.mark.parametrize("exception", ["they (can) (help)", "(some) pages", "risk … (ignored)"])
def test_an_exception_that_ends_in_what_may_be_missing_is_refused(exception):
    rule = Rule("Cure", "x", Severity.HIGH, ("cures",), (exception,))

    assert "may be missing" in next(rules.problems(RuleSet((rule,))))


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Allergic reactions never happen with it.", "safety"),
        ("You have it, and so does everyone you know.", "statistic"),
        ("Every cell in your body is crying out for it.", "mechanism"),
    ],
)
def test_an_absolute_word_is_named_by_what_it_is_said_of(text, category):
    assert ENGLISH.hits(finder.read(Unit(Kind.SENTENCE, text), "en"))[0].rule.category == category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Coffee reduces the absorption of iron.", "interaction"),
        ("The vitamin helps the body to absorb calcium.", "mechanism"),
        ("It is sold without a prescription in Portugal.", "legal"),
        ("Most users feel a slight tingling.", "adverse_effect"),
        ("The kit tells you exactly what you lack.", "efficacy"),
        ("In Norway shops must keep it behind glass.", "legal"),
    ],
)
def test_a_claim_bears_the_name_of_its_kind(text, category):
    assert ENGLISH.hits(finder.read(Unit(Kind.SENTENCE, text), "en"))[0].rule.category == category


def test_a_sentence_that_begins_with_no_denies_an_effect():
    assert not ENGLISH.hits(
        finder.read(Unit(Kind.SENTENCE, "No cream gets rid of it for good."), "en")
    )


def test_a_usual_treatment_that_is_only_mentioned_excuses_nothing():
    text = "This device gives you the hearing of a teenager again."

    assert ENGLISH.hits(finder.read(Unit(Kind.SENTENCE, text), "en"))


def test_not_turns_a_phrase_round_and_not_only_does_not():
    one = RuleSet((Rule("Cure", "x", Severity.HIGH, ("cures asthma",)),), ENGLISH.lists)

    def found(text: str) -> int:
        return len(one.hits(finder.read(Unit(Kind.SENTENCE, text), "en")))

    assert (found("This never cures asthma."), found("It not only cures asthma.")) == (0, 1)


def test_a_suggested_wording_is_questioned_by_no_rule():
    for language in ("en", "es"):
        known = rules.shipped(language)
        for rule in known.rules:
            if rule.suggestion:
                assert known.hits(finder.read(Unit(Kind.SENTENCE, rule.suggestion), language)) == []


def test_an_absolute_word_is_asked_about_only_where_nothing_else_is():
    assert categories("It helps everyone who tries it.") == ["efficacy"]
    assert categories("Nobody has had a problem with it.") == ["safety"]
    assert categories("Not everyone feels it.") == []


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("efficacy", "Wrinkles fade in as little as ten days."),
        ("safety", "Hormonal contraception ruins your fertility."),
        ("comparative", "It brings pressure down as reliably as lisinopril."),
        ("stop_treatment", "There is no point in carrying on with the pills."),
        ("conspiracy", "Doctors don't want their patients to find out about it."),
        ("promotional", "Add it to your basket while you can."),
    ],
)
def test_families_of_wording_are_known_on_any_subject(category, text):
    assert category in categories(text)


def test_every_rule_says_why_and_asks_something():
    for language in ("en", "es"):
        known = rules.shipped(language).rules
        assert known
        assert all(rule.reason and rule.question and rule.phrases for rule in known)

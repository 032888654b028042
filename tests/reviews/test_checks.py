"""A row that is incomplete or contradicts itself is refused when the site starts."""

from dataclasses import replace

import pytest
from django.core.checks import registry

from articles.models.articles import State
from reviews.checks import RULES, check_workflow, errors_of
from reviews.models import Approval, Assignment
from reviews.workflow import effects, forms, guards
from reviews.workflow.descriptions import ASKED
from reviews.workflow.transitions import TABLE, TABLE_OF_SITE_PAGES

OF_REVIEWERS = (guards.is_independent, guards.is_credentialed)
WRONG = [
    ("E001", "confirm", {"name": "Confirm it"}, "has a name that no address and no event can keep"),
    ("E001", "confirm", {"name": "x" * 31}, "has a name that no address and no event can keep"),
    ("E002", "confirm", {"description": ""}, "has no description"),
    ("E002", "recall", {"label": "", "consequence": ""}, "has no label and no consequence"),
    (
        "E003",
        "recall",
        {"permission": "articles.recall"},
        "asks for the unknown right “articles.recall”",
    ),
    ("E004", "recall", {"sources": ()}, "starts from no state"),
    ("E004", "recall", {"sources": ("lost",)}, "starts from no state"),
    ("E004", "recall", {"target": State.IN_REVIEW, "request": ASKED}, "leads to no other state"),
    (
        "E004",
        "confirm",
        {"leads_to": effects.as_the_reports_say},
        "chooses where it leads, and leads nowhere",
    ),
    ("E005", "submit", {"seals": False}, "takes a draft on without sealing it"),
    ("E005", "recall", {"seals": True}, "seals what is no draft"),
    ("E006", "publish", {"guards": ()}, "publishes as reviewed what may not have been"),
    ("E006", "recall", {"incurs_debt": True}, "leaves a debt and publishes nothing"),
    ("E007", "unschedule", {"by_clock": True}, "is made by the clock at any time"),
    ("E008", "confirm", {"checks": (guards.says_why,)}, "signs without a statement"),
    (
        "E008",
        "decline",
        {"checks": (guards.makes_a_statement,), "form": forms.SigningForm},
        "asks for a statement, unsigned",
    ),
    ("E009", "confirm", {"effect": effects.nothing}, "has a verdict and signs nothing"),
    ("E009", "recall", {"effect": effects.sign}, "signs without a verdict"),
    (
        "E010",
        "confirm",
        {"belongs_to": None},
        "is signed by others than independent reviewers who were asked",
    ),
    (
        "E010",
        "confirm",
        {"guards": OF_REVIEWERS[:1]},
        "is signed by others than independent reviewers who were asked",
    ),
    ("E011", "confirm", {"form": forms.AcceptForm}, "signs without showing who signs"),
    ("E011", "decline", {"form": forms.SigningForm}, "asks who signs, unsigned"),
    (
        "E012",
        "move",
        {"form": forms.ActionForm},
        "checks what ActionForm has no field for: address",
    ),
    (
        "E012",
        "assign",
        {"form": forms.WaitingForm},
        "checks what WaitingForm has no field for: due_on",
    ),
    (
        "E016",
        "retract",
        {"guards": ()},
        "stands before readers, and nobody asks who sits there",
    ),
    (
        "E013",
        "retract",
        {"comment_is_private": True},
        "tells its reason to everybody and to editors alone",
    ),
    ("E013", "recall", {"comment_is_public": True}, "says who reads its reason, and asks for none"),
    ("E014", "assign", {"request": None}, "asks a reviewer without words"),
    ("E014", "release", {"request": ASKED}, "has words for reviewers and asks none"),
]


def test_the_workflow_is_complete_and_looked_at_when_the_site_starts():
    assert check_workflow() == []
    assert check_workflow in registry.registry.get_checks()


def test_the_rows_of_pages_about_the_site_are_complete_too():
    for name, row in TABLE_OF_SITE_PAGES.items():
        assert list(errors_of(row, name)) == []


@pytest.mark.parametrize(("number", "name", "changed", "says"), WRONG)
def test_what_is_wrong_with_a_row_is_said_with_a_hint(number, name, changed, says):
    row = replace(TABLE[name], **changed)

    found = {error.id: error for error in errors_of(row, row.name)}

    assert found[f"reviews.{number}"].msg == f"Transition “{row.name}” {says}."
    assert found[f"reviews.{number}"].hint


def test_a_row_under_another_name_than_its_own_is_refused(monkeypatch):
    monkeypatch.setitem(TABLE, "other", TABLE["recall"])

    assert [(error.id, error.msg) for error in check_workflow()] == [
        ("reviews.E015", "Transition “recall” stands in the table as “other”.")
    ]


def test_every_rule_is_tried():
    tried = {f"reviews.{number}" for number, *_rest in WRONG}

    assert tried == {number for number, _rule, _hint in RULES}


def test_a_verdict_is_one_that_a_signature_can_have():
    """The row alone says what a signature means: each verdict is given by some row."""
    assert {row.verdict for row in TABLE.values()} == {None, *Approval.Verdict}
    assert {row.answer for row in TABLE.values()} == {None, *Assignment.Answer}

"""System checks of the workflow: a row that is incomplete or contradicts itself stops the start."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from articles.models.articles import State
from reviews.models import Assignment, Event
from reviews.workflow import effects, guards
from reviews.workflow.forms import SigningForm
from reviews.workflow.transition import Transition
from reviews.workflow.transitions import TABLE

Rule = Callable[[Transition], str]
LONGEST_NAME = Event._meta.get_field("transition").max_length or 0


def check_workflow(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What is wrong with the rows of the table."""
    return [error for name, row in TABLE.items() for error in errors_of(row, name)]


def errors_of(row: Transition, name: str) -> Iterator[Error]:
    """What is wrong with a row that stands in the table under a name."""
    for number, rule, hint in RULES:
        if found := rule(row):
            yield Error(f"Transition “{name}” {found}.", hint=hint, id=number)
    if row.name != name:
        said = f"Transition “{row.name}” stands in the table as “{name}”."
        yield Error(said, hint="Let TABLE be made of TRANSITIONS.", id="reviews.E015")


def _lacks_a_name(row: Transition) -> str:
    if row.name.isidentifier() and row.name.islower() and len(row.name) <= LONGEST_NAME:
        return ""
    return "has a name that no address and no event can keep"


def _lacks_words(row: Transition) -> str:
    lacking = [name for name in ("label", "consequence", "description") if not getattr(row, name)]
    return f"has no {' and no '.join(lacking)}" if lacking else ""


def _lacks_a_known_right(row: Transition) -> str:
    known = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename, _label in model._meta.permissions
    }
    return "" if row.permission in known else f"asks for the unknown right “{row.permission}”"


def _leads_nowhere(row: Transition) -> str:
    if not row.sources or not set(row.sources) <= set(State):
        return "starts from no state"
    stays = row.target in row.sources and row.leads_to is None
    if row.target is not None and (row.target not in State or stays):
        return "leads to no other state"
    leads = row.target or row.may_reach
    return "chooses where it leads, and leads nowhere" if row.leads_to and not leads else ""


def _lacks_what_it_seals(row: Transition) -> str:
    leaves_draft = State.DRAFT in row.sources and row.target not in (None, State.DISCARDED)
    if leaves_draft == row.seals:
        return ""
    return "takes a draft on without sealing it" if leaves_draft else "seals what is no draft"


def _lacks_a_quorum(row: Transition) -> str:
    if row.incurs_debt and row.target != State.PUBLISHED:
        return "leaves a debt and publishes nothing"
    if row.publishes_reviewed and guards.has_quorum not in row.guards:
        return "publishes as reviewed what may not have been"
    return ""


def _lacks_a_clock(row: Transition) -> str:
    if row.by_clock and guards.is_due not in row.checks:
        return "is made by the clock at any time"
    return ""


def _lacks_a_statement(row: Transition) -> str:
    states = guards.makes_a_statement in row.checks
    if states == row.is_signed:
        return ""
    return "signs without a statement" if row.is_signed else "asks for a statement, unsigned"


def _lacks_a_signature(row: Transition) -> str:
    signs = row.effect in effects.SIGNING
    if signs == row.is_signed:
        return ""
    return "has a verdict and signs nothing" if row.is_signed else "signs without a verdict"


def _lacks_a_reviewer(row: Transition) -> str:
    for_reviewers = {guards.is_independent, guards.is_credentialed} <= set(row.guards)
    if not row.is_signed or (for_reviewers and row.belongs_to is guards.is_assigned):
        return ""
    return "is signed by others than independent reviewers who were asked"


def _lacks_a_password(row: Transition) -> str:
    if row.is_signed == issubclass(row.form, SigningForm):
        return ""
    return "signs without showing who signs" if row.is_signed else "asks who signs, unsigned"


def _lacks_presence(row: Transition) -> str:
    is_before_readers = row.target in PUBLIC_DEEDS or row.is_signed
    if {guards.has_second_factor, guards.is_settled} <= set(row.guards) or not is_before_readers:
        return ""
    return "stands before readers, and nobody asks who sits there"


def _lacks_a_field(row: Transition) -> str:
    read = {name for check in row.checks for name in guards.READS.get(check, ())}
    lacking = sorted(read - row.form.base_fields.keys())
    return f"checks what {row.form.__name__} has no field for: {', '.join(lacking)}" * bool(lacking)


def _lacks_a_reason(row: Transition) -> str:
    if row.comment_is_public and row.comment_is_private:
        return "tells its reason to everybody and to editors alone"
    if (row.comment_is_public or row.comment_is_private) and not row.requires_comment:
        return "says who reads its reason, and asks for none"
    return ""


def _lacks_a_request(row: Transition) -> str:
    asks = row.answer == Assignment.Answer.ASKED or row.submits
    if asks == (row.request is not None):
        return ""
    return "asks a reviewer without words" if asks else "has words for reviewers and asks none"


PUBLIC_DEEDS = (State.SCHEDULED, State.PUBLISHED, State.WITHDRAWN, State.RETRACTED)
RULES: tuple[tuple[str, Rule, str], ...] = (
    ("reviews.E001", _lacks_a_name, "Small letters and underscores, thirty at most."),
    ("reviews.E002", _lacks_words, "The button, the page and the record each need their words."),
    (
        "reviews.E003",
        _lacks_a_known_right,
        "Name one of a model's `Meta.permissions`, with its app.",
    ),
    (
        "reviews.E004",
        _leads_nowhere,
        "Give `sources`, and as `target` another state, or None where it stays.",
    ),
    ("reviews.E005", _lacks_what_it_seals, "Set `seals`, and let the effect open a round."),
    (
        "reviews.E006",
        _lacks_a_quorum,
        "Add `guards.has_quorum`, or `incurs_debt` with an effect that leaves one.",
    ),
    ("reviews.E007", _lacks_a_clock, "Add `guards.is_due` to the checks."),
    ("reviews.E008", _lacks_a_statement, "`verdict` and `guards.makes_a_statement` go together."),
    (
        "reviews.E009",
        _lacks_a_signature,
        "`verdict` and an effect of `effects.SIGNING` go together.",
    ),
    (
        "reviews.E010",
        _lacks_a_reviewer,
        "Add `is_independent`, `is_credentialed` and, as `belongs_to`, `is_assigned`.",
    ),
    ("reviews.E011", _lacks_a_password, "`verdict` and `forms.SigningForm` go together."),
    ("reviews.E012", _lacks_a_field, "Give the row a form with these fields, see `guards.reads`."),
    ("reviews.E013", _lacks_a_reason, "Choose one of the two, and add `guards.says_why`."),
    (
        "reviews.E014",
        _lacks_a_request,
        "`request` goes with a row that asks a reviewer or submits.",
    ),
    (
        "reviews.E016",
        _lacks_presence,
        "Add `guards.has_second_factor` and `guards.is_settled` to the guards.",
    ),
)

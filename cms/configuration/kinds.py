"""What is configured in one way: a list, a form, and what a change would do. A row for each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Topic
from cms.configuration import effects
from cms.configuration.access import ANY
from cms.configuration.forms import PolicyForm, SpecialtyForm, SynonymForm, TopicForm
from cms.configuration.glossary_form import GlossaryForm
from cms.models import GlossaryTerm, Synonym
from reviews.models import Policy, Specialty


@dataclass(frozen=True)
class Row:
    """A line of a list: its title, what to know of it, and what is wrong with it ("" if nothing)."""

    pk: int
    title: str
    facts: str
    warning: str = ""


@dataclass(frozen=True)
class Kind:
    """`act` is the end of the names of its acts: add_…, change_…; "": it decides who is entitled to nothing.

    `sections` are headings over the fields that they name; "" is none.
    """

    name: str
    label: Any
    lead: Any
    add: Any
    model: type[Model]
    app: str
    form: type[Any]
    rows: Callable[[], list[Row]]
    effect: Callable[[Any], list[str]]
    sections: tuple[tuple[Any, tuple[str, ...]], ...]
    act: str = ""
    admits: str = ANY  # the right without which nobody sees it

    def right(self, deed: str) -> str:
        """The permission to `add` or `change` a row."""
        return f"{self.app}.{deed}_{self.model._meta.model_name}"


def _topics() -> list[Row]:
    found = Topic.objects.for_articles().linked()
    policy_of = Policy.objects.by_topic()
    counts = dict(Topic.objects.values_list("pk").annotate(Count("articles")))
    return [_topic(each, policy_of(each), counts.get(each.pk, 0)) for each in found.values()]


def _topic(topic: Topic, policy: Policy | None, count: int) -> Row:
    facts = _("Articles: %(count)d.") % {"count": count}
    if policy is None:
        return Row(topic.pk, str(topic), facts, _("No policy: nothing in it can be submitted."))
    said = _("Needs %(demand)s.") % {"demand": policy.demand}
    return Row(topic.pk, str(topic), f"{said} {facts}")


def _policies() -> list[Row]:
    found = Policy.objects.select_related("topic", "specialty", "checklist").order_by(
        "topic__position"
    )
    return [
        Row(
            each.pk,
            str(each.topic),
            _("%(demand)s; checklist: %(checklist)s; again after %(months)d months.")
            % {
                "demand": each.demand,
                "checklist": each.checklist or _("none"),
                "months": each.interval_months,
            },
        )
        for each in found
    ]


def _specialties() -> list[Row]:
    found: QuerySet[Any] = Specialty.objects.annotate(held=Count("credentials"))
    words = _("Credentials that name it: %(count)d.")
    return [
        Row(each.pk, each.name, words % {"count": each.held}) for each in found.order_by("name")
    ]


def _synonyms() -> list[Row]:
    return [
        Row(
            each.pk,
            each.terms,
            each.get_language_display(),
            "" if each.is_active else _("Not in use."),
        )
        for each in Synonym.objects.order_by("terms")
    ]


def _glossary() -> list[Row]:
    terms = GlossaryTerm.objects.select_related("owner").order_by("language", "term")
    words = _("%(definition)s (%(language)s, %(owner)s answers for it)")
    return [
        Row(
            each.pk,
            each.term,
            words
            % {
                "definition": each.definition,
                "language": each.get_language_display(),
                "owner": each.owner,
            },
            "" if each.is_active else _("Not in use."),
        )
        for each in terms
    ]


ROWS: Final = (
    Kind(
        "topics",
        gettext_lazy("Topics"),
        gettext_lazy(
            "Where articles stand, and by that which policy decides who must review them."
        ),
        gettext_lazy("Add a topic"),
        Topic,
        "articles",
        TopicForm,
        _topics,
        effects.of_topic,
        (("", ()),),
        act="topic",
    ),
    Kind(
        "policies",
        gettext_lazy("Policies"),
        gettext_lazy(
            "What a text of a topic must pass before readers see it. A change holds for reviews that "
            "begin after it."
        ),
        gettext_lazy("Add a policy"),
        Policy,
        "reviews",
        PolicyForm,
        _policies,
        effects.of_policy,
        (
            (
                gettext_lazy("Who reviews"),
                (
                    "topic",
                    "approvals",
                    "specialty",
                    "checklist",
                    "reports",
                    "is_blind",
                    "lay_readers",
                ),
            ),
            (
                gettext_lazy("How long it takes"),
                ("days_to_review", "interval_months", "days_to_settle_debt"),
            ),
            (
                gettext_lazy("When people are reminded"),
                (
                    "remind_unanswered_days",
                    "remind_before_days",
                    "remind_every_days",
                    "escalate_after_days",
                ),
            ),
            (
                gettext_lazy("What a text must rest on"),
                (
                    "evidence_from",
                    "unsourced",
                    "house_rules",
                    "placeholders",
                    "import_notes",
                    "dead_links",
                    "incomplete_works",
                    "dead_addresses",
                    "checked",
                    "partly_passes",
                    "fallen_source",
                ),
            ),
        ),
        act="policy",
    ),
    Kind(
        "specialties",
        gettext_lazy("Specialties"),
        gettext_lazy("What a policy may ask a reviewer to be a specialist in."),
        gettext_lazy("Add a specialty"),
        Specialty,
        "reviews",
        SpecialtyForm,
        _specialties,
        effects.of_specialty,
        (("", ()),),
        act="specialty",
    ),
    Kind(
        "synonyms",
        gettext_lazy("Synonyms"),
        gettext_lazy(
            "Words that readers use for the same thing: who searches for one finds the others."
        ),
        gettext_lazy("Add synonyms"),
        Synonym,
        "cms",
        SynonymForm,
        _synonyms,
        effects.of_synonym,
        (("", ()),),
    ),
    Kind(
        "glossary",
        gettext_lazy("Glossary"),
        gettext_lazy(
            "Words that readers may not know. Each leads to its definition where a section first uses it; "
            "the text that was reviewed stays as it is."
        ),
        gettext_lazy("Add a term"),
        GlossaryTerm,
        "cms",
        GlossaryForm,
        _glossary,
        effects.of_term,
        (("", ()),),
        admits="cms.change_glossaryterm",
    ),
)
KINDS: Final = {row.name: row for row in ROWS}

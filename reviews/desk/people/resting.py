"""What rests on a reviewer, a credential, a policy, a checklist or a disclaimer.

These are the texts that readers see, or are about to see, because of it: where it turns out to be wrong, they
are asked about again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Disclaimer, Person, Revision, Topic
from articles.models.articles import State
from reviews.models import Approval, Checklist, Credential, Policy

STANDING: Final = (State.PUBLISHED, State.SCHEDULED, State.APPROVED, State.IN_REVIEW)


@dataclass(frozen=True)
class Ground:
    """A kind of thing on which texts rest. `found` says on which texts, by their keys."""

    label: Any
    rows: Callable[[], QuerySet[Any]]
    found: Callable[[Any], Sequence[int] | QuerySet[Any, Any]]


def texts(kind: str, row: Model) -> QuerySet[Revision]:
    """The texts that rest on it, those that readers see first."""
    found = Revision.objects.filter(pk__in=GROUNDS[kind].found(row), state__in=STANDING)
    return found.order_by(F("published_at").desc(nulls_last=True), "-pk")


def signed() -> QuerySet[Approval]:
    """The signatures that count: in favour, on the text as it stands, struck by nobody."""
    approved = Approval.objects.standing().filter(verdict=Approval.Verdict.APPROVE)
    return approved.filter(digest=F("revision__digest"))


def _of_person(person: Person) -> QuerySet[Any, Any]:
    return signed().filter(person=person).order_by().values("revision")


def _of_credential(credential: Credential) -> list[int]:
    """By what each signature keeps; one that is older than keys says the same in words."""
    theirs = signed().filter(person=credential.person_id)
    return [
        each.revision_id
        for each in theirs
        if any(_is_of(credential, entry) for entry in each.credentials)
    ]


def _is_of(credential: Credential, entry: dict[str, Any]) -> bool:
    if "credential" in entry:
        return bool(entry["credential"] == credential.pk)
    return (entry["title"], entry["issuer"]) == (credential.title, credential.issuer)


def _of_policy(policy: Policy) -> QuerySet[Any, Any]:
    """Every text that was submitted under a topic for which the policy stands."""
    topics = [
        each.pk
        for each in Topic.objects.select_related("parent")
        if Policy.objects.for_topic(each) == policy
    ]
    found = Revision.objects.filter(article__topic__in=topics, round__isnull=False)
    return found.order_by().values("pk")


def _of_checklist(checklist: Checklist) -> QuerySet[Any, Any]:
    found = Revision.objects.filter(round__checklist__checklist=checklist)
    return found.order_by().values("pk")


def _of_disclaimer(disclaimer: Disclaimer) -> QuerySet[Any, Any]:
    """The texts that were signed with the notice on their page."""
    return signed().filter(disclaimers__has_key=disclaimer.slug).order_by().values("revision")


GROUNDS: Final = {
    "person": Ground(_("Reviewers"), Person.objects.all, _of_person),
    "credential": Ground(
        _("Credentials"), lambda: Credential.objects.select_related("person"), _of_credential
    ),
    "policy": Ground(_("Policies"), lambda: Policy.objects.select_related("topic"), _of_policy),
    "checklist": Ground(_("Checklists"), Checklist.objects.all, _of_checklist),
    "disclaimer": Ground(_("Disclaimers"), Disclaimer.objects.all, _of_disclaimer),
}
# those of which there are few enough to list; people and their credentials have a list of their own
LISTED: Final = ("policy", "checklist", "disclaimer")

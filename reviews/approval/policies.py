"""By which policy the review of a public text was judged, and what that of its topic lacks in it today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.evidence.statements import CATEGORIES
from articles.models import Revision, Topic
from reviews import humans, phrases
from reviews.approval.badge import Badge, History, Standing, compute, histories, signatures
from reviews.humans import Sameness
from reviews.models import Approval, Policy, Round, Signers


@dataclass(frozen=True)
class Judged:
    """`by` is the topic of the policy under which the review was made, "" of one that kept no name;
    `today` that of the policy which holds now. `lacks` is what the latter asks and the review has not.
    """

    by: str
    today: str
    lacks: tuple[str, ...] = ()

    @property
    def is_moved(self) -> bool:
        return self.by != self.today

    def as_named(self, topic: Topic) -> "Judged":
        """The same for readers of the page: the topic of today by its name in their language. Records
        keep the name that it has in the first language of the site.
        """
        name = str(topic)
        return replace(self, by=self.by if self.is_moved else name, today=name)


def judged(
    revision: Revision, history: History, policy: Policy | None, badge: Badge
) -> Judged | None:
    """Of one public text and its badge, where `policy` is that of its topic; None where it has no review
    that is shown."""
    terms = history.rounds.get(revision.pk)
    if terms is None or badge.standing not in (Standing.REVIEWED, Standing.OVERDUE):
        return None
    by = terms.policy.get("name", "")
    if policy is None:
        return Judged(by, by)
    signed = signatures(revision, history)
    return Judged(by, policy.topic.name, tuple(_lacks(policy, terms, signed, history.known)))


def judged_all(revisions: Sequence[Revision], day: date) -> dict[int, Judged]:
    """Those of many public texts that have a review, by their keys, in a constant number of queries."""
    found = histories({each.article_id for each in revisions})
    policy_of, told = Policy.objects.by_topic(), {}
    for each in revisions:
        history = found[each.article_id]
        badge = compute(each, history, day)
        told[each.pk] = judged(each, history, policy_of(each.article.topic), badge)
    return {pk: each for pk, each in told.items() if each is not None}


def falls_short(revision: Revision, day: date) -> Judged | None:
    """How a published text was judged, where the policy of its topic asks for more today."""
    history = histories({revision.article_id})[revision.article_id]
    policy = Policy.objects.for_topic(revision.article.topic)
    found = judged(revision, history, policy, compute(revision, history, day))
    return found if found and found.lacks else None


def lacking_by_topic(
    revision: Revision, topics: Iterable[Topic], day: date
) -> dict[Topic, tuple[str, ...]]:
    """What the policy of each topic asks that the review of a published text has not; topics without a
    policy are left out. Of a text without a review nothing is said: it claims none.
    """
    history = histories({revision.article_id})[revision.article_id]
    policy_of, badge, found = Policy.objects.by_topic(), compute(revision, history, day), {}
    for topic in topics:
        if policy := policy_of(topic):
            held = judged(revision, history, policy, badge)
            found[topic] = held.lacks if held else ()
    return found


def _lacks(policy: Policy, terms: Round, signed: list[Approval], known: Sameness) -> Iterable[str]:
    if count := _missing_humans(policy, signed, known):
        yield count
    if terms.signers == Signers.EDITORS:
        return
    specialty = policy.specialty
    if specialty and not any(
        each.is_by_specialist(specialty.name, specialty.key) for each in signed
    ):
        said = _("an approval by a specialist in %(specialty)s")
        yield said % {"specialty": phrases.specialty(specialty.name).lower()}
    checklist = policy.checklist
    if checklist and terms.checklist_record.get("slug") != checklist.slug:
        yield _("the checklist “%(name)s”") % {"name": checklist.name}
    if policy.interval_months < terms.interval_months:
        words = {"months": policy.interval_months}
        yield (
            ngettext(
                "a review every %(months)d month",
                "a review every %(months)d months",
                words["months"],
            )
            % words
        )
    if kinds := _unchecked(policy, terms):
        yield _("verdicts on statements: %(kinds)s") % {"kinds": ", ".join(kinds)}


def _missing_humans(policy: Policy, signed: list[Approval], known: Sameness) -> str:
    given = len(set(humans.signers(signed, known)))
    if given >= policy.approvals:
        return ""
    said = _("%(demand)s (given: %(count)s)")
    told = {"demand": _approvals(policy.approvals), "count": given or pgettext("approvals", "none")}
    return said % told


def _approvals(count: int) -> str:
    return ngettext("%(count)d approval", "%(count)d approvals", count) % {"count": count}


def _unchecked(policy: Policy, terms: Round) -> list[str]:
    """Kinds of statements that were to be checked on the day of the round already, and were not."""
    if not policy.checks_evidence(timezone.localdate(terms.opened_at)):
        return []
    return [str(CATEGORIES[each]) for each in policy.checked if each not in terms.checked]

"""Published reviews that have less than the policy of their topic asks for today: each with the choice."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from articles.models import Revision, Topic
from reviews.approval.policies import Judged, judged_all
from reviews.models import Event, Policy
from reviews.models.policies import PolicyOf

AT_ONCE = 200  # texts that one page looks at


@dataclass(frozen=True)
class Gap:
    """A text, what its review lacks, and whether an editor has left it as it is since the policy was so."""

    revision: Revision
    judged: Judged
    left: Event | None
    is_under_way: bool


@dataclass(frozen=True)
class Gaps:
    """The texts of one page of them. `is_cut` where there may be more than it looked at."""

    open: list[Gap]
    left: list[Gap]
    is_cut: bool


def gaps(today: date) -> Gaps:
    """Those to choose for, and those that were left: seven queries, however many there are."""
    policy_of, topics = Policy.objects.by_topic(), Topic.objects.for_articles().linked()
    texts = list(_candidates(policy_of, topics)[: AT_ONCE + 1])
    for text in texts:
        text.article.topic = topics[text.article.topic_id]
    found = judged_all(texts[:AT_ONCE], today)
    short = [text for text in texts if text.pk in found and found[text.pk].lacks]
    left, open_articles = _left(short), _under_way(short)
    rows = [
        Gap(
            text,
            found[text.pk],
            _still_left(left.get(text.pk), policy_of(text.article.topic)),
            text.article_id in open_articles,
        )
        for text in short
    ]
    return Gaps(
        [each for each in rows if each.left is None],
        [each for each in rows if each.left is not None],
        is_cut=len(texts) > AT_ONCE,
    )


def _candidates(policy_of: PolicyOf, topics: dict[int, Topic]) -> QuerySet[Revision]:
    """Published texts whose terms are not those of the policy of their topic: among them are all that
    lack something, for who meets the terms of then lacks nothing where nothing was added.
    """
    differing = Q(pk__in=[])
    for topic in topics.values():
        if policy := policy_of(topic):
            differing |= Q(article__topic=topic) & ~_same_terms(policy)
    found = Revision.objects.published().of_articles().exclude(round=None).filter(differing)
    return found.select_related("article", "round").order_by("published_at", "pk")


def _same_terms(policy: Policy) -> Q:
    """Terms that ask for as much as the policy does, or for more."""
    same = Q(round__approvals__gte=policy.approvals)
    same &= Q(round__interval_months__lte=policy.interval_months)
    if policy.specialty:
        same &= Q(round__specialty_key=policy.specialty.key)
    if policy.checklist:
        same &= Q(round__checklist__checklist=policy.checklist)
    if policy.evidence_from:
        same &= Q(round__opened_at__date__lt=policy.evidence_from) | Q(
            round__checked=policy.checked
        )
    return same


def _left(texts: list[Revision]) -> dict[int, Event]:
    """The latest decision on each not to review it anew, by the key of the text."""
    settled = Event.objects.filter(
        revision__in=[each.pk for each in texts], transition__in=("retopic", "settle_policy")
    )
    latest = {event.revision_id: event for event in settled.order_by("number")}
    return {pk: event for pk, event in latest.items() if not event.details["opens_review"]}


def _still_left(event: Event | None, policy: Policy | None) -> Event | None:
    """A policy that has changed since asks anew."""
    is_same = event and policy and event.details["demands"] == policy.demands()
    return event if is_same else None


def _under_way(texts: list[Revision]) -> set[int]:
    """The articles of which another text is on its way."""
    opened = Revision.objects.open().filter(article__in=[each.article_id for each in texts])
    return set(opened.values_list("article", flat=True))

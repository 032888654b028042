"""What is held about articles, loaded for many at once, so that to verify them is not to ask for each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from articles.models import Article, Revision
from articles.models.articles import State
from reviews.approval.badge import Badge, badges
from reviews.models import Approval, Change, Debt, Event, NextReview, Round, Strike
from reviews.record import dossier
from reviews.record.evidence import Record


@dataclass
class Facts:
    """Of one article. `events` and `approvals` are as a dossier has them, in their order; rounds and
    badges are by the key of their text; `queued` are texts with the day of their next review.
    """

    article: Article
    revisions: list[Revision] = field(default_factory=list)
    events: list[Record] = field(default_factory=list)
    rounds: dict[int, Round] = field(default_factory=dict)
    approvals: list[Record] = field(default_factory=list)
    strikes: list[Strike] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    badges: dict[int, Badge] = field(default_factory=dict)
    queued: set[tuple[int, date]] = field(default_factory=set)


def facts_of(articles: Iterable[Article], today: date) -> Iterator[Facts]:
    """Of each of the articles, in as many queries for many as for one."""
    found = {article.pk: Facts(article) for article in articles}
    of_texts: dict[int, Facts] = {}
    for text in Revision.objects.filter(article__in=found).order_by("article", "number"):
        facts = of_texts[text.pk] = found[text.article_id]
        text.article = facts.article
        facts.revisions.append(text)
    for event in Event.objects.filter(article__in=found).order_by("article", "number"):
        found[event.article_id].events.append(dossier.event(event))
    _load_reviews(found, of_texts)
    queued: defaultdict[int, set[tuple[int, date]]] = defaultdict(set)
    for each in NextReview.objects.filter(article__in=found):
        queued[each.article_id].add((each.revision_id, each.due_on))
    for pk, shown in _shown(found.values(), today):
        of_texts[pk].badges[pk] = shown
    for pk, facts in found.items():
        facts.queued = queued[pk]
    yield from found.values()


def _load_reviews(found: dict[int, Facts], of_texts: dict[int, Facts]) -> None:
    rounds = Round.objects.filter(revision__article__in=found)
    for terms in rounds.select_related("checklist__checklist"):
        of_texts[terms.revision_id].rounds[terms.revision_id] = terms
    approvals = Approval.objects.filter(revision__article__in=found).order_by("signed_at", "pk")
    for approval in approvals:
        facts = of_texts[approval.revision_id]
        facts.approvals.append(dossier.approval(approval))
        if approval.is_struck:
            facts.strikes.append(approval.strike)
    for change in Change.objects.filter(revision__article__in=found):
        of_texts[change.revision_id].changes.append(change)
    debts = Debt.objects.filter(revision__article__in=found)
    for debt in debts.select_related("settled_by__revision"):
        of_texts[debt.revision_id].debts.append(debt)


def _shown(every: Iterable[Facts], today: date) -> Iterable[tuple[int, Badge]]:
    public = [text for facts in every for text in facts.revisions if text.state == State.PUBLISHED]
    return badges(public, today).items()

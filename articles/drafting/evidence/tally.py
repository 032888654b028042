"""What each house rule asks about in all articles, counted in the background: article by article, once for
each state of its texts and of the rules."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from articles import languages
from articles.drafting.evidence.grounds import dismissed, register
from articles.evidence.statements import CHECKED, fingerprint, of_categories
from articles.models import Revision, RuleCount, RuleHit
from articles.models.articles import RevisionQuerySet
from articles.models.evidence import in_force

AT_ONCE: Final = 50  # articles
LIVE: Final = Revision.State.PUBLISHED
COLUMNS: Final = ("article", "language", "pk", "version", "state", "saved_at")

RESTS: Final = timedelta(minutes=30)  # half a sentence that is being typed was asked by nobody


def count_due(now: datetime, at_once: int = AT_ONCE) -> int:
    """Count some of the articles whose texts or rules changed since; returns how many."""
    due = list(_due(now))[:at_once]
    for pk, stamp in due:
        _count(pk, stamp)
    return len(due)


def waiting(now: datetime) -> int:
    """How many articles are still to be counted."""
    return sum(1 for _each in _due(now))


def texts(language: str) -> Iterator[Revision]:
    """Every text of a language that rules ask about: what readers see, and what is being written."""
    found = _standing().filter(language=language).select_related("article")
    return found.order_by("title", "pk").iterator(200)


def _due(now: datetime) -> Iterator[tuple[int, str]]:
    """(article, what is to be counted) where that is not what was counted."""
    counted = dict(RuleCount.objects.values_list("article", "stamp"))
    rules = {code: str(in_force.stamp(code)) for code, _name in languages.choices()}
    standing: dict[int, list[str]] = {}
    in_hand = set()
    for row in _standing().order_by("article", "pk").values(*COLUMNS):
        article, language = row["article"], row["language"]
        told = standing.setdefault(article, [language, rules.get(language, "")])
        told.append(f"{row['pk']} {row['version']} {row['state'] == LIVE}")
        if row["state"] == Revision.State.DRAFT and row["saved_at"] > now - RESTS:
            in_hand.add(article)
    gone: dict[int, list[str]] = {pk: [] for pk in counted.keys() - standing.keys()}
    for article, told in {**standing, **gone}.items():
        stamp = fingerprint(" ".join(told))
        if counted.get(article) != stamp and article not in in_hand:
            yield article, stamp


def _standing() -> RevisionQuerySet:
    both = Revision.objects.published() | Revision.objects.open()
    return both.of_articles()


@transaction.atomic
def _count(article: int, stamp: str) -> None:
    RuleHit.objects.filter(article=article).update(is_published=False, is_in_draft=False)
    standing = list(_standing().filter(article=article).select_related("article"))
    found = _hits(standing)
    RuleHit.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["article", "rule", "likeness"],
        update_fields=["phrase", "words", "is_published", "is_in_draft"],
    )
    live = next((text for text in standing if text.state == LIVE), None)
    open_there = _open_in(live) if live else {"grave": 0, "lacking": 0, "unsourced": 0}
    RuleCount.objects.update_or_create(article_id=article, defaults={"stamp": stamp, **open_there})


def _open_in(text: Revision) -> dict[str, int]:
    """What is asked of a text and was not set aside, by how much it matters."""
    aside = dismissed(text.article)
    found = [each for each in register(text) if each.likeness not in aside]
    return {
        "grave": sum(bool(each.grave) for each in found),
        "lacking": sum(not each.is_exact for each in of_categories(found, CHECKED)),
        "unsourced": sum(each.needs_source for each in found),
    }


def _hits(standing: Iterable[Revision]) -> list[RuleHit]:
    found: dict[tuple[str, str], RuleHit] = {}
    for text in standing:
        for each in register(text):
            for hit in each.hits:
                made = RuleHit(
                    article=text.article,
                    language=text.article.language,
                    rule=hit.rule.name,
                    phrase=hit.phrase,
                    likeness=each.likeness,
                    words=each.words,
                )
                known = found.setdefault((hit.rule.name, each.likeness), made)
                known.is_published |= text.state == LIVE
                known.is_in_draft |= text.state != LIVE
    return list(found.values())

"""What was published before statements were checked: a list by risk and by readers, and no wall."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from articles.models import Revision, RuleCount
from cms.readers.models import Helpfulness
from reviews.models import Policy

BESIDE: Final = ("article__rule_count", "article__topic", "helpfulness", "round")


@dataclass(frozen=True)
class Row:
    """A public text whose statements nobody was asked to check; `is_counted` says whether it was read yet."""

    revision: Revision
    answers: int
    grave: int = 0
    lacking: int = 0
    unsourced: int = 0
    is_counted: bool = True

    @property
    def is_risky(self) -> bool:
        """Whether it may do harm: a grave rule asks, or a dangerous statement lacks its source."""
        return bool(self.grave or self.lacking)

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        return self.is_risky, self.answers, self.grave + self.lacking, self.unsourced


def rows() -> list[Row]:
    """What may do harm first, and of that what most readers answered to."""
    found = _unchecked().select_related(*BESIDE).order_by("title", "pk")
    return sorted(map(_row, found), key=lambda row: row.rank, reverse=True)


def total() -> int:
    """How many public texts there are of which statements are to be checked some day."""
    return Revision.objects.published().of_articles().count()


def policies() -> QuerySet[Policy]:
    """Those that want statements checked, with the day from which they do."""
    return Policy.objects.exclude(checked=[]).select_related("topic").order_by("topic__position")


def _unchecked() -> QuerySet[Revision]:
    return Revision.objects.published().of_articles().filter(Q(round=None) | Q(round__checked=[]))


def _row(revision: Revision) -> Row:
    answered: Helpfulness | None = getattr(revision, "helpfulness", None)
    answers = answered.yes + answered.no if answered else 0
    counted: RuleCount | None = getattr(revision.article, "rule_count", None)
    if counted is None:
        return Row(revision, answers, is_counted=False)
    return Row(revision, answers, counted.grave, counted.lacking, counted.unsourced)

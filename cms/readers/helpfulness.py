"""Counting whether texts help. Only numbers and sentences are kept, each with the text it is about."""

from datetime import date

from django.db import transaction
from django.db.models import F

from articles.models import Revision
from cms.readers.models import Helpfulness, Remark


@transaction.atomic
def count(revision: Revision, was_helpful: bool) -> None:
    """Add one answer about a sealed text."""
    Helpfulness.objects.get_or_create(revision=revision)
    chosen = "yes" if was_helpful else "no"
    Helpfulness.objects.filter(revision=revision).update(**{chosen: F(chosen) + 1})


def keep_remark(revision: Revision, was_helpful: bool, words: str, today: date) -> None:
    """The sentence of an answer, where there is one."""
    if words:
        Remark.objects.create(
            revision=revision, was_helpful=was_helpful, words=words, sent_on=today
        )

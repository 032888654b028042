"""What of many things there is, asked in one query: most of what may stand around a text does not."""

from typing import Any

from django.db.models import Exists, QuerySet


def presence(of: QuerySet[Any], *asked: QuerySet[Any]) -> QuerySet[Any, tuple[bool, ...]]:
    """One row: which of the query sets have any.

    `of`: the one row that all are about.
    """
    return of.order_by().values_list(*(Exists(each.order_by()) for each in asked))

"""What of many things there is, asked in one query: most of what may stand around a text does not."""

from typing import Any

from django.db.models import Exists, QuerySet


def those_there(of: QuerySet[Any], *asked: QuerySet[Any]) -> list[QuerySet[Any]]:
    """The query sets, in the place of each without a row an empty one, which asks nothing more.

    `of`: the one row that all are about.
    """
    has_rows = of.order_by().values_list(*(Exists(each.order_by()) for each in asked)).get()
    return [
        each if is_there else each.none() for each, is_there in zip(asked, has_rows, strict=True)
    ]

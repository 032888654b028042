"""What is done to many rows of a list at once: those that were ticked, or all that match."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.entering import number, numbers


class Changed(Exception):
    """Other rows match now than when the page was made; the message says so."""


def chosen_rows(
    request: HttpRequest, matching: QuerySet[Any], key: str = "pk", name: str = "row"
) -> QuerySet[Any]:
    """The rows of the list that were ticked, each by its `key` under `name`; or all of them with `every`,
    which says how many the page promised. Raises `Changed`.
    """
    if "every" not in request.POST:
        ticked = request.POST.getlist(name)
        return matching.filter(**{f"{key}__in": numbers(ticked) if key == "pk" else ticked})
    count = matching.count()
    if number(request.POST["every"]) != count:
        said = _("Now %(count)d match, and not as many as before: look at the list again.")
        raise Changed(said % {"count": count})
    return matching

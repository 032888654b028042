"""Numbers that a telephone dials when they are tapped."""

from typing import Any

from django import template

from cms.emergencies import dialled, numbers

register = template.Library()
ELSEWHERE = (("112", "EU"), ("999", "UK"), ("911", "US"))


@register.inclusion_tag("cms/_call.html")
def call(line: str) -> dict[str, Any]:
    """The number of a line (`emergency`, `crisis`, `poison`) in the country of the site.

    A site that does not say its country names the emergency numbers of several.
    """
    number = getattr(numbers(), line)
    return {
        "line": line,
        "number": number,
        "address": dialled(number),
        "elsewhere": [(each, dialled(each), place) for each, place in ELSEWHERE],
    }

"""When something was or will be: one form of it on every page of the desks."""

from datetime import date, datetime
from typing import Final

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# short in lists and beside other words, long at the head of a page
FORMATS: Final = {
    "short": "SHORT_DATETIME_FORMAT",
    "zone": "SHORT_DATETIME_FORMAT",
    "long": "DATETIME_FORMAT",
    "day": "SHORT_DATE_FORMAT",
    "long-day": "DATE_FORMAT",
}
DAYS: Final = {"day", "long-day"}


@register.simple_tag
def moment(at: date | None, form: str = "short") -> SafeString:
    """“3 May 2030, 12:05” of a time, in the zone of the site and the language of the page.

    `form`: `short`, `long`, with the `zone` named for what is still to come, or the `day` or `long-day`
    alone, to machines too. A date has no time and takes one of these two. Of None nothing is said, nor of
    “”, which is what a template has of what is missing.
    """
    if not at:
        return SafeString("")
    at = timezone.localtime(at) if isinstance(at, datetime) else at
    said = date_format(at, FORMATS[form])
    if form == "zone":
        said += date_format(at, " e")
    machine = f"{at:%Y-%m-%d}"
    if isinstance(at, datetime) and form not in DAYS:
        machine = at.isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', machine, said)

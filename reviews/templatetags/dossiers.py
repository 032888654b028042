"""The plain values of a dossier, in words."""

from datetime import date, datetime

from django import template
from django.template.defaultfilters import date as in_format
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reviews.workflow.transitions import TABLE

register = template.Library()
# what the values of a dossier are called, besides what the workflow calls states and transitions
NAMES = (
    gettext_noop("Released"),
    gettext_noop("Password"),
    gettext_noop("Code"),
    gettext_noop("None"),
    gettext_noop("Waiting"),
    gettext_noop("Sending"),
    gettext_noop("Sent"),
    gettext_noop("Failed"),
)


@register.filter
def machine_moment(value: str) -> str:
    """An ISO time as HTML takes it: to the millisecond at most."""
    return datetime.fromisoformat(value).isoformat(timespec="seconds")


@register.filter
def moment(value: str) -> str:
    """“3 May 2030, 12:05 UTC” of an ISO time in the site's zone; “3 May 2030” of a day; "" of none."""
    if "T" not in value:
        return in_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""
    at = timezone.localtime(datetime.fromisoformat(value))
    return in_format(at, "DATETIME_FORMAT") + in_format(at, " e")


@register.filter
def in_words(value: object) -> str:
    """“Changes requested” of `changes_requested`; "" of none."""
    words = str(value).replace("_", " ").capitalize()
    return _(words) if words else ""


@register.filter
def transition_in_words(name: str) -> str:
    """“Submit” of `submit`, as the row of the workflow calls it."""
    row = TABLE.get(name)
    return str(row.term or row.label) if row else in_words(name)

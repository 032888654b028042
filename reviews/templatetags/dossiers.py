"""The plain values of a dossier, in words."""

from datetime import date, datetime

from django import template
from django.template.defaultfilters import date as in_format
from django.utils import timezone

register = template.Library()


@register.filter
def machine_moment(value: str) -> str:
    """An ISO time as HTML takes it: to the millisecond at most."""
    return datetime.fromisoformat(value).isoformat(timespec="seconds")


@register.filter
def moment(value: str) -> str:
    """“3 May 2030, 12:05 UTC” of an ISO time in the site's zone; “3 May 2030” of a day; "" of none."""
    if "T" not in value:
        return in_format(date.fromisoformat(value), "j F Y") if value else ""
    return in_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i e")


@register.filter
def in_words(value: object) -> str:
    """“Changes requested” of `changes_requested`."""
    return str(value).replace("_", " ").capitalize()

"""Names and days as sentences have them, in the language of whoever reads."""

from collections.abc import Iterable
from datetime import date

from django.template.defaultfilters import date as in_format
from django.utils.text import get_text_list
from django.utils.translation import gettext


def names(people: Iterable[object]) -> str:
    """“Ada, Ben and Cleo”."""
    return get_text_list([str(person) for person in people], gettext("and"))


def told(people: Iterable[object]) -> str:
    """“Told: Ada and Ben.”"""
    found = names(people)
    return (
        gettext("Told: %(people)s.") % {"people": found} if found else gettext("Nobody was told.")
    )


def day(value: str | None) -> str:
    """“3 May 2030”, of an ISO date; "" of none."""
    return in_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""

"""Names and days as sentences have them, in the language of whoever reads."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.template.defaultfilters import date as in_format
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_noop

# fields that sites commonly have, so that their names are translated; any other is shown as it was entered
SPECIALTIES: Final = (
    gettext_noop("Allergy and immunology"),
    gettext_noop("Anaesthesiology"),
    gettext_noop("Cardiology"),
    gettext_noop("Dermatology"),
    gettext_noop("Dietetics"),
    gettext_noop("Emergency medicine"),
    gettext_noop("Endocrinology"),
    gettext_noop("Family medicine"),
    gettext_noop("Gastroenterology"),
    gettext_noop("General practice"),
    gettext_noop("Geriatrics"),
    gettext_noop("Gynaecology"),
    gettext_noop("Haematology"),
    gettext_noop("Infectious diseases"),
    gettext_noop("Internal medicine"),
    gettext_noop("Nephrology"),
    gettext_noop("Neurology"),
    gettext_noop("Nursing"),
    gettext_noop("Nutrition"),
    gettext_noop("Obstetrics"),
    gettext_noop("Oncology"),
    gettext_noop("Ophthalmology"),
    gettext_noop("Orthopaedics"),
    gettext_noop("Paediatrics"),
    gettext_noop("Pain medicine"),
    gettext_noop("Pharmacy"),
    gettext_noop("Pharmacology"),
    gettext_noop("Physiotherapy"),
    gettext_noop("Psychiatry"),
    gettext_noop("Psychology"),
    gettext_noop("Public health"),
    gettext_noop("Pulmonology"),
    gettext_noop("Radiology"),
    gettext_noop("Rheumatology"),
    gettext_noop("Sleep medicine"),
    gettext_noop("Surgery"),
    gettext_noop("Toxicology"),
    gettext_noop("Urology"),
)

# the answers that the form asks for where there is nothing to declare, in the languages of the site
NO_INTERESTS: Final = {"none", "ninguno", "ninguna"}


def specialty(name: str) -> str:
    """The name of a field in the language of the page."""
    return gettext(name)


def interests(said: str) -> str:
    """What somebody declared, to the letter; the answer that there are none, in the language of the page."""
    answer = gettext("None.")
    return answer if is_none(said) and _bare(said) != _bare(answer) else said


def is_none(said: str) -> bool:
    """Whether somebody declared, in any language of ours, that there are none."""
    return _bare(said) in NO_INTERESTS


def _bare(said: str) -> str:
    return said.strip().rstrip(".").casefold()


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

"""By what the people who may review are narrowed and sorted, and what a file says of each."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.listing.filters import Asking, Column, Filter, Listing, Sort
from articles.models import Person
from reviews import phrases
from reviews.desk.people.lists import SOON, PersonRow
from reviews.models import Credential, Specialty

People = QuerySet[Person]


def _with_words(people: People, words: str, asking: Asking) -> People:
    for word in words.split()[:8]:
        held = Credential.objects.filter(
            Q(title__icontains=word) | Q(number__icontains=word) | Q(issuer__icontains=word)
        )
        people = people.filter(
            Q(name__icontains=word)
            | Q(occupation__icontains=word)
            | Q(user__email__icontains=word)
            | Q(pk__in=held.values("person"))
        )
    return people


def _held(**having: Any) -> Exists:
    return Exists(Credential.objects.filter(person=OuterRef("pk"), **having))


def _counting(asking: Asking) -> Exists:
    valid = Credential.objects.all().valid_on(asking.today)
    return Exists(valid.filter(person=OuterRef("pk")))


def _standing(people: People, standing: str, asking: Asking) -> People:
    if standing == "counts":
        return people.filter(_counting(asking))
    if standing == "waits":
        return people.filter(waiting())
    if standing == "soon":
        valid = Credential.objects.all().valid_on(asking.today)
        ending = valid.filter(person=OuterRef("pk"), expires_on__lte=asking.today + SOON)
        return people.filter(Exists(ending))
    return people.filter(~_counting(asking))


def waiting() -> Exists:
    """Of people: whether a credential of theirs waits to be looked up."""
    unchecked = Credential.objects.exclude(pk__in=Credential.objects.checked().values("pk"))
    return Exists(unchecked.filter(person=OuterRef("pk")))


def _in_specialty(people: People, specialty: str, asking: Asking) -> People:
    return people.filter(_held(specialty=int(specialty)))


def _with_account(people: People, account: str, asking: Asking) -> People:
    if account == "none":
        return people.filter(user=None)
    return people.filter(user__is_active=account == "active")


def _specialties(asking: Asking) -> Iterable[tuple[Any, Any]]:
    named = Specialty.objects.values_list("pk", "name")
    return sorted(((pk, phrases.specialty(name)) for pk, name in named), key=itemgetter(1))


def _ends(people: People, asking: Asking) -> People:
    return people.annotate(ends=Min("credentials__expires_on"))


def _account(row: PersonRow) -> str:
    user = row.person.user
    if user is None:
        return ""
    return str(_("active") if user.is_active else _("deactivated"))


def _credentials(row: PersonRow) -> str:
    return "; ".join(str(each.credential) for each in row.credentials)


def _specialties_of(row: PersonRow) -> str:
    named = {
        phrases.specialty(str(each.credential.specialty))
        for each in row.credentials
        if each.credential.specialty
    }
    return ", ".join(sorted(named))


def _first_end(row: PersonRow) -> str:
    ends = [each.credential.expires_on for each in row.credentials if each.credential.expires_on]
    return min(ends).isoformat() if ends else ""


PEOPLE: Final = Listing(
    "people",
    _("People"),
    (
        Filter("q", _("Words"), _with_words, is_beside=True),
        Filter(
            "standing",
            _("Credentials"),
            _standing,
            lambda asking: [
                ("counts", _("One counts today")),
                ("waits", _("One waits to be looked up")),
                ("soon", _("One ends within sixty days")),
                ("none", _("None counts today")),
            ],
        ),
        Filter("specialty", _("Specialty"), _in_specialty, _specialties),
        Filter(
            "account",
            _("Account"),
            _with_account,
            lambda asking: [
                ("active", pgettext_lazy("an account", "Active")),
                ("deactivated", pgettext_lazy("an account", "Deactivated")),
                ("none", _("No account")),
            ],
        ),
    ),
    {
        "name": Sort(_("Person"), ("name",)),
        "account": Sort(_("Account"), ("user__name",)),
        "ends": Sort(_("Ends on"), ("ends",), _ends),
    },
    (
        Column(_("Name"), lambda row: row.person.titled_name),
        Column(_("Occupation"), lambda row: row.person.occupation),
        Column(_("Account"), _account),
        Column(_("E-mail address"), lambda row: row.person.user.email if row.person.user else ""),
        Column(_("Credentials"), _credentials),
        Column(_("Specialty"), _specialties_of),
        Column(_("Count today"), lambda row: sum(each.is_valid for each in row.credentials)),
        Column(_("Wait to be looked up"), lambda row: sum(each.waits for each in row.credentials)),
        Column(_("The first ends on"), _first_end),
    ),
)

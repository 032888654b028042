"""The public profile of a person: checked credentials, interests, what is published of their work."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from articles.models import Person
from cms.site.teasers import Teaser, published_anywhere, teasers
from reviews.entitlement.proofs import is_proved
from reviews.models import Approval, Credential

SHOWN = 50


@dataclass(frozen=True)
class Profile:
    person: Person
    credentials: tuple[tuple[Credential, bool], ...]
    wrote: tuple[Teaser, ...]
    reviewed: tuple[Teaser, ...]
    orcid: str


def profile(slug: str, today: date) -> Profile:
    """Raises `Person.DoesNotExist`. What is listed is what the published texts themselves say, in all
    languages: who answers for a text does so in each.

    Credentials come with whether they are valid today; one that nobody has checked is not shown.
    """
    person = Person.objects.get(slug=slug)
    signed = Approval.objects.standing().filter(person=person).values("revision__article")
    wrote = list(published_anywhere().filter(article__in=person.articles.all())[:SHOWN])
    reviewed = list(published_anywhere().filter(article__in=signed)[:SHOWN])
    found = teasers({each.pk: each for each in [*wrote, *reviewed]}.values(), today)
    return Profile(
        person=person,
        credentials=tuple(_checked(person, today)),
        wrote=tuple(each for each in found if each.is_signed_by(slug)),
        reviewed=tuple(each for each in found if each.is_reviewed_by(slug)),
        orcid=_orcid(person),
    )


def _orcid(person: Person) -> str:
    """As it was entered; where the site has ORCIDs proved, one that is."""
    is_shown = not settings.ORCID_CLIENT_ID or is_proved(person)
    return person.orcid if is_shown else ""


def _checked(person: Person, today: date) -> list[tuple[Credential, bool]]:
    checked = person.credentials.checked().filter(current_check__looked_up_on__lte=today)
    return [
        (credential, credential.is_valid_on(today))
        for credential in checked.select_related("specialty", "current_check__checked_by")
    ]

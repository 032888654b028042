"""Whether an account is in its owner's hands, as far as one can know: asked before what others rely on."""

from collections.abc import Sequence, Set
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.users import User
from reviews.models import AccountChange


def factors_of(user: User) -> set[str]:
    """The kinds of second factor that are set up; codes on paper stand in for one and are none."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def late_changes(user: User, now: datetime) -> list[AccountChange]:
    """What changed lately of how the user shows who they are, each with who has confirmed it."""
    return list(AccountChange.objects.of_late(now).filter(user=user).select_related("confirmed_by"))


def unsettled_changes(user: User, now: datetime) -> list[AccountChange]:
    """What of it nobody has confirmed."""
    return list(AccountChange.objects.unsettled(now).filter(user=user))


def why_no_factor(user: User, factors: Set[str]) -> str:
    """Where the site requires one (`SECOND_FACTOR`), of all but guests, who have no account to keep: they
    show a mailed code with each signature. "" where nothing is missing.
    """
    is_asked = settings.SECOND_FACTOR == "required" and not user.is_guest
    if not is_asked or factors - {"recovery_codes"}:
        return ""
    return _("Set up a second factor first: under your name, “How you sign in”.")


def why_unsettled(changes: Sequence[AccountChange]) -> str:
    """NIST SP 800-63B: a change of what shows who somebody is may be somebody else's."""
    if not changes:
        return ""
    said = _(
        "Your account has changed (%(what)s). Until %(until)s it signs and publishes nothing and entitles "
        "nobody, unless an editor asks you and confirms it."
    )
    kinds = dict.fromkeys(each.get_kind_display() for each in changes)
    until = date_format(timezone.localtime(changes[0].settles_at), "DATETIME_FORMAT")
    return said % {"what": ", ".join(kinds), "until": until}

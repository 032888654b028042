"""Changes of what shows who somebody is: told to the address they had, and confirmed by a second person.

NIST SP 800-63B (4.6) has a change of an authenticator told to its owner by a way that the change did not
touch. Until a day is over, or a second person who assigns reviewers has asked them, such an account signs
and publishes nothing (`reviews.workflow.guards.is_settled`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.identity import site_name
from articles.users import User
from reviews.eligibility.rights import holders_of
from reviews.humans import accounts_of
from reviews.models import AccountChange, Notification
from reviews.notifications import notifications
from reviews.notifications.mail import in_language_of
from reviews.notifications.notifications import Message
from reviews.refusal import Refused

SIGNING = ("reviews.review_revision", "reviews.publish_revision")


@dataclass(frozen=True)
class Unsettled:
    """An account with changes that wait, and why the one who looks may not confirm them, or ""."""

    user: User
    changes: list[AccountChange]
    why_not: str

    @property
    def settles_at(self) -> datetime:
        return max(each.settles_at for each in self.changes)


@transaction.atomic
def record(
    user: User, kind: AccountChange.Kind, by: User | None, now: datetime, address: str = ""
) -> AccountChange:
    """Keep that something was changed, and tell its owner at `address`, which they had before.

    To be called within the transaction of the change. `by` is who was signed in, None for nobody.
    """
    change = AccountChange.objects.create(user=user, kind=kind, changed_at=now, changed_by=by)
    for each in dict.fromkeys([address or user.email, user.email]):
        with in_language_of(user):
            notifications.tell_address(str(user), each, _letter(change), now)
    if any(user.has_perm(right) for right in SIGNING):
        _tell_editors(user, now)
    return change


def unsettled(viewer: User, now: datetime) -> list[Unsettled]:
    """The accounts that wait, those first that settle last."""
    found: dict[User, list[AccountChange]] = {}
    waiting = AccountChange.objects.unsettled(now).filter(user__is_active=True)
    for change in waiting.select_related("user", "changed_by"):
        if not change.user.is_guest:
            found.setdefault(change.user, []).append(change)
    is_viewer_settled = not AccountChange.objects.unsettled(now).filter(user=viewer).exists()
    return [
        Unsettled(user, changes, _why_not(viewer, user, changes, is_viewer_settled))
        for user, changes in found.items()
    ]


@transaction.atomic
def confirm(user: User, by: User, now: datetime) -> None:
    """A second person has asked the user: the changes are theirs. Raises `Refused` with why not."""
    get_user_model().objects.select_for_update().get(pk=user.pk)
    waiting = next((each for each in unsettled(by, now) if each.user == user), None)
    if waiting is None:
        raise Refused(_("Nothing waits to be confirmed any more."))
    if waiting.why_not:
        raise Refused(waiting.why_not)
    rows = AccountChange.objects.filter(pk__in=[each.pk for each in waiting.changes])
    rows.update(confirmed_at=now, confirmed_by=by)
    with in_language_of(user):
        notifications.tell_address(str(user), user.email, _confirmed(waiting, by, now), now)


def _why_not(
    viewer: User, user: User, changes: Sequence[AccountChange], is_viewer_settled: bool
) -> str:
    own = accounts_of(viewer)
    if user.pk in own:
        return _("It is your own account: somebody else must confirm it.")
    if any(each.changed_by_id in own for each in changes):
        return _("You made the change: somebody else must confirm it.")
    if not is_viewer_settled:
        return _("Your own account has changed: it must be confirmed first.")
    return ""


# --- in words ----------------------------------------------------------------------------------


def _letter(change: AccountChange) -> Message:
    user = change.user
    at = date_format(timezone.localtime(change.changed_at), "DATETIME_FORMAT")
    words = {
        "what": change.get_kind_display(),
        "site": site_name(),
        "at": at,
        "who": change.changed_by,
        "contact": settings.DEFAULT_FROM_EMAIL,
    }
    if change.changed_by is None or change.changed_by == user:
        said = _("At %(at)s %(what)s of your account at %(site)s was changed.")
    else:
        said = _("At %(at)s %(who)s changed %(what)s of your account at %(site)s.")
    text = [
        said % words,
        _(
            "If that was you, or you know of it, there is nothing to do. For a day after it your account "
            "signs and publishes nothing, unless an editor asks you and confirms it."
        ),
        _("If you know nothing of it, write to %(contact)s at once.") % words,
    ]
    return Message(
        kind=Notification.Kind.ACCOUNT,
        occasion=f"account change {change.pk}",
        for_day=timezone.localdate(change.changed_at),
        subject=_("Changed: %(what)s of your account at %(site)s") % words,
        text="\n\n".join(text),
        path=reverse("account_security"),
        sender=user,
    )


def _confirmed(waiting: Unsettled, by: User, now: datetime) -> Message:
    words = {"who": by, "site": site_name(), "contact": settings.DEFAULT_FROM_EMAIL}
    text = _(
        "%(who)s has confirmed that you made the changes of your account at %(site)s. It signs and "
        "publishes again. If you did not talk about it, write to %(contact)s at once."
    )
    return Message(
        kind=Notification.Kind.ACCOUNT,
        occasion=f"account change {waiting.changes[0].pk} confirmed",
        for_day=timezone.localdate(now),
        subject=_("Confirmed: the changes of your account at %(site)s") % words,
        text=text % words,
        path=reverse("account_security"),
        sender=waiting.user,
    )


def _tell_editors(user: User, now: datetime) -> None:
    def message(_editor: User) -> Message:
        words = {"name": user}
        text = _(
            "What shows that it is %(name)s who signs was changed today. For a day their account signs and "
            "publishes nothing. If they need it sooner, ask them by a way that you know, and confirm it."
        )
        return Message(
            kind=Notification.Kind.ACCOUNT,
            occasion=f"account {user.pk} has changed",
            for_day=timezone.localdate(now),
            subject=_("The account of %(name)s has changed") % words,
            text=text % words,
            path=reverse("account_changes"),
            sender=user,
        )

    editors = list(holders_of("assign_reviewer").exclude(pk=user.pk))
    notifications.tell_once(editors, message, now)

"""Whom an act is told: the one whom it is about, at the address that they had before, and others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.users import User
from reviews.entitlement.act import Change
from reviews.entitlement.words import sentence
from reviews.models import Amendment, Notification
from reviews.notifications import notifications
from reviews.notifications.mail import in_language_of
from reviews.notifications.notifications import Message


@dataclass(frozen=True)
class Concerned:
    """The account that an act is about, and its address, both as they were before."""

    account: User | None
    address: str

    @property
    def people(self) -> list[User]:
        return [self.account] if self.account else []


def concerned(change: Change) -> Concerned:
    account = change.account
    return Concerned(account, account.email if account else "")


def tell(row: Amendment, about: Concerned, others: Sequence[User]) -> None:
    """The one concerned is mailed at the address before whatever they chose of mails; all have it in
    their inbox."""
    if about.account is not None and about.account != row.actor:
        with in_language_of(about.account):
            notifications.tell_at(
                about.account, about.address, _message(row, is_yours=True), row.at
            )
    people = [each for each in others if each not in (row.actor, about.account)]
    notifications.tell(people, lambda person: _message(row), row.at)


def _message(row: Amendment, is_yours: bool = False) -> Message:
    said = sentence(row)
    ending = _("Was this not as you wish, or not true? Tell an administrator at once.")
    return Message(
        kind=Notification.Kind.DECISION,
        occasion=f"amendment {row.pk}",
        for_day=timezone.localdate(row.at),
        subject=said,
        text="\n\n".join(filter(None, [f"{said}.", row.reason, ending if is_yours else ""])),
        path=reverse("amendment", args=[row.number]),
        sender=row.actor,
    )

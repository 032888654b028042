"""Signing up for the newsletter, twice said, and ending it with one click."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.languages import active
from cms.readers.models import Subscriber
from cms.readers.reports import OCCASION, READER
from reviews.models import Notification
from reviews.notifications import notifications

SALT = "cms.readers.newsletter"
GOOD_FOR = timedelta(days=2)
# begins the occasion of every mail that asks for a confirmation: it is forgotten with its link
ASKED = f"{OCCASION}confirm"
LONGEST = 150  # characters of an address: its link must fit into the row of a mail
SUBJECT = _("Please confirm: our newsletter")
TEXT = _(
    "Somebody, you we hope, asked to have our newsletter sent to this address: once a week, what is new.\n\n"
    "To confirm it, open the page below and press the button. The link is good for two days. "
    "If it was not you, do nothing: we have not kept your address."
)


def ask(address: str, now: datetime) -> None:
    """Mail the link by which an address is confirmed. The same whether it is subscribed or not."""
    address = address.lower()
    path = reverse("newsletter_confirm", args=[signing.dumps(address, salt=SALT)])
    mail_link(address, subject=str(SUBJECT), text=str(TEXT), path=path, now=now)


def mail_link(address: str, *, subject: str, text: str, path: str, now: datetime) -> None:
    """Mail the link that confirms an address, which its signed path holds, for whatever was asked."""
    message = notifications.Message(
        kind=Notification.Kind.DECISION,
        occasion=f"{ASKED}, {uuid4().hex[:8]}",
        for_day=timezone.localdate(now),
        subject=subject,
        text=text,
        path=path,
    )
    notifications.tell_address(READER, address, message, now)


def asked(key: str) -> str:
    """The address that a link confirms; "" where it is forged or too old."""
    try:
        return str(signing.loads(key, salt=SALT, max_age=GOOD_FOR))
    except signing.BadSignature:
        return ""


def subscribe(address: str, now: datetime) -> Subscriber:
    """Keep a confirmed address with the language of the page; twice is once, in the later language."""
    new = {"key": token_urlsafe(24), "confirmed_at": now, "language": active()}
    found, _is_new = Subscriber.objects.update_or_create(
        address=address, defaults={"language": active()}, create_defaults=new
    )
    return found

"""Asking to be told, twice said: nothing is stored before the button behind a mailed link."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Final, TypeAlias

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.languages import active
from articles.models import Article, Topic
from cms.readers.models import Follower
from cms.readers.newsletter import GOOD_FOR, mail_link

SALT: Final = "cms.following"

Place: TypeAlias = Article | Topic


def ask(address: str, place: Place, name: str, now: datetime) -> None:
    """Mail the link by which an address is confirmed. The same whether it follows already or not."""
    address = address.lower()
    key = signing.dumps([address, place._meta.model_name, place.pk], salt=SALT)
    mail_link(
        address,
        subject=_("Please confirm: tell me when “%(name)s” changes") % {"name": name},
        text=_(
            "Somebody, you we hope, asked us to write to this address when “%(name)s” is changed, corrected, "
            "retracted or no longer reviewed.\n\n"
            "To confirm it, open the page below and press the button. The link is good for two days. "
            "If it was not you, do nothing: we have not kept your address."
        )
        % {"name": name},
        path=reverse("following_confirm", args=[key]),
        now=now,
    )


def asked(key: str) -> tuple[str, Place] | None:
    """The address and the place that a link confirms; None where it is forged, too old, or leads nowhere."""
    try:
        address, kind, pk = signing.loads(key, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    model: type[Place] = Article if kind == "article" else Topic
    place = model._default_manager.filter(pk=pk).first()
    return (str(address), place) if place else None


def follow(address: str, place: Place, now: datetime) -> Follower:
    """Keep a confirmed address; twice is once, in the later language."""
    new = {"key": token_urlsafe(24), "confirmed_at": now, "language": active()}
    where = {"article": place} if isinstance(place, Article) else {"topic": place}
    found, _is_new = Follower.objects.update_or_create(
        address=address, **where, defaults={"language": active()}, create_defaults=new
    )
    return found

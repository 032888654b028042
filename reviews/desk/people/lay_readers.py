"""Lay readers: asked by mail to read a sealed text, and what they answered.

The link is signed and opens one text for one person. What they say goes to the editors; what they allow
stands in the public history of the article. It never counts towards a review.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, Revision, Share
from articles.signals import article_changed
from articles.users import User
from reviews.desk import signed_links
from reviews.models import LayReading, Notification, Policy
from reviews.notifications import notifications
from reviews.notifications.mail import in_language_of
from reviews.notifications.notifications import Message
from reviews.refusal import Refused

SALT = "reviews.lay_reading"
GOOD_FOR = timedelta(days=30)


@transaction.atomic
def ask(revision: Revision, by: User, name: str, email: str, now: datetime) -> LayReading:
    """Mail somebody the link to a sealed text. Raises `Refused` with why not."""
    email = email.strip().lower()
    Article.objects.select_for_update().get(pk=revision.article_id)  # sent twice, one mail goes
    if not revision.digest:
        raise Refused(_("A draft changes while it is read: ask once it is submitted."))
    if Revision.objects.filter(pk=revision.pk, state__in=Share.CLOSED).exists():
        raise Refused(_("This text was taken back, so that a link to it would open nothing."))
    if LayReading.objects.standing(now).filter(revision=revision, email=email).exists():
        raise Refused(_("They were asked already, and their link is still good."))
    reading = LayReading.objects.create(
        revision=revision,
        digest=revision.digest,
        name=name.strip(),
        email=email,
        asked_by=by,
        asked_at=now,
        expires_at=now + GOOD_FOR,
    )
    with in_language_of(None, revision.language):
        letter = _letter(reading, by, now)
    notifications.tell_address(reading.name, email, letter, now)
    return reading


def path_of(reading: LayReading) -> str:
    return signed_links.path_of("lay_reading", reading.pk, SALT)


def reading_of(token: str) -> LayReading | None:
    """The one that a link names; None for a forged one."""
    rows = LayReading.objects.select_related("revision__article")
    return signed_links.row_of(token, SALT, rows)


@transaction.atomic
def answer(reading: LayReading, said: dict[str, Any], now: datetime) -> bool:
    """Keep what they say, once; False where it was answered or ended in the meantime."""
    found = LayReading.objects.standing(now).filter(pk=reading.pk, answered_at=None)
    if not found.update(answered_at=now, **said):
        return False
    _pages_change(reading.revision.article)
    return True


@transaction.atomic
def take_back(reading: LayReading, now: datetime) -> None:
    """The link opens nothing more, and what was said is told to nobody outside."""
    LayReading.objects.filter(pk=reading.pk).update(revoked_at=now, may_be_told=False)
    _pages_change(reading.revision.article)


def told_of(article: Article) -> list[LayReading]:
    """What everybody may know of an article's public texts, the latest first."""
    public = Revision.objects.once_public().filter(article=article)
    found = LayReading.objects.told().filter(revision__in=public.values("pk"))
    return list(found.select_related("revision").order_by("-answered_at"))


def asked_for(revision: Revision) -> tuple[int, int]:
    """How many the policy of its topic asks for, and how many have read this very text."""
    policy = Policy.objects.for_topic(revision.article.topic)
    done = LayReading.objects.done().filter(revision=revision, digest=revision.digest).count()
    return (policy.lay_readers if policy else 0), done


def _pages_change(article: Article) -> None:
    article_changed.send(sender=Article, article=article, comes_or_goes=False)


def _letter(reading: LayReading, by: User, now: datetime) -> Message:
    days = (reading.expires_at - now).days
    words = {"name": by, "title": reading.revision.title, "count": days}
    asked = _(
        "%(name)s asks you to read “%(title)s” as somebody whom it is for: is it understood, is it "
        "respectful, what is missing? You need to know nothing of medicine."
    )
    ending = ngettext(
        "The link is for you alone. It is good for %(count)d day.",
        "The link is for you alone. It is good for %(count)d days.",
        days,
    )
    return Message(
        kind=Notification.Kind.ASSIGNED,
        occasion=f"lay reading {reading.pk}",
        for_day=timezone.localdate(now),
        subject=_("%(name)s asks you to read: %(title)s") % words,
        text=f"{asked % words}\n\n{ending % words}",
        path=path_of(reading),
        sender=by,
    )

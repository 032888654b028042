"""The newsletter of each week: made once by the clock, mailed once to each by the worker.

The database holds both: one issue for a week, one delivery of an issue to a subscriber. A worker claims
a delivery with one conditional update before it sends, as `reviews.notifications.mail` does, so that
two never send the same.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_tasks import task

from articles import languages
from articles.identity import identity, site_name
from cms.addresses import absolute
from cms.readers.models import Delivery, Issue, Subscriber
from cms.site.news.notices import Notice, notices
from cms.site.teasers import Teaser, published, teasers
from reviews.notifications.mail import BACKOFF, GRACE, STOPPED

logger = logging.getLogger(__name__)

HOUR = 8  # on Mondays, in the time zone of the site
WEEK = timedelta(days=7)
LISTED = 30
AT_ONCE = 50  # deliveries in one task of the worker


@dataclass(frozen=True)
class News:
    """One text of an issue: “New”, or what kind of change it is, or what became of it."""

    title: str
    kind: str
    words: str
    review: str
    address: str


def make_due(now: datetime) -> Issue | None:
    """Make the issue that is due and its deliveries, unless it was made; a missed one is made late."""
    until = _due(now)
    with transaction.atomic():
        last = Issue.objects.first()
        since = last.until if last else until - WEEK
        issue, is_new = Issue.objects.get_or_create(
            week=until.date(), defaults={"since": since, "until": until}
        )
        for language, _name in languages.choices() if is_new else ():
            with translation.override(language):
                _add_deliveries(issue, now)
    return issue if is_new else None


def _add_deliveries(issue: Issue, now: datetime) -> None:
    """To those who read in this language, where there is news in it."""
    if not news_of(issue):
        return
    readers = Subscriber.objects.filter(confirmed_at__lte=now, language=languages.active())
    Delivery.objects.bulk_create(
        Delivery(issue=issue, subscriber=each, send_at=now) for each in readers
    )


def news_of(issue: Issue) -> list[News]:
    """What was retracted, withdrawn or fell due in its time, first; then what was published, in this
    language, and still is, but for what readers need not know."""
    told = Q(change=None) | Q(change__is_announced=True)
    found = published().filter(told, published_at__gte=issue.since, published_at__lt=issue.until)
    shown = teasers(found.select_related("change")[:LISTED], timezone.localdate())
    told_of = [_of_notice(each) for each in notices(since=issue.since, until=issue.until)]
    return [*filter(None, told_of), *map(_of_text, shown)][:LISTED]


def _of_text(teaser: Teaser) -> News:
    address = absolute(teaser.get_absolute_url())
    return News(teaser.text.title, _kind(teaser), teaser.text.standfirst, teaser.review, address)


def _of_notice(notice: Notice) -> News | None:
    """A correction stands among the texts: it is a new one."""
    if notice.kind == "correction":
        return None
    return News(notice.name, notice.label, notice.words, "", notice.address)


def hand_over_due(now: datetime) -> int:
    """Hand the deliveries that are due to the worker; return how many."""
    for stopped in Delivery.objects.filter(mail=Delivery.Mail.SENDING, send_at__lte=now):
        _put_off(stopped, STOPPED, now)
    due = Delivery.objects.filter(mail=Delivery.Mail.WAITING, send_at__lte=now)
    handed = 0
    found = list(due.order_by("pk").values_list("pk", flat=True))
    for pks in (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)):
        with transaction.atomic():
            if due.filter(pk__in=pks).update(send_at=now + GRACE):
                transaction.on_commit(partial(deliver.enqueue, pks))
                handed += len(pks)
    return handed


@task()
def deliver(pks: list[int]) -> None:
    """Send these deliveries; those that another worker has are left."""
    now = timezone.now()
    for pk in pks:
        send(pk, now)


def send(pk: int, now: datetime) -> bool:
    """Claim, send, record. Returns whether a mail went out; never raises for a failed one."""
    claim = uuid4()
    waiting = Delivery.objects.filter(pk=pk, mail=Delivery.Mail.WAITING)
    if not waiting.update(
        mail=Delivery.Mail.SENDING, claim=claim, send_at=now + GRACE, tries=F("tries") + 1
    ):
        return False
    mine = Delivery.objects.filter(claim=claim, mail=Delivery.Mail.SENDING)
    delivery = mine.select_related("issue", "subscriber").get()
    with translation.override(delivery.subscriber.language):
        return _sent(delivery, mine, now)


def _sent(delivery: Delivery, mine: QuerySet[Delivery], now: datetime) -> bool:
    news = news_of(delivery.issue)
    if not news:  # all of it was taken back meanwhile
        mine.delete()
        return False
    try:
        compose(delivery, news).send()
    except Exception as error:  # whatever the server says: it is kept and tried again
        logger.warning("Delivery %s failed", delivery.pk, exc_info=True)
        _put_off(delivery, f"{type(error).__name__}: {error}", now)
        return False
    mine.update(mail=Delivery.Mail.SENT, error="")
    return True


def compose(delivery: Delivery, news: Sequence[News]) -> EmailMultiAlternatives:
    """An issue as text and HTML, with the one click that ends it (RFC 8058)."""
    stop = absolute(reverse("newsletter_stop", args=[delivery.subscriber.key]))
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    context = {
        "news": news,
        "stop": stop,
        "site_name": site_name(),
        "identity": identity(),
        "language": languages.active(),
    }
    message = EmailMultiAlternatives(
        subject=_("%(site)s: what is new this week") % {"site": site_name()},
        body=render_to_string("cms/readers/issue.txt", context),
        to=[delivery.subscriber.address],
        headers={
            "Message-ID": f"<newsletter-{delivery.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("cms/readers/issue.html", context), "text/html")
    return message


def _due(now: datetime) -> datetime:
    """The latest Monday morning that is over."""
    local = timezone.localtime(now)
    monday = local.date() - timedelta(days=local.weekday())
    at = local.replace(
        year=monday.year, month=monday.month, day=monday.day, hour=HOUR, minute=0, second=0
    ).replace(microsecond=0)
    return at if at <= local else at - WEEK


def _kind(teaser: Teaser) -> str:
    change = getattr(teaser.revision, "change", None)
    return change.get_kind_display() if change else pgettext("a text", "New")


def _put_off(delivery: Delivery, error: str, now: datetime) -> None:
    is_last = delivery.tries > len(BACKOFF)
    held = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, mail=Delivery.Mail.SENDING)
    held.update(
        mail=Delivery.Mail.FAILED if is_last else Delivery.Mail.WAITING,
        send_at=now if is_last else now + BACKOFF[delivery.tries - 1],
        error=error,
    )

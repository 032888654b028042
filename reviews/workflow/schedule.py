"""What is due by the clock. Safe to run twice, and safe to run twice at once."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from articles.models import Revision
from reviews.refusal import Refused
from reviews.workflow.perform import perform

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublicationOutcome:
    """What became of one scheduled text; `error` is "" where it was published."""

    revision: Revision
    error: str = ""


def publish_due(now: datetime) -> list[PublicationOutcome]:
    """Publish every scheduled text whose time has come, each in its own transaction.

    One that fails stays scheduled, is reported, and never stops the rest (invariant 16). One that
    another process published a moment earlier is not a failure and is left out.
    """
    outcomes = (_publish(revision, now) for revision in due_for_publication(now))
    return [outcome for outcome in outcomes if outcome is not None]


def due_for_publication(now: datetime) -> QuerySet[Revision]:
    due = Revision.objects.filter(state=Revision.State.SCHEDULED, publish_at__lte=now)
    return due.order_by("publish_at", "pk")


def _publish(revision: Revision, now: datetime) -> PublicationOutcome | None:
    try:
        perform("publish", revision, None, now=now)
    except Refused as refusal:
        if revision.state == Revision.State.PUBLISHED:
            return None
        return PublicationOutcome(revision, str(refusal))
    except Exception as error:
        logger.exception("Could not publish revision %s", revision.pk)
        return PublicationOutcome(revision, f"{type(error).__name__}: {error}")
    return PublicationOutcome(revision)

"""The same thing done to many texts: each in its own transaction, and none stops the rest."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.drafting import drafts
from articles.models import Revision, Topic
from articles.users import User
from reviews import phrases
from reviews.desk.reminders import nudge
from reviews.models import Approval, Assignment
from reviews.record import history
from reviews.refusal import Refused
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform

logger = logging.getLogger(__name__)
AT_MOST = 200


class Deed(models.TextChoices):
    ASSIGN = "assign", _("Ask a reviewer")
    ASK_AGAIN = "ask_again", _("Ask for review again")
    REASSIGN = "reassign", _("Give to another reviewer")
    NUDGE = "nudge", _("Remind those who have not decided")
    CHANGE_DUE = "change_due", _("Change the due date")
    SET_TOPIC = "set_topic", _("Put under a topic")
    ADD_TAGS = "add_tags", _("Add tags")
    EXPORT = "export", _("Save as a file (CSV)")


@dataclass(frozen=True)
class Order:
    """What is to be done, by whom; the rest as far as the deed needs it.

    `second` is asked together with `reviewer`: both or neither.
    """

    deed: str
    by: User
    now: datetime
    reviewer: User | None = None
    due_on: date | None = None
    second: User | None = None
    topic: Topic | None = None
    tags: tuple[str, ...] = ()

    @property
    def reviewers(self) -> list[User]:
        return [each for each in (self.reviewer, self.second) if each is not None]


@dataclass(frozen=True)
class BulkOutcome:
    """What became of one text (and one of its reviewers): done, and who was told; or why not."""

    revision: Revision
    done: str = ""
    told: str = ""
    why_not: str = ""


Item = tuple[Revision, Assignment | None]
Done = tuple[str, str]


def carry_out(texts: Sequence[Revision], order: Order) -> list[BulkOutcome]:
    """Do it to each text, in the order given; a refusal or a fault of ours touches that one alone."""
    return [_attempt(revision, asked, order) for revision, asked in _items(texts, order)]


def _items(texts: Sequence[Revision], order: Order) -> Iterator[Item]:
    """A reminder and a date are about one reviewer each, anything else is about the text."""
    if order.deed not in (Deed.NUDGE, Deed.CHANGE_DUE):
        yield from ((revision, None) for revision in texts)
        return
    waiting = Assignment.objects.waiting().filter(revision__in=texts)
    asked = list(waiting.select_related("reviewer", "revision").order_by("due_on", "pk"))
    for revision in texts:
        mine: list[Assignment | None] = [e for e in asked if e.revision_id == revision.pk]
        yield from ((revision, each) for each in mine or [None])


def _attempt(revision: Revision, asked: Assignment | None, order: Order) -> BulkOutcome:
    try:
        with transaction.atomic():
            done, told = DEEDS[order.deed](revision, asked, order)
    except (Refused, PermissionDenied) as refusal:
        return BulkOutcome(revision, why_not=str(refusal))
    except Exception:
        logger.exception("Could not %s: %s", order.deed, revision)
        return BulkOutcome(
            revision, why_not=gettext("Something went wrong on our side; nothing was written.")
        )
    return BulkOutcome(revision, done, told)


def _assign(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    events = [
        perform("assign", revision, order.by, Inputs(reviewer=each, due_on=order.due_on), order.now)
        for each in order.reviewers
    ]
    told = _once(name for event in events for name in event.notified)
    return " ".join(history.by_you(event) for event in events), phrases.names(told)


def _ask_again(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    """The one who is named, else everybody who signed the text and still may."""
    if order.reviewer is not None:
        return _assign(revision, asked, order)
    reasons: list[str] = []
    done: list[Done] = []
    for reviewer in signers(revision):
        try:
            one = replace(order, reviewer=reviewer, second=None)
            done.append(_assign(revision, asked, one))
        except Refused as refusal:
            reasons.append(str(refusal))
    if not done:
        nobody = gettext("Nobody who signed it can be asked: choose a reviewer.")
        raise Refused(" ".join([*reasons, nobody]))
    return " ".join(said for said, _told in done), phrases.names(_once(told for _s, told in done))


def signers(revision: Revision) -> list[User]:
    """Those whose signature in favour of a text stands, and whose account is open."""
    signed = Approval.objects.standing().filter(
        revision=revision, verdict=Approval.Verdict.APPROVE, reviewer__is_active=True
    )
    return list(dict.fromkeys(each.reviewer for each in signed.select_related("reviewer")))


def _reassign(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    """Everybody who has not decided is taken off, and the other is asked; both or neither."""
    waiting = (
        Assignment.objects.waiting().filter(revision=revision).exclude(reviewer__in=order.reviewers)
    )
    told: list[str] = []
    freed = [each.reviewer for each in waiting.select_related("reviewer")]
    for reviewer in freed:
        event = perform("release", revision, order.by, Inputs(reviewer=reviewer), order.now)
        told += event.notified
    done, asked_too = _assign(revision, asked, order)
    off = gettext("You took %(people)s off.") % {"people": phrases.names(freed)} if freed else ""
    return " ".join(filter(None, [done, off])), phrases.names(_once([asked_too, *told]))


def _nudge(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    notification = nudge(_somebody(asked), order.by, order.now)
    return gettext("You reminded %(name)s.") % {"name": notification.name}, notification.name


def _change_due(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    inputs = Inputs(reviewer=_somebody(asked).reviewer, due_on=order.due_on)
    event = perform("change_due", revision, order.by, inputs, order.now)
    return history.by_you(event), phrases.names(event.notified)


def _set_topic(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    if not drafts.sort_article(revision.article, order.by, topic=order.topic):
        raise Refused(gettext("It is under this topic already."))
    return gettext("You put it under “%(topic)s”.") % {"topic": order.topic}, ""


def _add_tags(revision: Revision, asked: Assignment | None, order: Order) -> Done:
    if not drafts.sort_article(revision.article, order.by, tags=order.tags):
        raise Refused(gettext("It has these tags already."))
    return gettext("You added: %(tags)s.") % {"tags": ", ".join(order.tags)}, ""


def _somebody(asked: Assignment | None) -> Assignment:
    if asked is None:
        raise Refused(gettext("Nobody who was asked has still to decide."))
    return asked


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, names)))


DEEDS: dict[str, Callable[[Revision, Assignment | None, Order], Done]] = {
    Deed.ASSIGN: _assign,
    Deed.ASK_AGAIN: _ask_again,
    Deed.REASSIGN: _reassign,
    Deed.NUDGE: _nudge,
    Deed.CHANGE_DUE: _change_due,
    Deed.SET_TOPIC: _set_topic,
    Deed.ADD_TAGS: _add_tags,
}

"""Files that are sent on a page: read at once, or by the worker where that would hold the request long.

What the worker is to read is kept until it has: so many files of one person, so many of all. One that broke
off is begun again, and the bytes of a file make one draft, however often and by whomever they are read.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from articles.bringing_in.imports import Outcome, already_imported, bring_in, make_draft
from articles.documents import in_words, pieces_in
from articles.importing import BadFile
from articles.importing.reading import gettext_noop
from articles.models import Article, Revision, TextImport, Topic
from articles.users import User

AT_ONCE: Final = 12_000  # pieces that one request reads: far more than an article has
MOST: Final = 5 * AT_ONCE  # pieces of a file: requests judge the draft that is made of it
OF_ONE: Final = 10  # files that one person may have with the worker
OF_ALL: Final = 50
LISTED: Final = 2 * OF_ONE  # files of one person, on the page of imports
STILL: Final = timedelta(minutes=10)  # without a word of the worker
TRIES: Final = 3
State = TextImport.State
UNDER_WAY: Final = TextImport.UNDER_WAY
log = logging.getLogger(__name__)


@dataclass
class Allowance:
    """What one request may still read of the files that came with it, in pieces."""

    left: int = field(default_factory=lambda: AT_ONCE)

    def has_room(self, name: str, data: bytes) -> bool:
        """Count a file in if it is little enough. Raises `BadFile` where it is damaged, or too long for the
        worker as well."""
        pieces = pieces_in(name, data)
        if pieces > MOST:
            raise BadFile(
                gettext_noop(
                    "%(name)s is too long to be brought in here: it has %(pieces)s pieces of text, where "
                    "%(most)s is the most. Split it, one article a file, or ask an administrator to bring it "
                    "in whole (manage.py import_articles)."
                ),
                name=name,
                pieces=pieces,
                most=MOST,
            )
        if pieces > self.left:
            return False
        self.left -= pieces
        return True


def take_in(
    name: str,
    data: bytes,
    by: User,
    topic: Topic | None,
    allowance: Allowance,
    *,
    is_rules_first: bool = False,
) -> Outcome:
    """Make a draft of a file at once, or hand it to the worker where it is more than the allowance."""
    try:
        if already_imported(data) or allowance.has_room(name, data):
            return bring_in(name, data, by, topic, is_rules_first=is_rules_first)
        _send(
            TextImport(
                name=name[:255], content=data, topic=topic, is_rules_first=is_rules_first, by=by
            )
        )
    except BadFile as error:
        return Outcome(name, refused=in_words(error))
    return Outcome(name, is_under_way=True)


@transaction.atomic
def _send(sent: TextImport) -> None:
    """Keep a file and hand it to the worker. Raises `BadFile` where too many are kept already."""
    # two requests at once count alike
    get_user_model().objects.select_for_update().get(pk=sent.by_id)
    kept = TextImport.objects.filter(state__in=UNDER_WAY)
    if kept.filter(by=sent.by_id).count() >= OF_ONE or kept.count() >= OF_ALL:
        raise BadFile(
            gettext_noop(
                "%(name)s was not taken: too many long files wait to be read. Send it again once they are."
            ),
            name=sent.name,
        )
    sent.language = translation.get_language()
    sent.save()
    _hand_over(sent.pk)


def _hand_over(pk: int) -> None:
    transaction.on_commit(partial(read_sent.enqueue, pk))


def hand_over_still(now: datetime) -> int:
    """Hand the files of which the worker has said nothing for long to it again, or give one up that it began
    too often; returns how many."""
    silent = TextImport.objects.filter(state__in=UNDER_WAY, moved_at__lt=now - STILL)
    handed = 0
    for sent in silent.defer("content"):
        if sent.tries >= TRIES:
            _end(sent, said=_broke_off(sent))
            continue
        with transaction.atomic():
            if silent.filter(pk=sent.pk).update(moved_at=now):
                _hand_over(sent.pk)
                handed += 1
    return handed


@task(priority=-10)  # mails go first
def read_sent(pk: int) -> None:
    """Make a draft of a file, if none is made yet. Why it was refused is said on the page of imports."""
    mine = TextImport.objects.filter(pk=pk, state__in=UNDER_WAY)
    if not mine.update(state=State.RUNNING, tries=F("tries") + 1, moved_at=timezone.now()):
        return
    sent = TextImport.objects.select_related("by", "topic").get(pk=pk)
    with translation.override(sent.language):
        try:
            _end(sent, article=_article_of(sent))
        except BadFile as error:
            _end(sent, said=in_words(error))
        except OperationalError:  # away, or full of work: the clock hands it over again
            raise
        except Exception:
            log.exception("The import of text %s broke off", pk)
            _end(sent, said=_broke_off(sent))


def _article_of(sent: TextImport) -> Article:
    data = bytes(sent.content)
    if known := already_imported(data):
        return known
    if not (sent.by.is_active and sent.by.has_perm("articles.write_article")):
        raise BadFile(
            gettext_noop("%(name)s was not read: who sent it may write no more."), name=sent.name
        )
    try:
        return make_draft(
            sent.name, data, sent.by, sent.topic, is_rules_first=sent.is_rules_first
        ).article
    except IntegrityError:
        if known := already_imported(data):  # somebody else sent it in at the same time
            return known
        raise


def _broke_off(sent: TextImport) -> str:
    with translation.override(sent.language):
        return _("%(name)s could not be read: it broke off. Send it again.") % {"name": sent.name}


def _end(sent: TextImport, *, article: Article | None = None, said: str = "") -> None:
    """Say what became of a file. A draft that was made of it after all overrules that it was given up."""
    state = State.DONE if article else State.FAILED
    open_to_it = (*UNDER_WAY, State.FAILED) if article else UNDER_WAY
    TextImport.objects.filter(pk=sent.pk, state__in=open_to_it).update(
        state=state, article=article, topic=None, said=said, content=b"", moved_at=timezone.now()
    )


def how_far(user: User) -> dict[str, int]:
    """With how many files of somebody the worker is through; nothing but their states is asked for."""
    states = list(_newest(user).values_list("state", flat=True))
    left = sum(each in UNDER_WAY for each in states)
    return {"done": len(states) - left, "total": len(states), "is_under_way": left > 0}


def sent_by(user: User) -> list[Outcome]:
    """What became of the files that somebody sent to the worker, newest first."""
    texts = ("content", "article__imported_file__original", "article__imported_file__dropped")
    files = list(_newest(user).select_related("article__imported_file").defer(*texts))
    articles = [each.article_id for each in files if each.article_id]
    drafts = Revision.objects.writable_by(user).filter(
        article__in=articles, state=Revision.State.DRAFT
    )
    drafts = drafts.select_related("article__imported_file").prefetch_related("threads")
    made = {each.article_id: each for each in drafts.defer("article__imported_file__original")}
    return [_outcome(each, made.get(each.article_id or 0)) for each in files]


def _newest(user: User) -> QuerySet[TextImport]:
    return TextImport.objects.filter(by=user)[:LISTED]


def _outcome(sent: TextImport, draft: Revision | None) -> Outcome:
    if sent.article is None:
        return Outcome(sent.name, refused=sent.said, is_under_way=sent.is_under_way)
    if sent.article.imported_file.imported_by_id != sent.by_id:
        return Outcome(sent.name, known=sent.article)
    return Outcome(sent.name, draft) if draft else Outcome(sent.name, made=sent.article)


def forget(before: datetime) -> None:
    """Let go of what is over; the drafts and their notes stay."""
    TextImport.objects.exclude(state__in=UNDER_WAY).filter(moved_at__lt=before).delete()

"""A file of thousands of works, entered by the worker: told record by record, and taken back as a whole.

Each part is one transaction, in which the file also notes how far it is: one that broke off goes on where it
stopped, twice at once does no harm, and the same file again finds what it brought the first time.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from articles.library import importing
from articles.library.duplicates import Loaded
from articles.library.importing import Result
from articles.models import Article, ImportedRecord, Reference, ReferenceImport, ReferenceUse
from articles.models.references import ReferenceQuerySet
from articles.references import formats
from articles.references.formats.records import Record
from articles.users import User

PART: Final = 50  # records of one transaction
STILL: Final = timedelta(minutes=10)  # without a word of the worker
Outcome = ImportedRecord.Outcome
State = ReferenceImport.State
log = logging.getLogger(__name__)


class Used(Exception):
    """Some of the works are used: they can't be taken back."""


@transaction.atomic
def send(
    name: str, content: bytes, by: User, language: str, article: Article | None = None
) -> ReferenceImport:
    """Keep a file and hand it to the worker."""
    batch = ReferenceImport.objects.create(
        name=name[:255], content=content, by=by, language=language, article=article
    )
    _hand_over(batch.pk)
    return batch


@transaction.atomic
def start_again(batch: ReferenceImport) -> None:
    """Let the worker go on with a file that broke off."""
    waiting = ReferenceImport.objects.filter(pk=batch.pk, state=State.FAILED)
    if waiting.exclude(content=b"").update(state=State.WAITING, moved_at=timezone.now(), said=""):
        _hand_over(batch.pk)


def hand_over_still(now: datetime) -> int:
    """Hand the files of which the worker has said nothing for long to it again; returns how many."""
    under_way = ReferenceImport.objects.filter(state__in=ReferenceImport.UNDER_WAY)
    handed = 0
    for pk in list(under_way.filter(moved_at__lt=now - STILL).values_list("pk", flat=True)):
        with transaction.atomic():
            if under_way.filter(pk=pk, moved_at__lt=now - STILL).update(moved_at=now):
                _hand_over(pk)
                handed += 1
    return handed


def _hand_over(pk: int) -> None:
    transaction.on_commit(partial(enter_file.enqueue, pk))


@task(priority=-10)  # mails go first
def enter_file(pk: int) -> None:
    """Enter a file, from where it stopped. What is wrong with it is said on its page."""
    batch = ReferenceImport.objects.filter(pk=pk).select_related("by", "article").first()
    if batch is None or not batch.is_under_way:
        return
    with translation.override(batch.language):
        try:
            _enter(batch)
        except formats.Unreadable as why:
            _fail(batch, str(why), content=b"")
        except Exception:
            log.exception("Import %s of references broke off", pk)
            _fail(batch, _("It broke off. What is entered stays: start it again, and it goes on."))


def _fail(batch: ReferenceImport, said: str, **more: bytes) -> None:
    now = timezone.now()
    failed = ReferenceImport.objects.filter(pk=batch.pk)
    failed.update(state=State.FAILED, said=said, moved_at=now, **more)


def _enter(batch: ReferenceImport) -> None:
    reading = formats.read_bytes(bytes(batch.content), most=None)
    records = reading.records
    mine = ReferenceImport.objects.filter(pk=batch.pk)
    mine.update(
        state=State.RUNNING,
        format=reading.format,
        said=reading.doubt,
        total=len(records),
        moved_at=timezone.now(),
    )
    library = Loaded()
    for start, part in _parts(records, batch.done):
        if not _enter_part(batch, start, part, library):
            return  # somebody else goes on with it, or took it back
    mine.filter(done=len(records)).update(state=State.DONE, content=b"", moved_at=timezone.now())


def _parts(records: Sequence[Record], done: int) -> Iterator[tuple[int, Sequence[Record]]]:
    for start in range(done, len(records), PART):
        yield start, records[start : start + PART]


@transaction.atomic
def _enter_part(
    batch: ReferenceImport, start: int, part: Sequence[Record], library: Loaded
) -> bool:
    """Enter some records and note that they are; False where somebody else has done so."""
    mine = ReferenceImport.objects.filter(pk=batch.pk, state=State.RUNNING, done=start)
    if not mine.update(done=start + len(part), moved_at=timezone.now()):
        return False
    told = []
    for record in part:
        result = importing.enter_record(record, True, batch.by, library.duplicate_of)
        if result.is_new and result.reference:
            library.add(result.reference)
        told.append(_told(batch, result))
    ImportedRecord.objects.bulk_create(told)
    if batch.article is not None:
        batch.article.shelf.add(*{each.reference_id for each in told if each.reference_id})
    return True


def _told(batch: ReferenceImport, result: Result) -> ImportedRecord:
    return ImportedRecord(
        batch=batch,
        number=result.record.number,
        line=result.record.line,
        label=result.record.label[:300],
        outcome=_outcome(result),
        said=[
            *([result.like.why] if result.like else []),
            *result.why_not,
            *result.record.warnings,
        ],
        reference_id=result.reference.pk if result.reference else None,
        like_id=result.like.reference.pk if result.like and result.reference else None,
    )


def _outcome(result: Result) -> Outcome:
    if result.reference is None:
        return Outcome.REFUSED
    if not result.is_new:
        return Outcome.SAME
    return Outcome.DOUBTFUL if result.like else Outcome.ENTERED


# --- taking it back ------------------------------------------------------------------------------------


def entered(batch: ReferenceImport) -> ReferenceQuerySet:
    """The works that the file brought and that are still there."""
    new = batch.records.filter(outcome__in=(Outcome.ENTERED, Outcome.DOUBTFUL))
    return Reference.objects.filter(pk__in=new.exclude(reference=None).values("reference"))


def used(batch: ReferenceImport) -> ReferenceQuerySet:
    """Those of them that somebody rests on: cited, gathered, changed, merged, annotated,
    brought in by somebody else as well."""
    shelf = Article.shelf.through.objects.filter(reference=OuterRef("pk"))
    elsewhere = shelf.exclude(article=batch.article_id) if batch.article_id else shelf
    again = ImportedRecord.objects.filter(reference=OuterRef("pk")).exclude(batch__by=batch.by_id)
    return (
        entered(batch)
        .filter(
            Q(Exists(ReferenceUse.objects.filter(key=OuterRef("key"))))
            | Q(Exists(elsewhere))
            | Q(Exists(again))
            | Q(changes__isnull=False)
            | Q(merged_into__isnull=False)
            | Q(absorbed__isnull=False)
            | Q(attachment__isnull=False)
            | ~Q(notes="")
            | ~Q(evidence="")
        )
        .distinct()
    )


@transaction.atomic
def undo(batch: ReferenceImport) -> int:
    """Take back all that a file brought; returns how many works. Raises `Used` where any is used."""
    mine = ReferenceImport.objects.select_for_update().filter(pk=batch.pk, state=State.DONE)
    if not mine.update(state=State.UNDONE):
        return 0
    if used(batch).exists():
        raise Used
    works = list(entered(batch).values_list("pk", flat=True))
    ImportedRecord.objects.filter(like__in=works).update(like=None)
    for start in range(0, len(works), 500):
        Reference.objects.filter(pk__in=works[start : start + 500]).delete()
    return len(works)

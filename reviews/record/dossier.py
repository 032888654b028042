"""The dossier of an article: all that was written, said, signed and told, in one record.

`compose` reads the database and returns plain values; `reviews.record.auditing` checks them without it. An
index keeps the fingerprint of every row, and the digest of the dossier covers the index.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db.models import Prefetch, Q

from articles.models import Anchor, Article, Comment, Contribution, Revision, Thread
from articles.sealing import seal
from reviews.fingerprints import fingerprint
from reviews.models import Approval, Assignment, Debt, Event, Notification, Round
from reviews.models.zones import known_zones
from reviews.record.evidence import Record

ROWS = ("revisions", "threads", "assignments", "approvals", "debts", "events", "notices")
# what the dossiers of each format have rows of; in the second every frozen record says its own format
DOSSIER = {1: ROWS, 2: ROWS}


def compose(article: Article, now: datetime) -> Record:
    """Everything about an article, in as many queries for a long history as for a short one."""
    parts: Record = {
        "article": _article(article),
        "revisions": _revisions(article),
        "threads": _threads(article),
        "assignments": _assignments(article),
        "approvals": approvals(article),
        "debts": _debts(article),
        "events": events(article),
        "notices": _notifications(article),
    }
    found = {"format": max(DOSSIER), "composed_at": _moment(now), **parts}
    found["index"] = index(found)
    found["digest"] = fingerprint(found["index"])
    return found


def index(dossier: Record) -> Record:
    """The fingerprint of the head and of each row, by its part and number."""
    head = {name: dossier[name] for name in ("format", "composed_at", "article")}
    rows = {
        part: {str(row["id"]): fingerprint(row) for row in dossier[part]}
        for part in DOSSIER[dossier["format"]]
    }
    return {"head": fingerprint(head), **rows}


def serialised(dossier: Record) -> str:
    """Canonical JSON: sorted keys, no spare white space, UTF-8 as it is."""
    return json.dumps(dossier, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _article(article: Article) -> Record:
    return {
        "id": article.pk,
        "slug": article.slug,
        "about": article.about,
        "language": article.language,
        "translation_of": article.translation_of_id,
        "topic": article.topic.name,
        "writers": sorted(str(writer) for writer in article.writers.all()),
        "created_at": _moment(article.created_at),
        "zones": [{"since": _moment(since), "zone": zone} for since, zone in known_zones()],
    }


def _revisions(article: Article) -> list[Record]:
    """A sealed text as it was sealed, any other as it stands."""
    contributions = Prefetch("contributions", Contribution.objects.select_related("user"))
    found = Revision.objects.filter(article=article).select_related("article", "round")
    return [_revision(each) for each in found.prefetch_related(contributions).order_by("number")]


def _revision(revision: Revision) -> Record:
    terms: Round | None = getattr(revision, "round", None)
    return {
        "id": revision.pk,
        "number": revision.number,
        "based_on": revision.based_on_id,
        "translated_from": revision.translated_from_id,
        "state": revision.state,
        "text": revision.sealed or seal.compose(revision).serialised(),
        "digest": revision.digest,
        "change_note": revision.change_note,
        "created_at": _moment(revision.created_at),
        "sealed_at": _moment(revision.sealed_at),
        "publish_at": _moment(revision.publish_at),
        "published_at": _moment(revision.published_at),
        "round": terms.number if terms else None,
        "terms": terms.terms() if terms else {},
        "contributions": [
            {
                "user": each.user_id,
                "name": str(each.user),
                "saves": each.saves,
                "first_at": _moment(each.first_at),
                "last_at": _moment(each.last_at),
            }
            for each in revision.contributions.all()
        ],
    }


def _threads(article: Article) -> list[Record]:
    comments = Prefetch("comments", Comment.objects.select_related("author"))
    anchors = Prefetch("anchors", Anchor.objects.order_by("revision"))
    found = Thread.objects.filter(revision__article=article)
    found = found.select_related("opened_by", "resolved_by").prefetch_related(comments, anchors)
    return [_thread(each) for each in found.order_by("pk")]


def _thread(thread: Thread) -> Record:
    return {
        "id": thread.pk,
        "revision": thread.revision_id,
        "kind": thread.kind,
        "line": thread.line,
        "quote": thread.quote,
        "replacement": thread.replacement,
        "outcome": thread.outcome,
        "opened_by": thread.raised_by,
        "opened_at": _moment(thread.opened_at),
        "resolved_by": str(thread.resolved_by or ""),
        "resolved_at": _moment(thread.resolved_at),
        "anchors": [
            {name: getattr(each, name) for name in ("revision_id", "start", "end", "exact")}
            for each in thread.anchors.all()
        ],
        "comments": [
            {"author": each.signature, "text": each.text, "written_at": _moment(each.written_at)}
            for each in thread.comments.all()
        ],
    }


def _assignments(article: Article) -> list[Record]:
    found = Assignment.objects.filter(revision__article=article)
    return [
        {
            "id": each.pk,
            "revision": each.revision_id,
            "reviewer": each.reviewer_id,
            "reviewer_name": str(each.reviewer),
            "assigned_by": str(each.assigned_by),
            "assigned_at": _moment(each.assigned_at),
            "due_on": _day(each.due_on),
            "answer": each.answer,
            "answered_at": _moment(each.answered_at),
            "reason": each.reason,
            "interests": each.interests,
            "has_conflict": each.has_conflict,
        }
        for each in found.select_related("reviewer", "assigned_by").order_by("pk")
    ]


def approvals(article: Article) -> list[Record]:
    """Each as it was signed, with the checklist's answers where it has any."""
    found = Approval.objects.filter(revision__article=article).order_by("signed_at", "pk")
    return [approval(each) for each in found]


def approval(row: Approval) -> Record:
    """A signature with its fingerprint."""
    return {"id": row.pk, "signed": row.record(), "fingerprint": row.fingerprint()}


def _debts(article: Article) -> list[Record]:
    return [
        {
            "id": each.pk,
            "revision": each.revision_id,
            "reason": each.reason,
            "incurred_at": _moment(each.incurred_at),
            "due_on": _day(each.due_on),
            "settled_by": each.settled_by_id,
            "lapsed_at": _moment(each.lapsed_at),
        }
        for each in Debt.objects.filter(revision__article=article).order_by("pk")
    ]


def events(article: Article) -> list[Record]:
    """Each with what its hash covers, in order."""
    found: Iterable[Event] = Event.objects.filter(article=article).order_by("number")
    return [event(each) for each in found]


def event(row: Event) -> Record:
    """An event with what its hash covers."""
    return {"id": row.pk, "covered": row.record(), "hash": row.hash}


def _notifications(article: Article) -> list[Record]:
    """Who was told what of an event, a review or a comment, by name; no address of anybody."""
    of_it = Q(event__article=article)
    of_it |= Q(assignment__revision__article=article) | Q(thread__revision__article=article)
    found = Notification.objects.filter(of_it)
    return [
        {
            "id": each.pk,
            "event": each.event_id,
            "assignment": each.assignment_id,
            "thread": each.thread_id,
            "name": each.name,
            "kind": each.kind,
            "subject": each.subject,
            "text": each.text,
            "created_at": _moment(each.created_at),
            "mail": each.mail,
            "sent_at": _moment(each.sent_at),
            "read_at": _moment(each.read_at),
        }
        for each in found.order_by("pk")
    ]


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""

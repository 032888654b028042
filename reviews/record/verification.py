"""Recompute everything a reader is asked to trust, and name every row that lies.

The event chain is the witness: it is checked first, by its own hashes, and everything else (states,
approvals, badges) is then held against what the chain says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from articles.images import library
from articles.models import Article, Image, Revision
from articles.models.articles import State
from articles.sealing import seal
from articles.text import fields
from reviews.approval import quorum
from reviews.approval.badge import Badge, badges
from reviews.models import Approval, Change, Debt, Event, NextReview, Round, Signers

SIGNED = ("approve", "request_changes", "reject", "confirm")


@dataclass(frozen=True)
class Lie:
    """A row that does not hold what it claims."""

    row: str
    says: str

    def __str__(self) -> str:
        return f"{self.row}: {self.says}"


def lies(today: date) -> Iterator[Lie]:
    """Every row that lies, article by article, then every image. Reads only."""
    for article in Article.objects.order_by("pk").iterator():
        yield from lies_of(article, today)
    for image in Image.objects.order_by("pk").iterator():
        if not library.is_whole(image):
            yield Lie(f"image {image.key}", "its file is missing or is another one")


def lies_of(article: Article, today: date) -> Iterator[Lie]:
    """Every row of one article that lies."""
    events = list(Event.objects.filter(article=article).order_by("number"))
    texts = Revision.objects.filter(article=article).select_related("article")
    revisions = list(texts.order_by("number"))
    approvals = list(
        Approval.objects.filter(revision__article=article).select_related("revision__article")
    )
    yield from _chain(events)
    for revision in revisions:
        yield from _language(revision)
        yield from _seal(revision, events)
        yield from _terms(revision, events)
        yield from _state(revision, events)
    yield from _signatures(approvals, events)
    yield from _changes(article, events)
    yield from _debts(article, events)
    yield from _badges(revisions, events, today)


def _chain(events: list[Event]) -> Iterator[Lie]:
    """Numbers without a gap, each hash over its row, each row naming the hash before it."""
    previous_hash = ""
    for number, event in enumerate(events, start=1):
        row = f"event {event.pk} ({event.transition})"
        if event.number != number:
            yield Lie(row, f"is number {event.number} where number {number} is expected")
        if event.previous_hash != previous_hash:
            yield Lie(row, "does not follow the event before it")
        if event.hash != event.computed_hash():
            yield Lie(row, "was changed after it was written")
        previous_hash = event.hash


def _language(revision: Revision) -> Iterator[Lie]:
    if revision.language != revision.article.language:
        yield Lie(f"revision {revision.pk}", "is in another language than its article")


def _seal(revision: Revision, events: list[Event]) -> Iterator[Lie]:
    """The digest is that of the sealed text, the columns say the same, and the chain knows it."""
    row = f"revision {revision.pk} ({revision.title})"
    if not revision.is_sealed:
        return
    if seal.digest(revision.sealed) != revision.digest:
        yield Lie(row, "its sealed text does not have its digest")
        return
    text = seal.read(revision.sealed)
    for column in fields.sealed():
        if getattr(revision, column) != getattr(text, column):
            yield Lie(row, f"its {column} is not the sealed one")
    yield from _pictures(row, text)
    opening = _opening(revision, events)
    if opening is None:
        yield Lie(row, "was sealed without an event")
    elif opening.details["digest"] != revision.digest:
        yield Lie(row, "its digest is not the one that was submitted")
    elif opening.details["change_note"] != revision.change_note:
        yield Lie(row, "its change note is not the one that was submitted")


def _pictures(row: str, text: seal.Text) -> Iterator[Lie]:
    """The images of a sealed text are in the library still."""
    kept = {picture.key for picture in library.pictures(each.key for each in text.images)}
    for picture in text.images:
        if picture.key not in kept:
            yield Lie(row, f"shows image {picture.key}, which the library has no longer")


def _terms(revision: Revision, events: list[Event]) -> Iterator[Lie]:
    """The terms of the round are those that were frozen at submission."""
    opening = _opening(revision, events)
    terms = Round.objects.filter(revision=revision).first()
    if (terms is None) != (opening is None):
        yield Lie(
            f"revision {revision.pk} ({revision.title})", "has terms of review and no submission"
        )
    elif terms and opening and terms.terms() != opening.details["terms"]:
        yield Lie(f"round {terms.pk}", "its terms are not those frozen at submission")
    if terms and terms.signers != Signers.of(revision.article):
        yield Lie(f"round {terms.pk}", "its text is not of those that its signers may approve")


def _state(revision: Revision, events: list[Event]) -> Iterator[Lie]:
    """The state is where the chain leaves the revision."""
    expected = state_by_events(revision, events)
    if revision.state != expected:
        yield Lie(
            f"revision {revision.pk} ({revision.title})",
            f"says {revision.get_state_display().lower()}, its events say {expected.label.lower()}",
        )


def state_by_events(revision: Revision, events: Iterable[Event]) -> State:
    """Replay an article's events: the state in which they leave one of its revisions."""
    state = State.DRAFT
    for event in events:
        if event.revision_id == revision.pk:
            state = State(event.target)
        elif event.details.get("superseded") == revision.number:
            state = State.SUPERSEDED
    return state


def _signatures(approvals: list[Approval], events: list[Event]) -> Iterator[Lie]:
    """Every approval stands in the chain as it stands in its row, and on the text that it names."""
    recorded = {event.details.get("fingerprint") for event in events if event.transition in SIGNED}
    for approval in approvals:
        row = f"approval {approval.pk} ({approval.name})"
        if approval.fingerprint() not in recorded:
            yield Lie(row, "no event records this signature")
        if approval.signed_as != Signers.of(approval.revision.article):
            yield Lie(row, "was signed by somebody who does not sign such texts")
        if approval.digest != approval.revision.digest:
            yield Lie(row, "signs another text than the one it stands on")
    kept = {approval.fingerprint() for approval in approvals}
    for event in events:
        signature = event.details.get("fingerprint")
        if signature and signature not in kept:
            yield Lie(f"event {event.pk} ({event.transition})", "the signature it records is gone")


def _changes(article: Article, events: list[Event]) -> Iterator[Lie]:
    """What readers are told of a change is what was told when it was published."""
    told = {
        event.revision_id: event.details["change"]
        for event in events
        if event.target == State.PUBLISHED and event.details.get("change")
    }
    kept = {each.revision_id: each for each in Change.objects.filter(revision__article=article)}
    for revision, change in kept.items():
        if told.get(revision) != change.record():
            yield Lie(f"change {change.pk}", "does not say what was published")
    for revision in told.keys() - kept.keys():
        yield Lie(f"revision {revision}", "what readers were told of its change is gone")


def _debts(article: Article, events: list[Event]) -> Iterator[Lie]:
    """Every publication without review left a debt, and only a review has settled one."""
    owed = {debt.revision_id: debt for debt in Debt.objects.filter(revision__article=article)}
    for event in events:
        if event.transition == "publish_unreviewed" and event.revision_id not in owed:
            yield Lie(f"event {event.pk} ({event.transition})", "the debt that it left is gone")
    for debt in owed.values():
        if debt.lapsed_at and not any(
            debt.pk in event.details.get("lapsed_debts", []) for event in events
        ):
            yield Lie(f"debt {debt.pk}", "lapsed without an event")
        if debt.settled_by and debt.settled_by.revision.article_id != article.pk:
            yield Lie(f"debt {debt.pk}", "was settled by a review of another article")


def _badges(revisions: list[Revision], events: list[Event], today: date) -> Iterator[Lie]:
    """A badge that pages show must follow from the signatures in the chain alone."""
    public = [revision for revision in revisions if revision.state == State.PUBLISHED]
    for pk, shown in badges(public, today).items():
        revision = next(revision for revision in public if revision.pk == pk)
        if shown.due_on is None:
            continue
        if not _is_borne_out(revision, shown, events):
            if shown.is_shown:
                row = f"badge of revision {pk} ({revision.title})"
                yield Lie(row, "its events do not bear it out")
        elif not NextReview.objects.filter(revision=pk, due_on=shown.due_on).exists():
            yield Lie(f"article {revision.article_id}", "is not queued for its next review")


def _is_borne_out(revision: Revision, shown: Badge, events: list[Event]) -> bool:
    signed = [
        Approval(**restored(event.details["approval"]))
        for event in events
        if event.transition in ("approve", "confirm") and event.hash == event.computed_hash()
    ]
    by_digest: defaultdict[str, list[Approval]] = defaultdict(list)
    for approval in signed:
        by_digest[approval.digest].append(approval)
    terms = Round.objects.filter(revision=revision).first()
    names = {person.name for person in (*shown.reviewers, *shown.changes_by)}
    return (
        terms is not None
        and not quorum.shortfall(terms, by_digest[revision.digest], revision.digest)
        # where the signatures cover the changes only, the rest was signed on an earlier digest
        and names <= {approval.name for approval in signed}
    )


def restored(record: dict[str, object]) -> dict[str, object]:
    """An approval's fields from what its event kept."""
    renamed = {"revision": "revision_id", "reviewer": "reviewer_id", "person": "person_id"}
    fields = {renamed.get(name, name): value for name, value in record.items()}
    return {**fields, "signed_at": datetime.fromisoformat(str(record["signed_at"]))}


def _opening(revision: Revision, events: list[Event]) -> Event | None:
    """The event that sealed a revision."""
    return next(
        (
            event
            for event in events
            if event.revision_id == revision.pk
            and event.transition in ("submit", "publish_unreviewed")
            and "terms" in event.details
        ),
        None,
    )

"""Comments follow the text: into the next draft, and through each save of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone
from rapidfuzz import fuzz

from articles.entering import read_json
from articles.models import Anchor, DraftThread, Revision, Thread
from articles.models.articles import State
from articles.text.anchors import Difference, Location, Selector, running
from articles.text.cleaner import INVISIBLE
from articles.users import User

PLAUSIBLE = 40  # of 100: how alike a passage and its reported place must at least be


@dataclass(frozen=True)
class Report:
    """Where the editor saw the passages go: (start, end) in the running text of the body that it
    posted, None for one that was deleted; and which suggestions the writer applied. It is checked,
    never believed. `on_draft` are the places of threads that stand on the draft alone."""

    body: str = ""
    places: Mapping[int, "Place"] = field(default_factory=dict)
    applied: frozenset[int] = frozenset()
    on_draft: Mapping[int, "Place"] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: str, body: str = "") -> "Report":
        """From the form's hidden field; what is not understood counts as not said."""
        try:
            lines = read_json(posted or "[]")
            return cls(
                body,
                _spans(lines, "thread"),
                frozenset(int(each["thread"]) for each in lines if each.get("applied")),
                _spans(lines, "draft"),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            return cls()


Place = tuple[int, int] | None


def _spans(lines: list[dict[str, Any]], name: str) -> dict[int, Place]:
    return {int(each[name]): _span(each) for each in lines if name in each}


def _span(said: dict[str, Any]) -> Place:
    return None if said.get("gone") else (int(said["start"]), int(said["end"]))


def anchor(thread: Thread, start: int, end: int) -> Anchor:
    """Put a new thread on a passage of the text that it is opened on."""
    selector = Selector.at(running(thread.revision.body), start, end)
    return Anchor.objects.create(thread=thread, revision=thread.revision, **columns(selector))


def carry(revision: Revision) -> None:
    """Let every open thread of the article that lacks a place in this text find it.

    Each is followed from the last text that it stood in.
    """
    lacking = (
        Thread.objects.unresolved()
        .filter(revision__article=revision.article_id, revision__number__lte=revision.number)
        .exclude(anchors__revision=revision)
    )
    earlier = (
        Anchor.objects.filter(thread__in=lacking, revision__number__lt=revision.number)
        .exclude(revision__state=State.DISCARDED)
        .select_related("revision")
        .order_by("revision__number")
    )
    last = {each.thread_id: each for each in earlier}
    texts = {each.revision_id: running(each.revision.body) for each in last.values()}
    now = running(revision.body)
    changes = {pk: Difference(text, now) for pk, text in texts.items()}
    found = []
    for thread in lacking:
        if before := last.get(thread.pk):
            place = changes[before.revision_id].locate(before.selector)
            columns = columns_after(before.selector, now, place)
        else:
            columns = _firstcolumns(thread, now)
        found.append(Anchor(thread=thread, revision=revision, **columns))
    Anchor.objects.bulk_create(found)


def follow(draft: Revision, old_body: str, report: Report) -> None:
    """Move what stands on passages of a draft whose body was just replaced by `draft.body`.

    A reported place that is not plausible is found anew, from the old text.
    """
    anchors = list(Anchor.objects.filter(revision=draft).exclude(exact="").select_related("thread"))
    on_draft = list(DraftThread.objects.filter(revision=draft).exclude(exact=""))
    if not (anchors or on_draft):
        return
    moving = _Moving.between(old_body, draft.body, report.body)
    _put_anew(
        [(each, moving.columns_of(each.selector, *_said(each.thread, report))) for each in anchors],
        draft,
    )
    for thread in on_draft:
        said = report.on_draft.get(thread.pk, NOT_SAID)
        move(thread, moving.columns_of(thread.selector, said))


def _said(thread: Thread, report: Report) -> tuple[Place, str | None]:
    """The place that was reported of a thread, and what the writer has put there."""
    applied = thread.replacement if thread.pk in report.applied else None
    return report.places.get(thread.pk, NOT_SAID), applied


def _put_anew(found: list[tuple[Anchor, dict[str, Any]]], draft: Revision) -> None:
    """Rows anew: two queries, however many comments there are."""
    if found:
        Anchor.objects.filter(pk__in=[each.pk for each, _ in found]).delete()
        Anchor.objects.bulk_create(
            Anchor(thread=each.thread, revision=draft, **columns) for each, columns in found
        )


def move(thread: DraftThread, columns: dict[str, Any]) -> None:
    """Put a thread of a draft in another place; one that stays costs no query."""
    changed = {name: value for name, value in columns.items() if getattr(thread, name) != value}
    if changed:
        DraftThread.objects.filter(pk=thread.pk).update(**changed)


def selected(draft: Revision, body: str, start: int, end: int) -> Selector:
    """What was selected in a body as the editor had it, where it stands in the draft as it is saved.

    It has no place where it is not saved yet: the next save reports it.
    """
    typed, now = running(INVISIBLE.sub("", body)), running(draft.body)
    meant = Selector.at(typed, start, min(end, len(typed)))
    place = Difference(typed, now).locate(meant) if meant.exact.strip() else None
    return Selector(**columns_after(meant, now, place))


def settle_applied(draft: Revision, user: User, applied: Iterable[int]) -> None:
    """Resolve the suggestions whose replacement now stands in the text where it was suggested."""
    for each in Anchor.objects.filter(revision=draft, thread__in=list(applied)).select_related(
        "thread"
    ):
        if each.thread.is_replacing and each.exact == each.thread.replacement:
            Thread.objects.unresolved().filter(pk=each.thread_id).update(
                resolved_by=user, resolved_at=timezone.now(), outcome=Thread.Outcome.APPLIED
            )


NOT_SAID: Final = (0, 0)


@dataclass(frozen=True)
class _Moving:
    """From the body that was to the one that is, and from the one that was posted to its clean form."""

    change: Difference
    cleaning: Difference

    @classmethod
    def between(cls, old_body: str, body: str, posted: str) -> "_Moving":
        now = running(body)
        cleaning = Difference(running(INVISIBLE.sub("", posted)), now)
        return cls(Difference(running(old_body), now), cleaning)

    def columns_of(self, was: Selector, said: Place, applied: str | None = None) -> dict[str, Any]:
        """Where a passage stands now, by what was said of it where that is plausible."""
        place = self._plausible(was, said, applied)
        if place is None and said is not None:
            place = self.change.locate(was)
        return columns_after(was, self.change.new, place)

    def _plausible(self, was: Selector, said: Place, applied: str | None) -> Location | None:
        if said is None or not 0 <= said[0] < said[1] <= len(self.cleaning.old):
            return None
        place = self.cleaning.locate(Selector.at(self.cleaning.old, *said))
        if place is None:
            return None
        words = self.cleaning.new[place.start : place.end]
        return place if words == applied or fuzz.ratio(words, was.exact) >= PLAUSIBLE else None


def columns_after(before: Selector, text: str, place: Location | None) -> dict[str, Any]:
    """The columns of an anchor; a passage that is gone keeps its last words and surroundings."""
    if place is None:
        words = {"exact": before.exact, "prefix": before.prefix, "suffix": before.suffix}
        return {"start": 0, "end": 0, **words}
    return columns(Selector.at(text, place.start, place.end))


def columns(selector: Selector) -> dict[str, Any]:
    """Of whatever stands on a passage."""
    return {
        "start": selector.start,
        "end": selector.end,
        "exact": selector.exact,
        "prefix": selector.prefix,
        "suffix": selector.suffix,
    }


def _firstcolumns(thread: Thread, text: str) -> dict[str, Any]:
    """Of a thread that never stood anywhere: its quote, where the text has it exactly once."""
    if thread.quote and text.count(thread.quote) == 1:
        start = text.index(thread.quote)
        return columns(Selector.at(text, start, start + len(thread.quote)))
    return {"exact": thread.quote}

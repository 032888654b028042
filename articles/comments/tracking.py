"""Comments follow the text: into the next draft, and through each save of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from rapidfuzz import fuzz

from articles.entering import read_json
from articles.models import Anchor, Revision, Thread
from articles.models.articles import State
from articles.text.anchors import Difference, Location, Selector, running
from articles.text.cleaner import INVISIBLE
from articles.users import User

PLAUSIBLE = 40  # of 100: how alike a passage and its reported place must at least be


@dataclass(frozen=True)
class Report:
    """Where the editor saw the passages go: (start, end) in the running text of the body that it
    posted, None for one that was deleted; and which suggestions the writer applied. It is checked,
    never believed."""

    body: str = ""
    places: Mapping[int, tuple[int, int] | None] = field(default_factory=dict)
    applied: frozenset[int] = frozenset()

    @classmethod
    def read(cls, posted: str, body: str = "") -> "Report":
        """From the form's hidden field; what is not understood counts as not said."""
        try:
            lines = read_json(posted or "[]")
            return cls(
                body,
                {int(each["thread"]): _span(each) for each in lines},
                frozenset(int(each["thread"]) for each in lines if each.get("applied")),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            return cls()


def _span(said: dict[str, Any]) -> tuple[int, int] | None:
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
    """Move the anchors of a draft whose body was just replaced by `draft.body`.

    A reported place that is not plausible is found anew, from the old text.
    """
    anchors = list(Anchor.objects.filter(revision=draft).exclude(exact="").select_related("thread"))
    if not anchors:
        return
    now = running(draft.body)
    change = Difference(running(old_body), now)
    cleaning = Difference(running(INVISIBLE.sub("", report.body)), now)
    moved = []
    for each in anchors:
        place = _plausible(each, report, cleaning)
        if place is None and not _is_said_to_be_gone(each, report):
            place = change.locate(each.selector)
        columns = columns_after(each.selector, now, place)
        moved.append(Anchor(thread=each.thread, revision=draft, **columns))
    # rows anew: two queries, however many comments there are
    Anchor.objects.filter(pk__in=[each.pk for each in anchors]).delete()
    Anchor.objects.bulk_create(moved)


def settle_applied(draft: Revision, user: User, applied: Iterable[int]) -> None:
    """Resolve the suggestions whose replacement now stands in the text where it was suggested."""
    for each in Anchor.objects.filter(revision=draft, thread__in=list(applied)).select_related(
        "thread"
    ):
        if each.thread.is_replacing and each.exact == each.thread.replacement:
            Thread.objects.unresolved().filter(pk=each.thread_id).update(
                resolved_by=user, resolved_at=timezone.now(), outcome=Thread.Outcome.APPLIED
            )


def _is_said_to_be_gone(each: Anchor, report: Report) -> bool:
    return report.places.get(each.thread_id, (0, 0)) is None


def _plausible(each: Anchor, report: Report, cleaning: Difference) -> Location | None:
    said = report.places.get(each.thread_id)
    if said is None or not 0 <= said[0] < said[1] <= len(cleaning.old):
        return None
    place = cleaning.locate(Selector.at(cleaning.old, *said))
    if place is None:
        return None
    words = cleaning.new[place.start : place.end]
    is_applied = each.thread_id in report.applied and words == each.thread.replacement
    return place if is_applied or fuzz.ratio(words, each.exact) >= PLAUSIBLE else None


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

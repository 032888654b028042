"""Snippets: what they say, how they are put into a text, and which texts have them.

Each block that is put in carries the key of the wording it came from (`data-snippet`), for as long as it
stands; so it is a fact which texts have a snippet, and whether its words are still those.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Prefetch, QuerySet
from django.utils.safestring import SafeString, mark_safe

from articles.models import Revision, Snippet, SnippetUse, SnippetWording
from articles.models.articles import OPEN, State
from articles.text import cleaner, fields, vocabulary
from articles.users import User

MARK: Final = "data-snippet"


def bearing(wording: SnippetWording) -> str:
    """What it says, each block with the mark of where it came from."""
    root = cleaner.parse(wording.body)
    for block in root:
        if vocabulary.BODY[block.tag].attribute(MARK):
            block.set(MARK, str(wording.pk))
    return cleaner.serialise(root)


def shown(wording: SnippetWording) -> SafeString:
    """What it says, for a page of the desk."""
    return mark_safe(cleaner.clean(wording.body))  # noqa: S308 cleaned


def named(body: str) -> set[int]:
    """The keys of the wordings that the blocks of a body came from."""
    if MARK not in body:
        return set()
    return {int(block.get(MARK)) for block in cleaner.parse(body).xpath(f".//*[@{MARK}]")}


def record_uses(revision: Revision) -> None:
    """Write down which wordings a text has blocks of."""
    keys = named(revision.body)
    if revision.version > 1:
        revision.snippet_uses.exclude(wording__in=keys).delete()
    if not keys:
        return
    known = SnippetWording.objects.filter(pk__in=keys)
    uses = [SnippetUse(revision=revision, wording=each) for each in known]
    SnippetUse.objects.bulk_create(uses, ignore_conflicts=True)


@transaction.atomic
def reword(snippet: Snippet, body: str, user: User) -> SnippetWording | None:
    """Let it say this from now on. None where it says so already; texts that have it stay as they are."""
    cleaned = fields.BODY.clean(_unmarked(body))
    if not cleaned:
        return None
    Snippet.objects.select_for_update().get(pk=snippet.pk)
    current = snippet.wordings.first()
    if current is not None and current.body == cleaned:
        return None
    last: int = snippet.wordings.aggregate(last=Max("number"))["last"] or 0
    return snippet.wordings.create(number=last + 1, body=cleaned, made_by=user)


def _unmarked(body: str) -> str:
    """Without marks: what is copied out of a text begins a snippet of its own."""
    root = cleaner.parse(cleaner.clean(body))
    for block in root.xpath(f".//*[@{MARK}]"):
        del block.attrib[MARK]
    return cleaner.serialise(root)


@dataclass(frozen=True)
class Use:
    """A text that has a snippet: in which wording, and whether somebody changed the words there."""

    revision: Revision
    wording: SnippetWording
    is_older: bool
    is_altered: bool


def uses(snippet: Snippet) -> list[Use]:
    """In the texts that are public or under way: those with an older wording first, then by title."""
    current = snippet.wordings.first()
    standing = SnippetUse.objects.filter(
        wording__snippet=snippet, revision__state__in=(*OPEN, State.PUBLISHED)
    )
    found = [
        Use(
            each.revision,
            each.wording,
            current is not None and each.wording_id != current.pk,
            not _is_whole(each.wording, each.revision.body),
        )
        for each in standing.select_related("revision__article", "wording")
    ]
    return sorted(found, key=lambda use: (not use.is_older, use.revision.title, use.revision.pk))


def counts(
    snippets: QuerySet[Snippet],
) -> Iterator[tuple[Snippet, SnippetWording | None, int, int]]:
    """Each with what it says, how many texts have it, and how many of these in an older wording."""
    wordings = Prefetch("wordings", SnippetWording.objects.order_by("-number"))
    listed = list(snippets.select_related("owner").prefetch_related(wordings))
    rows: list[tuple[Any, ...]] = list(
        SnippetUse.objects.filter(
            wording__snippet__in=[each.pk for each in listed],
            revision__state__in=(*OPEN, State.PUBLISHED),
        ).values_list("wording__snippet", "wording", "revision")
    )
    for each in listed:
        current = next(iter(each.wordings.all()), None)
        own = [(wording, text) for snippet, wording, text in rows if snippet == each.pk]
        old = {text for wording, text in own if current is None or wording != current.pk}
        yield each, current, len({text for _wording, text in own}), len(old)


def _is_whole(wording: SnippetWording, body: str) -> bool:
    """Whether each block of it stands in a body to the letter, marked as its own."""
    blocks = (cleaner.serialise_one(block) for block in cleaner.parse(bearing(wording)))
    return all(block in body for block in blocks)

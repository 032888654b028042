"""A reviewer's checklist of one text: what is asked, answered, suggested, and what is still missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Revision, Thread
from articles.users import User
from reviews.lines import ChecklistLine, LineKind
from reviews.models import Answers, Checklist, ChecklistVersion, Round
from reviews.reviewing.statements import Ledger
from reviews.reviewing.suggestions import Facts, Suggestion, suggestions

FOLDER = Path(__file__).parent / "lists"
DEFAULTS = {
    "article": ("Health article", ("common", "omissions", "reader")),
    "substance": ("Substance", ("common", "substance", "reader")),
}
SCORES = {"DISCERN": "discern-", "JAMA benchmarks": "jama-"}
LONGEST_NOTE = 2_000
NAMED = 3  # so many lines a refusal names
BY_REGISTER = "sources"  # the line that the verdicts on statements answer, so that it is asked once


@dataclass(frozen=True)
class Item:
    """A line with what the reviewer says to it.

    `carried_from` is the round from which the answer comes, 0 where it was given in this one; until it
    `is_confirmed` for this text it is none.
    """

    line: ChecklistLine
    answer: str = ""
    note: str = ""
    suggestion: Suggestion | None = None
    threads: int = 0
    register: str = ""  # what the verdicts say, where they are the answer
    carried_from: int = 0
    is_confirmed: bool = True

    @property
    def is_missing(self) -> bool:
        return self.line.is_required and not (self.answer and self.is_confirmed)

    @property
    def to_confirm(self) -> bool:
        return bool(self.answer) and not self.is_confirmed

    @property
    def is_unexplained(self) -> bool:
        """A “no” that neither a note nor a comment accounts for."""
        return self.answer == "no" and not (self.note or self.threads or self.register)

    @property
    def options(self) -> list[tuple[str, str]]:
        return self.line.kind.options

    def record(self) -> dict[str, Any]:
        """What a signature keeps: the line as it was asked, the answer, and what was suggested."""
        suggested = self.suggestion.answer if self.suggestion else ""
        said = self.answer if self.is_confirmed else ""
        told = {"answer": said, "note": self.note, "suggested": suggested}
        carried = {"carried_from": self.carried_from} if self.carried_from and said else {}
        return {**self.line.record(), **told, "threads": self.threads, **carried}


@dataclass(frozen=True)
class Group:
    """Lines under one heading; `is_optional` where none of them must be answered."""

    name: str
    items: list[Item]

    @property
    def is_optional(self) -> bool:
        return not any(item.line.is_required for item in self.items)

    @property
    def count(self) -> str:
        """“2 of 3”, of the lines that must be answered; “optional” where none must."""
        required = [item for item in self.items if item.line.is_required]
        answered = sum(not item.is_missing for item in required)
        return _out_of(answered, len(required)) if required else _("optional")


@dataclass(frozen=True)
class Sheet:
    """A checklist before one reviewer; without a version there is nothing to answer."""

    version: ChecklistVersion | None = None
    items: list[Item] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        found = groupby(self.items, key=lambda item: item.line.group)
        return [Group(name, list(items)) for name, items in found]

    @cached_property
    def required(self) -> list[Item]:
        return [item for item in self.items if item.line.is_required]

    @property
    def lacking(self) -> list[Item]:
        """What must be answered or explained before the text can be approved as a whole."""
        return [item for item in self.items if item.is_missing or item.is_unexplained]

    @property
    def begins_at(self) -> str:
        """The group to go on with: the first that lacks something, "" where none does."""
        return next((item.line.group for item in self.lacking), "")

    @property
    def to_confirm(self) -> list[Item]:
        """Answers of an earlier round that the reviewer has not confirmed for this text."""
        return [item for item in self.items if item.to_confirm]

    def confirmed(self) -> "Sheet":
        """The same with every answer of an earlier round taken for this text too."""
        return replace(self, items=[replace(item, is_confirmed=True) for item in self.items])

    @property
    def answered(self) -> int:
        return sum(not item.is_missing for item in self.required)

    @property
    def why_incomplete(self) -> str:
        """What must be done before the text can be approved as a whole, or ""."""
        if missing := [item for item in self.required if item.is_missing]:
            return ngettext(
                "The checklist lacks an answer: %(named)s.",
                "The checklist lacks %(count)d answers: %(named)s.",
                len(missing),
            ) % {"count": len(missing), "named": _named(missing)}
        if unexplained := [item for item in self.items if item.is_unexplained]:
            said = _("Say why in a note, or open a comment, where you answered “no”: %(named)s.")
            return said % {"named": _named(unexplained)}
        return ""

    @property
    def status(self) -> str:
        """“9 of 15 required lines answered. …”"""
        done = _("%(answered)d of %(count)d required lines answered.") % {
            "answered": self.answered,
            "count": len(self.required),
        }
        scores = [f"{name}: {_out_of(*score)}." for name, score in self.scores.items()]
        return " ".join([done, *scores, *self._said_of_carried()])

    def _said_of_carried(self) -> list[str]:
        count = len(self.to_confirm)
        said = ngettext(
            "%(count)d answer of an earlier round waits for your confirmation.",
            "%(count)d answers of an earlier round wait for your confirmation.",
            count,
        )
        return [said % {"count": count}] if count else []

    @property
    def scores(self) -> dict[str, tuple[int, int]]:
        """“DISCERN” -> (61, 80); only where every question of a score is answered."""
        found = {}
        for name, prefix in SCORES.items():
            of_it = [item for item in self.items if item.line.key.startswith(prefix)]
            if of_it and all(item.answer and item.is_confirmed for item in of_it):
                found[name] = sum(map(_points, of_it)), sum(map(_most, of_it))
        return found

    def record(self) -> dict[str, Any]:
        """What a signature keeps of it, in no language but its own; nothing without a checklist."""
        if self.version is None:
            return {}
        answers = [item.record() for item in self.items]
        scores = {name: f"{points} of {most}" for name, (points, most) in self.scores.items()}
        return {**self.version.record(), "answers": answers, "scores": scores}


def sheet(
    revision: Revision,
    user: User,
    terms: Round | None,
    facts: Facts,
    threads: Iterable[Thread],
    ledger: Ledger,
) -> Sheet:
    """The checklist that the terms of a round demand, as far as the user has answered it.

    `threads` are those that stand against the text, `ledger` the statements that are to be checked.
    """
    version = terms.checklist if terms else None
    if version is None:
        return Sheet()
    given = _given(revision, user, terms, version)
    found = suggestions(facts)
    opened = Counter(
        thread.line
        for thread in threads
        if thread.revision_id == revision.pk and thread.opened_by_id == user.pk
    )
    items = [
        Item(
            line,
            given.get(line.key, {}).get("answer", ""),
            given.get(line.key, {}).get("note", ""),
            found.get(line.key),
            opened[line.key],
            carried_from=given.get(line.key, {}).get("carried_from", 0),
            is_confirmed=given.get(line.key, {}).get("is_confirmed", True),
        )
        for line in version.lines
    ]
    return Sheet(version, [_by_register(each, ledger) for each in items])


def _by_register(item: Item, ledger: Ledger) -> Item:
    if item.line.key != BY_REGISTER or not ledger.rows or item.line.kind == LineKind.SCORE:
        return item
    answered = replace(item, answer=ledger.answer, register=ledger.status, note="", suggestion=None)
    return replace(answered, carried_from=0, is_confirmed=True)


def _given(
    revision: Revision, user: User, terms: Round | None, version: ChecklistVersion
) -> dict[str, dict[str, Any]]:
    """What the user has answered; before anything is, the answers of the round before, to be confirmed."""
    own = Answers.objects.filter(
        reviewer=user,
        revision__article=revision.article_id,
        revision__number__lte=revision.number,
    )
    latest = own.select_related("revision__round__checklist").order_by("-revision__number").first()
    if latest is None or latest.revision_id == revision.pk:
        return latest.given if latest else {}
    return _carried(latest, version) if terms is not None and terms.number > 1 else {}


def _carried(before: Answers, version: ChecklistVersion) -> dict[str, dict[str, Any]]:
    """The answers to lines that ask the same as then. Those to a text that was published stay with it."""
    terms = getattr(before.revision, "round", None)
    if terms is None or terms.checklist is None or before.revision.published_at is not None:
        return {}
    asked = {line.key: (line.question, line.kind) for line in terms.checklist.lines}
    return {
        line.key: {
            **before.given[line.key],
            "carried_from": before.given[line.key].get("carried_from") or terms.number,
            "is_confirmed": False,
        }
        for line in version.lines
        if asked.get(line.key) == (line.question, line.kind)
        and before.given.get(line.key, {}).get("answer")
    }


def save(revision: Revision, user: User, version: ChecklistVersion, data: Mapping[str, str]) -> int:
    """Keep what a form sent: `answer-KEY` and `note-KEY`; what it left out stays. Return how many.

    An answer that a line does not offer counts as none. `confirm` names the line whose answer of an
    earlier round holds for this text too, or is “all”; a line that is answered otherwise needs none.
    """
    terms = Round.objects.filter(revision=revision).first()
    kept, _is_new = Answers.objects.select_for_update().get_or_create(
        revision=revision,
        reviewer=user,
        defaults={
            "saved_at": timezone.now(),
            "given": _given(revision, user, terms, version),
        },
    )
    for line in version.lines:
        if f"note-{line.key}" in data:
            kept.given[line.key] = _as_carried(_entered(line, data), kept.given.get(line.key, {}))
        if data.get("confirm") in ("all", line.key) and line.key in kept.given:
            kept.given[line.key].pop("is_confirmed", None)
    kept.saved_at = timezone.now()
    kept.save()
    return sum(bool(each["answer"]) for each in kept.given.values())


def _as_carried(entered: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """An answer that stays what it was in an earlier round comes from there still."""
    if not before.get("carried_from") or entered["answer"] != before["answer"]:
        return entered
    marks = ("carried_from", "is_confirmed")
    return {**entered, **{name: before[name] for name in marks if name in before}}


def default_text(slug: str) -> str:
    """The lines of a list that comes with the product."""
    _name, parts = DEFAULTS[slug]
    return "\n".join((FOLDER / f"{part}.txt").read_text(encoding="utf-8") for part in parts)


def install_checklists(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the lists that come with the product; those that a site has changed stay."""
    for slug, (name, _parts) in DEFAULTS.items():
        made, is_new = Checklist.objects.using(using).get_or_create(
            slug=slug, defaults={"name": name}
        )
        if is_new:
            ChecklistVersion(checklist=made, text=default_text(slug)).save(using=using)


def _entered(line: ChecklistLine, data: Mapping[str, str]) -> dict[str, str]:
    answer = data.get(f"answer-{line.key}", "")
    offered = dict(line.kind.options)
    note = data[f"note-{line.key}"].strip()[:LONGEST_NOTE]
    return {"answer": answer if answer in offered else "", "note": note}


def _points(item: Item) -> int:
    return int(item.answer) if item.line.kind == LineKind.SCORE else int(item.answer == "yes")


def _most(item: Item) -> int:
    return 5 if item.line.kind == LineKind.SCORE else 1


def _out_of(count: int, most: int) -> str:
    return _("%(count)d of %(most)d") % {"count": count, "most": most}


def _named(items: list[Item]) -> str:
    named = " ".join(f"“{item.line.question}”" for item in items[:NAMED])
    more = len(items) - NAMED
    return (
        _("%(named)s and %(count)d more") % {"named": named, "count": more} if more > 0 else named
    )

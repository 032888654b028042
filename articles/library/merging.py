"""Two works of the library that are one: seen side by side, merged field by field, and parted again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.drafting.drafts import DraftText, save_draft
from articles.library import editing
from articles.models import Article, Reference, ReferenceMerge, Revision
from articles.models.articles import RevisionQuerySet, State
from articles.references import csl, kinds
from articles.references.csl import CSL
from articles.text.citations import renamed
from articles.users import User

UNSHOWN: Final = frozenset({"abstract"})  # too long to stand side by side; it is kept all the same


class Refused(Exception):
    """The message says why, and what to do."""


@dataclass(frozen=True)
class Row:
    """One field of both, by its name in the form."""

    name: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other

    @property
    def takes_other(self) -> bool:
        """What is proposed: what the other says where the one says nothing."""
        return not self.one


def side_by_side(one: CSL, other: CSL) -> list[Row]:
    """Every field that either says something in."""
    mine, theirs = csl.fields_of(one), csl.fields_of(other)
    rows = [Row(name, mine[name], theirs[name]) for name in mine if name not in UNSHOWN]
    rows[0] = Row("type", kinds.label_of(one), kinds.label_of(other))
    return [row for row in rows if row.one or row.other]


def merged(one: CSL, other: CSL, from_other: Collection[str]) -> CSL:
    """The one, with these fields of the other; what no field shows is kept of both."""
    theirs = csl.fields_of(other)
    fields = {**csl.fields_of(one), **{name: theirs[name] for name in from_other if name in theirs}}
    known = {**other, **one}
    for name in from_other:
        if name in csl.PEOPLE and csl.PEOPLE[name] in other:  # with all that a name knows
            known[csl.PEOPLE[name]] = other[csl.PEOPLE[name]]
        if name in csl.DATES and csl.DATES[name] in other:
            known[csl.DATES[name]] = other[csl.DATES[name]]
    if not fields["abstract"]:
        fields["abstract"] = theirs["abstract"]
    return csl.from_fields(fields, known)


@transaction.atomic
def merge(
    kept: Reference, absorbed: Reference, from_absorbed: Collection[str], user: User
) -> ReferenceMerge:
    """Let `kept` take the place of `absorbed` in drafts, on shelves and in searches.

    Texts that are sealed keep the entry as it stood in them. Raises `Refused`.
    """
    kept, absorbed = _locked(kept, absorbed)
    before = kept.csl
    work = merged(before, absorbed.csl, from_absorbed)
    absorbed.merged_into = kept
    absorbed.save()
    editing.change(kept, work, user, editing.Reason.MERGED)
    return ReferenceMerge.objects.create(
        kept=kept,
        absorbed=absorbed,
        before=before,
        after=kept.csl,
        drafts=_cite_the_one_that_stands(kept, absorbed, user),
        shelves=_move_on_shelves(kept, absorbed),
        by=user,
    )


@transaction.atomic
def undo(done: ReferenceMerge, user: User) -> None:
    """Part two works again. A draft that cited both before goes on citing the one. Raises `Refused`."""
    kept = Reference.objects.select_for_update().get(pk=done.kept_id)
    absorbed = Reference.objects.select_for_update().get(pk=done.absorbed_id)
    if done.undone_at or absorbed.merged_into_id != kept.pk:
        raise Refused(_("This merge is undone already."))
    if kept.merged_into_id:
        said = _("%(key)s was merged into another work since: undo that merge first.")
        raise Refused(said % {"key": kept.key})
    if kept.csl == done.after:
        editing.change(kept, done.before, user, editing.Reason.UNMERGED)
    elif _share_an_identifier(kept.csl, absorbed.csl):
        said = _(
            "%(key)s was changed since, and both have the same identifier: correct it there first."
        )
        raise Refused(said % {"key": kept.key})
    absorbed.merged_into = None
    absorbed.save()
    _cite_each_again(done, kept, absorbed, user)
    for article in Article.objects.filter(pk__in=done.shelves):
        article.shelf.add(absorbed)
    ReferenceMerge.objects.filter(pk=done.pk).update(undone_at=timezone.now())


def _locked(kept: Reference, absorbed: Reference) -> tuple[Reference, Reference]:
    """Both, in one order whoever asks."""
    if kept.pk == absorbed.pk:
        raise Refused(_("This is the same entry. Choose another."))
    found = Reference.objects.select_for_update().filter(pk__in=[kept.pk, absorbed.pk])
    by_pk = {each.pk: each for each in found.order_by("pk")}
    for each in by_pk.values():
        if each.merged_into_id:
            raise Refused(_("%(key)s was merged into another work already.") % {"key": each.key})
    return by_pk[kept.pk], by_pk[absorbed.pk]


def _cite_the_one_that_stands(kept: Reference, absorbed: Reference, user: User) -> list[int]:
    """Save each draft that cites the absorbed one; those that did not cite the kept one as well."""
    drafts = _drafts_citing(absorbed)
    both = set(_drafts_citing(kept).values_list("pk", flat=True))
    alone = []
    for draft in drafts:
        _cite(draft, kept.key, absorbed.key, user)
        if draft.pk not in both:
            alone.append(draft.pk)
    return alone


def _cite_each_again(
    done: ReferenceMerge, kept: Reference, absorbed: Reference, user: User
) -> None:
    for draft in _drafts_citing(kept).filter(pk__in=done.drafts):
        _cite(draft, absorbed.key, kept.key, user)


def _cite(draft: Revision, key: str, instead_of: str, user: User) -> None:
    text = DraftText.of(draft)
    body = renamed(text.body, {instead_of: key})
    save_draft(draft, draft.version, user, replace(text, body=body))


def _drafts_citing(reference: Reference) -> RevisionQuerySet:
    return Revision.objects.filter(state=State.DRAFT, reference_uses__key=reference.key)


def _move_on_shelves(kept: Reference, absorbed: Reference) -> list[int]:
    """Returns the articles that had the absorbed one alone."""
    had = list(Article.objects.filter(shelf=absorbed))
    with_both = set(Article.objects.filter(shelf=kept).values_list("pk", flat=True))
    for article in had:
        article.shelf.remove(absorbed)
        article.shelf.add(kept)
    return [article.pk for article in had if article.pk not in with_both]


def _share_an_identifier(one: CSL, other: CSL) -> bool:
    return any(one.get(name) and one.get(name) == other.get(name) for name in ("DOI", "PMID"))

"""Which works of the library a notice is about: by DOI, then PMID. A title alone is a question.

Nothing is decided twice: a pair that is stored stays as it is, whoever decided it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from articles.models import Reference, RetractionMatch, RetractionNotice
from articles.references import identity

Basis, State = RetractionMatch.Basis, RetractionMatch.State
MARK_BEHIND: Final = re.compile(r"\s*[\[(]retract(?:ed|ion)[^\])]*[\])]\s*$", re.IGNORECASE)
FEWEST_WORDS: Final = 5  # of a title that says which work it is
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Work:
    """What of a reference is compared."""

    pk: int
    doi: str
    pmid: str
    title: str
    year: int  # 0 where none is known


class Library:
    """The works of the library by what a notice may name."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._by_doi: defaultdict[str, list[Work]] = defaultdict(list)
        self._by_pmid: defaultdict[str, list[Work]] = defaultdict(list)
        self._by_title: defaultdict[str, list[Work]] = defaultdict(list)
        for work in map(_work, references):
            for value, index in (
                (work.doi, self._by_doi),
                (work.pmid, self._by_pmid),
                (work.title, self._by_title),
            ):
                if value:
                    index[value].append(work)

    def about(self, notice: RetractionNotice) -> Iterator[RetractionMatch]:
        """The matches of one notice, none of them stored."""
        found: dict[int, RetractionMatch] = {}
        for basis, works in (
            (Basis.DOI, self._by_doi.get(notice.doi, ())),
            (Basis.PMID, self._by_pmid.get(notice.pmid, ())),
            (Basis.TITLE, self._by_title.get(notice.folded_title, ())),
        ):
            for work in works:
                if work.pk not in found and (state := _state(basis, work, notice)):
                    found[work.pk] = RetractionMatch(
                        reference_id=work.pk, notice=notice, basis=basis, state=state
                    )
        yield from found.values()


def match(notices: Iterable[RetractionNotice], library: Library) -> int:
    """Store what is new of the matches of these notices; returns how many."""
    found = [each for notice in notices for each in library.about(notice)]
    known = set(
        RetractionMatch.objects.filter(
            reference__in={each.reference_id for each in found}
        ).values_list("reference", "notice")
    )
    new = [each for each in found if (each.reference_id, each.notice_id) not in known]
    RetractionMatch.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(new)


def notices_named_by(reference: Reference) -> list[RetractionNotice]:
    """Those that may be about a work, and those that are matched with it."""
    work = _work(reference)
    named = Q(matches__reference=reference)
    for name, value in (("doi", work.doi), ("pmid", work.pmid), ("folded_title", work.title)):
        if value:
            named |= Q(**{name: value})
    return list(RetractionNotice.objects.filter(named).distinct())


def match_again(reference: Reference, notices: Iterable[RetractionNotice]) -> None:
    """A work came into the library, or is described otherwise: what nobody decided is found anew."""
    undecided = RetractionMatch.objects.filter(reference=reference, decided_by=None)
    undecided.delete()
    match(notices, Library([reference]))


def folded(title: str) -> str:
    """A title without its mark (“RETRACTED:”), capitals, accents and punctuation; "" where it says little."""
    words = identity.folded(MARK_BEHIND.sub("", identity.MARK.sub("", title)))
    return words[:300] if len(words.split()) >= FEWEST_WORDS else ""


def _work(reference: Reference) -> Work:
    title, year = folded(reference.title), identity.year(reference.csl)
    return Work(reference.pk, reference.doi, reference.pmid, title, year)


def _state(basis: str, work: Work, notice: RetractionNotice) -> RetractionMatch.State | None:
    """What a likeness amounts to. Where the DOIs differ, a PMID or a title may be an error of either side."""
    differ = bool(work.doi and notice.doi and work.doi != notice.doi)
    if basis == Basis.TITLE:
        others = bool(work.pmid and notice.pmid and work.pmid != notice.pmid)
        same_year = not (work.year and notice.published_in) or work.year == notice.published_in
        return State.PROPOSED if same_year and not differ and not others else None
    return State.PROPOSED if differ else State.MATCHED

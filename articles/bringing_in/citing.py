"""The works that a file cites: in its footnotes, in the fields of a program, in its list of references."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape

from django.db.models import Q

from articles.importing import Manuscript
from articles.importing.citations import MARKS
from articles.importing.manuscript import Doubt, ListedReference
from articles.importing.references import identify
from articles.library.importing import Result, enter_record
from articles.models import Article, Reference
from articles.references.formats.records import Raw, finished
from articles.users import User


def works_of(footnotes: Iterable[str]) -> list[Reference | None]:
    """The work of the library that each names by an identifier or an address."""
    return [_in_library(identify(each, ())) for each in footnotes]


def sought(footnote: str) -> str:
    """What to search the library with for a work that a footnote names: its identifier, else its words."""
    found = identify(footnote, ())
    forms = [
        ("doi:", found.doi),
        ("PMID ", found.pmid),
        ("", found.pmcid),
        ("ISBN ", found.isbn),
        ("", found.url),
    ]
    return next((f"{name}{value}" for name, value in forms if value), footnote)


def with_footnotes(text: Manuscript) -> Manuscript:
    """Cite in the place of each footnote that names a work of the library, and ask for the others."""
    if not text.footnotes or len(text.references) != text.footnotes:
        return text
    body, left = text.body, []
    for number, reference in enumerate(text.references, start=1):
        mark = f"[{number}]"
        if known := _in_library(reference):
            body = body.replace(mark, f'<cite data-ref="{known.key}"></cite>')
        elif mark in body:
            left.append(mark)
    doubts = [doubt for doubt in text.doubts if doubt.kind != "citations"]
    if left:
        question = (
            f"These footnotes are no works of the library yet: {', '.join(left)}. "
            "Enter those that are works, and put a citation in the place of each mark."
        )
        doubts.append(Doubt(0, "citations", question))
    return replace(text, body=body, doubts=tuple(doubts))


def with_works(text: Manuscript, author: User) -> tuple[Manuscript, list[Reference], list[Doubt]]:
    """Enter the works that the fields of a file cite, and cite them in the place of each mark."""
    results = [
        enter_record(finished(number, Raw(dict(work))), is_apart=True, by=author)
        for number, work in enumerate(text.works, start=1)
    ]
    written = {
        citation.mark: "".join(_cite(results[each.work], each.place) for each in citation.works)
        for citation in text.citations
    }
    body = MARKS.sub(lambda mark: written.get(mark[0], mark[0]), text.body)
    works = [each.reference for each in results if each.reference]
    return replace(text, body=body), works, list(_asked(results))


def _cite(result: Result, place: str) -> str:
    """A citation of what was entered; the words of what was not."""
    if result.reference is None:
        return escape(f" ({result.record.label})", quote=False)
    where = f' data-locator="{escape(place)}"' if place else ""
    return f'<cite data-ref="{result.reference.key}"{where}></cite>'


def _asked(results: list[Result]) -> Iterator[Doubt]:
    refused = [f"{each.record.label}: {' '.join(each.why_not)}" for each in results if each.why_not]
    if refused:
        question = (
            "The file cites these works, and the library does not take them as they are. Enter them by "
            "hand, and cite them in place of the words in brackets."
        )
        yield Doubt(0, "fields", "\n".join((question, "", *refused)))
    alike = [f"{each.record.label}: {each.like.reference}" for each in results if each.like]
    if alike:
        question = (
            "These works were entered, and the library has others that may be the same. Merge those that "
            "are."
        )
        yield Doubt(0, "fields", "\n".join((question, "", *alike)))


def shelve(article: Article, references: Iterable[ListedReference]) -> list[Doubt]:
    """Put the works that the library has on the article's shelf, and ask for the others."""
    missing = []
    for reference in references:
        if known := _in_library(reference):
            article.shelf.add(known)
        elif reference.kind in ("work", "page"):
            missing.append(reference)
    if not missing:
        return []
    question = (
        "The reference list of the file names these, and the library does not have them. "
        "Enter those that the text rests on, and cite them."
    )
    listed = "\n".join(reference.text for reference in missing)
    return [Doubt(missing[0].lines[0], "reference", f"{question}\n\n{listed}")]


def _in_library(reference: ListedReference) -> Reference | None:
    same = Q()
    for column in ("doi", "pmid", "pmcid", "isbn", "url"):
        if value := getattr(reference, column):
            same |= Q(**{f"{column}__iexact": value})
    return Reference.objects.filter(same).first() if same else None

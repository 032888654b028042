"""The sources that Word keeps with a document (Office Open XML, bibliography), also as its Sources.xml."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from articles.references.formats.fields import dates, people
from articles.references.formats.records import Raw
from articles.references.formats.syntax.xml import all_of, local, read_records, text_of, words

BEGINS: Final = re.compile(r"<(?:\w+:)?Sources\b[^>]{0,1000}officeDocument/2006/bibliography")
TYPES: Final = {
    "ArticleInAPeriodical": "article-magazine",
    "Book": "book",
    "BookSection": "chapter",
    "Case": "legal_case",
    "ConferenceProceedings": "paper-conference",
    "DocumentFromInternetSite": "webpage",
    "Film": "motion_picture",
    "InternetSite": "webpage",
    "Interview": "interview",
    "JournalArticle": "article-journal",
    "Misc": "document",
    "Patent": "patent",
    "Report": "report",
}
FIELDS: Final = (
    ("title", "Title"),
    ("container-title", "JournalName"),
    ("container-title", "PeriodicalTitle"),
    ("container-title", "BookTitle"),
    ("container-title", "InternetSiteTitle"),
    ("event-title", "ConferenceName"),
    ("publisher", "Publisher"),
    ("publisher", "Institution"),
    ("publisher-place", "City"),
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("page", "Pages"),
    ("edition", "Edition"),
    ("number", "PatentNumber"),
    ("number", "CaseNumber"),
    ("genre", "ThesisType"),
    ("medium", "Medium"),
    ("DOI", "DOI"),
    ("note", "Comments"),
)
ROLES: Final = (
    ("author", "Author"),
    ("editor", "Editor"),
    ("translator", "Translator"),
    ("container-author", "BookAuthor"),
)
SERIALS: Final = {"book": "ISBN", "chapter": "ISBN", "article-journal": "ISSN"}


def read(text: str) -> Iterator[Raw]:
    """Each source of a list; `label` is the tag by which the document cites it."""
    return read_records(text, _sources)


def _sources(root: etree._Element) -> Iterator[Raw]:
    for source in root.iter():
        if isinstance(source.tag, str) and local(source) == "Source":
            yield _source(source)


def _source(source: etree._Element) -> Raw:
    raw = Raw(label=words(source, "Tag"))
    work = raw.work
    work["type"] = TYPES.get(words(source, "SourceType"), "document")
    for ours, theirs in FIELDS:
        if said := words(source, theirs):
            work.setdefault(ours, said)
    if address := words(source, "URL"):
        raw.addresses.append(address)
    _put_number(work, words(source, "StandardNumber"))
    for name, parts in (
        ("issued", ("Year", "Month", "Day")),
        ("accessed", ("YearAccessed", "MonthAccessed", "DayAccessed")),
    ):
        if issued := dates.issued(" ".join(words(source, part) for part in parts)):
            work[name] = issued
    for ours, theirs in ROLES:
        raw.warnings += people.put_authors(work, list(_names(source, theirs)), ours)
    return raw


def _put_number(work: dict[str, object], number: str) -> None:
    """What Word calls the standard number may be any that a work has."""
    if found := re.search(r"10\.\d{4,9}/\S+", number):
        work.setdefault("DOI", found[0])
    elif re.match(r"PMID\b", number, re.I):
        work["PMID"] = number
    elif number and (name := SERIALS.get(str(work["type"]))):
        work[name] = re.sub(r"^IS[BS]N:?\s*", "", number)


def _names(source: etree._Element, role: str) -> Iterator[dict[str, object]]:
    for each in all_of(source, "Author", role):
        if group := words(each, "Corporate"):
            yield {"literal": group}
        for person in all_of(each, "NameList", "Person"):
            family, first = words(person, "Last"), words(person, "First")
            given = " ".join(filter(None, (first, words(person, "Middle"))))
            yield {"family": family, "given": given} if family else {"literal": text_of(person)}

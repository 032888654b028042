"""PubMed XML, as PubMed's own export and E-utilities send it (PubmedArticleSet)."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from articles.references.csl import CSL
from articles.references.formats.fields import dates, people
from articles.references.formats.records import Raw, pages
from articles.references.formats.syntax.xml import (
    all_of,
    first,
    line_of,
    local,
    read_records,
    words,
)

BEGINS: Final = re.compile(r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation)\b")
UNTITLED: Final = re.compile(r"\[(?:not available|no title found)\.?\]\.?", re.IGNORECASE)
ISBN: Final = re.compile(r"[^\dXx]")


def read(text: str) -> Iterator[Raw]:
    return read_records(text, _records)


def _records(root: etree._Element) -> Iterator[Raw]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if local(element) == "PubmedArticle":
            yield _article(element)
        elif local(element) == "PubmedBookArticle":
            yield _book(element)


def _article(element: etree._Element) -> Raw:
    citation = first(element, "MedlineCitation")
    article = first(element, "MedlineCitation", "Article")
    if citation is None or article is None:
        return Raw(line=line_of(element), problem=_("This record names no article."))
    pmid = words(citation, "PMID")
    raw = Raw(label=f"PMID {pmid}", line=line_of(element))
    work = raw.work
    kinds = {words(each) for each in all_of(article, "PublicationTypeList", "PublicationType")}
    issue = first(article, "Journal", "JournalIssue")
    work.update(
        {
            "type": "article" if "Preprint" in kinds else "article-journal",
            "title": _title(article),
            "container-title": words(article, "Journal", "Title"),
            "container-title-short": words(citation, "MedlineJournalInfo", "MedlineTA")
            or words(article, "Journal", "ISOAbbreviation"),
            "volume": words(issue, "Volume"),
            "issue": words(issue, "Issue"),
            "ISSN": ", ".join(
                words(each)
                for each in (
                    *all_of(article, "Journal", "ISSN"),
                    *all_of(citation, "MedlineJournalInfo", "ISSNLinking"),
                )
            ),
            "language": words(article, "Language"),
            "abstract": " ".join(
                words(each) for each in all_of(article, "Abstract", "AbstractText")
            ),
            "PMID": pmid,
        }
    )
    if work["type"] == "article":  # of a preprint the server stands where others have the journal
        work["publisher"] = work.pop("container-title")
        del work["container-title-short"]
    work["page"] = _pages(article)
    _identifiers(element, article, work)
    raw.warnings += _people(article, work)
    for bank in all_of(article, "DataBankList", "DataBank"):
        for number in all_of(bank, "AccessionNumberList", "AccessionNumber"):
            people.add_note(work, f"{words(bank, 'DataBankName')}/{words(number)}")
    _date(first(issue, "PubDate") if issue is not None else None, article, work)
    if any(each.lower().startswith("retracted") for each in kinds):
        work["status"] = "retracted"
        said = _("PubMed marks it as retracted: cite it only to speak of the retraction.")
        raw.warnings.append(said)
    return raw


def _title(article: etree._Element) -> str:
    """In brackets where it is a translation; where PubMed has none, that of the article's own language."""
    title = words(article, "ArticleTitle")
    own = words(article, "VernacularTitle")
    return (own or title) if not title or UNTITLED.fullmatch(title) else title


def _book(element: etree._Element) -> Raw:
    """A book of the Bookshelf, or a chapter in one where the article has a title of its own."""
    document = first(element, "BookDocument")
    book = first(element, "BookDocument", "Book")
    if document is None or book is None:
        return Raw(line=line_of(element), problem=_("This record names no book."))
    pmid = words(document, "PMID")
    raw = Raw(label=f"PMID {pmid}", line=line_of(element))
    work = raw.work
    title, of_book = words(document, "ArticleTitle"), words(book, "BookTitle")
    work.update(
        {
            "type": "chapter" if title else "book",
            "title": title or of_book,
            "container-title": of_book if title else "",
            "collection-title": words(book, "CollectionTitle"),
            "publisher": words(book, "Publisher", "PublisherName"),
            "publisher-place": words(book, "Publisher", "PublisherLocation"),
            "edition": words(book, "Edition"),
            "volume": words(book, "Volume"),
            "ISBN": ", ".join(ISBN.sub("", words(each)) for each in all_of(book, "Isbn")),
            "language": words(document, "Language"),
            "abstract": " ".join(
                words(each) for each in all_of(document, "Abstract", "AbstractText")
            ),
            "page": _pages(document),
            "PMID": pmid,
        }
    )
    work["number"] = words(book, "ReportNumber")
    dois = (
        *(each for each in all_of(document, "ArticleIdList", "ArticleId")),
        *(each for each in all_of(element, "PubmedBookData", "ArticleIdList", "ArticleId")),
        *(() if title else all_of(book, "ELocationID")),
    )
    for each in dois:
        if "doi" in {each.get("IdType"), each.get("EIdType")} and words(each):
            work.setdefault("DOI", words(each))
    of_article, of_whole = _lists(document), _lists(book)
    raw.warnings += people.put_authors(
        work, of_article.get("authors") or of_whole.get("authors", [])
    )
    raw.warnings += people.put_authors(work, of_whole.get("editors", []), "editor")
    _date(first(book, "PubDate"), document, work)
    return raw


def _pages(article: etree._Element) -> str:
    """The range, or the number of an article without pages. PubMed shortens ranges: “132-42”."""
    written = words(article, "Pagination", "MedlinePgn")
    if not written:
        ends = words(article, "Pagination", "StartPage"), words(article, "Pagination", "EndPage")
        written = "-".join(filter(None, ends))
    return pages(written)


def _identifiers(element: etree._Element, article: etree._Element, work: CSL) -> None:
    for each in all_of(article, "ELocationID"):
        kind, is_valid = each.get("EIdType"), each.get("ValidYN", "Y") == "Y"
        if kind == "doi" and is_valid:
            work.setdefault("DOI", words(each))
        elif kind == "pii" and not work["page"] and len(words(each)) <= 12:
            work["page"] = words(each)
    for each in all_of(element, "PubmedData", "ArticleIdList", "ArticleId"):
        name = {"doi": "DOI", "pmc": "PMCID"}.get(each.get("IdType", ""))
        if name and words(each):
            work.setdefault(name, words(each))


def _people(article: etree._Element, work: CSL) -> list[str]:
    lists = _lists(article)
    warnings = people.put_authors(work, lists.get("authors", []))
    if any(each.get("CompleteYN") == "N" for each in all_of(article, "AuthorList")):
        warnings += people.put_authors(work, [*lists.get("authors", []), {"literal": "et al"}])
    return warnings + people.put_authors(work, lists.get("editors", []), "editor")


def _lists(parent: etree._Element) -> dict[str, list[CSL]]:
    """Names by the type of their list; one without a type holds authors."""
    found: dict[str, list[CSL]] = {}
    for each in all_of(parent, "AuthorList"):
        kind = each.get("Type", "authors")
        found.setdefault(kind, []).extend(
            # one that is not valid was misspelt in print, and stands again as it should be
            _name(author)
            for author in all_of(each, "Author")
            if author.get("ValidYN") != "N"
        )
    return found


def _name(author: etree._Element) -> CSL:
    if group := words(author, "CollectiveName"):
        return {"literal": group.rstrip(".")}
    name = {
        "family": words(author, "LastName"),
        "given": words(author, "ForeName")
        or words(author, "FirstName")
        or words(author, "Initials"),
        "suffix": words(author, "Suffix"),
    }
    if not name["family"]:
        return {"literal": name["given"]} if name["given"] else {}
    return {part: value for part, value in name.items() if value}


def _date(published: etree._Element | None, article: etree._Element, work: CSL) -> None:
    """That of the issue; the day on which it stood on the web only where the issue has none."""
    written = _written(published) if published is not None else ""
    if not dates.read(written):
        written = next((_written(each) for each in all_of(article, "ArticleDate")), "")
    if issued := dates.issued(written):
        work["issued"] = issued


def _written(date: etree._Element) -> str:
    if loose := words(date, "MedlineDate"):
        return loose
    year, month, day = words(date, "Year"), words(date, "Month"), words(date, "Day")
    if month.isdecimal():
        return "-".join(filter(None, [year, f"{month:0>2}", f"{day:0>2}" if day else ""]))
    return " ".join(filter(None, [year, month, day]))

"""CSL-JSON (citationstyles.org), and what Crossref's service sends, which is not quite it."""

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from articles.entering import number, read_json
from articles.references.csl import CSL
from articles.references.formats.fields import dates, notes, people
from articles.references.formats.records import Raw, one_line, pages

WORDS: Final = frozenset(
    """
    type title title-short container-title container-title-short collection-title publisher
    publisher-place volume issue page number edition DOI PMID PMCID ISBN ISSN URL abstract
    language genre medium section version event-title event-place archive note status
    collection-number number-of-pages number-of-volumes
    """.split()  # noqa: SIM905 one a line would be a page of its own
)
SERIALS: Final = {"ISBN", "ISSN"}
PEOPLE: Final = ("author", "editor", "translator", "container-author", "collection-editor")
DATES: Final = ("issued", "accessed", "original-date")
# where Crossref's “issued” is the first of all days, that of the web before the issue
PRINTED: Final = ("published-print", "posted", "approved")
PARTS: Final = (
    "family",
    "given",
    "suffix",
    "literal",
    "non-dropping-particle",
    "dropping-particle",
)
CROSSREF_TYPES: Final = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "monograph": "book",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "dissertation": "thesis",
    "edited-book": "book",
    "reference-book": "book",
    "book-part": "chapter",
    "book-section": "chapter",
    "reference-entry": "entry-encyclopedia",
    "proceedings": "book",
    "book-set": "book",
    "book-series": "book",
    "book-track": "chapter",
    "report-component": "report",
    "report-series": "report",
    "database": "dataset",
    "other": "document",
    "peer-review": "review",
}
# fields that Crossref calls otherwise
CROSSREF_WORDS: Final = {
    "publisher-location": "publisher-place",
    "edition-number": "edition",
    "article-number": "page",
    "report-number": "number",
    "degree": "genre",
}


def read(text: str) -> Iterator[Raw]:
    try:
        found = read_json(text)
    except ValueError as why:
        said = _("This is not whole as JSON (%(why)s). Paste all of the file.")
        yield Raw(problem=said % {"why": why})
        return
    for item in _items(found):
        if isinstance(item, dict):
            yield _work(item)
        else:
            yield Raw(label=str(item)[:200], problem=_("This entry of the list describes no work."))


def _items(found: Any) -> list[Any]:
    if isinstance(found, dict):
        found = found.get("message", found)
    if isinstance(found, dict):
        inner = found.get("items")
        return inner if isinstance(inner, list) else [found]
    return found if isinstance(found, list) else []


def _work(item: CSL) -> Raw:
    """What of an item is well formed; the rest is left out."""
    raw = Raw(label=one_line(item.get("id", ""))[:200])
    work = raw.work
    work.update(_words(item))
    work["type"] = CROSSREF_TYPES.get(str(work.get("type")), work.get("type", ""))
    if "short-container-title" in item:
        work.setdefault("container-title-short", str(_single(item["short-container-title"]) or ""))
    _as_crossref_has_it(item, raw)
    work["page"] = pages(str(work.get("page", "")))
    for name, value in notes.identifiers(work.get("note", "")).items():  # Zotero's “Extra”
        work.setdefault(name, value)
    for role in PEOPLE:
        names = item.get(role)
        found = [_name(each) for each in names] if isinstance(names, list) else []
        raw.warnings += people.put_authors(work, found, role)
    _put_dates(item, work)
    left = sorted(item.keys() & (set(PEOPLE) | set(DATES)) - work.keys())
    raw.warnings += [
        _("“%(name)s” is not as CSL-JSON has it, and was left out.") % {"name": name}
        for name in left
        if item[name]
    ]
    return raw


def _words(item: CSL) -> CSL:
    """Of several the first; but of serial numbers all, which Crossref writes as addresses too."""
    found = {
        name: ", ".join(str(each).rpartition("/")[2] for each in item[name])
        for name in SERIALS & item.keys()
        if isinstance(item[name], list)
    }
    singles = {name: _single(item[name]) for name in WORDS & item.keys() - found.keys()}
    words = {
        name: str(value) for name, value in singles.items() if isinstance(value, str | int | float)
    }
    return {**found, **words}


def _put_dates(item: CSL, work: CSL) -> None:
    for name in DATES:
        if parts := _date(item.get(name)):
            work[name] = {"date-parts": [parts], **_season(item[name], parts)}
    if printed := next(filter(None, (_date(item.get(name)) for name in PRINTED)), None):
        work["issued"] = {"date-parts": [printed]}


def _as_crossref_has_it(item: CSL, raw: Raw) -> None:
    """What Crossref's service says in fields that CSL-JSON has not."""
    work = raw.work
    for theirs, ours in CROSSREF_WORDS.items():
        if isinstance(value := _single(item.get(theirs)), str):
            work.setdefault(ours, value)
    subtitle, title = _single(item.get("subtitle")), str(work.get("title", ""))
    if isinstance(subtitle, str) and title and subtitle.casefold() not in title.casefold():
        work["title"] = f"{title.rstrip(' :')}: {subtitle}"
    for theirs, ours in (("name", "event-title"), ("location", "event-place")):
        if named := _each({"event": [item.get("event")]}, "event", theirs):
            work.setdefault(ours, named[0])
    # of a preprint its server, of a thesis its university
    places = _each(item, "institution", "name")
    if places and work["type"] in {"article", "report", "thesis"}:
        work["publisher"] = places[0]
    if "retraction" in _each(item, "updated-by", "type"):
        work["status"] = "retracted"
        said = _("Crossref marks it as retracted: cite it only to speak of the retraction.")
        raw.warnings.append(said)


def _each(item: CSL, name: str, part: str) -> list[str]:
    """One part of every object in a list, where it is a word."""
    several = item.get(name)
    objects = several if isinstance(several, list) else []
    parts = [each.get(part) for each in objects if isinstance(each, dict)]
    return [each for each in parts if isinstance(each, str)]


def _single(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _name(name: Any) -> CSL:
    if isinstance(name, str):
        return people.name(name)
    if not isinstance(name, dict):
        return {}
    if isinstance(name.get("name"), str):  # Crossref's word for an organisation
        return {"literal": one_line(name["name"])}
    found = {part: one_line(name[part]) for part in PARTS if isinstance(name.get(part), str)}
    if "literal" not in found and "family" not in found:
        return {"literal": found["given"]} if found.get("given") else {}
    return {part: value for part, value in found.items() if value}


def _season(value: Any, parts: list[int]) -> CSL:
    """1 to 4, also where it is a word, or stands in a date that is written out."""
    if len(parts) > 1:
        return {}
    said = (
        str(value.get("season") or value.get("literal") or value.get("raw") or "")
        if isinstance(value, dict)
        else str(value)
    )
    season = number(said, 4) or dates.season(said)
    return {"season": season} if season else {}


def _date(value: Any) -> list[int]:
    if isinstance(value, str):
        return dates.read(value)
    if not isinstance(value, dict):
        return []
    parts = _single(value.get("date-parts"))
    if isinstance(parts, list):
        return dates.read("-".join(f"{part:>02}" for part in map(str, parts[:3]) if part != "None"))
    return dates.read(str(value.get("literal") or value.get("raw") or ""))

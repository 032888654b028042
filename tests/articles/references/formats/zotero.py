"""What Zotero's translators make of a file, beside what is read here, field by field."""

import html
import re
from typing import Any

from articles.references.formats.fields import dates

TYPES = {
    "artwork": "graphic",
    "audioRecording": "song",
    "bill": "bill",
    "blogPost": "post-weblog",
    "book": "book",
    "bookSection": "chapter",
    "case": "legal_case",
    "computerProgram": "software",
    "conferencePaper": "paper-conference",
    "dataset": "dataset",
    "dictionaryEntry": "entry-dictionary",
    "document": "document",
    "email": "personal_communication",
    "encyclopediaArticle": "entry-encyclopedia",
    "film": "motion_picture",
    "hearing": "hearing",
    "journalArticle": "article-journal",
    "letter": "personal_communication",
    "magazineArticle": "article-magazine",
    "manuscript": "manuscript",
    "map": "map",
    "newspaperArticle": "article-newspaper",
    "patent": "patent",
    "preprint": "article",
    "report": "report",
    "statute": "legislation",
    "thesis": "thesis",
    "videoRecording": "motion_picture",
    "webpage": "webpage",
}
FIELDS = {
    "title": ("title", "caseName", "nameOfAct", "subject"),
    "container-title": (
        "publicationTitle", "bookTitle", "proceedingsTitle", "blogTitle", "websiteTitle",
        "encyclopediaTitle", "dictionaryTitle",
    ),
    "volume": ("volume",),
    "issue": ("issue",),
    "page": ("pages", "firstPage"),
    "issued": ("date", "issueDate", "dateEnacted", "dateDecided"),
    "publisher": (
        "publisher", "institution", "university", "repository", "distributor", "company", "label",
        "studio",
    ),
    "edition": ("edition",),
    "DOI": ("DOI",),
    "PMID": ("PMID",),
    "PMCID": ("PMCID",),
    "ISBN": ("ISBN",),
    "ISSN": ("ISSN",),
    "URL": ("url",),
}  # fmt: skip
AUTHORS = frozenset(
    """
    author artist cartographer director inventor interviewee performer podcaster presenter programmer
    """.split()  # noqa: SIM905
)


def expected(item: dict[str, Any]) -> dict[str, str]:
    """An item of Zotero by the names of CSL-JSON; what it does not have is left out."""
    found = {"type": TYPES[item["itemType"]]}
    for name, theirs in FIELDS.items():
        found[name] = next((str(item[each]) for each in theirs if item.get(each)), "")
    for name in ("DOI", "PMID", "PMCID"):
        written = re.search(rf"\b{name}:\s*(\S+)", item.get("extra", ""))
        found[name] = found[name] or (written[1] if written else "")
    creators = item.get("creators", [])
    found["author"] = _names(each for each in creators if each["creatorType"] in AUTHORS)
    found["editor"] = _names(each for each in creators if each["creatorType"] == "editor")
    return {name: _folded(name, value) for name, value in found.items() if value}


def read(work: dict[str, Any]) -> dict[str, str]:
    """A work of ours in the same words."""
    found = {name: str(work.get(name, "")) for name in ("type", *FIELDS)}
    parts = (work.get("issued") or {}).get("date-parts") or [[]]
    found["issued"] = "-".join(f"{part:02}" for part in parts[0])
    for role in ("author", "editor"):
        found[role] = "; ".join(_name(each) for each in work.get(role, []))
    return {name: _folded(name, value) for name, value in found.items()}


def _names(creators: Any) -> str:
    return "; ".join(
        ", ".join(filter(None, [each.get("lastName") or each.get("name"), each.get("firstName")]))
        for each in creators
    )


def _name(name: dict[str, str]) -> str:
    parts = (name.get("family") or name.get("literal"), name.get("given"), name.get("suffix"))
    return ", ".join(filter(None, parts))


def _folded(name: str, value: str) -> str:
    """Without what is a matter of style: capitals, marks, quotation marks, dashes, dots of initials."""
    if name in {"title", "container-title", "publisher", "author", "editor"}:
        value = html.unescape(re.sub(r"</?[a-z][^>]*>", "", value)).casefold()
    if name in {"author", "editor"}:
        value = value.replace(".", "")
    if name in {"ISBN", "ISSN"}:
        return re.sub(r"[^\dx ]", "", value.lower()).split(" ")[0]
    if name == "issued":
        return "-".join(f"{part:02}" for part in _date(value))
    if name == "DOI":
        value = value.lower()
    value = re.sub("[\u2010-\u2015]", "-", value.replace(" :", ":"))
    value = re.sub("[“”]", '"', re.sub("[‘’]", "'", value))
    return " ".join(value.split()).rstrip(".")


def _date(value: str) -> list[int]:
    """Zotero keeps “2/2017” of Crossref as it stands."""
    swapped = re.fullmatch(r"(?:(\d{1,2})/)?(\d{1,2})/(\d{4})", value)
    if not swapped:
        return dates.read(value)
    day_or_month, month, year = swapped.groups()
    parts = [day_or_month, month] if day_or_month else [month]
    return [int(year), *map(int, parts)]

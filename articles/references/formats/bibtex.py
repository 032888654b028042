"""BibTeX and BibLaTeX, parsed by bibtexparser; the LaTeX in the values by pylatexenc."""

import re
from collections.abc import Iterator
from typing import Final

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import Entry, ParsingFailedBlock
from django.utils.translation import gettext as _
from pylatexenc.latex2text import LatexNodes2Text

from articles.references.csl import CSL
from articles.references.formats import dates, people
from articles.references.formats.records import Raw, one_line, pages

TYPES: Final = {
    **dict.fromkeys(("article", "periodical"), "article-journal"),
    **dict.fromkeys(("book", "mvbook", "proceedings", "collection", "booklet", "manual"), "book"),
    **dict.fromkeys(("incollection", "inbook", "inreference"), "chapter"),
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("techreport", "report"), "report"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("online", "www", "electronic"), "webpage"),
    "dataset": "dataset",
    "legislation": "legislation",
    "patent": "patent",
    "software": "software",
    "unpublished": "manuscript",
    "misc": "document",
}
FIELDS: Final = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle", "maintitle"),
    "container-title-short": ("shortjournal",),
    "publisher": ("publisher", "institution", "school", "organization", "howpublished"),
    "publisher-place": ("address", "location"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "page": ("pages", "eid", "article-number"),
    "edition": ("edition",),
    "language": ("language",),
    "abstract": ("abstract",),
}
IDENTIFIERS: Final = {
    "DOI": ("doi",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid", "pmc"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "URL": ("url",),
}
# each entry gets a key of its own before parsing: a key that stands twice must not cost a work
HEAD: Final = re.compile(r"(?<![\w.])@\s*(?P<kind>[A-Za-z]+)\s*\{\s*(?P<key>[^,\s{}\"=]*)\s*,")
NOT_WORKS: Final = {"string", "comment", "preamble"}
RAISED: Final = re.compile(r"\\text(super|sub)script\{([^{}]*)\}")

TAGS: Final = {"super": "sup", "sub": "sub"}  # which CSL-JSON allows in a title

_plain = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces="macros")


def read(text: str) -> Iterator[Raw]:
    keys: list[str] = []

    def rekey(found: re.Match[str]) -> str:
        if found["kind"].lower() in NOT_WORKS:
            return found[0]
        keys.append(found["key"])
        return f"@{found['kind']}{{{len(keys) - 1},"

    library = parse_string(HEAD.sub(rekey, text))
    for block in library.blocks:
        if isinstance(block, Entry):
            yield _work(block, keys[int(block.key)] if block.key.isdecimal() else block.key)
        elif isinstance(block, ParsingFailedBlock):
            yield _broken(block, keys)


def _broken(block: ParsingFailedBlock, keys: list[str]) -> Raw:
    head = HEAD.search(block.raw or "")
    named = keys[int(head["key"])] if head and head["key"].isdecimal() else ""
    line = _("this text")
    if block.start_line is not None:
        line = _("line %(number)s") % {"number": block.start_line + 1}
    where = _("“%(name)s”, %(line)s") % {"name": named, "line": line} if named else line
    return Raw(
        label=named or one_line(block.raw or "")[:200],
        problem=_("The entry (%(where)s) can't be read: a brace, quote or comma is missing in it.")
        % {"where": where},
    )


def _work(entry: Entry, key: str) -> Raw:
    values = {field.key.lower(): str(field.value) for field in entry.fields}
    raw = Raw(label=key)
    work = raw.work
    kind = entry.entry_type.lower()
    work["type"] = TYPES.get(kind, kind)
    if kind == "misc" and "url" in values:
        work["type"] = "webpage"
    work.update({name: _plainly(_first(values, *names)) for name, names in FIELDS.items()})
    if subtitle := _plainly(values.get("subtitle", "")):
        work["title"] = f"{work['title']}: {subtitle}"
    work["page"] = pages(work["page"])
    work.update({name: _verbatim(_first(values, *names)) for name, names in IDENTIFIERS.items()})
    for role in ("author", "editor"):
        raw.warnings += people.put_authors(work, _names(values.get(role, "")), role)
    _dates(values, work)
    return raw


def _dates(values: dict[str, str], work: CSL) -> None:
    month = _month(values.get("month", ""))
    day = values.get("day", "") if month else ""
    written = " ".join([_plainly(values.get("year", "")), month, day]).strip()
    if issued := dates.issued(_plainly(values.get("date", "")), written):
        work["issued"] = issued
    if seen := dates.read(values.get("urldate", "")):
        work["accessed"] = {"date-parts": [seen]}


def _month(value: str) -> str:
    """“apr”, “April”, “4” and “apr # "~12"” as a word that a date is read from."""
    plain = re.sub(r'[#"~{}]', " ", value).strip()
    if plain.isdecimal() and 1 <= int(plain) <= 12:
        return dates.MONTHS[int(plain) - 1]
    return plain


def _names(value: str) -> list[CSL]:
    return [_name(each) for each in split_multiple_persons_names(value)] if value.strip() else []


def _name(written: str) -> CSL:
    written = written.strip()
    if written.startswith("{") and written.endswith("}"):
        return {"literal": _plainly(written)}
    parts = parse_single_name_into_parts(written, strict=False)
    family = _plainly(" ".join([*parts.von, *parts.last]))
    given = _plainly(" ".join(parts.first))
    if not given:
        return {"literal": family}
    found = {"family": family, "given": given, "suffix": _plainly(" ".join(parts.jr))}
    return {part: value for part, value in found.items() if value}


def _first(values: dict[str, str], *names: str) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _plainly(value: str) -> str:
    """LaTeX as the letters that it prints."""
    if not re.search(r"[\\{}$~]|--|``|''", value):
        return one_line(value)
    value = RAISED.sub(lambda found: f"<{TAGS[found[1]]}>{found[2]}</{TAGS[found[1]]}>", value)
    # a bare “%” would begin a comment
    return one_line(_plain.latex_to_text(re.sub(r"(?<!\\)([%#&_])", r"\\\1", value)))


def _verbatim(value: str) -> str:
    return re.sub(r"\\([_%&#~{}])", r"\1", one_line(value)).strip("{}")

"""Web of Science's “plain text” (field tags, FN … EF) and its tab-delimited file."""

import re
from collections.abc import Iterator
from typing import Final

from articles.references.formats import ris
from articles.references.formats.records import Raw, parted
from articles.references.formats.syntax.tables import rows

TEXT_BEGINS: Final = re.compile(r"^FN (?:Clarivate|Thomson|ISI)|\A\s*PT [JBSP]\s*$", re.MULTILINE)
TABLE_BEGINS: Final = re.compile(r"\APT\tAU\t")
RECORD: Final = re.compile(r"^PT (?=[JBSP])", re.MULTILINE)
LINE: Final = re.compile(r"^([A-Z][A-Z0-9]) (.*)$")
# its tags as RIS has them; names in full before initials
FIELDS: Final = {
    "AF": "AU",
    "BF": "A2",
    "CA": "A1",
    "TI": "TI",
    "SO": "T2",
    "SE": "T3",
    "J9": "JA",
    "JI": "J2",
    "PY": "PY",
    "PD": "DA",
    "VL": "VL",
    "IS": "IS",
    "MA": "M1",
    "BP": "SP",
    "EP": "EP",
    "AR": "C7",
    "DI": "DO",
    "SN": "SN",
    "EI": "SN",
    "BN": "SN",
    "PU": "PB",
    "PI": "CY",
    "LA": "LA",
    "AB": "AB",
    "BE": "A2",
    "ED": "A2",
}
ONE_A_LINE: Final = frozenset({"AU", "AF", "BE", "BF", "ED", "CA"})
INSTEAD: Final = (("AF", "AU"), ("BF", "BE"))
TYPES: Final = {"J": "JOUR", "B": "BOOK", "S": "CHAP", "P": "PAT"}


def read_text(text: str) -> Iterator[Raw]:
    for line, record in parted(RECORD, text):
        raw = _work(_fields(record))
        raw.line = line
        yield raw


def read_table(text: str) -> Iterator[Raw]:
    yield from rows(text, _of_row, delimiter="\t", has_quotes=False)


def _of_row(row: dict[str, str]) -> Raw:
    fields = {name.upper(): value for name, value in row.items() if value}
    return _work(
        {
            name: [part.strip() for part in value.split(";")] if name in ONE_A_LINE else [value]
            for name, value in fields.items()
        }
    )


def _fields(record: str) -> dict[str, list[str]]:
    """The lines of each field; those of names stay apart, the others are one value."""
    fields: dict[str, list[str]] = {}
    tag = ""
    for line in record.split("\n"):
        if found := LINE.match(line):
            tag = found[1]
            if tag in {"ER", "EF"}:
                break
            fields[tag] = [found[2].strip()]
        elif tag and line.startswith("   "):
            fields[tag].append(line.strip())
    return {tag: lines if tag in ONE_A_LINE else [" ".join(lines)] for tag, lines in fields.items()}


def _work(fields: dict[str, list[str]]) -> Raw:
    for full, short in INSTEAD:
        fields.setdefault(full, fields.get(short, []))
    kind = TYPES.get(next(iter(fields.get("PT", [])), ""), "JOUR")
    if kind == "CHAP" and fields.get("DT", [""])[0].startswith("Proceedings"):
        kind = "CPAPER"
    tags: ris.Tags = {"TY": [kind], "DB": ["PubMed"], "AN": fields.get("PM", [])}
    order = ["TY"]
    for name, tag in FIELDS.items():
        values = fields.get(name, [])
        if name in {"BE", "ED"} and tags.get("A2"):
            continue
        tags.setdefault(tag, []).extend(values)
        order += [tag] * len(values)
    tags["A1"] = [f"{{{group}}}" for group in tags.get("A1", [])]
    tags["EP"] = [each for each in tags.get("EP", []) if each != "+"]  # “and some further pages”
    if supplement := "".join(fields.get("SU", [])):
        tags["IS"] = [" ".join([*tags.get("IS", []), f"suppl {supplement}"])]
    raw = ris.of_tags(tags, order)
    raw.label = raw.label or next(iter(fields.get("UT", [])), "")
    return raw

"""Real files of reference managers and databases, compared with what Zotero's translators make of them.

The files are Zotero's own tests. Each field is equal, or the difference stands below with who is right.
"""

import json
import os
from pathlib import Path

import pytest

from articles.references.formats import read_bytes
from tests.articles.references.formats import zotero

CORPORA = Path(os.environ.get("CORPORA", "../shared/data/corpora"))
TEMPLATES = {
    "zotero-02.ris": "EndNote's template: each field of each type holds its own name.",
    "zotero-04.ris": "Reference Manager's template: each field of each type holds its own name.",
}
# (file, number, field): why ours is right, or as right
EXPLAINED = {
    ("zotero-06.ris", 0, "URL"): "The address only repeats the DOI, which is kept as such.",
    ("zotero-06.bib", 0, "title"): "“DNA₂”: a mark (<sub>) instead of the letter that looks so.",
    ("zotero-12.bib", 0, "PMID"): "“P123456” is no PMID; it is left out and said.",
    ("zotero-18.bib", 0, "title"): "“TEL” is not read as the sign of a telephone.",
    ("zotero-18.bib", 0, "author"): "Doubled backslashes of the file: neither reading is the name.",
    (
        "zotero-18.bib",
        0,
        "publisher",
    ): "Doubled backslashes of the file: neither reading is the name.",
    ("zotero-22.bib", 0, "title"): "“Σ⁰”: a mark (<sup>) instead of the letter that looks so.",
    ("zotero-00.nbib", 0, "PMID"): "Zeros only: a record of a trial that is no PMID.",
    ("zotero-08.nbib", 0, "page"): "A publisher's item identifier is no page (NLM, PII).",
    (
        "zotero-06.xml",
        0,
        "title",
    ): "Zotero's “[No title found]” is no title: the record is refused.",
}


def differing(kind: str) -> tuple[int, list[tuple[str, int, str, str, str]]]:
    """How many fields were compared, and those that differ without a reason above."""
    seen, found = 0, []
    for path in sorted((CORPORA / kind).glob("zotero-*.expected.json")):
        items = json.loads(path.read_text())
        [source] = [
            each
            for each in path.parent.glob(f"{path.name.partition('.')[0]}.*")
            if each.suffix != ".json"
        ]
        records = read_bytes(source.read_bytes()).records
        assert len(records) == len(items), source.name
        if source.name in TEMPLATES:
            continue
        for number, (item, record) in enumerate(zip(items, records, strict=True)):
            theirs, ours = zotero.expected(item), zotero.read(record.work)
            seen += len(theirs)
            found += [
                (source.name, number, name, value, ours[name])
                for name, value in theirs.items()
                if value != ours[name] and (source.name, number, name) not in EXPLAINED
            ]
    return seen, found


@pytest.mark.skipif(not CORPORA.exists(), reason="The corpora are not here.")
@pytest.mark.parametrize("kind", ["ris", "bibtex", "nbib", "pubmedxml", "crossref"])
def test_real_files_are_read_field_by_field_as_zotero_reads_them(kind):
    seen, found = differing(kind)

    assert seen
    assert found == []


@pytest.mark.skipif(not CORPORA.exists(), reason="The corpora are not here.")
@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_of_the_templates_only_what_names_nothing_has_no_title_or_people(name):
    """A law has nobody, a volume of a journal and a letter no title; an edited book has editors."""
    records = read_bytes((CORPORA / "ris" / name).read_bytes()).records
    untitled = {record.work["type"] for record in records if not record.work.get("title")}
    nobody = {
        record.work["type"] for record in records if not {"author", "editor"} & record.work.keys()
    }

    assert untitled <= {"article-journal", "personal_communication"}
    assert nobody <= {"article-journal", "bill", "dataset", "hearing", "legal_case", "legislation"}

"""What Citing Medicine (National Library of Medicine) asks beyond what the processor and its style do.

It is what journals call the Vancouver style; Citing Medicine, 2nd edition, is its full text.
"""

import re
from typing import Final

from articles.references import kinds
from articles.references.csl import CSL
from articles.references.styles import ama, processor

MONTHS: Final = "Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec"
# citeproc-py leaves out what stands before the part of a date
CLOSED_DATE: Final = re.compile(rf"\b(\d{{4}})({MONTHS})(\d{{1,2}})?(?!\w)")


def prepared(csl: CSL) -> CSL:
    """The item as the processor shall see it."""
    item = processor.prepared(_rewritten(csl))
    if str(item.get("number-of-pages", "")).isdigit():
        item["number-of-pages"] = f"{item['number-of-pages']} p"
    if item["type"] == "article" and item.get("publisher"):
        item["publisher"] = f"{item['publisher']} [Preprint]"
    return processor.without_groups(item)


def finished(line: str, csl: CSL) -> str:
    """The entry that the processor made, put right: dates, editors once, groups."""
    line = CLOSED_DATE.sub(lambda found: " ".join(filter(None, found.groups())), line)
    line = processor.finished(line, _rewritten(csl))
    line = processor.with_ranges(line, csl, shortens=True)
    if csl.get("editor") and not csl.get("author"):
        line = _editors_once(line)
    return processor.with_groups(line, csl)


def _rewritten(csl: CSL) -> CSL:
    return REWRITES.get(kinds.kind_of(csl), dict)(csl)


def _editors_once(line: str) -> str:
    """Of “A, editor. Title. A, editor. Press.” the first: who heads the entry is not named again."""
    head, stop, rest = line.partition(". ")
    return f"{head}{stop}{rest.replace(f'{head}. ', '', 1)}"


def _conference(csl: CSL) -> CSL:
    """Without proceedings: where it was presented (chapter 7)."""
    if csl.get("container-title") or not csl.get("event-title"):
        return dict(csl)
    event = ", ".join(str(csl[name]) for name in ("event-title", "event-place") if csl.get(name))
    kept = {name: value for name, value in csl.items() if not name.startswith("event")}
    return {**kept, "type": "book", "publisher": f"Paper presented at: {event}"}


def _data(csl: CSL) -> CSL:
    """“Title. Version 2. Dryad; 2020.” (chapter 21)"""
    edition = f"Version {csl['version']}" if csl.get("version") else ""
    return {**csl, "type": "book", "edition": edition}


def _standard(csl: CSL) -> CSL:
    return {**csl, "type": "report", "genre": "Standard"}


REWRITES: Final = {
    "bill": ama.law,
    "dataset": _data,
    "legal_case": ama.case,
    "legislation": ama.law,
    "paper-conference": _conference,
    "software": _data,
    "standard": _standard,
}

"""What the Publication Manual of the APA (7th edition) asks beyond what the processor and its style do.

Its entries, but numbered in the order of citation: `apa-numeric-superscript` of the styles' own collection.
"""

import re
from typing import Final

from articles.references.csl import CSL
from articles.references.styles import ama, processor
from articles.references.styles.processor import RIGHT_TO_LEFT

LABELS: Final = re.compile(r"(?<=[(] |, |.[(])(eds?|trans)(?=\.[);])")
DATED: Final = re.compile(r" \([^()]*\)\.(?= )")
EDITORS_AGAIN: Final = re.compile(r" \((?:[^();]|&amp;)*, Eds?\.(?:\)(?=\.)|; (?=[^()]*\)))")
UNDATED: Final = re.compile(
    r"^(?:(?P<by>[^<]+?)\.? \(n\.d\.\)\. <i>(?P<law>.+)</i>|<i>(?P<of>.+)</i>\. \(n\.d\.\))\."
)
AND_OTHERS: Final = re.compile(r",? (?:&amp;|&) et al\.?(?=[.,]? \()")
# which are cited as lawyers do, without the year that stands behind an author
LAWS: Final = {"bill": ama.law, "legal_case": ama.case, "legislation": ama.law}


def prepared(csl: CSL) -> CSL:
    """The item as the processor shall see it; what runs from right to left has no initials there."""
    item = LAWS.get(str(csl.get("type")), dict)(csl)
    for role in processor.NAMES:
        item[role] = [_whole(name) for name in item.get(role) or ()]
    return processor.prepared({name: value for name, value in item.items() if value})


def finished(line: str, csl: CSL) -> str:
    """The entry that the processor made, put right: one title, labels with capitals, stops."""
    line, publisher = processor.finished(line, csl), str(csl.get("publisher", ""))
    if not csl.get("author"):
        line = _headed_once(line)
        if publisher and line.startswith(f"{publisher} ("):
            line = line.removesuffix(f" {publisher}.")
    line = LABELS.sub(lambda found: found[1].capitalize(), line)
    if csl.get("type") == "thesis" and not csl.get("number"):
        line = line.replace(" (Publication)", "", 1)
    if csl.get("editor") and not csl.get("author") and publisher:
        line = line.replace(f"</i> {publisher}", f"</i>. {publisher}", 1)
        head, stop, rest = line.partition("</i>")
        line = head + stop + EDITORS_AGAIN.sub(_bracket, rest, count=1)
    line = processor.with_ranges(AND_OTHERS.sub(", et al.", line), csl)
    return UNDATED.sub(_law, line) if csl.get("type") in LAWS else line


def _bracket(editors: re.Match[str]) -> str:
    """“(B. Editor, Ed.; 2nd ed.)” loses who heads the entry, and keeps the rest."""
    return " (" if editors[0].endswith("; ") else ""


def _law(found: re.Match[str]) -> str:
    """A law has its year in its own citation."""
    by = f"{found['by']}. " if found["by"] else ""
    return f"{by}{found['law'] or found['of']}."


def _headed_once(line: str) -> str:
    """Of “Title. (2020). Title. Press.” the first, where nobody is named (9.12)."""
    for dated in DATED.finditer(line):
        head = line[: dated.start()].removesuffix(".")
        rest = line[dated.end() :].lstrip()
        if rest.startswith(head):
            return f"{line[: dated.end()]} {rest.removeprefix(head).lstrip('. ')}"
    return line


def _whole(name: CSL) -> CSL:
    written = ", ".join(str(name[part]) for part in ("family", "given") if name.get(part))
    return {"literal": written} if RIGHT_TO_LEFT.search(written) else name

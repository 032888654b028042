"""What the Publication Manual of the APA (7th edition) asks beyond what the processor and its style do.

Its entries, but numbered in the order of citation: `apa-numeric-superscript` of the styles' own collection.
"""

import re
from typing import Final

from articles.references.csl import CSL
from articles.references.styles import ama, processor
from articles.references.styles.processor import RIGHT_TO_LEFT

LABELS: Final = re.compile(r"(?<=[(] |, |.[(])(eds?|trans)(?=\.\))")
DATED: Final = re.compile(r" \([^()]*\)\.(?= )")
EDITORS_AGAIN: Final = re.compile(r" \([^()]*, Eds?\.\)(?=\.)")
UNDATED: Final = re.compile(r"^<i>(.+)</i>\. \(n\.d\.\)\.")
LAWS: Final = frozenset({"bill", "legislation"})


def prepared(csl: CSL) -> CSL:
    """The item as the processor shall see it; what runs from right to left has no initials there."""
    item = ama.law(csl) if csl.get("type") in LAWS else dict(csl)
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
        line = head + stop + EDITORS_AGAIN.sub("", rest, count=1)
    return UNDATED.sub(r"\1.", line) if csl.get("type") in LAWS else line


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

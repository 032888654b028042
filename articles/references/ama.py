"""What the AMA Manual of Style (11th edition) asks of an entry beyond what the processor and its style do.

`prepared` stands before citeproc-py and `finished` behind it; both know nothing of HTML pages.
"""

import html
import re
from collections.abc import Callable
from typing import Any, Final

from articles.references.csl import CSL

# stand for marks until the processor is through; what is stored loses them before
LAST: Final = "\ue010"
ISOLATE: Final = "\ue011"
POP: Final = "\ue012"
UNMARKED: Final = str.maketrans(dict.fromkeys((LAST, ISOLATE, POP), ""))
ET_AL: Final = {"literal": "et al"}
RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SUPPLEMENT: Final = re.compile(r"\bsuppl(?:ement)?\b\.?", re.IGNORECASE)
STOPPED: Final = re.compile(r"([?!])(</i>)?\.(?=\s|$)")
EDITORS_AGAIN: Final = re.compile(r" \([^()]*, eds?\.?\)\.")
OPENS: Final = re.compile(r"(^|[\s(\[{/\u2014\u2013>“‘-])([\"'])")
TYPOGRAPHIC: Final = ("title", "container-title", "publisher")
NAMES: Final = ("author", "editor", "translator")
KEPT: Final = ("id", "title", *NAMES, "accessed", "URL", "DOI")


def prepared(csl: CSL) -> CSL:
    """The item as the processor shall see it. Groups behind persons are left out: `finished` adds them."""
    item = REWRITES.get(str(csl.get("type", "")), dict)(csl)
    item = {name: _unmarked(value) for name, value in item.items()}
    item.setdefault("type", "document")  # citeproc-py fails without one
    for name in TYPOGRAPHIC:
        if isinstance(item.get(name), str):
            item[name] = _isolated(typographic(item[name]))
    for role in NAMES:
        if item.get(role):
            item[role] = [_name(each) for each in item[role]]
    if item.get("issue"):
        item["issue"] = SUPPLEMENT.sub("suppl", str(item["issue"]))
    persons, groups = _parted(item.get("author") or [])
    if groups:
        item["author"] = [
            *persons[:-1],
            {**persons[-1], "family": f"{persons[-1]['family']}{LAST}"},
        ]
    return item


def finished(line: str, csl: CSL) -> str:
    """The entry that the processor made, put right: one title, one list of editors, groups, stops."""
    line = STOPPED.sub(r"\1\2", line)
    if not csl.get("author"):
        line = _once(line, str(csl.get("title", "")))
        if csl.get("editor"):
            line = EDITORS_AGAIN.sub("", line, count=1)
    _persons, groups = _parted(csl.get("author") or [])
    if groups:
        line = _with_groups(line, "; ".join(str(each["literal"]) for each in groups))
    if csl.get("type") == "report" and csl.get("number"):
        number = str(csl["number"])
        said = number if number[:1].isalpha() else f"Report {number}"
        line = re.sub(r"(; \d{4})\.", lambda found: f"{found[1]}. {said}.", line, count=1)
    return line.replace(LAST, "")


def _parted(names: list[CSL]) -> tuple[list[CSL], list[CSL]]:
    """The authors up to the last person, and the groups that stand behind (3.7: after a semicolon)."""
    last = max((place for place, name in enumerate(names) if "family" in name), default=-1)
    behind = [name for name in names[last + 1 :] if name != ET_AL]
    return (names[: last + 1], behind) if last >= 0 else (names, [])


def _with_groups(line: str, groups: str) -> str:
    """Behind the last person, or behind “et al” where more than six are cut short."""
    if LAST not in line:
        return line.replace(", et al", f", et al; {groups}", 1)
    authors, stop, rest = line.partition(LAST)[2].partition(". ")
    named = f"{line.partition(LAST)[0]}{authors.removesuffix('.')}"
    return f"{named}; {groups}{stop or '.'}{rest}"


def _once(line: str, title: str) -> str:
    """Where nobody is named, the processor puts the title in the authors' place, and then again."""
    for space in re.finditer(" ", line):
        first, again = line[: space.start()], line[space.end() :]
        if again.startswith(first) and _folded(first) == _folded(title):
            return again
    return line


def _folded(text: str) -> str:
    """For comparing a title with what the processor made of it: words without marks, small."""
    plain = html.unescape(re.sub(r"</?(?:i|sub|sup)>", "", typographic(text)))
    return plain.translate(UNMARKED).rstrip(".").casefold()


def _unmarked(value: Any) -> Any:
    return value.translate(UNMARKED) if isinstance(value, str) else value


def _name(name: CSL) -> CSL:
    """Typographic, set apart where it runs from right to left, unspaced where its script is."""
    name = {part: typographic(_unmarked(str(value))) for part, value in name.items()}
    if "suffix" in name:
        name["suffix"] = name["suffix"].rstrip(".")
    whole = "".join(map(str, name.values()))
    if UNSPACED.search(whole) and "family" in name:
        return {"literal": f"{name['family']}{name.get('given', '')}"}
    if RIGHT_TO_LEFT.search(whole):
        first, last = next(iter(name)), [*name][-1]
        name[first] = f"{ISOLATE}{name[first]}"
        name[last] = f"{name[last]}{POP}"
    return name


def typographic(text: str) -> str:
    """Quotation marks and apostrophes as print has them; inches, minutes and what is curly stay."""
    if '"' not in text and "'" not in text:
        return text
    text = OPENS.sub(lambda found: f"{found[1]}{'“' if found[2] == chr(34) else '‘'}", text)
    return text.replace('"', "”").replace("'", "’")


def _isolated(text: str) -> str:
    """Set apart from what stands around it where it runs from right to left (W3C, inline markup)."""
    return f"{ISOLATE}{text}{POP}" if RIGHT_TO_LEFT.search(text) else text


# --- kinds of work that the style does not know: as a page on the web, whose site says the rest -----


def _published(csl: CSL, *parts: str) -> CSL:
    """“Title. Version 2. Dryad; 2020.”: publisher and year as of a book (3.12), the rest before."""
    year = _year(csl)
    imprint = "; ".join(filter(None, [str(csl.get("publisher", "")), year]))
    kept: CSL = {name: csl[name] for name in KEPT if name in csl}
    return {
        **kept,
        "type": "webpage",
        "container-title": ". ".join(filter(None, [*map(str, parts), imprint])),
    }


def _data(csl: CSL) -> CSL:
    return _published(csl, f"Version {csl['version']}" if csl.get("version") else "")


def _document(csl: CSL) -> CSL:
    """A label, a leaflet: its maker and year. What names neither stays as it is."""
    return _published(csl, str(csl.get("number", ""))) if csl.get("publisher") else dict(csl)


def _standard(csl: CSL) -> CSL:
    return _published(csl, str(csl.get("number", "")))


def _law(csl: CSL) -> CSL:
    section = f"§ {csl['section']}" if csl.get("section") else ""
    where = (str(csl.get(name, "")) for name in ("container-title", "volume", "number"))
    return _published(csl, " ".join(filter(None, [*where, section])))


def _conference(csl: CSL) -> CSL:
    """Without proceedings: where and when it was presented (3.13.9)."""
    if csl.get("container-title") or not csl.get("event-title"):
        return {name: value for name, value in csl.items() if name != "event-title"}
    said = "; ".join(
        filter(None, [str(csl["event-title"]), _year(csl), str(csl.get("event-place", ""))])
    )
    kept = {
        name: value for name, value in csl.items() if name in ("id", "title", *NAMES, "URL", "DOI")
    }
    return {**kept, "type": "webpage", "container-title": f"Paper presented at: {said}"}


def _year(csl: CSL) -> str:
    parts: list[list[Any]] = (csl.get("issued") or {}).get("date-parts") or [[""]]
    return str((parts[0] or [""])[0])


REWRITES: Final[dict[str, Callable[[CSL], CSL]]] = {
    "bill": _law,
    "dataset": _data,
    "document": _document,
    "legislation": _law,
    "pamphlet": _document,
    "paper-conference": _conference,
    "software": _data,
    "standard": _standard,
}

"""What every style wants of an entry beyond what citeproc-py does.

`prepared` stands before the processor and `finished` behind it; both know nothing of HTML pages.
"""

import html
import re
from typing import Any, Final

import citeproc

from articles.references.csl import CSL
from articles.references.styles import journals

VARIABLES: Final = citeproc.VARIABLES
VARIABLES.append("event_title")  # of CSL 1.0.2: the processor prints it, but warns of it
# stand for marks until the processor is through; what is stored loses them before
LAST: Final = "\ue010"
ISOLATE: Final = "\ue011"
POP: Final = "\ue012"
UNMARKED: Final = str.maketrans(dict.fromkeys((LAST, ISOLATE, POP), ""))
ET_AL: Final = {"literal": "et al"}
RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
)
EDITION: Final = re.compile(
    rf"(?:(\d{{1,3}})(?:st|nd|rd|th)?|({'|'.join(ORDINALS)}))(?:\s*(?:edition|edn?\.?))?",
    re.IGNORECASE,
)
RANGE: Final = re.compile(r"(\d+)-(\d+)")
INITIALS: Final = re.compile("[A-ZÀ-ÖØ-Þ]{2,4}")
STOPPED: Final = re.compile(r"([?!])(</i>)?\.(?=\s|$)")
OPENS: Final = re.compile(r"(^|[\s(\[{/\u2014\u2013>“‘-])([\"'])")
TYPOGRAPHIC: Final = ("title", "container-title", "publisher")
NAMES: Final = ("author", "editor", "translator")


def prepared(csl: CSL) -> CSL:
    """The item as the processor shall see it."""
    item = {name: _unmarked(value) for name, value in csl.items() if _is_known(name)}
    if item.get("type") == "article-journal" and not item.get("container-title-short"):
        short = journals.abbreviation(str(item.get("container-title", "")))
        item |= {"container-title-short": short} if short else {}
    item.setdefault("type", "document")  # citeproc-py fails without one
    _put_into_words(item)
    for name in TYPOGRAPHIC:
        if isinstance(item.get(name), str):
            item[name] = _isolated(typographic(item[name]))
    for role in NAMES:
        if item.get(role):
            item[role] = [_name(each) for each in item[role]]
    return item


def _put_into_words(item: CSL) -> None:
    """What records write as print does not have it."""
    if item["type"] == "chapter" and not item.get("container-title"):
        item["type"] = "book"  # “In:” would lead nowhere
    if item["type"] == "article" and item.get("publisher"):  # “medRxiv : the preprint server for …”
        item["publisher"] = str(item["publisher"]).partition(" : ")[0]
    if item.get("edition"):
        item["edition"] = _edition(str(item["edition"]))


def _edition(written: str) -> str:
    """“2” of “2nd ed.” and “Second edition”, to which the styles add their own word; else as it is."""
    found = EDITION.fullmatch(written.strip())
    if not found:
        return written
    return found[1] or str(ORDINALS.index(found[2].lower()) + 1)


def _is_known(name: str) -> bool:
    return name in {"id", "type"} or name.replace("-", "_") in VARIABLES


def finished(line: str, csl: CSL) -> str:
    """The entry that the processor made, with one stop at the end of a title, and one title."""
    line = STOPPED.sub(r"\1\2", line)
    if not csl.get("author"):
        line = _once(line, str(csl.get("title", "")))
    return line


def with_ranges(line: str, csl: CSL, *, shortens: bool = False) -> str:
    """The pages of an article and of its discussion, which the processor leaves as they are."""
    page = str(csl.get("page", ""))
    if ";" not in page:
        return line
    written = RANGE.sub(
        lambda found: f"{found[1]}–{_short(found[1], found[2]) if shortens else found[2]}", page
    )
    return line.replace(page, written, 1)


def _short(first: str, last: str) -> str:
    """“8” of 1082 and 1088 (Citing Medicine 1)."""
    pairs = list(zip(first, last, strict=False)) if len(first) == len(last) else []
    same = next((place for place, (one, other) in enumerate(pairs) if one != other), 0)
    return last[same:]


# --- groups behind persons stand apart, in the styles of medicine -----------------------------------


def without_groups(item: CSL) -> CSL:
    """Groups behind the last person are left out: `with_groups` adds them."""
    persons, groups = _parted(item.get("author") or [])
    if not groups:
        return item
    last = {**persons[-1], "family": f"{persons[-1]['family']}{LAST}"}
    return {**item, "author": [*persons[:-1], last]}


def with_groups(line: str, csl: CSL) -> str:
    _persons, groups = _parted(csl.get("author") or [])
    if groups:
        line = _with_groups(line, "; ".join(str(each["literal"]) for each in groups))
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
    return f"{named}; {groups.removesuffix('.')}{stop or '.'}{rest}"


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
    name = {
        part: typographic(_unmarked(str(value)).replace("'", "’")) for part, value in name.items()
    }
    if INITIALS.fullmatch(name.get("given", "")) and not name.get("family", "").isupper():
        name["given"] = " ".join(name["given"])  # of “JA” the processor would print the first
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

"""Whether two records describe one work. Pure.

Equal identifiers say yes, different ones no. Without either, only a likeness is left, which is a
question for a person: what is alike, and what differs. Some differences are so telling that it is not
even asked: another part, another page of the same volume, men and women, the protocol and its results.
"""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from unicodedata import combining, normalize

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from articles.references.csl import CSL
from articles.references.identifiers import isbn_forms

LIKE_ENOUGH: Final = 93  # of 100, of titles without capitals, accents and punctuation
IDENTIFIERS: Final = ("DOI", "PMID", "PMCID")  # each names one work
WHOLE_BOOKS: Final = frozenset({"book", "report", "document", "thesis"})  # chapters share an ISBN
# where the only words in which two titles differ are of these, they are of two works
TELLING: Final = frozenset(
    """
    adolescents adult adults boys child childhood children elderly female females girls infants male
    males men neonates newborns older paediatric pediatric pregnancy pregnant teenagers woman women
    young younger
    abstract author authors comment commentary corrigendum correction editorial erratum expression
    concern letter preprint protocol rationale reply response results retraction
    part phase second third fourth first followup update updated
    acute chronic diastolic early inpatient inpatients late left long lower maternal outpatient
    outpatients paternal primary right secondary short systolic upper
    not without
    """.split()  # noqa: SIM905
)
OPPOSITE: Final = (
    ("hypo", "hyper"),
    ("pre", "post"),
    ("nulli", "multi"),
    ("in", "out"),
    ("under", "over"),
)
NUMBER: Final = re.compile(r"\d[\d.,]*|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten")
MARK: Final = re.compile(r"^\s*(?:retracted(?: article)?|withdrawn)\s*:\s*", re.IGNORECASE)


class Answer(StrEnum):
    SAME = "same"
    QUESTION = "question"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Comparison:
    """`alike` and `differing` are names of fields of CSL-JSON; `identifier` the one that both have."""

    answer: Answer
    identifier: str = ""
    alike: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


# what is looked at beside the identifiers, and what a person is told that it is
FIELDS: Final = {
    "title": _("title"),
    "author": _("first author"),
    "issued": _("year"),
    "container-title": _("journal or book"),
    "volume": _("volume"),
    "page": _("pages"),
}


def compare(one: CSL, other: CSL) -> Comparison:
    """What two records have in common, and so whether they are one work."""
    if name := shared_identifier(one, other):
        return Comparison(Answer.SAME, name, differing=differing_identifiers(one, other))
    differing = _differing(one, other)
    alike = tuple(name for name in FIELDS if name not in differing and _has_both(name, one, other))
    is_like = {"title", "author"} <= set(alike) and "issued" not in differing
    if not is_like or differing_identifiers(one, other) or _is_told_apart(one, other, differing):
        return Comparison(Answer.DIFFERENT, alike=alike, differing=differing)
    return Comparison(Answer.QUESTION, alike=alike, differing=differing)


def is_another(before: CSL, after: CSL) -> bool:
    """Whether an entry that is changed so is that of another work; a mended comma makes none."""
    is_same = compare(before, after).answer != Answer.DIFFERENT
    return not is_same or bool(differing_identifiers(before, after))


def shared_identifier(one: CSL, other: CSL) -> str:
    """The name of an identifier that both have, or ""."""
    for name in IDENTIFIERS:
        if one.get(name) and folded(one[name]) == folded(other.get(name, "")):
            return name
    are_whole = {one.get("type"), other.get("type")} <= WHOLE_BOOKS
    same_isbn = one.get("ISBN") and bool(
        isbn_forms(str(one["ISBN"])) & isbn_forms(str(other.get("ISBN", "")))
    )
    return "ISBN" if are_whole and same_isbn else ""


def differing_identifiers(one: CSL, other: CSL) -> tuple[str, ...]:
    """Those that both have, and that differ."""
    both = (name for name in IDENTIFIERS if one.get(name) and other.get(name))
    return tuple(name for name in both if folded(one[name]) != folded(other[name]))


def year(work: CSL) -> int:
    """Of publication; 0 where none is known."""
    parts: list[list[Any]] = (work.get("issued") or {}).get("date-parts") or [[0]]
    return int((parts[0] or [0])[0])


def stored_family(work: CSL) -> str:
    """The last word of the first author's name, as the library's text has it."""
    first: dict[str, str] = next(iter(work.get("author") or ()), {})
    return next(iter((first.get("family") or first.get("literal") or "").split()[-1:]), "")


def folded(value: object) -> str:
    """Letters and digits alone, small and without accents."""
    plain = str(value)
    if not plain.isascii():
        plain = "".join(each for each in normalize("NFKD", plain) if not combining(each))
    return " ".join(re.findall(r"\w+", re.sub(r"</?(?:i|b|sup|sub)>", "", plain).casefold()))


def _has_both(name: str, one: CSL, other: CSL) -> bool:
    return bool(one.get(name) and other.get(name))


def _differing(one: CSL, other: CSL) -> tuple[str, ...]:
    checks = {
        "title": fuzz.ratio(_title(one), _title(other)) < LIKE_ENOUGH,
        "author": folded(stored_family(one)) != folded(stored_family(other)),
        "issued": abs(year(one) - year(other)) > 1,  # on the web in December, in print in January
        "container-title": not _is_one_container(one, other),
        "volume": folded(one.get("volume", "")) != folded(other.get("volume", "")),
        "page": _first_page(one) != _first_page(other),
    }
    always = {"title", "author", "issued"}
    return tuple(
        name
        for name, differs in checks.items()
        if differs and (name in always or _has_both(name, one, other))
    )


def _is_told_apart(one: CSL, other: CSL, differing: tuple[str, ...]) -> bool:
    """By the words in which the titles differ, or by its place in print."""
    mine, theirs = _title(one).split(), _title(other).split()
    unlike = set(mine) ^ set(theirs)
    if any(word in TELLING or NUMBER.fullmatch(word) or _has_digit(word) for word in unlike):
        return True
    if _are_opposite(set(Counter(mine) - Counter(theirs)), set(Counter(theirs) - Counter(mine))):
        return True
    if _numbers(mine) != _numbers(theirs):  # “1 or 2” and “2 or 1”
        return True
    return "page" in differing or "container-title" in differing


def _has_digit(word: str) -> bool:
    return any(each.isdigit() for each in word)  # “D2” and “D3”, “P12” and “P21”


def _are_opposite(mine: set[str], theirs: set[str]) -> bool:
    """“Hepatitis A” and “hepatitis B”, hypotension and hypertension, before and after surgery."""
    if any(len(word) == 1 for word in mine) and any(len(word) == 1 for word in theirs):
        return True
    pairs = [*OPPOSITE, *((other, one) for one, other in OPPOSITE)]
    return any(
        word.startswith(one) and f"{other}{word.removeprefix(one)}" in theirs
        for word in mine
        for one, other in pairs
    )


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if word[0].isdigit()]


def _title(work: CSL) -> str:
    return folded(MARK.sub("", str(work.get("title", ""))))


def _first_page(work: CSL) -> str:
    return folded(str(work.get("page", "")).partition("-")[0])


def _is_one_container(one: CSL, other: CSL) -> bool:
    """Under its name or an abbreviation: “Inv Med” is “Invented medicine”."""
    mine, theirs = _containers(one), _containers(other)
    return any(_abbreviates(a, b) or _abbreviates(b, a) for a in mine for b in theirs)


def _containers(work: CSL) -> list[str]:
    names = (work.get("container-title", ""), work.get("container-title-short", ""))
    return [name for name in map(folded, names) if name]


def _abbreviates(short: str, long: str) -> bool:
    """Whether each word of the one begins one of the other, in the same order, or it is its initials."""
    if short.replace(" ", "") == "".join(word[0] for word in long.split()):
        return True
    left = iter(long.split())
    return all(any(word.startswith(begins) for word in left) for begins in short.split())

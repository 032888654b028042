"""What identifies a work: recognised in what somebody pastes, brought to one form, or refused in plain words.

Pure. Who is given a bare number or address asks `identify`; who knows the kind asks `doi`, `pmid`, ….
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.references.home_pages import is_home_page

# Crossref: matches 99.3 % of 74.9 million DOIs, with the old Wiley ones beside
# any printable character may stand behind the slash (DOI handbook, 2.2.3): SICI has < > ( ) ; [ ]
DOI: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.IGNORECASE)
DOI_ADDRESS: Final = re.compile(r"(?:https?:/{1,2})?(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
ESCAPED: Final = re.compile(r"%[0-9A-F]{2}", re.IGNORECASE)
DOI_PREFIX: Final = re.compile(rf"^(?:{DOI_ADDRESS.pattern}|doi:?\s*(?=10\.)|doi:)\s*", re.I)
PMID: Final = re.compile(r"[1-9]\d{0,7}")
PMID_PREFIX: Final = re.compile(
    r"^(?:pmid:?|medline:(?=\d)|https?://(?:(?:www\.|m\.)?pubmed\.ncbi\.nlm\.nih\.gov"
    r"|(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed|(?:www\.)?pubmed\.gov)/(?:\?term=)?"
    r"|https?://(?:www\.)?europepmc\.org/(?:article|abstract)/med/)\s*",
    re.IGNORECASE,
)
PMCID: Final = re.compile(r"PMC[1-9]\d*(\.\d+)?")
PMCID_PREFIX: Final = re.compile(
    r"^(?:pmcid:?\s*|https?://(?:(?:www\.)?pmc\.ncbi\.nlm\.nih\.gov"
    r"|(?:www\.|m\.)?ncbi\.nlm\.nih\.gov(?:/m)?/pmc|(?:www\.)?pubmedcentral\.(?:nih\.)?gov)"
    r"/(?:articles/|picrender\.fcgi\?artid=|articlerender\.fcgi\?artid=)?(?=PMC|\d)"
    r"|https?://(?:www\.)?europepmc\.org/(?:articles?/)?(?:pmc/)?(?=PMC))",
    re.I,
)
ISBN_PREFIX: Final = re.compile(r"^isbn(?:-1[03])?:?\s*", re.IGNORECASE)
ISSN: Final = re.compile(r"(?<![\d-])\d{4}-\d{3}[\dXx](?![\d-])")
ISSN_PREFIX: Final = re.compile(r"^[ep]?-?issn:?\s*", re.IGNORECASE)
SHORTEST_BARE_PMID: Final = 6  # a shorter number is more often a year or a count than a PMID
HOME_PAGE: Final = gettext_lazy(
    "A home page is not a source: this is the address of a whole site. Readers could not find the"
    " statement there. Enter the address of the exact page."
)


class Malformed(ValueError):
    """What was entered is not what it should be. The message says what to do."""


@dataclass(frozen=True)
class Identifier:
    """`name` is the field of CSL-JSON that it stands in: DOI, PMID, PMCID, ISBN or URL."""

    name: str
    value: str

    def __str__(self) -> str:
        return self.value if self.name in {"URL", "PMCID"} else f"{self.name} {self.value}"


def doi(value: str) -> str:
    """A DOI without its address, in lower case. A “)” may belong to it: 10.1016/S0140-6736(97)11096-0."""
    value = _unpaired(value.strip())
    if DOI_ADDRESS.match(value):
        value = unquote(value).partition("?")[0].partition("#")[0]
    value = DOI_PREFIX.sub("", value)
    if ESCAPED.search(value) and re.match(r"10\.\d+%2f", value, re.IGNORECASE):
        value = unquote(value)
    value = _bare(value).lower()
    if value and not DOI.fullmatch(value):
        raise Malformed(_("A DOI begins with “10.”, as in 10.15585/mmwr.mm6814a2."))
    return value


def pmid(value: str) -> str:
    value = PMID_PREFIX.sub("", value.strip())
    value = re.split(r"[/?#\[]", _bare(value), maxsplit=1)[0].strip()
    if value and not PMID.fullmatch(value):
        raise Malformed(_("A PMID has one to eight digits and no leading zero, as in 30973850."))
    return value


def pmcid(value: str) -> str:
    """“PMC6459583” of the number in any of the archive’s addresses, old and new."""
    address = PMCID_PREFIX.match(value.strip())
    value = re.split(r"[/?#&]", PMCID_PREFIX.sub("", value.strip()), maxsplit=1)[0]
    value = _bare(value).upper()
    if address and value.isdecimal():
        value = f"PMC{value}"
    if value and not PMCID.fullmatch(value):
        raise Malformed(_("A PMCID is “PMC” and digits, as in PMC6459583."))
    return value


def isbn(value: str) -> str:
    """An ISBN without hyphens, of ten digits or thirteen, whose check digit is right (ISO 2108)."""
    value = re.sub(r"[\s-]", "", _bare(ISBN_PREFIX.sub("", value.strip()))).upper()
    if value and not re.fullmatch(r"\d{9}[\dX]|\d{13}", value):
        raise Malformed(_("An ISBN has ten digits or thirteen, as in 978-0-470-05796-4."))
    if value and not _has_check_digit(value):
        raise Malformed(_("This ISBN has a typing error: its check digit does not match."))
    return value


def issn(value: str) -> str:
    """ISSNs with their hyphens, of print and of the web, whose check digits are right (ISO 3297)."""
    each = dict.fromkeys(filter(None, map(_issn, re.split("[,;/]", value))))
    return ", ".join(each)


def _issn(value: str) -> str:
    bare = re.sub(r"[\s\u2010-\u2015-]", "", _bare(ISSN_PREFIX.sub("", value.strip()))).upper()
    if not bare:
        return ""
    if not re.fullmatch(r"\d{7}[\dX]", bare):
        raise Malformed(_("An ISSN has eight digits, as in 0028-4793."))
    total = sum((8 - place) * int(digit) for place, digit in enumerate(bare[:7]))
    if bare[7] != "0123456789X"[-total % 11]:
        raise Malformed(_("This ISSN has a typing error: its check digit does not match."))
    return f"{bare[:4]}-{bare[4:]}"


def serials(*written: str) -> dict[str, str]:
    """All ISBNs and ISSNs in values that may hold either, by their names in CSL-JSON, not yet checked."""
    found: dict[str, list[str]] = {"ISBN": [], "ISSN": []}
    for value in written:
        rest = re.sub(r"\([^()]*\)", ",", value)
        found["ISSN"] += [each.upper() for each in ISSN.findall(rest)]
        for number in re.findall(r"[\dXx][\dXx -]{7,}", ISSN.sub(",", rest)):
            bare = re.sub("[^0-9X]", "", number.upper())
            if len(bare) in {10, 13}:
                found["ISBN"].append(bare)
            elif len(bare) == 8:
                found["ISSN"].append(f"{bare[:4]}-{bare[4:]}")
    return {name: ", ".join(dict.fromkeys(each)) for name, each in found.items() if each}


def url(value: str) -> str:
    """The address of a page; a home page is refused (DESIGN §4, 11)."""
    value = _bare(value)
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    if not host or "." not in host:
        raise Malformed(_("This address is not complete: copy it from the page itself."))
    if is_home_page(value):
        raise Malformed(str(HOME_PAGE))
    return value


def isbn_forms(value: str) -> set[str]:
    """An ISBN with ten digits and with thirteen: one book has both. What is none stands for itself."""
    value = re.sub(r"[\s-]", "", value).upper()
    if not re.fullmatch(r"\d{9}[\dX]|\d{13}", value):
        return {value}
    if len(value) == 10:
        return {value, _checked(f"978{value[:9]}")}
    if not value.startswith("978"):
        return {value}
    total = sum((10 - place) * int(digit) for place, digit in enumerate(value[3:12]))
    return {value, value[3:12] + "0123456789X"[-total % 11]}


def kind_of(identifier: Identifier) -> str:
    """The kind of work, as CSL-JSON calls it, that most often has such an identifier."""
    return {"ISBN": "book", "URL": "webpage"}.get(identifier.name, "article-journal")


def identify(text: str) -> Identifier | None:
    """The one identifier that the text is; None where it is none, but words to search for.

    Raises `Malformed` for what is meant as an identifier and is not right.
    """
    text = text.strip()
    for meant, name, read in KINDS:
        if meant.match(text) and (value := read(text)):
            return Identifier(name, value)
    return None


# In the order of trial: how one knows what somebody meant, and what reads it.
KINDS: Final[tuple[tuple[re.Pattern[str], str, Callable[[str], str]], ...]] = (
    (
        re.compile(
            rf"[<\[(]?(?:{DOI_ADDRESS.pattern}|doi:\s*|doi\s+(?=10\.)|10\.\d{{4,9}}(?:/|%2f))\S+\s*$",
            re.I,
        ),
        "DOI",
        doi,
    ),
    (re.compile(rf"{PMID_PREFIX.pattern}\S+\s*$", re.I), "PMID", pmid),
    (re.compile(rf"(?:{PMCID_PREFIX.pattern}\S+|PMC\d+\S*)\s*$", re.I), "PMCID", pmcid),
    (
        re.compile(rf"{ISBN_PREFIX.pattern}[\dX][\dX\s-]*$|97[89][\d -]{{10,14}}$", re.I),
        "ISBN",
        isbn,
    ),
    (re.compile(r"\d(?:[ -]?\d){8}[ -]?[\dX]$", re.I), "ISBN", isbn),
    (re.compile(rf"\d{{{SHORTEST_BARE_PMID},8}}[.,;]?$"), "PMID", pmid),
    (re.compile(r"<?(?:https?://|www\.)\S+$", re.I), "URL", lambda text: url(_with_scheme(text))),
)


def _with_scheme(text: str) -> str:
    text = text.lstrip("<")
    return text if "://" in text else f"https://{text}"


def _bare(value: str) -> str:
    """Without the punctuation of the sentence around it; a “)” stays where it closes one of its own."""
    value = _unpaired(value.strip()).rstrip(".,;:'’”\"")
    for opening, closing in ("()", "[]", "<>", "{}"):
        while value.endswith(closing) and value.count(closing) > value.count(opening):
            value = value[:-1].rstrip(".,;")
    return value


def _unpaired(value: str) -> str:
    """“<https://…>” and “[doi:…]” without the brackets around them."""
    while value[:1] in "<[({" and value:
        value = value[1:-1] if value[-1] in ">])}" else value[1:]
    return value


def _has_check_digit(value: str) -> bool:
    if len(value) == 10:
        total = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(value))
        return total % 11 == 0 and "X" not in value[:9]
    return value.startswith(("978", "979")) and value == _checked(value[:12])


def _checked(body: str) -> str:
    """Twelve digits and the thirteenth that ISO 2108 adds."""
    total = sum((3 if place % 2 else 1) * int(digit) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"

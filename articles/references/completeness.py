"""What an entry lacks for a reader to find the work again, and what of it is not as AMA writes it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.references import identity, kinds
from articles.references.csl import PEOPLE, PLAIN
from articles.references.kinds import Words
from articles.references.sentence_case import KINDS, is_title_case

# works that retell others: a statement rests on what they retell
RETELLING: Final = frozenset(
    """
    britannica.com drugs.com emedicinehealth.com encyclopedia.com everydayhealth.com fandom.com
    healthline.com investopedia.com livestrong.com medicalnewstoday.com medicinenet.com quora.com reddit.com
    rxlist.com sciencedirect.com/topics thoughtco.com verywellhealth.com verywellmind.com webmd.com
    wikidoc.org wikihow.com wikipedia.org wiktionary.org
    """.split()  # noqa: SIM905
)
ENCYCLOPEDIAS: Final = frozenset({"entry", "entry-dictionary", "entry-encyclopedia"})
EDITION: Final = re.compile(r"\b\d+(?:st|nd|rd|th)?\.? ed(?:ition|\.|\b)", re.IGNORECASE)
CALLED: Final[dict[str, Words]] = {
    "author": gettext_lazy("authors"),
    "editor": gettext_lazy("editors"),
    "container-author": gettext_lazy("authors of the whole book"),
    "container-title": gettext_lazy("journal, book or site"),
    "container-title-short": gettext_lazy("journal"),
    "event-title": gettext_lazy("conference"),
    "publisher": gettext_lazy("publisher"),
    "publisher-place": gettext_lazy("place of publication"),
    "issued": gettext_lazy("date"),
    "accessed": gettext_lazy("day on which it was read"),
    "volume": gettext_lazy("volume"),
    "issue": gettext_lazy("issue"),
    "page": gettext_lazy("pages"),
    "number": gettext_lazy("number"),
    "DOI": gettext_lazy("DOI"),
    "URL": gettext_lazy("address"),
}
FIELDS: Final = {name: field for field, name in {**PLAIN, **PEOPLE, "date": "issued"}.items()}


class Gap(StrEnum):
    """What is asked of an entry, the gravest first."""

    LACKS = "lacks"
    EDITION = "edition"
    RETELLS = "retells"
    TITLE = "title"


@dataclass(frozen=True)
class Asked:
    """One thing that is asked of a work, in words for whoever keeps the library."""

    gap: Gap
    words: str


def asked(work: Mapping[str, Any]) -> list[Asked]:
    """Everything that is asked of a work, in CSL-JSON."""
    csl = dict(work)
    found = []
    if lacking := kinds.missing(csl):
        fields = ", ".join(_called(names, csl) for names in lacking)
        found.append(Asked(Gap.LACKS, _("Lacks: %(fields)s.") % {"fields": fields}))
    if not csl.get("edition") and _names_edition(csl):
        found.append(Asked(Gap.EDITION, _("Its edition has a field of its own.")))
    if retells(csl):
        words = _("It retells other works: cite what it rests on.")
        found.append(Asked(Gap.RETELLS, words))
    if kinds.kind_of(csl) in KINDS and is_title_case(str(csl.get("title", ""))):
        found.append(Asked(Gap.TITLE, _("Its title is in title case: AMA has sentence case.")))
    return found


def retells(work: Mapping[str, Any]) -> bool:
    """Whether it is a tertiary source: an encyclopedia, a dictionary, a site that sums up."""
    if work.get("type") in ENCYCLOPEDIAS:
        return True
    try:
        parts = urlsplit(str(work.get("URL", "")))
    except ValueError:
        return False
    address = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}"
    return any(_is_of(address, site) for site in RETELLING)


def twins(works: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The keys of works that may be one and the same: it is asked, never decided."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for work in map(dict, works):
        family = identity.folded(identity.stored_family(work))
        found.setdefault((family, identity.year(work)), []).append(work)
    return [
        (str(one["id"]), str(other["id"]))
        for those in found.values()
        for one, other in combinations(those, 2)
        if identity.compare(one, other).answer != identity.Answer.DIFFERENT
    ]


def _called(names: tuple[str, ...], work: dict[str, Any]) -> str:
    """“maker”, or “volume or issue”: as the form of its kind calls it."""
    kind = kinds.BY_NAME.get(kinds.kind_of(work))
    labels = kind.labels if kind else {}
    said = (str(labels.get(FIELDS.get(name, ""), CALLED[name])) for name in names)
    shown = (each.partition(",")[0] for each in said)  # without what explains the field
    called = [each if each.isupper() else each[:1].lower() + each[1:] for each in shown]
    return _(" or ").join(dict.fromkeys(called))


def _names_edition(work: dict[str, Any]) -> bool:
    said = (str(work.get(name, "")) for name in ("title", "container-title"))
    kind = kinds.kind_of(work)
    return kind in ("book", "chapter") and any(EDITION.search(words) for words in said)


def _is_of(address: str, site: str) -> bool:
    """A site, its parts (“en.wikipedia.org”), or a folder of one."""
    host, _slash, folder = site.partition("/")
    named, _slash, path = address.partition("/")
    return (named == host or named.endswith(f".{host}")) and path.startswith(folder)

"""The kinds of work that a person enters, each with its own fields in the order of the page.

A kind is a type of CSL-JSON; three are told from others of their type by what the work calls itself
(`genre`), as Zotero's translators write it. A type that stands in no row is kept, and shows every field.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
IDENTIFIED: Final = ("doi", "pmid", "pmcid", "url", "accessed")
BY_ADDRESS: Final = ("url", "accessed", "doi")


@dataclass(frozen=True)
class Kind:
    """`fields` are those of the form, beside title and authors; `labels` says what one is called here.

    `genre` is what a work of this kind calls itself where nobody says otherwise, `genres` all that tell
    the kind from others of its type.
    """

    name: str
    label: Words
    fields: tuple[str, ...]
    labels: dict[str, Words] = field(default_factory=dict)
    type: str = ""
    genre: str = ""
    genres: re.Pattern[str] | None = None

    @property
    def csl_type(self) -> str:
        return self.type or self.name

    def is_told_by(self, genre: str) -> bool:
        return self.genres is not None and bool(self.genres.search(genre))


KINDS: Final = (
    Kind(
        "article-journal",
        gettext_lazy("Article in a journal"),
        ("journal", "journal_short", "date", "volume", "issue", "pages", "number", *IDENTIFIED),
        {
            "journal": gettext_lazy("Journal"),
            "number": gettext_lazy("Number of the article, beside its pages"),
        },
    ),
    Kind(
        "book",
        gettext_lazy("Book"),
        (
            *(
                "editors",
                "translators",
                "edition",
                "publisher",
                "place",
                "date",
                "volume",
                "series",
            ),
            *("isbn", *BY_ADDRESS),
        ),
    ),
    Kind(
        "chapter",
        gettext_lazy("Chapter of a book"),
        (
            *("journal", "editors", "edition", "publisher", "place", "date", "volume", "pages"),
            *("isbn", *IDENTIFIED),
        ),
        {
            "journal": gettext_lazy("Book"),
            "editors": gettext_lazy("Editors of the book"),
            "volume": gettext_lazy("Volume of the book"),
        },
    ),
    Kind(
        "report",
        gettext_lazy("Report"),
        ("publisher", "place", "number", "series", "date", "pages", "isbn", *IDENTIFIED),
        {
            "publisher": gettext_lazy("Institution"),
            "number": gettext_lazy("Number of the report"),
        },
    ),
    Kind(
        "guideline",
        gettext_lazy("Guideline"),
        ("publisher", "place", "number", "version", "date", "edition", "isbn", *IDENTIFIED),
        {
            "publisher": gettext_lazy("Body that issued it"),
            "number": gettext_lazy("Number of the guideline"),
        },
        type="report",
        genre="Guideline",
        genres=re.compile(r"\bguidelines?\b", re.IGNORECASE),
    ),
    Kind(
        "webpage",
        gettext_lazy("Page on the web"),
        ("journal", "publisher", "date", *BY_ADDRESS),
        {"journal": gettext_lazy("Site")},
    ),
    Kind(
        "article",
        gettext_lazy("Preprint"),
        ("publisher", "number", "version", "date", *IDENTIFIED),
        {
            "publisher": gettext_lazy("Preprint server"),
            "number": gettext_lazy("Number on the server"),
        },
    ),
    Kind(
        "paper-conference",
        gettext_lazy("Paper or abstract of a conference"),
        (
            *("event", "event_place", "journal", "editors", "publisher", "place", "date", "volume"),
            *("issue", "pages", "number", *IDENTIFIED),
        ),
        {
            "journal": gettext_lazy("Proceedings, or journal"),
            "number": gettext_lazy("Number of the abstract"),
        },
    ),
    Kind(
        "thesis",
        gettext_lazy("Thesis"),
        ("genre", "publisher", "place", "date", *BY_ADDRESS),
        {
            "publisher": gettext_lazy("University"),
            "genre": gettext_lazy("Degree"),
        },
    ),
    Kind(
        "trial",
        gettext_lazy("Registered trial"),
        ("number", "publisher", "date", "url", "accessed"),
        {
            "number": gettext_lazy("Number of the trial"),
            "publisher": gettext_lazy("Registry"),
            "date": gettext_lazy("Last updated"),
        },
        type="report",
        genre="Clinical trial registration",
        genres=re.compile(r"\btrial regist", re.IGNORECASE),
    ),
    Kind(
        "dataset",
        gettext_lazy("Data set"),
        ("publisher", "version", "date", "doi", "url", "accessed"),
        {"publisher": gettext_lazy("Repository")},
    ),
    Kind(
        "label",
        gettext_lazy("Label of a medicine"),
        ("genre", "publisher", "place", "date", "number", "url", "accessed"),
        {
            "publisher": gettext_lazy("Maker"),
            "genre": gettext_lazy("What it is"),
            "date": gettext_lazy("Revised"),
        },
        type="document",
        genre="Prescribing information",
        genres=re.compile(
            r"information|insert|\blabel|leaflet|characteristics|monograph", re.IGNORECASE
        ),
    ),
    Kind(
        "standard",
        gettext_lazy("Standard"),
        ("number", "publisher", "place", "version", "date", "url", "accessed"),
        {
            "number": gettext_lazy("Number of the standard"),
            "publisher": gettext_lazy("Body that issued it"),
        },
    ),
    Kind(
        "legislation",
        gettext_lazy("Law or regulation"),
        ("journal", "volume", "number", "section", "publisher", "date", "url", "accessed"),
        {
            "journal": gettext_lazy("Code or register"),
            "number": gettext_lazy("Number of the law"),
            "publisher": gettext_lazy("Who made it"),
        },
    ),
    Kind(
        "software",
        gettext_lazy("Software"),
        ("publisher", "version", "date", *BY_ADDRESS),
    ),
    Kind("pamphlet", gettext_lazy("Leaflet"), ("publisher", "place", "date", "url", "accessed")),
    Kind(
        "article-magazine",
        gettext_lazy("Article in a magazine"),
        ("journal", "date", "volume", "issue", "pages", "url", "accessed"),
        {"journal": gettext_lazy("Magazine")},
    ),
    Kind(
        "article-newspaper",
        gettext_lazy("Article in a newspaper"),
        ("journal", "date", "edition", "section", "pages", "url", "accessed"),
        {"journal": gettext_lazy("Newspaper")},
    ),
    Kind("document", pgettext_lazy("kind of work", "Something else"), ("publisher", "date", "url")),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}


def kind_of(work: dict[str, Any]) -> str:
    """The name of a work's kind; its type where no row is of it."""
    kind, genre = str(work.get("type") or KINDS[0].name), str(work.get("genre", ""))
    told = (each.name for each in KINDS if each.csl_type == kind and each.is_told_by(genre))
    return next(told, kind)


def label_of(work: dict[str, Any]) -> str:
    """What a person calls it; CSL's own word where no row is of its type."""
    name = kind_of(work)
    return str(BY_NAME[name].label) if name in BY_NAME else name.replace("-", " ")


def typed(name: str, genre: str) -> dict[str, str]:
    """Type and genre of a work of this kind that calls itself so; an empty genre is none.

    A word that tells another kind goes: it was that kind's, not the work's.
    """
    kind = BY_NAME.get(name, Kind(name, name, ()))
    if kind.genres:
        return {"type": kind.csl_type, "genre": genre if kind.is_told_by(genre) else kind.genre}
    is_of_another = kind_of({"type": kind.csl_type, "genre": genre}) != name
    return {"type": kind.csl_type, "genre": "" if is_of_another else genre}


# what a reader needs to find a work of the kind again; of several in a row one is enough
NEEDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "article-journal": (
        ("author", "editor"),
        ("container-title", "container-title-short"),
        ("issued",),
        ("volume", "issue"),
        ("page", "number"),
    ),
    "book": (("author", "editor"), ("publisher",), ("issued",)),
    "chapter": (
        ("author",),
        ("container-title",),
        ("editor", "container-author"),
        ("publisher",),
        ("publisher-place",),
        ("issued",),
        ("page",),
    ),
    "report": (("author", "publisher"), ("issued",)),
    "guideline": (("author", "publisher"), ("issued",)),
    "webpage": (("author", "publisher", "container-title"), ("URL",), ("accessed",)),
    "article": (("author",), ("publisher",), ("issued",), ("DOI", "URL")),
    "paper-conference": (("author",), ("event-title", "container-title"), ("issued",)),
    "thesis": (("author",), ("publisher",), ("issued",)),
    "trial": (("number",), ("publisher",)),
    "dataset": (("publisher",), ("issued",), ("DOI", "URL")),
    "label": (("publisher",), ("issued",)),
    "standard": (("number",), ("publisher",)),
    "legislation": (("container-title", "number"), ("issued",)),
}
AHEAD: Final = re.compile(r"press|ahead|online", re.IGNORECASE)  # not yet in a volume
OF_A_VOLUME: Final = frozenset({"volume", "issue", "page", "number"})
RETRACTED: Final = re.compile(r"\s*(?:retracted|withdrawn)(?:\s+article)?\s*:", re.IGNORECASE)


def missing(work: dict[str, Any]) -> list[tuple[str, ...]]:
    """What a work of its kind needs and lacks: names of CSL-JSON, of which one would do."""
    needed = NEEDED.get(kind_of(work), (("issued",),))
    lacking = [names for names in needed if not any(work.get(name) for name in names)]
    if AHEAD.search(str(work.get("status", ""))):
        return [names for names in lacking if not OF_A_VOLUME.issuperset(names)]
    return lacking


def is_retracted(work: dict[str, Any]) -> bool:
    """Whether its record says so: by CSL's `status`, or as publishers mark the title."""
    said = str(work.get("status", "")).casefold() == "retracted"
    return said or bool(RETRACTED.match(str(work.get("title", ""))))

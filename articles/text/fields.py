"""The fields of a text: one row for each thing that a writer writes of a draft, and what becomes of it.

Drafts, checkpoints, the form, seals, comparisons, merges, versions, translations and the desk's search
go through `FIELDS`. Besides its row a field has a column in `Revision` and in `Checkpoint`, a place in
`DraftText` and, where readers see it, in `seal.Text`; a test holds them to the table.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from django.utils.translation import gettext_lazy as _

from articles.entering import clean_text
from articles.text import attributes, cleaner
from articles.text.vocabulary import Said

WITHIN: Final = re.compile(r"[0-9a-f]{64}")  # the key of an image in the address of its page


class Written(Protocol):
    """What holds a text: a draft, a checkpoint, what somebody typed."""

    @property
    def title(self) -> str: ...
    @property
    def standfirst(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def lead_image(self) -> str: ...
    @property
    def lead_alt(self) -> str: ...
    @property
    def change_note(self) -> str: ...


class Placement(StrEnum):
    """Where the page of a draft has the box of a field."""

    TEXT = "text"
    LEAD = "lead"
    NOTES = "notes"


def one_line(value: str) -> str:
    """Words without what is invisible, white space plain."""
    return " ".join(cleaner.INVISIBLE.sub("", value).split())


def _lines(value: str) -> str:
    return clean_text(value).strip()


def _body(value: str) -> str:
    return cleaner.clean(value)


def _image_key(value: str) -> str:
    return attributes.image_key(value) or ""


def _image_meant(posted: str) -> str:
    found = WITHIN.search(posted)
    return found.group() if found else ""


@dataclass(frozen=True)
class TextField:
    """One field. `clean` gives the form in which it is kept."""

    name: str
    label: Said
    clean: Callable[[str], str] = one_line
    meant: Callable[[str], str] = str  # what was meant by what was posted

    place: Placement = Placement.NOTES
    help_text: Said = ""
    rows: int = 1  # of its box
    is_in_language: bool = True  # words in the language of the article

    is_sealed: bool = True  # readers see it; else it stands beside the text, in the round
    is_carried: bool = True  # the next draft begins with it, and a translation
    is_body: bool = False  # merged block by block

    changed: Said = ""  # over its words where they changed; "" where it is compared as one fact
    summed: Said = ""  # the same in the summary
    fact: Said = ""  # its name among the facts

    found_as: str = ""  # the column of the desk's search that has its words
    words: Callable[[str], str] = str


TITLE: Final = TextField(
    "title",
    _("Title"),
    place=Placement.TEXT,
    changed=_("Title changed"),
    summed=_("title changed"),
    found_as="title_words",
)
STANDFIRST: Final = TextField(
    "standfirst",
    _("Standfirst"),
    place=Placement.TEXT,
    rows=3,
    changed=_("Standfirst changed"),
    summed=_("standfirst changed"),
    found_as="title_words",
)
BODY: Final = TextField(
    "body",
    _("Text"),
    _body,
    place=Placement.TEXT,
    rows=12,
    is_body=True,
    found_as="text_words",
    words=cleaner.plain_text,
)
LEAD_IMAGE: Final = TextField(
    "lead_image",
    _("Lead image"),
    _image_key,
    _image_meant,
    place=Placement.LEAD,
    is_in_language=False,
    fact=_("lead image"),
)
LEAD_ALT: Final = TextField(
    "lead_alt",
    _("What the lead image shows"),
    place=Placement.LEAD,
    help_text=_("For readers who can't see it."),
    fact=_("lead alt"),
)
CHANGE_NOTE: Final = TextField(
    "change_note",
    _("What changed, for readers"),
    _lines,
    help_text=_("Stands in the history of the page. Empty for a first text."),
    rows=2,
    is_sealed=False,
    is_carried=False,
)

FIELDS: tuple[TextField, ...] = (TITLE, STANDFIRST, BODY, LEAD_IMAGE, LEAD_ALT, CHANGE_NOTE)


def names() -> list[str]:
    return [row.name for row in FIELDS]


def sealed() -> list[str]:
    """The names of those that readers see."""
    return [row.name for row in FIELDS if row.is_sealed]


def values(text: object) -> dict[str, str]:
    """What a text has in each field."""
    return {row.name: getattr(text, row.name) for row in FIELDS}


def differing(one: object, other: object) -> list[TextField]:
    """The fields in which two texts are not the same."""
    return [row for row in FIELDS if getattr(one, row.name) != getattr(other, row.name)]

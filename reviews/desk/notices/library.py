"""Defaults that a site can take up: data, with the languages that they are worded in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.db import transaction

from articles import languages
from articles.evidence.statements import label_of
from articles.models import Disclaimer, Wording
from articles.users import User
from reviews.entitlement.amend import amend

FILE: Final = Path(__file__).with_name("library.toml")


@dataclass(frozen=True)
class Default:
    """One disclaimer of the library; `wordings` are (title, text) by language."""

    slug: str
    name: str
    placement: str
    everywhere: bool
    categories: tuple[str, ...]
    wordings: dict[str, tuple[str, str]]

    @property
    def kinds(self) -> list[str]:
        """Of which statements it speaks, in words."""
        return [label_of(each) for each in self.categories]

    @property
    def title(self) -> str:
        return self._said[0]

    @property
    def text(self) -> str:
        return self._said[1]

    @property
    def _said(self) -> tuple[str, str]:
        """In the language of the page, else in English."""
        return self.wordings.get(languages.active(), self.wordings["en"])


@cache
def defaults() -> tuple[Default, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["notice"]
    return tuple(
        Default(
            row["slug"],
            row["name"],
            row["placement"],
            row.get("everywhere", False),
            tuple(row.get("categories", ())),
            {code: (row[code]["title"], row[code]["text"]) for code in ("en", "es") if code in row},
        )
        for row in rows
    )


def not_taken_up() -> list[Default]:
    """Those that the site has no disclaimer of."""
    known = set(Disclaimer.objects.values_list("slug", flat=True))
    return [each for each in defaults() if each.slug not in known]


@transaction.atomic
def take_up(default: Default, user: User) -> Disclaimer:
    """Make it a disclaimer of the site, worded in each of the site's languages that it has.

    Raises `PermissionDenied` for who may not add one. Whoever takes it up answers for it.
    """
    disclaimer = Disclaimer()
    stated = {
        "slug": default.slug,
        "name": default.name,
        "placement": default.placement,
        "everywhere": default.everywhere,
        "categories": list(default.categories),
        "owner": user,
        "is_active": True,
    }
    amend("add_disclaimer", disclaimer, user, stated)
    for code, _name in languages.choices():
        if said := default.wordings.get(code):
            word = {"disclaimer": disclaimer, "language": code, "title": said[0], "text": said[1]}
            amend("add_wording", Wording(), user, {**word, "written_by": user})
    return disclaimer

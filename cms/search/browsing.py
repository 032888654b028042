"""All articles by letter, topic and standing of their review: what an address asks for, and the choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from articles.languages import active
from articles.models import Revision, Topic
from cms.search.models import SearchEntry
from cms.search.results import ResultKind

ALPHABETS: Final = {"es": "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"}
ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED: Final = {"A": "ÁÀÂÄÅ", "C": "Ç", "E": "ÉÈÊË", "I": "ÍÌÎÏ", "O": "ÓÒÔÖØ", "U": "ÚÙÛÜ"}
BEFORE: Final = ("", "¿", "¡", "“", "‘", "«")  # what may stand before the first letter of a title


@dataclass(frozen=True)
class Browsing:
    """What is asked for; nothing asked for is everything, newest first."""

    letter: str = ""
    topic: str = ""
    kind: ResultKind | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Browsing":
        """As an address says it; what it says of no letter and of no kind is left out."""
        letter, kind = parameters.get("letter", "").upper(), parameters.get("kind", "")
        return cls(
            letter=letter if letter and letter in list(alphabet()) else "",
            topic=parameters.get("topic", "")[:50],
            kind=ResultKind(kind) if kind in list(ResultKind) else None,
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Browsing()

    @property
    def query(self) -> str:
        """What an address of another page of the same list goes on with, “letter=B&” or ""."""
        asked = {"letter": self.letter, "topic": self.topic, "kind": self.kind or ""}
        said = urlencode({name: value for name, value in asked.items() if value})
        return said and f"{said}&"

    @property
    def letters(self) -> list[tuple[str, str, bool]]:
        """Each letter of the language with the query that asks for it, and whether it is chosen."""
        others = Browsing("", self.topic, self.kind).query
        return [(each, f"{others}letter={each}", each == self.letter) for each in alphabet()]

    @property
    def kinds(self) -> list[ResultKind]:
        return list(ResultKind)

    def among(
        self, revisions: QuerySet[Revision], family: list[Topic], today: date
    ) -> QuerySet[Revision]:
        """Those asked for. By letter they stand in the order of their titles."""
        if self.topic:
            revisions = revisions.filter(article__topic__in=family)
        if self.kind:
            entries = SearchEntry.objects.filter(self.kind.condition(today))
            revisions = revisions.filter(article__in=entries.values("pk"))
        if self.letter:
            return revisions.filter(_begins(self.letter)).order_by("title", "pk")
        return revisions


def alphabet() -> str:
    return ALPHABETS.get(active(), ALPHABET)


def _begins(letter: str) -> Q:
    """No database folds every accent; these are the letters of the site's languages."""
    found = (
        Q(title__istartswith=f"{before}{each}")
        for each in (letter, *ACCENTED.get(letter, ""))
        for before in BEFORE
    )
    return reduce(or_, found)

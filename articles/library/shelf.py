"""The references beside a draft: those it cites, numbered, and those gathered for it."""

from dataclasses import dataclass

from django.db.models import Q

from articles.models import Reference, Revision
from articles.references import bibliography
from articles.text.citations import cited_keys


@dataclass(frozen=True)
class Shelf:
    """`cited` are in the order of their numbers; `unknown` are keys that the library does not have."""

    cited: list[bibliography.FormattedReference]
    uncited: list[bibliography.FormattedReference]
    unknown: list[str]

    def labels(self) -> list[dict[str, str]]:
        """What the editor needs to name a citation: key and plain text of each."""
        return [
            {"key": entry.key, "text": bibliography.plain(entry)}
            for entry in [*self.cited, *self.uncited]
        ]


def shelf_of(draft: Revision) -> Shelf:
    keys = cited_keys(draft.body)
    gathered = draft.article.shelf.values("pk")
    found = Reference.objects.filter(Q(key__in=keys) | Q(pk__in=gathered))
    known = {each.key: each for each in found}
    return Shelf(
        cited=bibliography.entries([known[key].csl for key in keys if key in known]),
        uncited=bibliography.entries([each.csl for key, each in known.items() if key not in keys]),
        unknown=[key for key in keys if key not in known],
    )

"""Which two texts a page compares: each by its name, its date and the first letters of its digest."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Revision
from articles.sealing.seal import Text, digest, text_of

LETTERS = 12


@dataclass(frozen=True)
class Compared:
    """One of the two texts, as a page names it."""

    label: str
    at: datetime | None
    text: Text

    @property
    def short_digest(self) -> str:
        return digest(self.text.serialised())[:LETTERS]

    @classmethod
    def of(cls, revision: Revision) -> "Compared":
        """A revision, on the day when it was published, else sealed, else saved."""
        at = revision.published_at or revision.sealed_at or revision.saved_at
        state = revision.get_state_display().lower()
        label = _("Text %(number)s, %(state)s") % {"number": revision.number, "state": state}
        return cls(label, at, text_of(revision))

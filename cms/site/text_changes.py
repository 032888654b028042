"""What changed from one public text of an article to the next, in short, for its record."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.comparing import compare, showing
from articles.comparing.differences import Fate
from articles.models import Revision
from articles.sealing import seal


@dataclass(frozen=True)
class Changes:
    """One phrase for each kind of change; the sources that came and went, as the list prints them."""

    summary: tuple[str, ...]
    added: tuple[SafeString, ...]
    removed: tuple[SafeString, ...]


def changes(older: Revision, newer: Revision) -> Changes:
    """Compared once for each pair of sealed texts and kept by their digests, as readings are."""
    digests = (seal.digest(older.sealed), seal.digest(newer.sealed))
    key = "changes-{}-{:.32}-{:.32}".format(get_language(), *digests)
    found: Changes | None = cache.get(key)
    if found is None:
        found = _compared(seal.read(older.sealed), seal.read(newer.sealed))
        cache.set(key, found, timeout=None)
    return found


def _compared(older: seal.Text, newer: seal.Text) -> Changes:
    shown = showing.show(compare(older, newer))
    return Changes(
        tuple(shown.summary),
        tuple(source.html for source in shown.sources if source.fate == Fate.INSERTED),
        tuple(source.html for source in shown.sources if source.fate == Fate.DELETED),
    )

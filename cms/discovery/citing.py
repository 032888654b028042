"""An article of this site as others cite it: CSL-JSON of its own, and the line in AMA style."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.identity import site_name
from articles.references import bibliography
from articles.references.export import Work
from articles.references.styles import processor
from cms.site.article_pages import ArticlePage

# what stands before a name in a byline and is no part of it in a citation
TITLES: Final = frozenset({"dr", "dr.", "prof", "prof.", "professor"})
# particles that stay with the family name: “Ludwig van Beethoven” is cited as “van Beethoven L”
PARTICLES: Final = frozenset({"al", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la",
                              "le", "ten", "ter", "van", "von", "zu"})  # fmt: skip
AUTHORS: Final = 1000  # of articles, kept in each process as the style writes them
TITLE: Final = "Title"
STOPS: Final = (".", "?", "!")


def citation(page: ArticlePage) -> Work:
    """The text that is shown, as one work; its key is the article's slug, its abstract what it says in
    plain words."""
    return {
        **({"abstract": page.plain_words} if page.plain_words else {}),
        "id": page.article.slug,
        "type": "webpage",
        "title": page.title,
        "author": [name_parts(writer.name) for writer in page.version.writers],
        "container-title": site_name(),
        "publisher": site_name(),
        "version": str(page.version.number),
        "issued": _date(page.updated_at),
        "URL": page.canonical,
    }


def in_ama(page: ArticlePage) -> SafeString:
    """Authors, title and site as a reference list in AMA style has them; the days and the address
    follow (AMA Manual of Style, 11th edition, §3.15.3)."""
    return line([writer.name for writer in page.version.writers], page.title, site_name())


def line(names: Iterable[str], title: str, site: str) -> SafeString:
    title, site = (_closed(processor.typographic(words)) for words in (title, site))
    return format_html("{}{} {}", _before_title(tuple(names)), title, site)


@lru_cache(maxsize=AUTHORS)
def _before_title(names: tuple[str, ...]) -> SafeString:
    """The authors as the style writes them. Formatting takes milliseconds, and few write much."""
    work = {"id": TITLE, "title": TITLE, "author": [name_parts(name) for name in names]}
    (entry,) = bibliography.entries([{"type": "webpage", **work}])
    return SafeString(entry.html.rpartition(TITLE)[0])


def _closed(words: str) -> str:
    return words if words.endswith(STOPS) else f"{words}."


def name_parts(name: str) -> dict[str, str]:
    """A name as citations part it: the last word is the family's, with the particles before it.

    Where that is not so, the person's public name can be written in the form that is.
    """
    words = name.split()
    while len(words) > 1 and words[0].casefold() in TITLES:
        del words[0]
    if len(words) == 1:
        return {"literal": words[0]}
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    parts = {"given": " ".join(words[:start]), "family": words[-1]}
    if particles := " ".join(words[start:-1]):
        parts["non-dropping-particle"] = particles
    return parts


def _date(moment: datetime) -> dict[str, list[list[int]]]:
    day = timezone.localdate(moment)
    return {"date-parts": [[day.year, day.month, day.day]]}

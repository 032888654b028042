"""A rendered text with what became of its sources: in the text and in the list.

No word of the text changes, so that comments find their places: the mark of a citation stands in
attributes, which the style sheet prints and the name of the link says.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.safestring import SafeString, mark_safe
from lxml import html

from articles.references.standing import Standing
from articles.sealing.rendering import Rendered, Source
from articles.text import cleaner


def marked(
    rendered: Rendered, standings: Mapping[str, Standing], reasons: Mapping[str, str]
) -> Rendered:
    """The same with the marks of those works that readers must know of.

    `standings` and `reasons` (why a work is cited all the same) are by the keys of works.
    """
    sources = tuple(_marked(source, standings, reasons) for source in rendered.sources)
    fallen = {source.entry.key: source for source in sources if source.standing}
    if not fallen:
        return rendered
    body, opening = (_with_marks(part, fallen) for part in (rendered.body, rendered.opening))
    return replace(rendered, sources=sources, body=body, opening=opening)


def _marked(
    source: Source, standings: Mapping[str, Standing], reasons: Mapping[str, str]
) -> Source:
    standing = standings.get(source.entry.key)
    if standing is None or not standing.is_grave:
        return source
    return replace(source, standing=standing, why=reasons.get(source.entry.key, ""))


def _with_marks(body: str, fallen: Mapping[str, Source]) -> SafeString:
    root = cleaner.parse(body)
    for cite in root.iter("cite"):
        source = fallen.get(cite.get("data-ref", ""))
        if source is not None and source.standing is not None:
            _mark(cite, source.number, source.standing)
    return mark_safe(cleaner.serialise(root))  # noqa: S308 as it was rendered, attributes escaped


def _mark(cite: html.HtmlElement, number: int, standing: Standing) -> None:
    """In a series of which only the ends are shown, the mark says the number too."""
    cite.set("data-mark", standing.kind)
    link = cite.find("a")
    if link is None:
        cite.set("data-said", f"{number}: {standing.short}")
        return
    cite.set("data-said", standing.short)
    link.set("data-mark", standing.kind)
    link.set("aria-label", f"{link.get('aria-label')}: {standing.short}")

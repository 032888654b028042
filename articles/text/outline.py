"""The headings of a body, as the list of them beside its editor begins."""

from lxml import html

from articles.text import vocabulary


def outline_of(body: str) -> list[tuple[int, str]]:
    """Level and words of each heading that stands in no other block, in the order of the text."""
    levels = {row.tag: row.level for row in vocabulary.BODY.rows if row.level}
    root = html.fragment_fromstring(body, create_parent="div")
    return [
        (levels[each.tag], " ".join(each.text_content().split()))
        for each in root
        if each.tag in levels
    ]

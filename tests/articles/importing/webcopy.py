"""Small pieces of web copy, invented for these tests, and how they are put together."""

from articles.importing.manuscript import Block, Heading, Manuscript

RAIN = (
    "Rain falls on most days of the year in the hills, and the people who live there have learned to "
    "dry their clothes indoors, beside a stove that is never let out."
)
WALKS = (
    "A walk of half an hour after a meal is what the oldest people of the valley name first when "
    "somebody asks them how they have come to be as old as they are."
)
SLEEP = (
    "Sleep comes more easily in a dark and quiet room. Most people need seven hours of it, and those "
    "who get less for weeks on end begin to forget where they have put their keys."
)


def spaced(*parts: str) -> str:
    """Paragraphs with a blank line between them."""
    return "\n\n".join(parts)


def unspaced(*parts: str) -> str:
    """Paragraphs one a line."""
    return "\n".join(parts)


def outline(found: Manuscript) -> list[tuple[int, str]]:
    """The headings with their levels."""
    return [(block.level, block.text) for block in found.blocks if isinstance(block, Heading)]


def kinds(found: Manuscript) -> list[str]:
    return [block.kind for block in found.blocks]


def dropped(found: Manuscript) -> list[tuple[str, str]]:
    """What was dropped, and why."""
    return [(one.text, one.reason) for one in found.dropped]


def doubts(found: Manuscript) -> list[str]:
    return [doubt.kind for doubt in found.doubts]


def question(found: Manuscript, kind: str) -> str:
    """The text of the only doubt of a kind."""
    [doubt] = [doubt for doubt in found.doubts if doubt.kind == kind]
    return doubt.question


def only(found: Manuscript, kind: str) -> Block:
    """The only block of a kind."""
    [block] = [block for block in found.blocks if block.kind == kind]
    return block

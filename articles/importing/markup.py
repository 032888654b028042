"""Blocks to the HTML of a body (`articles.text.vocabulary`), everything escaped."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from articles.importing.manuscript import (
    Block,
    Callout,
    Definitions,
    Heading,
    Item,
    Listing,
    Paragraph,
    Questions,
    Quotation,
    Table,
)

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_INLINE = re.compile(
    r"\*\*(?P<strong>(?=\S)[^*]{1,400}(?<=\S))\*\*"
    r"|(?<![\w*])\*(?P<em>(?=\S)[^*]{1,400}(?<=\S))\*(?![\w*])"
    r"|(?<!\w)__(?P<strong2>(?=\S)[^_]{1,400}(?<=\S))__(?!\w)"
    r"|(?<!\w)_(?P<em2>(?=\S)[^_]{1,400}(?<=\S))_(?!\w)"
    r"|(?<!!)\[(?P<name>[^\[\]]{1,200})\]\((?P<href>https?://[^\s()<>\"]{1,800})\)"
)


def html(blocks: Sequence[Block]) -> str:
    """The body that these blocks make."""
    return "".join(_WRITERS[type(block)](block) for block in blocks)


def _heading(heading: Heading) -> str:
    return f"<h{heading.level}>{_inline(heading.text)}</h{heading.level}>"


def _paragraph(paragraph: Paragraph) -> str:
    return f"<p>{_inline(paragraph.text)}</p>"


def _definitions(definitions: Definitions) -> str:
    pairs = "".join(
        f"<dt>{_inline(one.term)}</dt><dd><p>{_inline(one.text)}</p></dd>"
        for one in definitions.items
    )
    return f"<dl>{pairs}</dl>"


def _questions(questions: Questions) -> str:
    pairs = "".join(
        f"<dt>{_inline(one.text)}</dt>{f'<dd>{html(one.answer)}</dd>' if one.answer else ''}"
        for one in questions.items
    )
    return f'<dl data-kind="questions">{pairs}</dl>'


def _quotation(quotation: Quotation) -> str:
    return f"<blockquote>{html(quotation.blocks)}</blockquote>"


def _listing(listing: Listing) -> str:
    tag = "ol" if listing.ordered else "ul"
    start = f' start="{listing.start}"' if listing.ordered and listing.start > 1 else ""
    return f"<{tag}{start}>{''.join(_item(item) for item in listing.items)}</{tag}>"


def _item(item: Item) -> str:
    return f"<li><p>{_labelled(item.label, item.text)}</p>{html(item.more)}</li>"


def _labelled(label: str, text: str) -> str:
    return f"<strong>{_inline(label)}</strong> {_inline(text)}" if label else _inline(text)


def _callout(callout: Callout) -> str:
    return f'<aside data-kind="{callout.about}">{_labelled_blocks(callout)}</aside>'


def _labelled_blocks(callout: Callout) -> str:
    first, *others = callout.blocks
    if isinstance(first, Paragraph):
        return f"<p>{_labelled(callout.label, first.text)}</p>{html(others)}"
    return f"<p><strong>{_inline(callout.label)}</strong></p>{html(callout.blocks)}"


def _table(table: Table) -> str:
    rows = [
        "".join(_cell("th" if table.has_header and number == 0 else "td", cell) for cell in row)
        for number, row in enumerate(table.rows)
    ]
    caption = f"<caption>{_inline(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def _cell(tag: str, text: str) -> str:
    return f"<{tag}><p>{_inline(text)}</p></{tag}>"


_WRITERS: Final[dict[type[Block], Callable[[Any], str]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Listing: _listing,
    Table: _table,
    Definitions: _definitions,
    Questions: _questions,
    Callout: _callout,
    Quotation: _quotation,
}


def _inline(text: str) -> str:
    """Escape the text; what it marks as strong, emphasised or linked becomes that."""
    text = _BLANKS.sub(" ", text)
    html_parts: list[str] = []
    position = 0
    for found in _INLINE.finditer(text):
        html_parts.append(_escaped(text[position : found.start()]))
        html_parts.append(_marked(found))
        position = found.end()
    html_parts.append(_escaped(text[position:]))
    return "".join(html_parts)


def _escaped(text: str) -> str:
    """As the canonical form of a body writes text."""
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def _marked(found: re.Match[str]) -> str:
    if found["href"]:
        return f'<a href="{escape(found["href"])}">{_escaped(found["name"])}</a>'
    if strong := found["strong"] or found["strong2"]:
        return f"<strong>{_escaped(strong)}</strong>"
    return f"<em>{_escaped(found['em'] or found['em2'])}</em>"

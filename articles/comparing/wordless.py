"""What changed without a word of it changing, in words: form, links, kinds, levels, pictures."""

from typing import Final

from articles.comparing.nodes import Attributes, Node, Token

MARKS: Final = {"strong": "bold", "em": "italics", "sub": "subscript", "sup": "superscript"}
BLOCKS: Final = {
    "p": "a paragraph",
    "h2": "a heading of level 2",
    "h3": "a heading of level 3",
    "h4": "a heading of level 4",
    "ul": "a list with bullets",
    "ol": "a numbered list",
    "td": "a cell",
    "th": "a header cell",
    "aside": "a callout",
    "blockquote": "a quotation",
}
ATTRIBUTES: Final = {
    "href": "link",
    "data-locator": "place in the source",
    "data-quote": "quotation from the source",
    "data-kind": "kind",
    "start": "first number",
    "colspan": "columns spanned",
    "rowspan": "rows spanned",
    "alt": "alternative text",
    "data-image": "picture",
}


def mark_changes(old: Token, new: Token) -> list[str]:
    """“bold removed”, “link leads to /b, before: /a”."""
    was, now = dict(old.marks), dict(new.marks)
    found = []
    for tag in dict.fromkeys([*was, *now]):
        if tag == "a":
            found += attribute_changes(was.get("a", ()), now.get("a", ()))
        elif (tag in was) != (tag in now):
            found.append(f"{MARKS.get(tag, tag)} {'added' if tag in now else 'removed'}")
    found += attribute_changes(old.attributes, new.attributes)
    return found or ["other order of form"]


def kind_changes(old: Node, new: Node) -> list[str]:
    """“Was a heading of level 3”, “Kind: warning, before: note”."""
    found = []
    if old.tag != new.tag:
        found.append(f"Was {BLOCKS.get(old.tag, old.tag)}, is {BLOCKS.get(new.tag, new.tag)}")
    changes = attribute_changes(old.attributes, new.attributes)
    return found + [change[0].upper() + change[1:] for change in changes]


def attribute_changes(old: Attributes, new: Attributes) -> list[str]:
    was, now = dict(old), dict(new)
    return [
        f"{ATTRIBUTES.get(name, name)}: {now.get(name) or 'none'}, before: {was.get(name) or 'none'}"
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    ]

"""What changed without a word of it changing, in words: form, links, kinds, levels, pictures."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.comparing.nodes import Attributes, Node, Token

MARKS: Final = {
    "strong": _("bold"),
    "em": _("italics"),
    "sub": _("subscript"),
    "sup": _("superscript"),
}
BLOCKS: Final = {
    "p": _("a paragraph"),
    "h2": _("a heading of level 2"),
    "h3": _("a heading of level 3"),
    "h4": _("a heading of level 4"),
    "ul": _("a list with bullets"),
    "ol": _("a numbered list"),
    "td": _("a cell"),
    "th": _("a header cell"),
    "aside": _("a callout"),
    "blockquote": _("a quotation"),
}
ATTRIBUTES: Final = {
    "href": _("link"),
    "data-locator": _("place in the source"),
    "data-quote": _("quotation from the source"),
    "data-kind": _("kind"),
    "start": _("first number"),
    "colspan": _("columns spanned"),
    "rowspan": _("rows spanned"),
    "alt": _("alternative text"),
    "data-image": _("picture"),
}


def mark_changes(old: Token, new: Token) -> list[str]:
    """“bold removed”, “link leads to /b, before: /a”."""
    was, now = dict(old.marks), dict(new.marks)
    found = []
    for tag in dict.fromkeys([*was, *now]):
        if tag == "a":
            found += attribute_changes(was.get("a", ()), now.get("a", ()))
        elif (tag in was) != (tag in now):
            said = gettext("%(form)s added") if tag in now else gettext("%(form)s removed")
            found.append(said % {"form": MARKS.get(tag, tag)})
    found += attribute_changes(old.attributes, new.attributes)
    return found or [gettext("other order of form")]


def kind_changes(old: Node, new: Node) -> list[str]:
    """“Was a heading of level 3”, “Kind: warning, before: note”."""
    found = []
    if old.tag != new.tag:
        blocks = {"old": BLOCKS.get(old.tag, old.tag), "new": BLOCKS.get(new.tag, new.tag)}
        found.append(gettext("Was %(old)s, is %(new)s") % blocks)
    changes = attribute_changes(old.attributes, new.attributes)
    return found + [change[0].upper() + change[1:] for change in changes]


def attribute_changes(old: Attributes, new: Attributes) -> list[str]:
    was, now = dict(old), dict(new)
    none = gettext("none")
    return [
        gettext("%(name)s: %(now)s, before: %(was)s")
        % {
            "name": ATTRIBUTES.get(name, name),
            "now": now.get(name) or none,
            "was": was.get(name) or none,
        }
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    ]

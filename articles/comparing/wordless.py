"""What changed without a word of it changing, in words: form, links, kinds, levels, pictures."""

from typing import Final

from django.utils.translation import gettext

from articles.comparing.nodes import Attributes, Node, Token
from articles.text import vocabulary
from articles.text.vocabulary import Said

PROFILE: Final = "profile"  # which one a name under the title leads to


def mark_changes(old: Token, new: Token) -> list[str]:
    """“bold removed”, “link leads to /b, before: /a”."""
    was, now = dict(old.marks), dict(new.marks)
    found = []
    for tag in dict.fromkeys([*was, *now]):
        if vocabulary.BODY[tag].needs:
            found += attribute_changes(was.get(tag, ()), now.get(tag, ()))
        elif (tag in was) != (tag in now):
            said = gettext("%(form)s added") if tag in now else gettext("%(form)s removed")
            found.append(said % {"form": vocabulary.BODY[tag].name})
    found += attribute_changes(old.attributes, new.attributes)
    return found or [gettext("other order of form")]


def kind_changes(old: Node, new: Node) -> list[str]:
    """“Was a heading of level 3”, “Kind: warning, before: note”."""
    found = []
    if old.tag != new.tag:
        names = {"old": old.row.name, "new": new.row.name}
        found.append(gettext("Was %(old)s, is %(new)s") % names)
    changes = attribute_changes(old.attributes, new.attributes)
    return found + [change[0].upper() + change[1:] for change in changes]


def attribute_changes(old: Attributes, new: Attributes) -> list[str]:
    was, now = dict(old), dict(new)
    none = gettext("none")
    return [
        gettext("%(name)s: %(now)s, before: %(was)s")
        % {
            "name": _label(name),
            "now": now.get(name) or none,
            "was": was.get(name) or none,
        }
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    ]


def _label(name: str) -> Said:
    return name if name == PROFILE else vocabulary.BODY.attribute_labels[name]

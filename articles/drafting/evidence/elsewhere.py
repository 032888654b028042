"""What a draft states without a source, and another article of the site with one: pasted as plain words,
typed again, or brought in. Offered, and cited only when the writer says so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from articles.drafting.desk_search import DESK
from articles.drafting.drafts import DraftText, save_draft
from articles.drafting.evidence.grounds import register
from articles.evidence.statements import Statement, alike
from articles.evidence.units import Support
from articles.models import Revision
from articles.search import tokenizer
from articles.text import citations
from articles.users import User

FEWEST: Final = 5  # words that do not stand in two texts by chance
ASKED: Final = 3  # statements that are searched for: what was pasted came from few texts
TEXTS: Final = 3  # that are looked through


class CannotCite(Exception):
    """Why not, in words for whoever tries."""


@dataclass(frozen=True)
class Elsewhere:
    """A public text that says the same as the `words` of a draft, and what it rests on there."""

    text: Revision
    supports: tuple[Support, ...]
    words: str

    def as_json(self) -> dict[str, Any]:
        """What the editor is offered: the words, the title of the other text, and what to cite."""
        cited = [
            {"key": each.key, "locator": each.locator or None, "quote": each.words or None}
            for each in self.supports
        ]
        return {"words": self.words, "title": self.text.title, "cited": cited}


def elsewhere(draft: Revision, within: str = "") -> dict[str, Elsewhere]:
    """By the likeness of a statement without a source, where it stands with one. With `within` only of
    the statements that stand in these words: those just pasted."""
    bare = [each for each in register(draft) if _is_bare(each)]
    if within:
        pasted = alike(within)
        bare = [each for each in bare if alike(each.words) in pasted]
    if not bare:
        return {}
    known: dict[str, Elsewhere] = {}
    for text in _texts(draft, bare):
        for each in register(text):
            if each.is_cited:
                known.setdefault(each.likeness, Elsewhere(text, each.supports, each.words))
    return {
        each.likeness: replace(known[each.likeness], words=each.words)
        for each in bare
        if each.likeness in known
    }


def _is_bare(statement: Statement) -> bool:
    is_long = len(statement.words.split()) >= FEWEST
    return is_long and bool(statement.end) and not (statement.is_cited or statement.is_heading)


def _texts(draft: Revision, bare: Iterable[Statement]) -> list[Revision]:
    """The public texts in which the longest of the statements stand."""
    longest = sorted(bare, key=lambda each: -len(each.words))[:ASKED]
    found: dict[int, None] = {}
    for each in longest:
        found |= dict.fromkeys(DESK.hits(tokenizer.query(each.words)).keys[:TEXTS])
    live = Revision.objects.published().filter(article__in=found)
    others = live.exclude(article=draft.article_id).select_related("article")
    return list(others.order_by("-pk")[:TEXTS])


@transaction.atomic
def cite(draft: Revision, likeness: str, user: User) -> Elsewhere:
    """Cite in a draft what another text cites for the same words. Raises `CannotCite`."""
    if not draft.is_draft:
        raise CannotCite(_("This text is no draft any more. Open the next one first."))
    found = elsewhere(draft).get(likeness)
    statement = next((each for each in register(draft) if each.likeness == likeness), None)
    if found is None or statement is None:
        raise CannotCite(_("No other article has these words with a source any more."))
    text = DraftText.of(draft)
    cited = [
        {"ref": each.key, "locator": each.locator, "quote": each.words} for each in found.supports
    ]
    body = citations.put_in(text.body, statement.end, cited)
    save_draft(draft, draft.version, user, replace(text, body=body))
    return found

"""What rests on a work: the statements that cite it, in the texts that readers see or are about to."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from articles.drafting.evidence.grounds import register
from articles.drafting.evidence.marking import MARKED
from articles.evidence.rules import RuleSet
from articles.evidence.statements import Statement
from articles.models import Revision
from articles.models.evidence import in_force


def statements_on(key: str, texts: Sequence[Revision]) -> dict[int, list[Statement]]:
    """The statements that rest on a work, by the key of the text that has them.

    As many queries for many texts as for few: one, and one for each language.
    """
    prefetch_related_objects(list(texts), MARKED)
    rules = {code: in_force.rules_of(code) for code in {text.article.language for text in texts}}
    found = {text.pk: _in(text, key, rules[text.article.language]) for text in texts}
    return {pk: statements for pk, statements in found.items() if statements}


def _in(text: Revision, key: str, rules: RuleSet) -> list[Statement]:
    return [
        each
        for each in register(text, rules)
        if any(support.key == key for support in each.supports)
    ]

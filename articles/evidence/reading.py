"""What a text states, read once for all who ask: panel, guards, register, and the notices on its page."""

from functools import lru_cache

from articles.evidence import grammar, passages, statements
from articles.evidence.rules import RuleSet
from articles.evidence.statements import Statement


def is_read(language: str) -> bool:
    """Whether the finder knows the grammar of a language."""
    return language.partition("-")[0] in grammar.LANGUAGES


@lru_cache(maxsize=128)  # those who ask about one text do so one after another
def statements_of(body: str, title: str, language: str, rules: RuleSet) -> tuple[Statement, ...]:
    """The statements of a text, in its order; none in a language that the finder does not read."""
    if not is_read(language):
        return ()
    read = passages.read(body, title, language, rules)
    return tuple(statements.statements(read))

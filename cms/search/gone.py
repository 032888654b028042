"""What readers may look for and no longer find: titles of texts that were retracted or withdrawn."""

from dataclasses import dataclass
from typing import Final

from articles.languages import active
from articles.models import Revision
from articles.models.articles import ENDED, State
from articles.search import tokenizer
from articles.search.tokenizer import Query
from cms.caching.shared import until_changed

MOST: Final = 5


@dataclass(frozen=True)
class Gone:
    title: str
    path: str
    state: str
    words: frozenset[str]

    @property
    def is_retracted(self) -> bool:
        return self.state == State.RETRACTED

    def answers(self, query: Query) -> bool:
        """Whether its title has a term of each group that is asked for."""
        return bool(query) and all(
            any(self.words.issuperset(term.words) for term in group) for group in query.wanted
        )


def gone(query: Query) -> tuple[Gone, ...]:
    """Those in the language of the page whose titles have what is asked for, the latest first."""
    return tuple(each for each in _titles(active()) if each.answers(query))[:MOST]


@until_changed
def _titles(language: str) -> tuple[Gone, ...]:
    """Of articles of which no text stands published any more."""
    ended = Revision.objects.of_articles().filter(state__in=ENDED, language=language)
    standing = Revision.objects.published().values("article")
    found = ended.exclude(article__in=standing).select_related("article").defer("body", "sealed")
    latest = {each.article_id: each for each in found.order_by("published_at")}
    return tuple(_gone(each, language) for each in reversed(latest.values()))


def _gone(text: Revision, language: str) -> Gone:
    stems = (tokenizer.stem(word, language) for word in tokenizer.split(text.title))
    return Gone(text.title, text.article.get_absolute_url(), text.state, frozenset(stems))

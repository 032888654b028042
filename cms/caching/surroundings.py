"""What stands around the texts of many articles: topics, the rules of disclaimers, works retracted since."""

from datetime import date

from articles import disclaimers
from articles.disclaimers import Spell, Titled
from articles.models import Article, Topic, Wording
from articles.references.standing import Standing
from articles.retractions import standings
from articles.retractions.marks import marked
from articles.sealing.rendering import Rendered
from cms.caching.shared import until_changed


@until_changed
def topics() -> dict[int, Topic]:
    """Every topic by its key, with its parent, its policy, and its switch for readers' comments."""
    return Topic.objects.select_related("comment_switch", "policy").linked()


def place(article: Article) -> None:
    """Give the article its topic as it is known; one made a moment ago is asked for."""
    article.topic = topics().get(article.topic_id) or article.topic


rules = until_changed(disclaimers.rules)


@until_changed
def fallen_sources() -> tuple[dict[str, Standing], dict[tuple[int, str], str]]:
    """How works stand of which readers must know, by key; and why articles cite them all the same."""
    found = {key: each for key, each in standings.of_library().items() if each.is_grave}
    return found, standings.reasons(found)


def with_marks(rendered: Rendered, article: Article) -> Rendered:
    """A text as it is shown today, with what became of its sources since it was sealed."""
    found, said = fallen_sources()
    if not found:
        return rendered
    reasons = {key: why for (pk, key), why in said.items() if pk == article.pk}
    return marked(rendered, found, reasons)


def disclaimers_on(article: Article, text: Titled, today: date) -> list[Wording]:
    """Those that readers of a text see, by the rules as they are known."""
    return disclaimers.shown_on(article, text, today, rules())


def notices_over_time(article: Article, text: Titled, today: date) -> list[Spell]:
    """Which wordings of those disclaimers held when."""
    return disclaimers.over_time(article, text, today, rules())

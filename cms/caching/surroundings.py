"""What stands around the texts of many articles: the hierarchy of topics, and the rules of disclaimers."""

from datetime import date

from articles import disclaimers
from articles.models import Article, Topic, Wording
from cms.caching.shared import until_changed


@until_changed
def topics() -> dict[int, Topic]:
    """Every topic by its key, with its parent, and with its switch for readers' comments."""
    return Topic.objects.select_related("comment_switch").linked()


def place(article: Article) -> None:
    """Give the article its topic as it is known; one made a moment ago is asked for."""
    article.topic = topics().get(article.topic_id) or article.topic


rules = until_changed(disclaimers.rules)


def disclaimers_on(article: Article, today: date) -> list[Wording]:
    """Those that readers of the article see, by the rules as they are known."""
    return disclaimers.shown_on(article, today, rules())

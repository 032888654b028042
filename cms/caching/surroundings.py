"""What stands around the texts of many articles: topics, the rules of disclaimers, works retracted since."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects
from taggit.models import Tag, TaggedItem

from articles import disclaimers
from articles.disclaimers import Spell, Titled
from articles.languages import active
from articles.models import Article, Topic, Wording
from articles.models.evidence import in_force
from articles.references.standing import Standing
from articles.retractions import standings
from articles.retractions.marks import marked
from articles.sealing.rendering import Rendered
from articles.search.prepared import Prepared
from cms.caching.shared import until_changed
from reviews.models import Policy


@until_changed
def topics() -> dict[int, Topic]:
    """Every topic by its key, with its parent, its policy, and its switch for readers' comments."""
    around = ("comment_switch", "policy__specialty", "policy__checklist")
    return Topic.objects.select_related(*around).linked()


def place(article: Article, known: dict[int, Topic] | None = None) -> None:
    """Give the article its topic as it is known; one made a moment ago is asked for."""
    article.topic = (known or topics()).get(article.topic_id) or article.topic


def with_tags(article: Article) -> None:
    """Give the article its tags, as asking for them ahead would."""
    tags = Tag.objects.all()
    tags._result_cache = [row.tag for row in _tagged([article.pk])]
    article._prefetched_objects_cache = {"tags": tags}  # type: ignore[attr-defined]  # Django's own


@Prepared
def _tagged(keys: Iterable[int]) -> QuerySet[TaggedItem]:
    kind = {"content_type__app_label": "articles", "content_type__model": "article"}
    tagged: QuerySet[TaggedItem] = TaggedItem.objects.filter(object_id__in=keys, **kind)
    return tagged.select_related("tag")


def policy_of(article: Article) -> Policy | None:
    """That of its topic or of the nearest above it, of an article that is in its `place`."""
    above = article.topic.ancestry()
    return next((each.policy for each in above if hasattr(each, "policy")), None)


rules = until_changed(disclaimers.rules)


@until_changed
def fallen_sources() -> tuple[dict[str, Standing], dict[tuple[int, str], str]]:
    """How works stand of which readers must know, by key; and why articles cite them all the same."""
    found = {key: each for key, each in standings.of_library().items() if each.is_grave}
    return found, standings.reasons(found)


def with_marks(rendered: Rendered, article: Article) -> Rendered:
    """A text as it is shown today, with what became of its sources since it was sealed."""
    return next(with_marks_on_each([(rendered, article)]))


def with_marks_on_each(texts: Iterable[tuple[Rendered, Article]]) -> Iterator[Rendered]:
    """The same for many, asked once."""
    found, said = fallen_sources()
    for rendered, article in texts:
        reasons = {key: why for (pk, key), why in said.items() if pk == article.pk}
        yield marked(rendered, found, reasons) if found else rendered


def disclaimers_on(article: Article, text: Titled, today: date) -> list[Wording]:
    """Those that readers of a text see, by the rules as they are known."""
    return disclaimers.shown_on(article, text, today, rules())


def disclaimers_on_each(
    texts: Sequence[tuple[Article, Titled]], today: date
) -> list[list[Wording]]:
    """The same for many texts in the language of the page, in as many queries as for one."""
    prefetch_related_objects([article for article, _text in texts], "tags")
    placed, known = topics(), rules()
    reads_texts = any(rule.categories for rule in known)
    house_rules = in_force.rules_of(active()) if reads_texts else None
    for article, _text in texts:
        place(article, placed)
    return [
        disclaimers.shown_on(article, text, today, known, house_rules=house_rules)
        for article, text in texts
    ]


def notices_over_time(article: Article, text: Titled, today: date) -> list[Spell]:
    """Which wordings of those disclaimers held when."""
    return disclaimers.over_time(article, text, today, rules())

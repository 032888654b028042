"""What else a reader of an article may want: of its topic, with its tags, resting on the same works."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    Count,
    Expression,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from taggit.models import TaggedItem

from articles.models import Article, Revision

SHOWN = 4
CONSIDERED = 40  # the newest of each kind, so that the cost is the same however much is published
TAG, TOPIC, WORK = 3, 2, 1  # what one thing in common counts


def related(article: Article) -> QuerySet[Article]:
    """The published articles that have most in common with it, best first: one query.

    Works count where they are on the shelves of both. A shelf changes while a draft is written;
    a page that is kept ready follows it when it is next built.
    """
    published = Revision.objects.published().order_by("-published_at", "-pk")
    tags = [tag.pk for tag in article.tags.all()]
    same_topic = published.filter(article__topic=article.topic_id)
    same_tags = published.filter(article__tags__in=tags)
    same_works = published.filter(article__shelf__in=_works(article))
    near = _newest(same_topic).union(_newest(same_tags), _newest(same_works))
    found = Article.objects.filter(pk__in=near).exclude(pk=article.pk).select_related("topic")
    return found.annotate(likeness=_likeness(article, tags)).order_by("-likeness", "-pk")[:SHOWN]


def _newest(revisions: QuerySet[Revision]) -> QuerySet[Article, tuple[int]]:
    newest = revisions.values("article")[:CONSIDERED]
    return Article.objects.order_by().filter(pk__in=newest).values_list("pk")


def _likeness(article: Article, tags: list[int]) -> Expression:
    tagged = TaggedItem.objects.filter(
        content_type=ContentType.objects.get_for_model(Article),
        object_id=OuterRef("pk"),
        tag__in=tags,
    )
    shelved = Article.shelf.through.objects.filter(
        article=OuterRef("pk"), reference__in=_works(article)
    )
    is_near = Case(When(topic=article.topic_id, then=Value(1)), default=Value(0))
    return (
        Value(TOPIC) * is_near
        + Value(TAG) * _count(tagged.order_by().values("object_id"))
        + Value(WORK) * _count(shelved.order_by().values("article"))
    )


def _count(of_one_article: QuerySet[Any, Any]) -> Coalesce:
    counted = of_one_article.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _works(article: Article) -> QuerySet[Any, Any]:
    return Article.shelf.through.objects.filter(article=article.pk).values("reference")

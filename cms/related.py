"""What else a reader of an article may want: of its topic, with its tags, resting on the same works."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from articles.models import Article

SHOWN = 4
CONSIDERED = 20  # the newest of each kind, so that the cost is the same however much is published

# Every row is one thing in common with an article. Plain SQL, which both databases take: as a query
# set it took longer to put together than to answer, at every first visit to a page. CROSS JOIN has
# SQLite keep to the order that is written, from the article outwards.
STATEMENT = f"""
SELECT near.article_id
FROM (
    SELECT * FROM (
        SELECT revision.article_id, 2 AS weight
        FROM articles_revision AS revision
        JOIN articles_article AS article ON article.id = revision.article_id
        WHERE revision.state = 'published' AND revision.language = %(language)s
            AND article.topic_id = %(topic)s
        ORDER BY revision.published_at DESC, revision.id DESC LIMIT {CONSIDERED}
    ) AS of_the_topic
    UNION ALL
    SELECT * FROM (
        SELECT revision.article_id, 3 AS weight
        FROM taggit_taggeditem AS mine
        CROSS JOIN taggit_taggeditem AS theirs
        CROSS JOIN articles_revision AS revision
        WHERE mine.object_id = %(article)s AND mine.content_type_id = %(kind)s
            AND theirs.tag_id = mine.tag_id AND theirs.content_type_id = mine.content_type_id
            AND revision.article_id = theirs.object_id AND revision.state = 'published'
            AND revision.language = %(language)s
        ORDER BY revision.published_at DESC, revision.id DESC LIMIT {CONSIDERED}
    ) AS with_a_tag
    UNION ALL
    SELECT * FROM (
        SELECT revision.article_id, 1 AS weight
        FROM articles_article_shelf AS mine
        CROSS JOIN articles_article_shelf AS theirs
        CROSS JOIN articles_revision AS revision
        WHERE mine.article_id = %(article)s AND theirs.reference_id = mine.reference_id
            AND revision.article_id = theirs.article_id AND revision.state = 'published'
            AND revision.language = %(language)s
        ORDER BY revision.published_at DESC, revision.id DESC LIMIT {CONSIDERED}
    ) AS with_a_work
) AS near
WHERE near.article_id <> %(article)s
    AND near.article_id NOT IN (SELECT id FROM articles_article WHERE about > '')
GROUP BY near.article_id
ORDER BY SUM(near.weight) DESC, near.article_id DESC
LIMIT {SHOWN}
"""  # noqa: S608 it holds two constants of ours


def related(article: Article) -> list[Article]:
    """The published articles of its language that have most in common with it, best first: two queries.

    A tag in common counts 3, the topic 2, a work 1. Works count where they are on the shelves of
    both. A shelf changes while a draft is written; a page that is kept ready follows it when it is
    next built.
    """
    kind = ContentType.objects.get_for_model(Article)
    asked: dict[str, int | str] = {
        "article": article.pk,
        "topic": article.topic_id,
        "kind": kind.pk,
        "language": article.language,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked)
        found = [pk for (pk,) in cursor.fetchall()]
    return _in_order(found)


def _in_order(pks: Sequence[int]) -> list[Article]:
    if not pks:
        return []
    loaded = Article.objects.select_related("topic").in_bulk(pks)
    return [loaded[pk] for pk in pks]

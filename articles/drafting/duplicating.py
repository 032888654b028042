"""A new article that begins with the text of another: to write its like, not to translate or replace it."""

from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from articles.drafting.drafts import DraftText, credit_writers_of, start_article
from articles.models import Article, Revision
from articles.users import User

LONGEST_TITLE: Final = 200  # of its column


@transaction.atomic
def duplicate(article: Article, user: User) -> Revision:
    """The first draft of a new article, with the latest text, the topic, tags and works of this one.

    Whoever wrote in the one, or in its original, has words in the other: they are credited with it, so
    that none of them signs for it as a reviewer. Nothing else follows: no review, no notes, nobody under
    the title but the user.
    """
    source = article.revisions.newest()
    with translation.override(article.language):
        title = _("Copy of %(title)s") % {"title": source.title}
    text = replace(DraftText.of(source).carried(), title=title[:LONGEST_TITLE])
    revision = start_article(user, article.topic_to_be, text, language=article.language)
    revision.article.tags.set(article.tags.names())
    revision.article.shelf.set(article.shelf.all())
    credit_writers_of(source, revision)
    if article.translation_of:
        credit_writers_of(article.translation_of.revisions.newest(), revision)
    return revision

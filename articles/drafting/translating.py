"""A translation is an article of its own: its texts, writers, review and badge are not the original's.

All translations point at the one original, which says what is meant. Each text of a translation names
the text of the original that it was made from, so that pages can say when the two have parted.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles import languages
from articles.drafting.drafts import DraftText, NotADraft, start_article
from articles.models import Article, Revision
from articles.models.articles import State
from articles.users import User


class NotTranslatable(Exception):
    """There is such a translation already, or the language is none of this site, or its own."""


def missing_languages(article: Article) -> list[tuple[str, str]]:
    """(code, name) of those that neither the original nor a translation of it is in."""
    return missing_among(Article.objects.family_of(article))


def missing_among(family: Iterable[Article]) -> list[tuple[str, str]]:
    """The same of a family that is at hand."""
    there = {each.language for each in family}
    return [(code, name) for code, name in languages.choices() if code not in there]


@transaction.atomic
def start_translation(article: Article, language: str, title: str, user: User) -> Revision:
    """The first draft of the original of an article in another language.

    It starts from what readers see of the original, else from its latest text, with its topic, tags and
    works. Raises `NotTranslatable`.
    """
    original = Article.objects.select_for_update().get(pk=article.original_pk)
    if language not in dict(missing_languages(original)):
        raise NotTranslatable(languages.name_of(language))
    source = text_to_translate(original)
    text = replace(DraftText.of(source).carried(), title=title)
    revision = start_article(user, original.topic, text, language=language, translation_of=original)
    revision.article.tags.set(original.tags.names())
    revision.article.shelf.set(original.shelf.all())
    _made_from(revision, source)
    return revision


def text_to_translate(original: Article) -> Revision:
    """What readers see, else the latest that was not thrown away."""
    kept = original.revisions.exclude(state=State.DISCARDED).order_by("-number")
    return (
        original.revisions.published().first()
        or kept.first()
        or original.revisions.latest("number")
    )


def family_on_desk(article: Article, user: User) -> list[Article]:
    """The original and its translations; each of the others with its `latest` text, and with `is_mine`
    whether the user may write it."""
    mine = Article.objects.writable_by(user).order_by().filter(pk=OuterRef("pk"))
    family = Article.objects.family_of(article).annotate(is_mine=Exists(mine))
    found = list(family.order_by("pk"))
    if others := [each for each in found if each != article]:
        texts = Revision.objects.filter(article__in=others).defer("body", "sealed")
        latest = {text.article_id: text for text in texts.order_by("number")}
        for each in others:
            each.latest = latest[each.pk]  # type: ignore[attr-defined]
    return found


def overtaken_by(article: Article, text: Revision) -> Revision | None:
    """The published text of the original, where a text of a translation was made from an older one."""
    if article.translation_of is None:
        return None
    now = article.translation_of.revisions.published().first()
    if now is None or text.translated_from is None or now.number <= text.translated_from.number:
        return None
    return now


@transaction.atomic
def follow_original(revision: Revision) -> Revision:
    """Note that a draft now says what the original's published text says. Raises `NotADraft`."""
    Article.objects.select_for_update().get(pk=revision.article_id)
    current = Revision.objects.select_related("article__translation_of").get(pk=revision.pk)
    if not current.is_draft:
        raise NotADraft(_("Only a draft can follow the original."))
    _made_from(current, text_to_translate(current.article.original))
    return current


def _made_from(revision: Revision, source: Revision) -> None:
    revision.translated_from = source
    Revision.objects.filter(pk=revision.pk).update(translated_from=source)

"""Articles that begin with a template, and the templates that come with the product."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction

from articles import languages
from articles.drafting.drafts import DraftText, start_article
from articles.models import ArticleTemplate, Comment, Revision, Thread, Topic
from articles.text import fields
from articles.users import User

FOLDER: Final = Path(__file__).parent / "begun_with"
DEFAULTS: Final = ("medicine", "condition", "supplement")
PARTED: Final = "\n---\n"  # name, standfirst, points, body


@transaction.atomic
def begin(template: ArticleTemplate, user: User, topic: Topic, text: DraftText) -> Revision:
    """The first draft of an article with the template's text; what was typed goes before it.

    Each point of the template is a note on the draft, which the writer ticks off.
    """
    begun = DraftText(text.title, text.standfirst or template.standfirst, template.body)
    revision = start_article(user, topic, begun, language=template.language)
    for point in template.listed():
        thread = Thread.objects.create(
            revision=revision, kind=Thread.Kind.TASK, opened_by=user, quote=""
        )
        Comment.objects.create(thread=thread, author=user, text=point)
    return revision


def install_templates(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create those that come with the product; those that a site has changed stay."""
    for place, name in enumerate(DEFAULTS):
        for language, path in _files(name):
            if ArticleTemplate.objects.using(using).filter(came_as=name, language=language):
                continue
            words = path.read_text(encoding="utf-8").strip().split(PARTED)
            title, standfirst, points, body = words
            ArticleTemplate.objects.using(using).get_or_create(
                name=title,
                language=language,
                defaults={
                    "came_as": name,
                    "standfirst": standfirst,
                    "points": points,
                    "body": fields.BODY.clean(body),
                    "position": place,
                },
            )


def _files(name: str) -> Iterator[tuple[str, Path]]:
    """In each language of the site in which it is written."""
    for code, _label in languages.choices():
        path = FOLDER / code / f"{name}.html"
        if path.exists():
            yield code, path

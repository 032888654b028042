"""One page in two languages: what reads the same in both came out of the database, or was forgotten."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField
from django.http import HttpResponse
from lxml import html

# attributes that people read or hear
READ: Final = ("alt", "aria-description", "aria-label", "data-label", "placeholder", "title")
# what stands in these is code, a key, a day, or was typed by somebody
UNREAD: Final = {"code", "kbd", "script", "style", "template", "textarea", "time"}
WRITTEN: Final = ("articles", "cms", "reviews", "taggit")
LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


def untranslated(
    english: HttpResponse, spanish: HttpResponse, same: set[str], written: set[str] | None = None
) -> set[str]:
    """The phrases that are on both pages, but for what is stored and what is `same` in both languages.

    For many pages, ask for what is `stored()` once, and give it as `written`.
    """
    written = stored() if written is None else written
    names = dict(settings.LANGUAGES).values()  # each language says its own name
    known = sorted({*written, *same, *names, settings.SITE_NAME}, key=len, reverse=True)
    both = set(phrases(english)) & set(phrases(spanish))
    return {phrase for phrase in both if LETTERS.search(_without(known, phrase))}


def phrases(response: HttpResponse) -> Iterator[str]:
    """All that a person reads or hears of a page in the page's own language, text by text."""
    root = html.fromstring(response.content)
    for text in _texts(root, root.get("lang")):
        if text:
            yield " ".join(text.split())


def _texts(element: html.HtmlElement, language: str | None) -> Iterator[str | None]:
    """What is marked as being in another language is left out, with all that stands in it."""
    if isinstance(element.tag, str) and element.get("lang", language) == language:
        yield from (element.get(name) for name in READ)
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            yield element.get("value")
        if element.tag not in UNREAD:
            yield element.text
        for child in element:
            yield from _texts(child, language)
    yield element.tail


def stored() -> set[str]:
    """Every text in the database that somebody has written, and the words of those that are markup."""
    found: set[str] = set()
    for model in (
        model for package in WRITTEN for model in apps.get_app_config(package).get_models()
    ):
        fields = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField) and not field.choices
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            for value in row:
                found.update(_written(value))
    return {text for text in found if LETTERS.search(text)}


def _written(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _written(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _written(inner)
    elif isinstance(value, str):
        yield " ".join(value.split())
        for piece in re.split(r"<[^>]*>|\n", value):
            yield " ".join(unescape(piece).split())


def _without(known: list[str], phrase: str) -> str:
    for text in known:
        if text in phrase:
            phrase = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", phrase)
    return phrase

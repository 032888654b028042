"""The way from a public page to the same one in another language."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.languages import active, of_records
from cms.site.translations import HOME, PAST, Alternate, offered_languages

register = template.Library()


@register.inclusion_tag("cms/_languages.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """To this page in each language where it has one, else to its front page; nothing in one language.

    Pages for errors have no frame, and must not ask the database for this.
    """
    if context.get("frame") is None:
        return {}
    offered = offered_languages()
    if len(offered) < 2:
        return {}
    here = {each.language: each for each in _counterparts(context)}
    home = {each.language: each for each in HOME.alternates}
    shown: list[Alternate] = [here.get(code) or home[code] for code in offered]
    return {"shown": shown, "active": active()}


@register.simple_tag
def in_language_of_records() -> SafeString:
    """The attribute of an element that holds what is kept of a person, where that is not the page's."""
    return format_html(' lang="{}"', code) if (code := of_records()) else SafeString()


def _counterparts(context: Context) -> list[Alternate]:
    """Of the page. What lies in an article's past has none but the history: versions are numbered apart."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.view_name not in PAST:
        return getattr(context.get("elsewhere"), "counterparts", [])
    family = getattr(context.get("page"), "family", None)
    return family.histories if family else []

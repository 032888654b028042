"""The drawings of `cms.pictures` in templates."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from articles.models import Article, Topic
from articles.sealing.rendering import Source
from cms.pictures import drawing
from cms.pictures.source_years import SourceYears, drawn
from cms.pictures.tiles import Family, family_of

register = template.Library()


@register.filter
def hue(topic: Topic) -> int:
    """The number of the second ink of a topic, for `data-hue`."""
    return _family(topic).hue


@register.simple_tag
def lead_picture(article: Article, sources: Iterable[object]) -> SafeString:
    return drawing.lead(_family(article.topic), article.slug, len(list(sources)))


@register.simple_tag
def mark(article: Article) -> SafeString:
    return drawing.mark(_family(article.topic), article.slug)


@register.simple_tag
def topic_picture(topic: Topic) -> SafeString:
    return drawing.lead(_family(topic), f"topic/{topic.slug}", 0)


@register.simple_tag
def topic_mark(topic: Topic) -> SafeString:
    return drawing.mark(_family(topic), f"topic/{topic.slug}")


@register.simple_tag
def source_years(sources: Iterable[Source]) -> SourceYears:
    """Of the sources of a text, in numbers and drawn."""
    return drawn(int(each.entry.year or 0) for each in sources)


@register.simple_tag
def face(slug: str, name: str) -> SafeString:
    """For somebody who signed, or wrote: by what they are called on the page."""
    return drawing.face(slug, name)


def _family(topic: Topic) -> Family:
    return family_of(tuple(each.slug for each in topic.ancestry()))

"""The words by which a page says what it shows, and a change what it touches.

`site` is the frame of every page, `site-es` of those in a language; `article-7`, `topic-3`, `tag-5`,
`person-2` are what is known of that one thing; `listing-es` is what is published in a language,
`listing-es-topic-3` what is published there; `family-7` is where an article can be read in other
languages; `notices`, `notices-topic-3` are the disclaimers of a rule; `about-privacy-en` is a page about
the site, `board` who may be asked for a review, `glossary-es` what is explained in a language.

What each kind of page shows stands in `cms.site.page_keys`, what each change touches in
`cms.caching.receivers`. A page sends its keys in the header `Surrogate-Key`, which caches in front of
the site understand as well.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

from django.db import models
from django.http import HttpResponse

from articles.languages import active
from articles.models import Article, Person

Response = TypeVar("Response", bound=HttpResponse)

HEADER: Final = "Surrogate-Key"
SITE: Final = "site"
LISTING: Final = "listing"
DISCLAIMERS: Final = "notices"
BOARD: Final = "board"


def shows(response: Response, keys: Iterable[str] = ()) -> Response:
    """Name what a page shows, besides the frame of the site; only such a page is kept ready."""
    response[HEADER] = " ".join(sorted({SITE, frame_in(active()), *keys}))
    return response


def frame_in(language: str) -> str:
    """The key of what stands around every page in a language."""
    return f"{SITE}-{language}"


def key_of(thing: models.Model) -> str:
    """The key of one article, topic, tag or person."""
    return f"{thing._meta.model_name}-{thing.pk}"


def key_of_site_page(name: str, language: str) -> str:
    return f"about-{name}-{language}"


def family_of(article: Article) -> str:
    """The key of an article together with its original and its translations."""
    return f"family-{article.original_pk}"


def everything(language: str = "") -> str:
    """The key of what is published in a language, by default that of the page."""
    return f"{LISTING}-{language or active()}"


def listing_of(thing: models.Model, language: str = "") -> str:
    """The key of what is published in a topic, with a tag, by or reviewed by a person.

    The page of a person lists it in all languages.
    """
    if isinstance(thing, Person):
        return f"{LISTING}-{key_of(thing)}"
    return f"{everything(language)}-{key_of(thing)}"


def glossary_in(language: str) -> str:
    """The key of the terms that are explained in a language."""
    return f"glossary-{language}"


def disclaimers_of(place: models.Model) -> str:
    """The key of the disclaimers whose rule names a topic or a tag."""
    return f"{DISCLAIMERS}-{key_of(place)}"

"""What each kind of page shows, as the keys of `cms.caching.keys`: one function for each kind.

A page is dropped when a change touches one of its keys (`cms.caching.receivers`). Where an article is
only to be listed, the key of the list stands for those that are not in it yet.
"""

from collections.abc import Iterable

from taggit.models import Tag

from articles.languages import active, choices
from articles.models import Article, Person, SitePage, Topic
from cms.caching.keys import (
    BOARD,
    DISCLAIMERS,
    disclaimers_of,
    everything,
    family_of,
    glossary_in,
    key_of,
    key_of_site_page,
    listing_of,
)
from cms.site.about import AboutPage
from cms.site.article_pages import ArticlePage
from cms.site.news.notices import Notice
from cms.site.profiles import Profile
from cms.site.teasers import Teaser


def of_list(listed: Iterable[Teaser]) -> set[str]:
    """Of a list of all that is published: the front page, “All articles”, what language models read."""
    return {everything(), *_of_teasers(listed)}


def of_front(listed: Iterable[Teaser], notices: Iterable[Notice]) -> set[str]:
    return of_list(listed).union(*(each.keys for each in notices))


def of_topic(
    topic: Topic, subtree: Iterable[Topic], listed: Iterable[Teaser], notices: Iterable[Notice]
) -> set[str]:
    near = map(key_of, [*topic.ancestry(), *subtree])
    told = set[str]().union(*(each.keys for each in notices))
    return {listing_of(topic), *near, *_of_teasers(listed), *told}


def of_tag(tag: Tag, listed: Iterable[Teaser]) -> set[str]:
    """It leads to the same tag in other languages."""
    everywhere = {listing_of(tag, language) for language, _name in choices()}
    return {key_of(tag), *everywhere, *_of_teasers(listed)}


def of_person(profile: Profile) -> set[str]:
    listed = _of_teasers([*profile.wrote, *profile.reviewed])
    return {key_of(profile.person), listing_of(profile.person), *listed}


def of_feed(place: Topic | Person | None, entries: Iterable[str]) -> set[str]:
    """`entries` are the keys of what stands in it."""
    return {*entries, *({listing_of(place), key_of(place)} if place else {everything()})}


def of_text(page: ArticlePage) -> set[str]:
    """Of a version, a list of references, a card: the text with what covers it.

    A page about the site has neither place nor disclaimers.
    """
    article = page.article
    if article.about:
        return {key_of(article)}
    return {family_of(article), glossary_in(page.language), *covering(article)}


def covering(article: Article) -> set[str]:
    """Of a text, its place and what covers it there."""
    places = article.places()
    return {key_of(article), *map(key_of, places), DISCLAIMERS, *map(disclaimers_of, places)}


def of_article(page: ArticlePage) -> set[str]:
    """The text, what stands beside it, and where that is taken from."""
    around = {
        listing_of(each, page.language) for each in (page.article.topic, *page.article.tags.all())
    }
    return _with_successor(page).union(around, *(near.shows for near in page.related))


def of_history(page: ArticlePage, absorbed: Iterable[Article]) -> set[str]:
    return {*_with_successor(page), *map(key_of, absorbed)}


def of_site_page(about: AboutPage) -> set[str]:
    keys = {key_of_site_page(about.name, active())}
    if about.record is not None:
        keys.add(key_of(about.record.article))
    if about.name == SitePage.REVIEW_BOARD:
        keys |= {BOARD, *(key_of(each.person) for each in about.reviewers)}
    if about.name == SitePage.CORRECTIONS:
        keys |= {everything()}.union(*(each.keys for each in about.notices))
    return keys


def _with_successor(page: ArticlePage) -> set[str]:
    """With the article that it leads to in its own place."""
    successor = {key_of(page.successor.article)} if page.successor else set()
    return of_text(page) | successor


def _of_teasers(listed: Iterable[Teaser]) -> set[str]:
    return {key for teaser in listed for key in teaser.keys}

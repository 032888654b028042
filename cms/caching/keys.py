"""Which public pages show what: a page names the keys of all it shows, a change the keys it touches.

Both travel as words. `site` is the frame of every page, `site-es` of those in a language; `article-7`,
`topic-3`, `tag-5`, `person-2` are what is known of that one thing; `listing-es` is what is published in a
language, `listing-es-topic-3` what is published there; `family-7` is where an article can be read in other
languages; `notices`, `notices-topic-3` are the disclaimers of a rule; `about-privacy-en` is a page about
the site, `board` who may be asked for a review. A page sends its keys in the header `Surrogate-Key`, which
caches in front of the site understand as well.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.http import HttpResponse
from taggit.models import TaggedItem

from articles.languages import active, choices
from articles.models import Article, Disclaimer, Person, Revision, TagIntroduction, Topic, Wording
from articles.models.articles import ENDED, ONCE_PUBLIC, State
from cms.caching.invalidation import Journal
from cms.models import User
from cms.site.front import below
from cms.site.teasers import Teaser
from reviews.models import Approval, Credential, Event

Response = TypeVar("Response", bound=HttpResponse)

HEADER = "Surrogate-Key"
SITE = "site"
LISTING = "listing"
NOTICES = "notices"
BOARD = "board"


@cache
def journal() -> Journal:
    """The journal of this process."""
    return Journal(settings.DATA_DIR / "changes.log")


# --- what a page shows ---------------------------------------------------------------------------


def shows(response: Response, keys: Iterable[str] = ()) -> Response:
    """Name what a page shows, besides the frame of the site; only such a page is kept ready."""
    response[HEADER] = " ".join(sorted({SITE, _frame_in(active()), *keys}))
    return response


def key_of(thing: Article | Topic | Person | models.Model) -> str:
    return f"{thing._meta.model_name}-{thing.pk}"


def key_of_site_page(name: str, language: str) -> str:
    return f"about-{name}-{language}"


def keys_of_teasers(listed: Iterable[Teaser]) -> set[str]:
    return {key for each in listed for key in (key_of(each.revision.article), key_of(each.topic))}


def keys_of_article(article: Article) -> set[str]:
    """What an article's page shows: itself, its place in the hierarchy, the notices that cover it.

    A page about the site has neither place nor notices.
    """
    if article.about:
        return {key_of(article)}
    places = [*article.topic.ancestry(), *article.tags.all()]
    own = {key_of(article), family_of(article), NOTICES}
    return {*own, *map(key_of, places), *(_notices(each) for each in places)}


def family_of(article: Article) -> str:
    """The key of an article together with its original and its translations."""
    return f"family-{article.original_pk}"


def everything(language: str = "") -> str:
    """The key of what is published in a language, by default that of the page."""
    return f"{LISTING}-{language or active()}"


def keys_around(article: Article) -> set[str]:
    """Where the list of related articles takes them from."""
    places = [article.topic, *article.tags.all()]
    return {listing_of(each, article.language) for each in places}


def listing_of(thing: Topic | Person | models.Model, language: str = "") -> str:
    """The key of what is published in a topic, with a tag, by or reviewed by a person.

    The page of a person lists it in all languages.
    """
    if isinstance(thing, Person):
        return f"{LISTING}-{key_of(thing)}"
    return f"{everything(language)}-{key_of(thing)}"


def _notices(place: models.Model) -> str:
    return f"{NOTICES}-{key_of(place)}"


# --- what a change touches -----------------------------------------------------------------------


def changed(keys: Iterable[str]) -> None:
    """Have every page dropped that shows one of the keys, when the transaction has committed."""
    if named := set(keys):
        transaction.on_commit(lambda: journal().append(named), robust=True)


def listen() -> None:
    """Connect the receivers; called once, when the application is ready."""
    post_save.connect(_event_happened, sender=Event)
    m2m_changed.connect(_rule_changed, sender=Disclaimer.topics.through)
    for rights in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(_rights_changed, sender=rights)
    for model in TOUCHED:
        pre_save.connect(_row_changes, sender=model)
        post_save.connect(_row_is_new, sender=model)
        pre_delete.connect(_row_goes, sender=model)


def _row_changes(instance: models.Model, raw: bool = False, **_: Any) -> None:
    """A row that differs from the stored one touches the pages that showed it, and those that will."""
    if raw or instance.pk is None:
        return
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    if stored is not None and _values(stored) != _values(instance):
        changed({*_touched(stored), *_touched(instance), *_moved(stored, instance)})


def _row_is_new(instance: models.Model, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        changed(_touched(instance))


def _row_goes(instance: models.Model, **_: Any) -> None:
    changed(_touched(instance))


def _touched(row: models.Model) -> set[str]:
    return TOUCHED[type(row)](row)


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, each.attname) for each in row._meta.concrete_fields]


def _event_happened(instance: Event, **_: Any) -> None:
    """A transition of a text that readers see, or have just ceased to see."""
    if instance.target not in ONCE_PUBLIC:
        return
    stays = instance.source == instance.target or _replaces(instance)
    changed(_published(instance.article) | (set() if stays else _frame(instance.article)))


def _replaces(event: Event) -> bool:
    """Whether readers saw another text of the article until this one was published."""
    others = event.article.revisions.once_public().exclude(pk=event.revision_id)
    last = others.order_by("-number").first()
    return event.target == State.PUBLISHED and last is not None and last.state not in ENDED


def _published(article: Article) -> set[str]:
    """Every page that lists the article, has listed it, or will. One about the site is in no list."""
    if article.about:
        return {key_of(article), key_of_site_page(article.about, article.language)}
    signed = Approval.objects.filter(revision__article=article).values("person")
    people = Person.objects.filter(models.Q(articles=article) | models.Q(pk__in=signed))
    places = [*article.topic.ancestry(), *article.tags.all()]
    language = article.language
    lists = {listing_of(each, language) for each in [*places, *people.distinct()]}
    return {key_of(article), family_of(article), everything(language), *lists}


def _frame(article: Article) -> set[str]:
    """Every page offers the languages in which something is published, and leads to the topics at the
    top: the first and the last article of one count."""
    if article.about:
        return set()
    others = Revision.objects.published().of_articles().filter(language=article.language)
    others = others.exclude(article=article)
    if not others.exists():
        return {SITE}
    family = below(article.topic.ancestry()[-1])
    is_alone = not others.filter(article__topic__in=family).exists()
    return {_frame_in(article.language)} if is_alone else set()


def _frame_in(language: str) -> str:
    return f"{SITE}-{language}"


def _moved(stored: models.Model, instance: models.Model) -> set[str]:
    """A topic at the top may have come to hold articles, or ceased to."""
    if isinstance(stored, Topic) and isinstance(instance, Topic):
        return {SITE} if stored.parent_id != instance.parent_id else set()
    if not (isinstance(stored, Article) and isinstance(instance, Article)):
        return set()
    if stored.topic_id == instance.topic_id:
        return set()
    tops = {each.topic.ancestry()[-1] for each in (stored, instance)}
    if len(tops) == 1 or not instance.revisions.published().exists():
        return set()
    return _frame(stored) | _frame(instance)


def _of_article(article: Article) -> set[str]:
    """The article that it was merged into names it in its history."""
    if not article.revisions.once_public().exists():
        return set()
    into = {key_of(article.merged_into)} if article.merged_into else set()
    return _published(article) | into


def _of_topic(topic: Topic) -> set[str]:
    """A topic stands on the pages of those above it; one at the top, in the frame of every page."""
    lists = {everything(code) for code, _name in choices()}
    return {*lists, *map(key_of, topic.ancestry()), *(() if topic.parent_id else (SITE,))}


def _of_tagging(tagging: TaggedItem) -> set[str]:
    if tagging.content_type == ContentType.objects.get_for_model(Disclaimer):
        return {_notices(tagging.tag)}
    article = Article.objects.filter(pk=tagging.object_id).first()
    if article is None:
        return set()
    return _of_article(article) | {listing_of(tagging.tag, article.language)}


def _of_disclaimer(disclaimer: Disclaimer) -> set[str]:
    if disclaimer.everywhere:
        return {NOTICES}
    return {_notices(place) for place in (*disclaimer.topics.all(), *disclaimer.tags.all())}


def _rule_changed(instance: Disclaimer, action: str, pk_set: set[int] | None, **_: Any) -> None:
    gone = {f"{NOTICES}-topic-{pk}" for pk in pk_set or ()}
    changed(_of_disclaimer(instance) | gone)


def _rights_changed(**_: Any) -> None:
    """Whoever is given or loses a role may come to stand on the review board, or leave it."""
    changed({BOARD})


TOUCHED: dict[type[models.Model], Callable[[Any], set[str]]] = {
    Article: _of_article,
    Topic: _of_topic,
    TaggedItem: _of_tagging,
    TagIntroduction: lambda introduction: {key_of(introduction.tag)},
    Person: lambda person: {key_of(person)},
    Credential: lambda credential: {BOARD, key_of(credential.person)},
    Disclaimer: _of_disclaimer,
    Wording: lambda wording: _of_disclaimer(wording.disclaimer),
}

"""Which keys a change touches. Whoever changes something readers see need not know of any cache.

But for `cms.readers.comments`, which says so itself: its rows are changed by `update`, which nobody hears.

Two kinds of change are heard. What happens to an article in the workflow or on the writer's desk tells
`articles.signals`. Rows that are simply saved or deleted, in the administration above all, are heard by
Django's signals of models: `TOUCHED` has one line for each model.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from taggit.models import TaggedItem

from articles.languages import choices
from articles.models import (
    Article,
    Disclaimer,
    HouseRule,
    Person,
    Revision,
    TagIntroduction,
    Topic,
    Wording,
)
from articles.signals import article_changed
from cms.caching.invalidation import invalidate
from cms.caching.keys import (
    BOARD,
    DISCLAIMERS,
    SITE,
    disclaimers_of,
    everything,
    family_of,
    frame_in,
    glossary_in,
    key_of,
    key_of_site_page,
    listing_of,
)
from cms.models import GlossaryTerm, SiteIdentity, User
from reviews.models import Approval, Checklist, Credential, Policy, Specialty


def connect() -> None:
    """Called once, when the application is ready."""
    article_changed.connect(_article_changed)
    for model in TOUCHED:
        pre_save.connect(_row_changes, sender=model)
        post_save.connect(_row_is_new, sender=model)
        pre_delete.connect(_row_goes, sender=model)
    pre_save.connect(_account_changes, sender=User)
    m2m_changed.connect(_rule_changed, sender=Disclaimer.topics.through)
    for rights in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(_rights_changed, sender=rights)


# --- what happens to an article --------------------------------------------------------------------


def _article_changed(article: Article, comes_or_goes: bool, **_: Any) -> None:
    invalidate(_of_article(article) | (_frame_around(article) if comes_or_goes else set()))


def _of_article(article: Article) -> set[str]:
    """Every page that lists the article, has listed it, or will; none where readers never saw it.

    The article that it was merged into names it in its history. One about the site is in no list.
    """
    if not article.revisions.once_public().exists():
        return set()
    if article.about:
        return {key_of(article), key_of_site_page(article.about, article.language)}
    into = {key_of(article.merged_into)} if article.merged_into else set()
    language = article.language
    lists = {listing_of(each, language) for each in [*article.places(), *_people_of(article)]}
    return {key_of(article), family_of(article), everything(language), *lists, *into}


def _people_of(article: Article) -> models.QuerySet[Person]:
    """Who stands under its title, and who signed one of its texts."""
    signed = Approval.objects.filter(revision__article=article).values("person")
    return Person.objects.filter(models.Q(articles=article) | models.Q(pk__in=signed)).distinct()


def _frame_around(article: Article) -> set[str]:
    """Every page offers the languages in which something is published, and leads to the topics at the
    top: the first and the last article of one count."""
    if article.about:
        return set()
    others = Revision.objects.published().of_articles().filter(language=article.language)
    others = others.exclude(article=article)
    if not others.exists():
        return {SITE}
    family = article.topic.ancestry()[-1].subtree()
    is_alone = not others.filter(article__topic__in=family).exists()
    return {frame_in(article.language)} if is_alone else set()


# --- rows ------------------------------------------------------------------------------------------


def _row_changes(instance: models.Model, raw: bool = False, **_: Any) -> None:
    """A row that differs from the stored one touches the pages that showed it, and those that will."""
    if raw or instance.pk is None:
        return
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    if stored is not None and _values(stored) != _values(instance):
        invalidate({*_touched(stored), *_touched(instance), *_moved(stored, instance)})


def _row_is_new(instance: models.Model, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw:
        invalidate(_touched(instance))


def _row_goes(instance: models.Model, **_: Any) -> None:
    invalidate(_touched(instance))


def _touched(row: models.Model) -> set[str]:
    return TOUCHED[type(row)](row)


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, each.attname) for each in row._meta.concrete_fields]


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
    return _frame_around(stored) | _frame_around(instance)


def _of_topic(topic: Topic) -> set[str]:
    """A topic stands on the pages of those above it; one at the top, in the frame of every page."""
    above = map(key_of, topic.ancestry())
    return {*_lists_of_all(), *above, *(() if topic.parent_id else (SITE,))}


def _lists_of_all() -> set[str]:
    """What lists all that is published, in each language; the front pages are among them."""
    return {everything(code) for code, _name in choices()}


def _of_tagging(tagging: TaggedItem) -> set[str]:
    if tagging.content_type == ContentType.objects.get_for_model(Disclaimer):
        return {disclaimers_of(tagging.tag)}
    article = Article.objects.filter(pk=tagging.object_id).first()
    if article is None:
        return set()
    return _of_article(article) | {listing_of(tagging.tag, article.language)}


def _of_introduction(introduction: TagIntroduction) -> set[str]:
    """The front page leads to the tag from what troubles readers."""
    return {key_of(introduction.tag), *(_lists_of_all() if introduction.complaint else ())}


def _of_disclaimer(disclaimer: Disclaimer) -> set[str]:
    if disclaimer.everywhere or disclaimer.categories:
        return {DISCLAIMERS}
    places = (*disclaimer.topics.all(), *disclaimer.tags.all())
    return {disclaimers_of(place) for place in places}


TOUCHED: Final[dict[type[models.Model], Callable[[Any], set[str]]]] = {
    Article: _of_article,
    Topic: _of_topic,
    # each badge says by which policy, what that of today lacks in it, and since when statements are checked
    Policy: lambda policy: {SITE, DISCLAIMERS},
    Specialty: lambda specialty: {SITE},
    SiteIdentity: lambda state: {SITE} if state.live_at else set(),
    Checklist: lambda checklist: {SITE},
    TaggedItem: _of_tagging,
    TagIntroduction: _of_introduction,
    Person: lambda person: {key_of(person)},
    Credential: lambda credential: {BOARD, key_of(credential.person)},
    Disclaimer: _of_disclaimer,
    Wording: lambda wording: _of_disclaimer(wording.disclaimer),
    GlossaryTerm: lambda term: {glossary_in(term.language)},
    HouseRule: lambda rule: {DISCLAIMERS},  # some stand by what a text states
}


def _rule_changed(instance: Disclaimer, pk_set: set[int] | None, **_: Any) -> None:
    """The topics of a disclaimer; those that left it are named by their keys alone."""
    left = {disclaimers_of(Topic(pk=pk)) for pk in pk_set or ()}
    invalidate(_of_disclaimer(instance) | left)


def _account_changes(instance: User, raw: bool = False, **_: Any) -> None:
    """Whoever is deactivated leaves the review board at once, and comes back the same way."""
    if raw or instance.pk is None:
        return
    stored = User.objects.filter(pk=instance.pk).values_list("is_active", flat=True).first()
    if stored is not None and stored != instance.is_active:
        invalidate({BOARD})


def _rights_changed(**_: Any) -> None:
    """Whoever is given or loses a role may come to stand on the review board, or leave it."""
    invalidate({BOARD})

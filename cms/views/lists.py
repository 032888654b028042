"""Pages that list articles: the front page, all, by topic, by tag, by person."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from taggit.models import Tag

from articles.languages import active
from articles.models import Person, Revision, Topic
from cms.caching.keys import shows
from cms.discovery.structured_data import as_script
from cms.discovery.structured_places import (
    Collection,
    collection_graph,
    profile_graph,
    site_graph,
    topic_collection,
)
from cms.search.browsing import Browsing
from cms.site import page_keys
from cms.site.context import frame
from cms.site.front import front_page
from cms.site.news.notices import notices
from cms.site.profiles import profile
from cms.site.teasers import Teaser, published, tagged, teasers
from cms.site.translations import place_of_tag
from cms.views.paging import page_of

PER_PAGE = 20
NEWS = 4
NEW_FOR = timedelta(days=365)
FEW = 3  # articles of a topic; of fewer there is nothing to guide through


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    front = front_page(timezone.localdate())
    letters = Browsing().letters
    context = {"front": front, "letters": letters, "graph": as_script(site_graph())}
    response = render(request, "cms/lists/home.html", context)
    return shows(response, page_keys.of_front(front.teasers, front.notices))


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    name = _("All articles")
    about = _("Everything we have published, newest first, with the state of its medical review.")
    collection = Collection(name, about, [(name, reverse("articles"))])
    asked = Browsing.of(request.GET)
    topics = list(Topic.objects.for_articles().filter(parent=None))
    found = next((each for each in topics if each.slug == asked.topic), None)
    if found is None and asked.topic:
        raise Http404
    family = found.subtree() if found else []
    wanted = asked.among(published(), family, timezone.localdate())
    listing = _listing(request, wanted, collection)
    context = {**listing, "asked": asked, "topics": topics, "query": asked.query}
    response = render(request, "cms/lists/article_list.html", context)
    return shows(response, page_keys.of_list(listing["teasers"]))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of a topic and of those below it."""
    found = get_object_or_404(
        Topic.objects.for_articles().select_related("parent__parent__parent"), slug=slug
    )
    family = found.subtree()
    inside = published().filter(article__topic__in=family)
    listing = _listing(request, inside, topic_collection(found))
    news = notices(family, most=NEWS)
    start = _start(listing["teasers"], listing["page"].number)
    rest = [each for each in listing["teasers"] if each is not start]
    context = {
        "topic": found,
        "start": start,
        "groups": _by_topic(found, rest),
        "new": _new(listing["teasers"], listing["page"].number),
        "notices": news,
        "above": found.ancestry()[:0:-1],
        "children": [each for each in family if each.parent_id == found.pk],
        "section": found.ancestry()[-1].slug,
        **listing,
    }
    response = render(request, "cms/lists/topic_detail.html", context)
    return shows(response, page_keys.of_topic(found, family, listing["teasers"], news))


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles with a tag. One that only drafts carry does not exist for readers."""
    found = get_object_or_404(Tag.objects.select_related("introduction"), slug=slug)
    told = getattr(found, "introduction", None)
    introduction = told.said("text") if told else ""
    name = _("Tagged “%(tag)s”") % {"tag": found}
    line = [(_("All articles"), reverse("articles")), (name, reverse("tag", args=[slug]))]
    listing = _listing(request, tagged(published(), found), Collection(name, introduction, line))
    if not listing["teasers"]:
        raise Http404
    context = {
        "tag": found,
        "introduction": introduction,
        "elsewhere": place_of_tag(found),
        **listing,
    }
    response = render(request, "cms/lists/tag_detail.html", context)
    return shows(response, page_keys.of_tag(found, listing["teasers"]))


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        found = profile(slug, timezone.localdate())
    except Person.DoesNotExist:
        raise Http404 from None
    around = frame(active())
    graph = as_script(profile_graph(found), are_invented=around.is_demonstration)
    context = {"profile": found, "frame": around, "graph": graph}
    response = render(request, "cms/lists/person_detail.html", context)
    return shows(response, page_keys.of_person(found))


def _start(listed: list[Teaser], page: int) -> Teaser | None:
    """Where to begin in a topic with a few articles: with what was reviewed most lately."""
    reviewed = [each for each in listed if each.badge.is_shown]
    if page > 1 or len(listed) < FEW or not reviewed:
        return None
    return max(reviewed, key=lambda teaser: teaser.badge.reviewed_on or date.min)


def _new(listed: list[Teaser], page: int) -> list[Teaser]:
    """What was published of late in a topic with a few articles, with its days beside the groups."""
    since = timezone.now() - NEW_FOR
    of_late = [each for each in listed if (at := each.revision.published_at) and at > since]
    return of_late[:NEWS] if page == 1 and len(listed) >= FEW else []


def _by_topic(topic: Topic, listed: list[Teaser]) -> list[tuple[Topic | None, list[Teaser]]]:
    """What is of the topic itself, under no name, then what is of each below it."""
    found: dict[int, list[Teaser]] = {topic.pk: []}
    for each in listed:
        found.setdefault(each.topic.pk, []).append(each)
    return [(None if pk == topic.pk else of[0].topic, of) for pk, of in found.items() if of]


def _listing(
    request: HttpRequest, revisions: QuerySet[Revision], collection: Collection
) -> dict[str, Any]:
    """One page of a list as its template takes it; a page that is not there is 404."""
    page = page_of(revisions, request.GET.get("page", "1"), PER_PAGE)
    if page is None:
        raise Http404
    listed: list[Teaser] = teasers(page.rows, timezone.localdate())
    address = request.path if page.number == 1 else f"{request.path}?page={page.number}"
    graph = collection_graph(collection, address, listed, PER_PAGE * (page.number - 1))
    return {"page": page, "teasers": listed, "address": address, "graph": as_script(graph)}

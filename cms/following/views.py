"""“Tell me when this changes”: asking, confirming, ending it."""

from http import HTTPStatus
from typing import TypeAlias

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from articles.models import Article, Topic
from cms.following import followers
from cms.readers import limits
from cms.readers.forms import FollowForm
from cms.readers.models import Follower
from cms.readers.views.voices import answer
from cms.site.article_pages import article_page
from cms.site.moves import follows_moves

Place: TypeAlias = Article | Topic


@never_cache
@follows_moves
def follow_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told of one article."""
    try:
        page = article_page(slug, timezone.localdate())
    except Article.DoesNotExist:
        raise Http404 from None
    return _asked(request, page.article, page.version.text.title)


@never_cache
def follow_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told of all articles of a topic, new ones too."""
    topic = get_object_or_404(Topic.objects.for_articles(), slug=slug)
    return _asked(request, topic, str(topic))


def _asked(request: HttpRequest, place: Place, name: str) -> HttpResponse:
    form = FollowForm(request.POST if request.method == "POST" else None)

    def keep(sent: FollowForm) -> None:
        address = sent.cleaned_data["address"]
        if limits.allows_address(request, "reader_mailbox", address):
            followers.ask(address, place, name, timezone.now())

    context: dict[str, object] = {
        "form": form,
        "place": place,
        "name": name,
        "is_topic": isinstance(place, Topic),
        "opening": _("Tell me when this changes"),
        "button": _("Tell me"),
    }
    return answer(request, form, "reader_newsletter", keep, "cms/following/follow.html", context)


@never_cache
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link that was mailed. A button, because programs open the links of mails."""
    found = followers.asked(key)
    is_done = found is not None and request.method == "POST"
    if found is not None and is_done:
        followers.follow(*found, timezone.now())
    context = {
        "address": found[0] if found else "",
        "place": found[1] if found else None,
        "is_done": is_done,
    }
    status = HTTPStatus.OK if found else HTTPStatus.GONE
    return render(request, "cms/following/follow_confirm.html", context, status=status)


@csrf_exempt
@never_cache
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """End it: a mail program posts here by itself (RFC 8058), a person by the button."""
    found = Follower.objects.filter(key=key)
    if request.method == "POST":
        found.delete()
    return render(request, "cms/following/follow_stop.html", {"is_told": found.exists()})

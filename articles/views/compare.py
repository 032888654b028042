"""Any two versions of an article side by side: sealed texts, the draft, and what was saved of it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles.comparing import compare as compared
from articles.comparing import showing
from articles.comparing.sides import Compared
from articles.drafting.versions import Version, differing, texts_of, versions_of
from articles.models import Article, Revision
from articles.models.articles import State
from articles.views.access import for_writers


@for_writers
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed `from` one version `to` another; without them, since what readers see."""
    texts = Revision.objects.writable_by(request.user).filter(article=pk)
    versions = list(versions_of(texts.select_related("article__topic")))
    if not versions:
        raise Http404
    article = versions[0].revision.article
    usual = _usual(article, versions)
    chosen = _Chosen(
        request.GET.get("from") or usual.old,
        request.GET.get("to") or usual.new,
        "side" if request.GET.get("view") == "side" else "inline",
    )
    context = {"article": article, "versions": versions, "chosen": chosen}
    context |= _comparison(article, versions, chosen)
    return render(request, "articles/comparing/article_compare.html", context)


@dataclass(frozen=True)
class _Chosen:
    old: str
    new: str
    view: str = "inline"


def _comparison(article: Article, versions: list[Version], chosen: _Chosen) -> dict[str, Any]:
    named = {version.address: version for version in versions}
    try:
        sides = [named[address] for address in (chosen.old, chosen.new)]
    except KeyError:
        raise Http404("The article has no such version.") from None
    texts = texts_of(article, sides)
    old, new = (
        Compared(side.label, side.at, text) for side, text in zip(sides, texts, strict=True)
    )
    return {
        "old_text": old,
        "new_text": new,
        "shown": showing.show(compared(old.text, new.text), is_side=chosen.view == "side"),
        "switch": urlencode({"from": chosen.old, "to": chosen.new}) + "&",
    }


def _usual(article: Article, versions: list[Version]) -> _Chosen:
    """To the latest from what readers see, else from the text before, else from a save that differs."""
    latest, *earlier = versions
    texts = [each for each in earlier if isinstance(each.stored, Revision)]
    public = [each for each in texts if each.revision.state == State.PUBLISHED]
    saves = [] if texts else [*differing(article, versions), *earlier]
    first = next(iter([*public, *texts, *saves, latest]))
    return _Chosen(first.address, latest.address)

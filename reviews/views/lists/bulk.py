"""One thing done to many texts of a list, and what became of each."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final, NamedTuple

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.entering import number, numbers
from articles.listing import pages
from articles.models import Revision
from reviews.desk.texts import bulk, listings
from reviews.desk.texts.forms import BulkForm
from reviews.eligibility.rights import ASSIGN
from reviews.eligibility.visibility import within_reach_of
from reviews.views.access import user_of
from reviews.views.lists import articles, board, rereviews


class Source(NamedTuple):
    """A list from which texts are taken: how its page is shown again, and which texts it lists."""

    show: Callable[[HttpRequest, BulkForm, int], HttpResponse]
    matching: Callable[[HttpRequest], Iterable[int]]


SOURCES: Final = {
    "board": Source(board.show, board.matching),
    "desk": Source(articles.show, articles.matching),
    "rereviews_due": Source(rereviews.show, rereviews.matching),
}


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def board_bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing to every ticked text, or to all that match, and say what became of each.

    `list` names the list which it was sent from, and the query string is that of its page. `every`
    is how many matched when the page was made: where others match now, nothing is done.
    """
    name = request.POST.get("list", "board")
    name = name if name in SOURCES else "board"
    form = BulkForm(request.POST, _keys(request, SOURCES[name]))
    if form.is_valid() and (changed := _changed(request, form)):
        form.add_error(None, changed)
    if form.errors:
        return SOURCES[name].show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.cleaned_data["deed"] == bulk.Deed.EXPORT:
        return _exported(request, form)
    return _done(request, form, name)


def _keys(request: HttpRequest, source: Source) -> list[int]:
    """Of the texts, in the order in which they are taken."""
    if "every" in request.POST:
        return list(source.matching(request))
    ticked = numbers([*request.POST.getlist("text"), *request.POST.get("texts", "").split(",")])
    found = Revision.objects.filter(pk__in=ticked).order_by("sealed_at", "pk")
    return [*found.values_list("pk", flat=True)]


def _changed(request: HttpRequest, form: BulkForm) -> str:
    said = number(request.POST.get("every"))
    if "every" not in request.POST or said == len(form.ticked):
        return ""
    now = _("Now %(count)d texts match, and not as many as before: look at the list again.")
    return now % {"count": len(form.ticked)}


def _exported(request: HttpRequest, form: BulkForm) -> HttpResponse:
    user, chosen = user_of(request), listings.ARTICLES.asked(request)
    texts = within_reach_of(user).filter(pk__in=form.ticked).order_by("title", "pk")
    return pages.file(user, chosen, listings.rows(texts, chosen.asking))


def _done(request: HttpRequest, form: BulkForm, name: str) -> HttpResponse:
    user, given = user_of(request), form.given()
    by_key = within_reach_of(user).select_related("article__topic").in_bulk(form.now)
    texts = [by_key[pk] for pk in form.now if pk in by_key]
    outcomes = bulk.carry_out(texts, bulk.Order(by=user, now=timezone.now(), **given))
    asked = request.GET.urlencode()
    context = {
        "deed": bulk.Deed(given["deed"]),
        "outcomes": outcomes,
        "refused": sum(bool(each.why_not) for each in outcomes),
        "gone": len(form.now) - len(texts),
        "later": form.later,
        "next": len(form.later[: bulk.AT_MOST]),
        "list": name,
        "back": reverse(name) + (f"?{asked}" if asked else ""),
        "sent": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render(request, "reviews/desk/board_bulk.html", context)

"""The list of articles that somebody may write: a writer's own, an editor's all."""

from collections.abc import Iterable
from http import HTTPStatus
from itertools import chain

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.comments.waiting import waiting_for
from articles.drafting.worklist import VIEWS, Pages, worklist
from articles.listing import keeping, pages
from articles.listing.filters import Chosen
from articles.models import Article, Revision
from articles.views.access import for_writers
from reviews.desk.texts import listings
from reviews.desk.texts.filters import with_due
from reviews.desk.texts.forms import BulkForm
from reviews.eligibility.rights import ASSIGN
from reviews.views.access import user_of

PER_PAGE = 25
TO_DO = ("open", "sent-back")


@for_writers
def desk(request: HttpRequest) -> HttpResponse:
    """Each article by the text of it that counts now, narrowed and sorted as the address says; with `bulk`
    ready to be ticked.
    """
    if request.method == "POST":
        return keeping.act(request, user_of(request), listings.ARTICLES.asked(request))
    is_for_many = "bulk" in request.GET and request.user.has_perm(ASSIGN)
    return show(request, BulkForm() if is_for_many else None)


def show(request: HttpRequest, form: BulkForm | None, status: int = HTTPStatus.OK) -> HttpResponse:
    """The page; with what is to be done to many, for who may."""
    chosen, user = listings.ARTICLES.asked(request), user_of(request)
    texts = _texts(chosen)
    taken = pages.taken_along(
        request, user, chosen, lambda most: listings.rows(texts, chosen.asking)[:most]
    )
    if taken is not None:
        return taken
    counts = _counts(chosen)
    page = _pages(chosen, with_due(texts, chosen.asking)).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "views": [(name, label, counts.get(name)) for name, (label, _states) in VIEWS.items()],
        "view": chosen.values.get("view", "all"),
        "sent_back": counts["sent-back"],
        "waits": waiting_for(user) if _is_whole(chosen, page) else None,
        "words": chosen.values.get("q", ""),
        "form": form,
        "ticked": form.ticked if form else (),
        "matches": page.paginator.count,
        **pages.around(request, user, chosen),
    }
    return render(request, "articles/drafting/desk.html", context, status=status)


def matching(request: HttpRequest) -> Iterable[int]:
    """The keys of all texts that the page lists."""
    return _texts(listings.ARTICLES.asked(request)).values_list("pk", flat=True)


def _texts(chosen: Chosen) -> QuerySet[Revision]:
    return chosen.ordered(chosen.narrow(worklist(chosen.asking.user)))


def _pages(chosen: Chosen, texts: QuerySet[Revision]) -> Pages:
    """Pages that count articles where each stands in the list."""
    own = Article.objects.writable_by(chosen.asking.user)
    language = chosen.values.get("language", "")
    if not chosen.values.keys() <= {"language"}:
        return Pages(texts, PER_PAGE)
    return Pages(texts, PER_PAGE, own.filter(language=language) if language else own)


def _is_whole(chosen: Chosen, page: Page[Revision]) -> bool:
    """Whether it is the list as it opens."""
    return page.number == 1 and not chosen.is_narrow


def _counts(chosen: Chosen) -> dict[str, int]:
    """How many texts stand in the views of what is still to be done: few on any site."""
    states = {name: VIEWS[name][1] for name in TO_DO}
    found = worklist(chosen.asking.user).filter(state__in=[*chain(*states.values())]).order_by()
    by_state = dict(found.values_list("state").annotate(count=Count("pk")))
    return {name: sum(by_state.get(each, 0) for each in some) for name, some in states.items()}

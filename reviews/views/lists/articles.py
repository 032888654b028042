"""The list of articles that somebody may write: a writer's own, an editor's all."""

from collections.abc import Iterable
from http import HTTPStatus

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.comments.waiting import waiting_for
from articles.drafting.worklist import VIEWS, Pages, counts, worklist
from articles.listing import keeping, pages
from articles.listing.filters import Chosen
from articles.models import Article, Revision
from articles.users import User
from articles.views.access import for_writers
from reviews.desk.texts import listings
from reviews.desk.texts.filters import with_due
from reviews.desk.texts.forms import BulkForm
from reviews.eligibility.rights import ASSIGN
from reviews.views.access import user_of

PER_PAGE = 25


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
    page = _pages(chosen, with_due(texts, chosen.asking)).get_page(request.GET.get("page"))
    counted = _counts(user, chosen, page)
    context = {
        "page": page,
        "views": [(name, label, counted.get(name)) for name, (label, _states) in VIEWS.items()],
        "view": chosen.values.get("view", "all"),
        "sent_back": counted["sent-back"],
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


def _counts(user: User, chosen: Chosen, page: Page[Revision]) -> dict[str, int]:
    """How many articles stand in each view; of the largest only where nothing else narrows the list."""
    if not chosen.values:
        return counts(user, page.paginator.count)
    is_view = chosen.values.keys() <= {"view"}
    return counts(user, Article.objects.writable_by(user).count() if is_view else None)

"""The editors' desk for comments of readers: those that wait, and where they are switched on."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.models import Revision
from cms.accounts.access import for_editors
from cms.readers import comments
from cms.readers.forms import ModerationForm, SwitchForm
from cms.readers.models import CommentSwitch, ReaderComment
from cms.readers.reports import Decided
from reviews.views.access import user_of

PER_PAGE = 50
State = ReaderComment.State


@for_editors
@require_safe
def comment_list(request: HttpRequest) -> HttpResponse:
    """The comments of one state, those that wait unless another is asked for."""
    wanted = request.GET.get("state", State.WAITING)
    state = State(wanted) if wanted in State.values else State.WAITING
    found = ReaderComment.objects.filter(state=state).select_related("revision__article")
    ordered = found if state == State.WAITING else found.order_by("-at", "-pk")
    totals = dict(ReaderComment.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [(each, totals.get(each.value, 0)) for each in State],
        "switches": CommentSwitch.objects.count(),
    }
    return render(request, "cms/readers/comment_list.html", context)


@for_editors
def comment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment; approve or decline it, or decline it after all."""
    comment = get_object_or_404(
        ReaderComment.objects.select_related("revision__article", "by"), pk=pk
    )
    sent = request.POST if request.method == "POST" else None
    form = ModerationForm(sent, initial={"seen": comment.state, "reason": comment.reason})
    if request.method == "POST" and form.is_valid() and _decided(request, comment, form):
        return _see("comment_list")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"comment": comment, "form": form}
    return render(request, "cms/readers/comment_detail.html", context, status=status)


@for_editors
def switch_list(request: HttpRequest) -> HttpResponse:
    """Where readers may comment, and one place more."""
    form = SwitchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        comments.switch_on(form.place)
        said = _("Readers may comment now: %(place)s.") % {"place": form.place}
        messages.success(request, said)
        return _see("switch_list")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    texts = Revision.objects.filter(article=OuterRef("article")).order_by("-number")
    switches = CommentSwitch.objects.select_related("article", "topic").order_by("topic", "article")
    switches = switches.annotate(title=Subquery(texts.values("title")[:1]))
    context = {"form": form, "switches": switches}
    return render(request, "cms/readers/switch_list.html", context, status=status)


@for_editors
@require_POST
def switch_delete(request: HttpRequest, pk: int) -> HttpResponse:
    comments.switch_off(get_object_or_404(CommentSwitch, pk=pk))
    messages.success(request, _("Switched off. The comments there are hidden, and kept."))
    return _see("switch_list")


def _decided(request: HttpRequest, comment: ReaderComment, form: ModerationForm) -> bool:
    given = form.cleaned_data
    state = State(given["verdict"])
    user, now = user_of(request), timezone.now()
    try:
        comments.decide(comment, given["seen"], state, given["reason"], user, now)
    except Decided:
        form.add_error(None, _("Somebody else decided meanwhile. Load the page again to see what."))
        return False
    messages.success(request, f"{state.label}.")
    return True


def _see(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name), status=HTTPStatus.SEE_OTHER)

"""The editors' desk for what readers send."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.models import Revision
from articles.models.articles import State
from articles.sealing import seal
from cms.accounts.access import for_editors
from cms.readers import passages, reports
from cms.readers.forms import DecisionForm
from cms.readers.models import Helpfulness, Remark, Report
from reviews.models import Change
from reviews.views.access import user_of

PER_PAGE = 50


@for_editors
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports of one state, the open ones unless another is asked for; oldest first if open."""
    wanted = request.GET.get("state", Report.State.OPEN)
    state = Report.State(wanted) if wanted in Report.State.values else Report.State.OPEN
    found = Report.objects.filter(state=state).select_related("revision__article")
    if state == Report.State.OPEN:
        found = found.order_by("sent_at", "pk")
    totals = dict(Report.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [(each, totals.get(each.value, 0)) for each in Report.State],
    }
    return render(request, "cms/readers/report_list.html", context)


@for_editors
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report beside the sentence that it is about; decide on it."""
    report = get_object_or_404(Report.objects.select_related("revision__article"), pk=pk)
    corrections = list(reports.corrections_since(report.revision))
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": report.state},
        corrections=[(each.pk, _line(each)) for each in corrections],
    )
    if request.method == "POST" and form.is_valid() and _decided(request, report, form):
        return HttpResponseRedirect(reverse("report_list"), status=HTTPStatus.SEE_OTHER)
    live = Revision.objects.published().filter(article=report.revision.article_id).first()
    passage = passages.find(report.quote, _body(report.revision))
    context = {
        "report": report,
        "form": form,
        "passage": passage,
        "is_still_there": bool(live and passage and passage.stands_in(_body(live))),
        "decisions": report.decisions.select_related("correction__revision"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "cms/readers/report_detail.html", context, status=status)


@for_editors
@require_safe
def helpful_list(request: HttpRequest) -> HttpResponse:
    """What readers answered, for each text, those with the most answers first."""
    found = Helpfulness.objects.select_related("revision__article").annotate(
        remarks=Count("revision__remarks")
    )
    ordered = found.order_by("-no", "-yes", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "cms/readers/helpful_list.html", {"page": page, "live": State.PUBLISHED})


@for_editors
@require_safe
def helpful_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences that readers added to their answers about one text."""
    counted = get_object_or_404(Helpfulness.objects.select_related("revision__article"), pk=pk)
    found = Remark.objects.filter(revision=counted.revision_id)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "cms/readers/helpful_detail.html", {"page": page, "counted": counted})


@for_editors
@require_POST
def remark_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """For a sentence that says what should not be kept, such as somebody's illness."""
    remark = get_object_or_404(Remark, pk=pk)
    counted = get_object_or_404(Helpfulness, revision=remark.revision_id)
    remark.delete()
    messages.success(request, _("Deleted. The answer stays counted."))
    address = reverse("helpful_detail", args=[counted.pk])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _decided(request: HttpRequest, report: Report, form: DecisionForm) -> bool:
    given = form.cleaned_data
    correction = Change.objects.filter(pk=given["correction"]).first()
    state = Report.State(given["state"])
    try:
        decision = reports.decide(
            report,
            given["seen"],
            state,
            given["reason"],
            correction,
            user_of(request),
            timezone.now(),
        )
    except reports.Decided:
        form.add_error(None, _("Somebody else decided meanwhile. See below what they wrote."))
        return False
    is_told, is_not = _("The answer is being mailed."), _("No address was left to answer to.")
    told = is_told if decision.is_mailed else is_not
    messages.success(request, f"{state.label}. {told}")
    return True


def _body(revision: Revision) -> str:
    return seal.read(revision.sealed).body


def _line(change: Change) -> str:
    number = change.revision.number
    line = _("Version %(number)s: %(words)s") % {"number": number, "words": change.was_wrong}
    return line[:120]

"""The plan of a quarter for what is overdue: who looks at what in which week, and asking them."""

from collections.abc import Iterable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.entering import day, number
from articles.listing import spreadsheets
from articles.security_log import note
from reviews.desk import rereviews
from reviews.desk.planning import quarter
from reviews.desk.texts import bulk
from reviews.eligibility.rights import ASSIGN, holders_of
from reviews.eligibility.visibility import within_reach_of
from reviews.views.access import user_of

LONGEST = 26  # weeks


@login_required
@permission_required(ASSIGN, raise_exception=True)
def due_plan(request: HttpRequest) -> HttpResponse:
    """What is overdue, week by week; `weeks` says over how many. A week is asked for as a whole, or
    without what was ticked off: each text by itself, with its own refusal.
    """
    user, today = user_of(request), timezone.localdate()
    if request.method == "POST":
        return _ask(request)
    weeks = number(request.GET.get("weeks"), LONGEST) or quarter.WEEKS
    plan = quarter.plan(rereviews.queue(user, today), today, weeks)
    if request.GET.get("as") == "csv":
        note("exported", what="plan", user=user.pk)
        return spreadsheets.answer("plan", _rows(plan))
    context = {"plan": plan, "weeks": weeks, "lengths": (4, 8, quarter.WEEKS, LONGEST)}
    return render(request, "reviews/planning/due_plan.html", context)


def _rows(plan: quarter.Plan) -> Iterable[Iterable[object]]:
    yield (_("Week from"), _("Article"), _("Topic"), _("Due since"), _("Reviewer"))
    for week in plan.weeks:
        for row in week.rows:
            text = row.text
            yield (
                week.first.isoformat(),
                text.revision.title,
                str(text.article.topic),
                text.due_on.isoformat(),
                str(row.reviewer or ""),
            )


def _ask(request: HttpRequest) -> HttpResponse:
    """`pair` comes once for each text: its key and that of whom it is proposed to."""
    user, now = user_of(request), timezone.now()
    due_on, pairs = day(request.POST.get("due_on", "")), _pairs(request.POST.getlist("pair"))
    if not pairs or due_on is None or due_on < timezone.localdate(now):
        messages.error(request, _("Nothing was asked: tick at least one text of a week to come."))
        return HttpResponseRedirect(reverse("due_plan"), status=HTTPStatus.SEE_OTHER)
    people = holders_of("review_revision").in_bulk([reviewer for _text, reviewer in pairs])
    texts = (
        within_reach_of(user).select_related("article__topic").in_bulk([text for text, _ in pairs])
    )
    outcomes = [
        outcome
        for text, reviewer in pairs
        if text in texts and reviewer in people
        for outcome in bulk.carry_out(
            [texts[text]], bulk.Order(bulk.Deed.ASSIGN, user, now, people[reviewer], due_on)
        )
    ]
    context = {
        "deed": bulk.Deed.ASSIGN,
        "outcomes": outcomes,
        "refused": sum(bool(each.why_not) for each in outcomes),
        "gone": len(pairs) - len(outcomes),
        "list": "due_plan",
        "back": reverse("due_plan"),
    }
    return render(request, "reviews/desk/board_bulk.html", context)


def _pairs(sent: Iterable[str]) -> list[tuple[int, int]]:
    """Those that are two numbers, as many as are done at once."""
    read = [tuple(map(number, each.split("-"))) for each in sent]
    pairs = [(each[0], each[1]) for each in read if len(each) == 2]
    return [(text, who) for text, who in pairs if text is not None and who is not None][
        : bulk.AT_MOST
    ]

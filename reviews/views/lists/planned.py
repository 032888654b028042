"""The calendar of a desk, month by month, and the same for a calendar program."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import entering
from articles.identity import site_name
from reviews.desk.planning import days
from reviews.eligibility.rights import REVIEW, WRITE
from reviews.eligibility.visibility import is_editor
from reviews.notifications import calendars
from reviews.views.access import user_of
from reviews.views.inbox import ics

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
SHOWN = 4


@dataclass(frozen=True)
class Cell:
    """A day of the grid; `more` stands folded below what is shown."""

    day: date
    shown: list[days.Entry]
    more: list[days.Entry]
    is_of_month: bool


@login_required
@require_safe
def planned(request: HttpRequest) -> HttpResponse:
    """A month: reviews due, publications, reviews due again. `month` is one as 2026-11."""
    user, today = user_of(request), timezone.localdate()
    if not (is_editor(user) or user.has_perm(REVIEW) or user.has_perm(WRITE)):
        raise PermissionDenied
    first = entering.day(f"{request.GET.get('month', '')}-01") or today.replace(day=1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    found = days.by_day(days.entries(user, weeks[0][0], weeks[-1][-1]))
    context = {
        "month": first,
        "today": today,
        "weeks": [[_cell(day, found.get(day, []), first) for day in week] for week in weeks],
        "before": first - timedelta(days=1),
        "after": weeks[-1][-1]
        if weeks[-1][-1].month != first.month
        else weeks[-1][-1] + timedelta(1),
        "count": sum(len(each) for day, each in found.items() if day.month == first.month),
        "feed": settings.SITE_URL + calendars.address_of(user, "planned_feed"),
    }
    return render(request, "reviews/planning/planned.html", context)


@require_safe
def planned_feed(request: HttpRequest, token: str) -> HttpResponse:
    """All that the calendar shows to whom the signed address names, from a month ago to a year ahead."""
    user = calendars.user_of(token)
    if user is None or user.is_guest:
        return HttpResponse(_("This calendar has another address now.") + "\n", "text/plain", 404)
    today = timezone.localdate()
    found = days.entries(user, today - BACK, today + AHEAD)
    name = _("Calendar of %(site)s") % {"site": site_name()}
    content = calendars.document(name, [each.for_calendar() for each in found])
    return ics(content, user, "planned")


def _cell(day: date, found: list[days.Entry], first: date) -> Cell:
    return Cell(day, found[:SHOWN], found[SHOWN:], day.month == first.month)

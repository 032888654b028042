"""The inbox, how somebody wants to be mailed, and the mails that failed."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.entering import number
from articles.security_log import note
from articles.users import User
from reviews.desk.reminders import nudge
from reviews.eligibility.rights import ASSIGN
from reviews.eligibility.visibility import visible_to
from reviews.models import Assignment, Notification, Preferences
from reviews.notifications import calendars, mail
from reviews.notifications.inbox import mark_read, mark_unread
from reviews.notifications.preferences import PreferencesForm
from reviews.refusal import Refused
from reviews.views.access import user_of

PER_PAGE = 50


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that the user was told, newest first; with `?unread=1` what is not read yet."""
    user, only_unread = user_of(request), "unread" in request.GET
    found = Notification.objects.filter(recipient=user)
    page = Paginator(found.unread() if only_unread else found, PER_PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "only_unread": only_unread,
        "may_see_failed": user.has_perm(ASSIGN),
    }
    return render(request, "reviews/notifications/inbox.html", context)


@login_required
@require_safe
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where it leads."""
    notification = get_object_or_404(Notification, pk=pk, recipient=user_of(request))
    mark_read(user_of(request), timezone.now(), pk=pk)
    return HttpResponseRedirect(notification.path)


@login_required
@require_POST
def notifications_mark(request: HttpRequest) -> HttpResponse:
    """Mark one notification as read or unread (`read=` or `unread=` its number), or all (`all=`)."""
    user, now = user_of(request), timezone.now()
    if "all" in request.POST:
        mark_read(user, now)
    elif (pk := number(request.POST.get("read"))) is not None:
        mark_read(user, now, pk=pk)
    elif (pk := number(request.POST.get("unread"))) is not None:
        mark_unread(user, pk=pk)
    return _see(reverse("inbox") + ("?unread=1" if "only_unread" in request.POST else ""))


@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """What is mailed at once, what in the digest, and the private address of the calendar."""
    user = user_of(request)
    wishes = Preferences.objects.filter(user=user).first() or Preferences(user=user)
    form = PreferencesForm(request.POST or None, instance=wishes)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds for everything from now on."))
        return _see(reverse("preferences"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "calendar": calendars.address_of(user)}
    return render(request, "reviews/notifications/preferences.html", context, status=status)


@login_required
@require_POST
def calendar_change(request: HttpRequest) -> HttpResponse:
    calendars.change_address(user_of(request))
    done = _("The calendar has a new address. The one before opens nothing now.")
    messages.success(request, done)
    return _see(reverse("preferences"))


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The open reviews of whom the signed address names, for a calendar program."""
    user = calendars.user_of(token)
    if user is None:
        return HttpResponse(_("This calendar has another address now.") + "\n", "text/plain", 404)
    return ics(calendars.feed(user), user, "calendar")


@login_required
@require_safe
def assignment_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The due date of a review of the user's own, as a file."""
    user = user_of(request)
    own = Assignment.objects.standing().of(user).filter(revision__in=visible_to(user))
    found = get_object_or_404(own.select_related("revision"), pk=pk)
    return ics(calendars.of([found]), user, "due")


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def assignment_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor reminds a reviewer by hand."""
    user = user_of(request)
    found = Assignment.objects.filter(revision__in=visible_to(user))
    assignment = get_object_or_404(found.select_related("revision", "reviewer"), pk=pk)
    try:
        notification = nudge(assignment, user, timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Reminded. Told: %(name)s.") % {"name": notification.name})
    return _see(reverse("review", args=[assignment.revision_id]))


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_safe
def mail_failed(request: HttpRequest) -> HttpResponse:
    """The mails that could not be sent, with the reason."""
    troubled = Notification.objects.troubled().select_related("recipient")
    context = {"page": Paginator(troubled, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "reviews/notifications/mail_failed.html", context)


@login_required
@permission_required(ASSIGN, raise_exception=True)
@require_POST
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    notification = get_object_or_404(Notification.objects.troubled(), pk=pk)
    mail.try_again(notification, timezone.now())
    done = _("The mail to %(name)s is being sent again.") % {"name": notification.name}
    messages.success(request, done)
    return _see(reverse("mail_failed"))


def ics(content: bytes, user: User, what: str) -> HttpResponse:
    """A file for the user's calendar program, of which nobody on the way keeps a copy."""
    note("exported", what=what, user=user.pk)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reviews-due.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)

"""Making and revoking the link that shows a text to people without an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.drafting import sharing
from articles.models import Article, Share
from articles.views.access import for_writers, user_of, writable_revision


@for_writers
@require_POST
def share_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link and show it, this once. Reloading the answer makes another, which can be revoked."""
    revision = writable_revision(request, pk)
    asked = request.POST.get("days", "")
    days = int(asked) if asked in map(str, sharing.CHOICES) else sharing.DAYS
    made, token = sharing.share(revision, user_of(request), timezone.now(), days)
    path = reverse("shared_preview", args=[token])
    context = {"revision": revision, "share": made, "path": path}
    response = render(request, "articles/drafting/share_made.html", context)
    response["Cache-Control"] = "no-store"
    return response


@for_writers
@require_POST
def share_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    shares = Share.objects.filter(revision__article__in=Article.objects.writable_by(request.user))
    shared = get_object_or_404(shares.select_related("revision"), pk=pk)
    sharing.revoke(shared, user_of(request), timezone.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("revision_preview", shared.revision_id)

"""Name and look of the site: entered, tried beside what stands, put on the site."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.languages import active
from articles.security_log import note
from articles.views.access import user_of
from cms.configuration.access import configures
from cms.configuration.identity_forms import IdentityForm
from cms.discovery.cards import draw_in
from cms.identity import contrast
from cms.identity.current import PARTS, Dress, live
from cms.identity.models import SiteIdentity

CARD = "card.png"


@configures()
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """The form of what is tried, or else of what stands. A POST is tried, and not on the site yet."""
    standing, tried = live(), _tried()
    row = tried or standing or SiteIdentity()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = IdentityForm(*sent, row=row, usual=settings.SITE_NAME)
    if sent and form.is_valid():
        kept = tried or SiteIdentity()
        for name, value in (form.entered() | {"by": user_of(request)}).items():
            setattr(kept, name, value)
        kept.save()
        messages.info(request, _("This is how it would look. It is not on the site yet."))
        return _back()
    context = {"form": form, "standing": standing, "tried": tried, "row": row, **_shown(row)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "cms/configuration/identity.html", context, status=status)


@configures()
@require_POST
def identity_live(request: HttpRequest) -> HttpResponse:
    """Put on the site what is tried; with `drop`, forget it."""
    tried = _tried()
    if tried is None:
        messages.info(request, _("There is nothing to put on the site."))
    elif "drop" in request.POST:
        tried.delete()
        messages.success(request, _("Dropped. The site looks as before."))
    else:
        tried.live_at, tried.by = timezone.now(), user_of(request)
        tried.save()
        note("site_identity", user=tried.by.pk, identity=tried.pk)
        messages.success(request, _("The site has its new look, on every page."))
    return _back()


@configures()
@require_safe
@never_cache
def identity_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """A file of a state that may not be on the site: its colours, its logo, its pictures."""
    dress = Dress(get_object_or_404(SiteIdentity, pk=pk))
    if part == CARD:
        title, line = _("The title of an article"), _("What its review says")
        return HttpResponse(draw_in(dress, title, line, "reviewed"), content_type="image/png")
    if part not in dress.files:
        raise Http404
    return HttpResponse(dress.files[part], content_type=PARTS[part])


def _tried() -> SiteIdentity | None:
    return SiteIdentity.objects.filter(live_at=None).first()


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("configure_identity"), status=HTTPStatus.SEE_OTHER)


def _shown(row: SiteIdentity) -> dict[str, object]:
    """What the preview shows, and the contrast of its colours in numbers."""
    dress = Dress(row)
    checked = []
    if dress.light:
        checked = [
            (_("light theme"), contrast.check(dress.light, contrast.LIGHT)),
            (_("dark theme"), contrast.check(dress.dark, contrast.DARK)),
        ]
    return {
        "shown": dress.in_words(active()),
        "parts": {name.partition(".")[0] for name in dress.files},
        "checked": checked,
    }

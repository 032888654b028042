"""A person's name under titles: what stands there, and the answer to it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.entering import clean_text
from articles.models import Article, Person
from reviews.eligibility import bylines as names
from reviews.eligibility.facts import person_of
from reviews.refusal import Refused
from reviews.views.access import user_of

LONGEST_REASON = 2_000


@login_required
@require_safe
def bylines(request: HttpRequest) -> HttpResponse:
    """The titles that bear the user's name, or ask for it; those first that wait for an answer."""
    person = person_of(user_of(request))
    rows = names.of_person(person) if person else []
    context = {
        "person": person,
        "open": [row for row in rows if row.is_open],
        "answered": [row for row in rows if not row.is_open],
    }
    return render(request, "reviews/people/bylines.html", context)


@login_required
@require_POST
def byline_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or decline; 404 for whoever has no profile or is not asked."""
    person = _asked(request)
    article = get_object_or_404(
        Article.objects.filter(attributions__person=person).distinct(), pk=pk
    )
    kind = request.POST.get("answer", "")
    reason = clean_text(request.POST.get("reason", ""))[:LONGEST_REASON]
    try:
        names.answer(article, person, user_of(request), kind, reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept. The writers and the editors are told."))
    return HttpResponseRedirect(reverse("bylines"), status=HTTPStatus.SEE_OTHER)


def _asked(request: HttpRequest) -> Person:
    person = person_of(user_of(request))
    if person is None:
        raise Http404
    return person

"""Disclaimers: where each stands, what a new wording touches, and which pages are looked at again for it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.forms import LabelsAbove
from articles.models import Disclaimer, Wording
from reviews.desk.notices import library, reach
from reviews.eligibility.rights import ASSIGN
from reviews.entitlement.amend import amend
from reviews.views.access import user_of
from reviews.views.rules.asking import ask_again

SEE, WORD, ADD = "articles.view_disclaimer", "articles.add_wording", "articles.add_disclaimer"


class WordingForm(LabelsAbove, forms.ModelForm[Wording]):
    class Meta:
        model = Wording
        fields = ["language", "title", "text", "effective_on"]
        labels = {
            "language": gettext_lazy("Language"),
            "title": gettext_lazy("Title"),
            "text": gettext_lazy("Text"),
            "effective_on": gettext_lazy("Holds from"),
        }
        help_texts = {
            "title": gettext_lazy("Shown in bold."),
            "effective_on": gettext_lazy("Until then the wording before it stands."),
        }
        widgets = {"text": forms.Textarea({"rows": 4}), "effective_on": forms.DateInput()}


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every disclaimer with the pages that show it, and defaults that the site has not taken up."""
    _may_see(request)
    found = Disclaimer.objects.select_related("owner").prefetch_related(
        "topics",
        "tags",  # type: ignore[misc]  # taggit has no types
    )
    pages = reach.pages_of_each(timezone.localdate())
    rows = [(each, pages[each.pk]) for each in found]
    offered = library.not_taken_up() if request.user.has_perm(ADD) else []
    return render(request, "reviews/notices/list.html", {"rows": rows, "offered": offered})


@login_required
@require_POST
def notice_take(request: HttpRequest) -> HttpResponse:
    """Take a default of the library up."""
    slug = request.POST.get("slug", "")
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    default = next((each for each in library.not_taken_up() if each.slug == slug), None)
    if default is None:
        raise Http404
    made = library.take_up(default, user_of(request))
    messages.success(request, _("“%(name)s” is a notice of this site now.") % {"name": made})
    return redirect("notice", made.pk)


@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One disclaimer: its wordings, the pages that it touches, and a new wording for it."""
    _may_see(request)
    disclaimer = get_object_or_404(Disclaimer.objects.select_related("owner"), pk=pk)
    if request.method == "POST" and not request.user.has_perm(WORD):
        raise PermissionDenied
    draft = Wording(disclaimer=disclaimer)
    form = WordingForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        entered = {**form.cleaned_data, "disclaimer": disclaimer, "written_by": user_of(request)}
        amend("add_wording", Wording(), user_of(request), entered)
        said = _(
            "The new wording holds from the day that you gave. Choose below what is looked at again."
        )
        messages.success(request, said)
        return redirect("notice", disclaimer.pk)
    return render(request, "reviews/notices/detail.html", _around(request, disclaimer, form))


@login_required
@require_POST
def notice_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those who approved the chosen pages last to look at them again."""
    disclaimer = get_object_or_404(Disclaimer, pk=pk)
    if not request.user.has_perm(ASSIGN):
        raise PermissionDenied
    shown = [each.revision for each in reach.touched(disclaimer, timezone.localdate())]
    chosen = request.POST.getlist("text")
    ask_again(request, [each for each in shown if str(each.pk) in chosen])
    return redirect("notice", disclaimer.pk)


def _around(request: HttpRequest, disclaimer: Disclaimer, form: WordingForm) -> dict[str, Any]:
    touched = reach.touched(disclaimer, timezone.localdate())
    return {
        "disclaimer": disclaimer,
        "wordings": disclaimer.wordings.select_related("written_by"),
        "touched": touched,
        "newer": sum(each.is_newer for each in touched),
        "form": form if request.user.has_perm(WORD) else None,
        "may_ask": request.user.has_perm(ASSIGN),
    }


def _may_see(request: HttpRequest) -> None:
    if not (request.user.has_perm(SEE) or request.user.has_perm(ASSIGN)):
        raise PermissionDenied

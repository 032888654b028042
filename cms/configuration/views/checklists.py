"""Checklists: what reviewers are asked, line by line. A change of lines is a new version; old ones stay."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.text.slugs import first_free, slug_of
from articles.users import User
from articles.views.access import user_of
from cms.configuration import checklist_forms
from cms.configuration.access import configures
from cms.configuration.checklist_forms import ChecklistForm, lines_formset, text_of
from reviews.entitlement.amend import amend
from reviews.lines import ChecklistLine, parse
from reviews.models import Checklist, ChecklistVersion
from reviews.refusal import Refused

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY


@configures()
@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    rows = [
        (each, each.current, list(each.policy_set.select_related("topic")))
        for each in Checklist.objects.order_by("name")
    ]
    return render(request, "cms/configuration/checklists.html", {"rows": rows})


@configures("reviews.add_checklistversion")
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Name and lines of one, or of a new one. `look=` shows what would change and saves nothing."""
    found = get_object_or_404(Checklist, pk=pk) if pk else Checklist()
    before = found.current.lines if pk and found.current else []
    data = request.POST if request.method == "POST" else None
    form, lines = ChecklistForm(data, instance=found), lines_formset(data, before)
    if data is None:
        return _show(request, form, lines)
    if not (form.is_valid() and lines.is_valid()):
        return _show(request, form, lines, status=INVALID)
    text = text_of(lines)
    if "look" in data:
        effect = checklist_forms.differences(before, after := parse(text))
        return _show(request, form, lines, effect, after)
    try:
        _save(form, text, user_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, lines, status=INVALID)
    messages.success(request, _("Saved. Reviews that begin from now on ask these lines."))
    return HttpResponseRedirect(reverse("configure_checklists"), status=HTTPStatus.SEE_OTHER)


@transaction.atomic
def _save(form: ChecklistForm, text: str, by: User) -> None:
    found, name = form.instance, form.cleaned_data["name"]
    if found.pk is None:
        stem = slug_of(name, "checklist", 45)
        slug = first_free(stem, lambda slug: not Checklist.objects.filter(slug=slug).exists())
        amend("add_checklist", found, by, {"name": name, "slug": slug})
    else:
        amend("change_checklist", found, by, {"name": name})
    if found.current is None or found.current.text.strip() != text:
        values = {"checklist": found, "text": text, "written_by": by}
        amend("add_checklistversion", ChecklistVersion(checklist=found), by, values)


def _show(
    request: HttpRequest,
    form: ChecklistForm,
    lines: Any,
    effect: list[str] | None = None,
    shown: list[ChecklistLine] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    found = form.instance
    policies = found.policy_set.select_related("topic") if found.pk else []
    context = {
        "form": form,
        "lines": lines,
        "effect": effect,
        "shown": shown,
        "policies": policies,
        "is_new": found.pk is None,
    }
    return render(request, "cms/configuration/checklist.html", context, status=status)

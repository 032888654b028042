"""Topics, policies, specialties and synonyms: listed, entered, and shown what a change would do."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Topic
from articles.views.access import user_of
from cms.configuration.access import configures
from cms.configuration.kinds import KINDS, Kind
from reviews.entitlement.acts import ACTS
from reviews.entitlement.amend import amend
from reviews.refusal import Refused

INVALID = HTTPStatus.UNPROCESSABLE_ENTITY


@configures(of=lambda kind, **_more: KINDS[kind].admits)
@require_safe
def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """All rows of a kind."""
    found = KINDS[kind]
    context = {"kind": found, "rows": found.rows(), "new": reverse(f"configure_{kind}_new")}
    return render(request, "cms/configuration/rows.html", context)


@configures(of=lambda kind, **_more: KINDS[kind].admits)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """One row, or a new one. `look=` says what the change would do and saves nothing."""
    found = KINDS[kind]
    if not request.user.has_perm(found.right("change" if pk else "add")):
        raise PermissionDenied
    instance = get_object_or_404(found.model, pk=pk) if pk else None
    if isinstance(instance, Topic) and instance.is_about_site:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = found.form(data, instance=instance, initial=_initial(request, kind, pk))
    if data is None or not form.is_valid():
        return _show(request, found, form, INVALID if data is not None else HTTPStatus.OK)
    if "look" in data:
        return _show(request, found, form, effect=found.effect(form.instance))
    return _saved(request, found, form) or _show(request, found, form, INVALID)


def _saved(request: HttpRequest, kind: Kind, form: Any) -> HttpResponse | None:
    """Carry out the act; None where a guard refuses it, whose reason then stands on the form."""
    deed = "change" if form.instance.pk else "add"
    if not kind.act:
        form.save()
    else:
        act, entered = f"{deed}_{kind.act}", form.values()
        values = {name: entered[name] for name in ACTS[act].columns if name in entered}
        try:
            amend(act, form.instance, user_of(request), values)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return None
    messages.success(request, _("Saved: %(what)s.") % {"what": form.instance})
    return HttpResponseRedirect(reverse(f"configure_{kind.name}"), status=HTTPStatus.SEE_OTHER)


def _initial(request: HttpRequest, kind: str, pk: int | None) -> dict[str, Any]:
    """A new policy may come with its topic named in the address."""
    return {"topic": request.GET.get("topic")} if kind == "policies" and pk is None else {}


def _show(
    request: HttpRequest,
    kind: Kind,
    form: Any,
    status: HTTPStatus = HTTPStatus.OK,
    effect: list[str] | None = None,
) -> HttpResponse:
    named = {name for _heading, names in kind.sections for name in names}
    sections = [
        (heading, [form[name] for name in names or form.fields if name in form.fields])
        for heading, names in kind.sections
    ]
    assert not named or named == set(form.fields)  # noqa: S101 no field of the form is forgotten
    is_new = form.instance.pk is None
    context = {
        "kind": kind,
        "form": form,
        "sections": sections,
        "is_new": is_new,
        "effect": effect
        if effect or is_new
        else kind.effect(kind.model._base_manager.get(pk=form.instance.pk)),
        "is_asked": effect is not None,
        "back": reverse(f"configure_{kind.name}"),
    }
    return render(request, "cms/configuration/row.html", context, status=status)

"""Two works side by side, merged field by field; and parted again."""

from http import HTTPStatus

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.library import merging
from articles.library.forms import ReferenceForm, ShelfForm
from articles.library.merging import Refused
from articles.library.usage import usage
from articles.models import Reference, ReferenceMerge
from articles.references import identity
from articles.views.access import for_writers, user_of


@for_writers
def reference_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other work is the same as this one (`with`), both side by side; with `merge`, one of them."""
    kept = get_object_or_404(Reference.objects.current(), pk=pk)
    named = request.POST.get("with") or request.GET.get("with", "")
    form = ShelfForm({"name": named} if named else None, auto_id="id_other_%s")
    if not named or not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if named else HTTPStatus.OK
        context = {"kept": kept, "form": form}
        return render(request, "articles/library/reference_merge.html", context, status=status)
    other = form.reference
    if request.method == "POST" and "merge" in request.POST:
        return _merged(request, kept, other)
    rows = merging.side_by_side(kept.csl, other.csl)
    context = {
        "kept": kept,
        "other": other,
        "form": form,
        "rows": [(row, ReferenceForm.base_fields[row.name].label) for row in rows],
        "compared": identity.compare(kept.csl, other.csl),
        "kept_usage": usage(kept, user_of(request)),
        "other_usage": usage(other, user_of(request)),
    }
    return render(request, "articles/library/reference_merge.html", context)


def _merged(request: HttpRequest, kept: Reference, other: Reference) -> HttpResponse:
    try:
        merging.merge(kept, other, request.POST.getlist("field"), user_of(request))
    except Refused as why:
        messages.error(request, str(why))
    except IntegrityError:
        said = _("A third work has one of these identifiers: merge with that one first.")
        messages.error(request, said)
    else:
        said = _("%(other)s is merged into %(kept)s. It can be undone below.")
        messages.success(request, said % {"other": other.key, "kept": kept.key})
    return redirect(kept)


@for_writers
@require_POST
def reference_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    done = get_object_or_404(ReferenceMerge.objects.select_related("kept", "absorbed"), pk=pk)
    try:
        merging.undo(done, user_of(request))
    except Refused as why:
        messages.error(request, str(why))
        return redirect(done.kept)
    messages.success(request, _("%(key)s is a work of its own again.") % {"key": done.absorbed.key})
    return redirect(done.absorbed)

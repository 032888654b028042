"""The library of references: find, enter, correct, and put beside a draft."""

from collections.abc import Sequence
from http import HTTPStatus
from io import BytesIO

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.library import completing, editing, importing, lookup, merging
from articles.library.forms import PasteForm, ReferenceForm, ShelfForm, StaffForm
from articles.library.lookup import NotFound
from articles.library.usage import usage
from articles.models import Attachment, Reference, ReferenceChange, Revision
from articles.references import bibliography, completeness, identity
from articles.references.sentence_case import sentence_case
from articles.security_log import note
from articles.views.access import for_writers, user_of, writable_revision
from articles.views.drafts import show
from articles.views.references.listing import draft_named, formatted, list_left

Differing = list[tuple[str, str]]  # the label of a field, and what a service says of it


@for_writers
def reference_new(request: HttpRequest) -> HttpResponse:
    """Enter a work; `for` names the draft that it is entered for, and leads back to it. With `look_up`
    nothing is stored: the form comes back with its empty fields filled; with `show_kind`, with the fields
    of the kind that was chosen.

    Other parameters are what is known of the work already. Who accepts JSON gets the fields alone,
    and what was entered.
    """
    draft = draft_named(request)
    if "look_up" in request.POST:
        return _completed(request, Reference(csl={}), draft)
    if "show_kind" in request.POST:
        return _of_its_kind(request, Reference(csl={}), draft)
    if "sentence_case" in request.POST:
        return _in_sentence_case(request, Reference(csl={}), draft)
    form = ReferenceForm(request.POST or None, initial=request.GET.dict())
    is_right = request.method == "POST" and form.is_valid()
    reference = (
        importing.store(form.as_csl(), draft.article if draft else None, user_of(request))
        if is_right
        else None
    )
    if wants_json(request):
        return _in_the_dialog(request, form, reference)
    if reference is not None:
        said = _("“%(title)s” is in the library as %(key)s.")
        messages.success(request, said % {"title": reference.title, "key": reference.key})
        return redirect("revision_edit", draft.pk) if draft else redirect("references")
    return _form_page(request, form, draft)


@for_writers
def reference_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a work, and go back to the list from which it was opened. Texts that are sealed keep the
    entry as it stood in them."""
    reference = get_object_or_404(Reference.objects.select_related("merged_into"), pk=pk)
    if reference.merged_into:
        said = _("%(key)s was merged into this work.")
        messages.info(request, said % {"key": reference.key})
        return redirect(reference.merged_into)
    if "look_up" in request.POST:
        return _completed(request, reference, None)
    if "show_kind" in request.POST:
        return _of_its_kind(request, reference, None)
    if "sentence_case" in request.POST:
        return _in_sentence_case(request, reference, None)
    form = ReferenceForm(request.POST or None, reference=reference)
    if request.method == "POST" and form.is_valid():
        if _is_to_be_looked_at(request, reference, form):
            return _form_page(request, form, None, becomes_another=True)
        editing.change(reference, form.as_csl(), user_of(request))
        messages.success(request, _("“%(title)s” is saved.") % {"title": reference.title})
        return redirect(list_left(request))
    return _form_page(request, form, None)


def _is_to_be_looked_at(request: HttpRequest, reference: Reference, form: ReferenceForm) -> bool:
    """Whether the entry would become that of another work, and statements rest on it: it is asked once."""
    if "anyway" in request.POST or not identity.is_another(reference.csl, form.as_csl()):
        return False
    return bool(usage(reference, user_of(request)).statements)


@for_writers
@require_POST
def reference_annotate(request: HttpRequest, pk: int) -> HttpResponse:
    """What staff say of a work: how strong it is, notes, a file. Readers see none of it."""
    reference = get_object_or_404(Reference.objects.current(), pk=pk)
    form = StaffForm(request.POST, request.FILES, instance=reference)
    if not form.is_valid():
        return _form_page(request, ReferenceForm(reference=reference), None, staff=form)
    form.save_with_file(user_of(request))
    messages.success(request, _("What staff say of it is saved."))
    return redirect(reference)


@for_writers
@require_GET
def reference_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that goes with a work, to keep; never opened on this site."""
    file = get_object_or_404(Attachment, reference=pk)
    note("exported", what="attachment", reference=pk, user=user_of(request).pk)
    return FileResponse(
        BytesIO(bytes(file.content)),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )


@for_writers
@require_POST
def reference_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a work say again what it said before a change."""
    change = get_object_or_404(ReferenceChange.objects.select_related("reference"), pk=pk)
    reference = change.reference
    try:
        with transaction.atomic():
            editing.change(reference, change.before, user_of(request))
    except IntegrityError:
        said = _("Another work has the identifier that it had then: merge the two instead.")
        messages.error(request, said)
    else:
        messages.success(request, _("It says again what it said then."))
    return redirect(reference)


@for_writers
@require_POST
def shelf_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a work of the library beside a draft."""
    draft = writable_revision(request, pk)
    form = ShelfForm(request.POST, auto_id="id_shelf_%s")
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, draft, shelf_form=form, status=status)
    draft.article.shelf.add(form.reference)
    messages.success(request, _("%(key)s is beside your text.") % {"key": form.reference.key})
    return redirect("revision_edit", draft.pk)


def _completed(request: HttpRequest, reference: Reference, draft: Revision | None) -> HttpResponse:
    """The form with its empty fields filled by a look-up; what the service says otherwise beside it."""
    entered = _as_typed(request)
    try:
        found = completing.complete(entered)
    except NotFound as why:
        form, said = ReferenceForm(reference=reference, initial=entered), str(why)
        level, differing = messages.WARNING, Differing()
    else:
        form = ReferenceForm(reference=reference, initial=found.fields)
        level, said = messages.INFO, _filled(found, form)
        differing = [(str(form[name].label), value) for name, value in found.differing.items()]
    if wants_json(request):
        return _in_the_dialog(request, form, None, said, differing)
    messages.add_message(request, level, said)
    return _form_page(request, form, draft, differing)


def _of_its_kind(
    request: HttpRequest, reference: Reference, draft: Revision | None
) -> HttpResponse:
    """The form with the fields of the kind that was chosen, and all that was typed. Nothing is stored."""
    form = ReferenceForm(reference=reference, initial=_as_typed(request))
    if wants_json(request):
        return _in_the_dialog(request, form, None)
    return _form_page(request, form, draft)


def _in_sentence_case(
    request: HttpRequest, reference: Reference, draft: Revision | None
) -> HttpResponse:
    """The form with the title as AMA has it, and all else that was typed. Nothing is stored."""
    typed = _as_typed(request)
    typed["title"] = sentence_case(typed.get("title", ""))
    said = _("The title is in sentence case. Give names their capitals again, then save.")
    messages.info(request, said)
    return _form_page(request, ReferenceForm(reference=reference, initial=typed), draft)


def _as_typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ReferenceForm.base_fields if name in request.POST}


def _filled(found: completing.Completion, form: ReferenceForm) -> str:
    labels = ", ".join(str(form[name].label) for name in found.filled)
    named = {"service": found.service, "fields": labels}
    if not found.filled:
        return _("%(service)s has nothing to add.") % named
    return _("From %(service)s: %(fields)s. Nothing is saved yet.") % named


def _form_page(
    request: HttpRequest,
    form: ReferenceForm,
    draft: Revision | None,
    differing: Sequence[tuple[str, str]] = (),
    staff: StaffForm | None = None,
    becomes_another: bool = False,
) -> HttpResponse:
    is_wrong = form.errors or (staff and staff.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    context = {
        **(_around(request, form.reference, staff) if form.reference.pk else {}),
        "form": form,
        "reference": form.reference,
        "draft": draft,
        "asked": completeness.asked(form.reference.csl) if form.reference.pk else [],
        "paste": PasteForm(),
        "can_look_up": lookup.is_on(),
        "differing": differing,
        "becomes_another": becomes_another,
    }
    return render(request, "articles/library/reference_form.html", context, status=status)


def _around(
    request: HttpRequest, reference: Reference, staff: StaffForm | None
) -> dict[str, object]:
    """What stands below the form of a work that the library has."""
    merges = reference.merges.filter(undone_at=None).select_related("absorbed", "by")
    return {
        "staff": staff or StaffForm(instance=reference),
        "file": Attachment.objects.filter(reference=reference).defer("content").first(),
        "usage": usage(reference, user_of(request)),
        "changes": [
            (change, _labelled(merging.side_by_side(change.before, after)))
            for change, after in editing.changes(reference)
        ],
        "merges": merges,
    }


def _labelled(rows: list[merging.Row]) -> list[tuple[str, merging.Row]]:
    return [(str(ReferenceForm.base_fields[row.name].label), row) for row in rows if row.differs]


def _in_the_dialog(
    request: HttpRequest,
    form: ReferenceForm,
    reference: Reference | None,
    said: str = "",
    differing: Sequence[tuple[str, str]] = (),
) -> JsonResponse:
    if reference is not None:
        return JsonResponse({"entered": named(reference)}, status=HTTPStatus.CREATED)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "differing": differing}
    fields = render_to_string("articles/library/_reference_fields.html", context, request)
    answer = {"fields": fields, "can_look_up": lookup.is_on(), "said": said}
    return JsonResponse(answer, status=status)


def named(reference: Reference) -> dict[str, str]:
    """What the editor needs to cite a work: its key, and its entry in plain words."""
    [entry] = formatted([reference])
    return {"key": entry.key, "text": bibliography.plain(entry)}


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"

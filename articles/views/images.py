"""The library of images: find, send in, describe, see where each is used, remove what no text uses."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from articles.images import library
from articles.images.decoding import MAX_BYTES, UnreadableImage, too_large
from articles.images.forms import ImageForm, RightsForm, UploadForm
from articles.images.listing import IMAGES, with_texts
from articles.listing import bulk, keeping, pages
from articles.listing.filters import Chosen
from articles.models import Image, ImageUse, Revision
from articles.models.articles import ONCE_PUBLIC
from articles.users import User
from articles.views.access import for_writers, user_of

PER_PAGE = 24
OFFERED = 24
MOST_KEYS = 100


@for_writers
def images(request: HttpRequest) -> HttpResponse:
    """The library as a grid; a form that takes several files at once."""
    if {"name", "forget"} & request.POST.keys():
        return keeping.act(request, user_of(request), IMAGES.asked(request))
    if request.method == "POST":
        return _take_in(request)
    return _grid(request, UploadForm())


@for_writers
@require_POST
def images_bulk(request: HttpRequest) -> HttpResponse:
    """Say the licence of many images, or remove those that no text shows."""
    user, chosen = user_of(request), IMAGES.asked(request)
    try:
        found = bulk.chosen_rows(request, _images(chosen))
    except bulk.Changed as why:
        messages.error(request, str(why))
        return keeping.back_to(request, chosen)
    ticked = list(Image.objects.filter(pk__in=list(found.values_list("pk", flat=True))))
    if not ticked:
        messages.error(request, _("Tick images first."))
    elif request.POST.get("deed") == "delete":
        _delete_many(request, ticked, user)
    else:
        _say_rights(request, ticked)
    return keeping.back_to(request, chosen)


def _say_rights(request: HttpRequest, ticked: list[Image]) -> None:
    form = RightsForm(request.POST)
    if not form.is_valid():
        said = [str(each) for errors in form.errors.values() for each in errors]
        messages.error(request, " ".join(said))
        return
    for each in ticked:
        each.credit, each.licence = form.cleaned_data["credit"], form.cleaned_data["licence"]
        each.save(update_fields=["credit", "licence"])
    words = ngettext(
        "Licence and credit of %(count)d image are noted.",
        "Licence and credit of %(count)d images are noted.",
        len(ticked),
    )
    messages.success(request, words % {"count": len(ticked)})


def _delete_many(request: HttpRequest, ticked: list[Image], user: User) -> None:
    """Those that no text shows and that are the user's to delete; how many stay is said."""
    gone = 0
    for each in ticked:
        if _may_delete(each, user):
            try:
                library.remove(each)
                gone += 1
            except library.InUse:
                continue
    if gone:
        words = ngettext("%(count)d image is deleted.", "%(count)d images are deleted.", gone)
        messages.success(request, words % {"count": gone})
    if kept := len(ticked) - gone:
        words = ngettext(
            "%(count)d image stays: it stands in a text, or somebody else sent it in.",
            "%(count)d images stay: they stand in a text, or somebody else sent them in.",
            kept,
        )
        messages.info(request, words % {"count": kept})


@for_writers
@require_GET
def image_search(request: HttpRequest) -> JsonResponse:
    """For the editor: images that have all words of `q`, or those named by each `key`."""
    keys = request.GET.getlist("key")[:MOST_KEYS]
    found = (
        Image.objects.filter(key__in=keys)
        if keys
        else Image.objects.search(request.GET.get("q", ""))[:OFFERED]
    )
    return JsonResponse({"results": [library.facts(image) for image in found]})


@for_writers
@require_POST
def image_upload(request: HttpRequest) -> JsonResponse:
    """For the editor: take one file in. Answers 422 with the reason where it can't be used."""
    file = request.FILES.get("file")
    if file is None:
        reason = _("No file arrived. Send it again.")
        return JsonResponse({"error": reason}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        stored = library.store(_read(file), user_of(request), file.name or "")
    except UnreadableImage as why:
        return JsonResponse({"error": str(why)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = {**library.facts(stored.image), "is_new": stored.is_new, "notes": list(stored.notes)}
    status = HTTPStatus.CREATED if stored.is_new else HTTPStatus.OK
    return JsonResponse(answer, status=status)


@for_writers
def image(request: HttpRequest, key: str) -> HttpResponse:
    """What is said about an image, to correct; and the texts that show it."""
    shown = get_object_or_404(Image.objects.select_related("uploaded_by"), key=key)
    form = ImageForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("“%(title)s” is saved.") % {"title": shown.title})
        return redirect(shown)
    uses, others = _uses(shown, user_of(request))
    context = {
        "image": shown,
        "picture": library.picture_of(shown),
        "form": form,
        "uses": uses,
        "others": others,
        "may_delete": not (uses or others) and _may_delete(shown, user_of(request)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "articles/images/image.html", context, status=status)


@for_writers
@require_POST
def image_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Remove an image that no text shows: whoever sent it in, or an editor."""
    unused = get_object_or_404(Image, key=key)
    if not _may_delete(unused, user_of(request)):
        raise PermissionDenied(_("Only who sent an image in, or an editor, can delete it."))
    try:
        library.remove(unused)
    except library.InUse:
        said = _("“%(title)s” stands in a text, so it stays.")
        messages.error(request, said % {"title": unused.title})
        return redirect("image", key)
    messages.success(request, _("“%(title)s” is deleted.") % {"title": unused.title})
    return redirect("images")


def _take_in(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _grid(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    refused = []
    for file in form.cleaned_data["pictures"]:
        try:
            stored = library.store(_read(file), user_of(request), file.name or "", **form.about())
        except UnreadableImage as why:
            refused.append(f"{file.name}: {why}")
            continue
        messages.success(request, _said_of(stored, file.name or ""))
    if refused:
        for sentence in refused:
            form.add_error("pictures", sentence)
        return _grid(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("images")


def _said_of(stored: library.Stored, name: str) -> str:
    found = (
        _("“%(title)s” is in the library.")
        if stored.is_new
        else _("%(name)s is in the library already, as “%(title)s”.")
    )
    return " ".join([found % {"title": stored.image.title, "name": name}, *stored.notes])


def _grid(
    request: HttpRequest, form: UploadForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    user, chosen = user_of(request), IMAGES.asked(request)
    found = _images(chosen)
    taken = pages.taken_along(
        request,
        user,
        chosen,
        lambda most: with_texts(found, chosen.asking).select_related("uploaded_by")[:most],
    )
    if taken is not None:
        return taken
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cards": [(each, library.picture_of(each)) for each in page.object_list],
        "words": chosen.words,
        "form": form,
        "rights": RightsForm(auto_id="id_many_%s"),
        "is_for_many": "bulk" in request.GET,
        "matches": page.paginator.count,
        "sorts": [(chosen.heads[name], sort.label) for name, sort in IMAGES.sorts.items()],
        **pages.around(request, user, chosen),
    }
    return render(request, "articles/images/image_list.html", context, status=status)


def _images(chosen: Chosen) -> QuerySet[Image]:
    return chosen.ordered(chosen.narrow(Image.objects.all()))


def _read(file: UploadedFile[Any]) -> bytes:
    if (file.size or 0) > MAX_BYTES:
        raise UnreadableImage(too_large())
    return bytes(file.read())


def _may_delete(image: Image, user: User) -> bool:
    return image.uploaded_by_id == user.pk or user.has_perm("articles.write_any_article")


def _uses(image: Image, user: User) -> tuple[list[tuple[ImageUse, str]], int]:
    """The texts with the image that the user may know of, newest first, each with where it is read;
    and how many others."""
    uses = image.uses.select_related("revision__article").order_by("-revision__saved_at")
    mine = set(
        Revision.objects.writable_by(user)
        .filter(image_uses__image=image)
        .values_list("pk", flat=True)
    )
    shown = [use for use in uses if use.revision_id in mine or use.revision.state in ONCE_PUBLIC]
    places = [(use, _where(use.revision, use.revision_id in mine)) for use in shown]
    return places, len(uses) - len(shown)


def _where(revision: Revision, is_mine: bool) -> str:
    if is_mine:
        return reverse("revision_preview", args=[revision.pk])
    return revision.article.get_absolute_url()

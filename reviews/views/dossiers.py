"""The dossier of an article: a page to read and print, a file to check."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from lxml import html

from articles import entering
from articles.models import Article, Revision
from articles.sealing import rendering, seal
from articles.security_log import note
from reviews.eligibility.rights import PUBLISH
from reviews.record import dossier as dossiers
from reviews.record.evidence import Record
from reviews.reviewing.discussion import blind_to
from reviews.views.access import user_of


@login_required
@permission_required(PUBLISH, raise_exception=True)
@require_safe
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file says, laid out text by text."""
    article = get_object_or_404(Article.objects.select_related("topic"), pk=pk)
    if closed := _closed(request, article):
        return closed
    found = dossiers.compose(article, timezone.now())
    context = {"article": article, "dossier": found, "texts": list(_texts(found, article))}
    return render(request, "reviews/record/dossier.html", context)


@login_required
@permission_required(PUBLISH, raise_exception=True)
@require_safe
def dossier_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as canonical JSON, for `verify --dossier`.

    `at` and `digest` are those of the page that leads here: the file has them too, or the page is shown as
    the record stands now.
    """
    article = get_object_or_404(Article.objects.select_related("topic"), pk=pk)
    if closed := _closed(request, article):
        return closed
    shown = request.GET.get("digest", "")
    found = dossiers.compose(article, _moment_of(request.GET.get("at", "")))
    if shown and found["digest"] != shown:
        said = _(
            "The record has gone on since this page was made. It is shown anew: download it now."
        )
        messages.warning(request, said)
        return redirect("dossier", pk)
    content = dossiers.serialised(found)
    note("exported", what="dossier", article=article.pk, user=request.user.pk)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dossier-{article.slug}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _closed(request: HttpRequest, article: Article) -> HttpResponse | None:
    """To the text that the user has to decide on first, where its round hides what others decided."""
    undecided = blind_to(user_of(request)).filter(revision__article=article).first()
    if undecided is None:
        return None
    said = _(
        "You read what the others decided once you have decided yourself: the policy has it so."
    )
    messages.info(request, said)
    return redirect("review", undecided.revision_id)


def _moment_of(at: str) -> datetime:
    """The moment of a page that was composed before, else now."""
    now = timezone.now()
    composed = entering.moment(at)
    return composed if composed and composed <= now else now


def _texts(found: Record, article: Article) -> Iterator[dict[str, Any]]:
    """Each text, in its own language, with what was said and decided about it; the newest first."""
    for revision in reversed(found["revisions"]):
        number = revision["id"]
        text = seal.read(revision["text"])
        with translation.override(article.language):
            rendered = rendering.render(text)
        yield {
            "revision": revision,
            "state": Revision.State(revision["state"]),
            "text": text,
            "rendered": rendered,
            "body": _without_places(rendered.body),
            "threads": [each for each in found["threads"] if each["revision"] == number],
            "assignments": [each for each in found["assignments"] if each["revision"] == number],
            "approvals": [
                each for each in found["approvals"] if each["signed"]["revision"] == number
            ],
            "debts": [each for each in found["debts"] if each["revision"] == number],
        }


def _without_places(markup: str) -> SafeString:
    """A rendered body to stand beside others: without the places that its own links lead to, and
    with no landmark, since the next text has the same.
    """
    root = html.fragment_fromstring(markup, create_parent="div")
    for element in list(root.iter("*")):
        element.attrib.pop("id", None)
        if element.get("role") == "region":
            element.set("role", "group")
        if element.tag == "a" and element.get("href", "").startswith("#"):
            element.drop_tag()
    inner: str = html.tostring(root, encoding="unicode")
    return SafeString(inner.removeprefix("<div>").removesuffix("</div>"))

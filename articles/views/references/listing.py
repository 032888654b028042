"""The library of references: listed, searched, and asked by the citation window."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from articles.entering import number
from articles.library import duplicates, lookup
from articles.library.usage import with_texts
from articles.listing import bulk, keeping, pages
from articles.listing.filters import Chosen
from articles.models import Reference, Revision
from articles.models.references import Evidence
from articles.references import bibliography, export, identifiers
from articles.references.bibliography import FormattedReference
from articles.references.identifiers import Identifier, Malformed, identify
from articles.security_log import note
from articles.users import User
from articles.views.access import for_writers, user_of, writable_revision
from articles.views.references.filters import REFERENCES

PER_PAGE = 30
OFFERED = 12
MOST_KEYS = 100
NARROWED = ("q", "kind", "show", "evidence", "topic", "entered", "sort", "page")
MOST_CITED = 200
EXPORTED: Final = 5_000  # works of a file for a reference manager


@for_writers
def references(request: HttpRequest) -> HttpResponse:
    """All works, narrowed and sorted as the address says."""
    user, chosen = user_of(request), REFERENCES.asked(request)
    if request.method == "POST":
        return keeping.act(request, user, chosen)
    works = _works(chosen)
    taken = pages.taken_along(request, user, chosen, lambda most: _told(works)[:most])
    if taken is not None:
        return taken
    page = Paginator(works, PER_PAGE).get_page(request.GET.get("page"))
    # a page far down is found in the index; only its own entries, which are long, are read
    found = list(
        works.values_list("pk", flat=True)[max(page.start_index() - 1, 0) : page.end_index()]
    )
    by_key = {each.pk: each for each in with_texts(Reference.objects.filter(pk__in=found))}
    listed = [by_key[pk] for pk in found]
    context = {
        "page": page,
        "place": _place(request),
        "rows": list(zip(listed, formatted(listed), strict=True)),
        "words": chosen.words,
        "can_look_up": lookup.is_on(),
        "is_for_many": "bulk" in request.GET,
        "evidence_kinds": Evidence.choices,
        "formats": export.FORMATS,
        "matches": page.paginator.count,
        **pages.around(request, user, chosen),
    }
    return render(request, "articles/library/reference_list.html", context)


@for_writers
@require_POST
def references_bulk(request: HttpRequest) -> HttpResponse:
    """One thing done to many works of the list: say what kind of evidence they are, or take them along."""
    user, chosen = user_of(request), REFERENCES.asked(request)
    try:
        works = bulk.chosen_rows(request, _works(chosen), key="key", name="take")
    except bulk.Changed as why:
        messages.error(request, str(why))
        return keeping.back_to(request, chosen)
    if (extension := request.POST.get("deed", "")) in export.FORMATS:
        return _file(user, works, extension)
    evidence = request.POST.get("evidence", "")
    if evidence not in Evidence.values or not works.exists():
        messages.error(request, _("Tick works and say what is to be done with them."))
        return keeping.back_to(request, chosen)
    pks = list(works.values_list("pk", flat=True))
    count = Reference.objects.filter(pk__in=pks).update(evidence=evidence)
    words = ngettext(
        "%(count)d work is noted as: %(kind)s.", "%(count)d works are noted as: %(kind)s.", count
    )
    messages.success(request, words % {"count": count, "kind": Evidence(evidence).label})
    return keeping.back_to(request, chosen)


def _file(user: User, works: QuerySet[Reference], extension: str) -> HttpResponse:
    """For a reference manager."""
    note("exported", what=f"references.{extension}", user=user.pk)
    write = export.FORMATS[extension]
    response = HttpResponse(
        write.write([each.csl for each in works[:EXPORTED]]), content_type=write.media_type
    )
    response["Content-Disposition"] = f'attachment; filename="references.{extension}"'
    return response


def _works(chosen: Chosen) -> QuerySet[Reference]:
    return chosen.ordered(chosen.narrow(Reference.objects.current()))


def _told(works: QuerySet[Reference]) -> QuerySet[Reference]:
    """With what the columns of a file say."""
    return with_texts(works).select_related("entered_by").defer("text", "words", "notes")


def list_left(request: HttpRequest) -> str:
    """The address of the list from which a page was opened, narrowed as it was."""
    place = _place(request)
    return reverse("references") + (f"?{place}" if place else "")


def _place(request: HttpRequest) -> str:
    return urlencode({name: request.GET[name] for name in NARROWED if request.GET.get(name)})


@for_writers
@require_GET
def reference_search(request: HttpRequest) -> JsonResponse:
    """For the citation dialog: works that have all words of `q`, or those named by each `key`.

    What was gathered `for` a draft comes first, unless the text has `cited` it already. An identifier
    finds the one work that has it; where the library has none, `said` says so. Where nothing is found,
    `by_hand` is the query that opens the form of a new reference with what was searched for, and `look_up`
    what to send to have it looked up. A search itself asks nobody elsewhere.
    """
    keys = request.GET.getlist("key")[:MOST_KEYS]
    if keys:
        return _found(Reference.objects.filter(key__in=keys))
    words = request.GET.get("q", "").strip()
    try:
        identifier = identify(words)
    except Malformed as why:
        return _found(_offered(request, words)[:OFFERED], said=str(why))
    if identifier is None:
        offered = _offered(request, words)
        more = _("These are the first %(count)s: more words narrow them.") % {"count": OFFERED}
        if words and not offered:
            return _found([], by_hand=urlencode({"title": words}))
        return _found(offered[:OFFERED], **({"said": more} if len(offered) > OFFERED else {}))
    if found := duplicates.duplicate_of({identifier.name: identifier.value, "type": "book"}):
        said = _("You already have this work: %(key)s.")
        return _found([found.reference], said=said % {"key": found.reference.key})
    if not lookup.can_look_up(identifier):
        said = _("%(identifier)s is not in the library yet. Enter the work once, and cite it.")
        return _found([], said=said % {"identifier": identifier}, by_hand=by_hand(identifier))
    said = _("%(identifier)s is not in the library yet. Press Enter to look it up at %(service)s.")
    asked = {"identifier": identifier, "service": lookup.service_of(identifier)}
    query = {"by_hand": by_hand(identifier), "look_up": str(identifier)}
    return _found([], said=said % asked, **query)


def _offered(request: HttpRequest, words: str) -> list[Reference]:
    """One more than is shown says that there are more."""
    most = OFFERED + 1
    works = Reference.objects.current().search(words)
    draft = draft_named(request)
    if draft is None:
        return list(works[:most])
    cited = request.GET.getlist("cited")[:MOST_CITED]
    gathered = draft.article.shelf.values("pk")
    first = list(works.filter(pk__in=gathered).exclude(key__in=cited)[:most])
    others = works.exclude(pk__in=[each.pk for each in first])
    return [*first, *others[: most - len(first)]]


def draft_named(request: HttpRequest) -> Revision | None:
    named = request.GET.get("for", "")
    draft = number(named)
    return None if draft is None else writable_revision(request, draft)


def by_hand(identifier: Identifier) -> str:
    """The query that opens the form of a new reference with an identifier in it."""
    kind = identifiers.kind_of(identifier)
    return urlencode({"type": kind, identifier.name.lower(): identifier.value})


def formatted(works: Iterable[Reference]) -> list[FormattedReference]:
    """Each as its readers see it, in the order given."""
    return bibliography.entries([work.csl for work in works])


def _found(works: Iterable[Reference], **more: str) -> JsonResponse:
    entries = formatted(works)
    results = [{"key": entry.key, "text": bibliography.plain(entry)} for entry in entries]
    return JsonResponse({"results": results, **more})

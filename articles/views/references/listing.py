"""The library of references: listed, searched, and asked by the citation window."""

from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from articles.entering import number
from articles.library import duplicates, lookup
from articles.models import Reference, Revision
from articles.models.references import ReferenceQuerySet
from articles.references import bibliography, identifiers, kinds
from articles.references.bibliography import FormattedReference
from articles.references.identifiers import Identifier, Malformed, identify
from articles.views.access import for_writers, writable_revision

PER_PAGE = 30
OFFERED = 12
MOST_KEYS = 100
NARROWED = ("q", "kind", "show", "page")
MOST_CITED = 200
# what a list may be narrowed to: how it is called, and to which works
SCOPES: Final[dict[str, tuple[object, Callable[[ReferenceQuerySet], ReferenceQuerySet]]]] = {
    "uncited": (gettext_lazy("Not cited anywhere"), lambda works: works.uncited()),
    "incomplete": (
        gettext_lazy("Incomplete"),
        lambda works: works.filter(is_incomplete=True),
    ),
    "retracted": (
        pgettext_lazy("of references", "Retracted"),
        lambda works: works.filter(is_retracted=True),
    ),
    "unidentified": (
        gettext_lazy("Without DOI, PMID, PMCID or ISBN"),
        lambda works: works.without_identifier(),
    ),
}


@for_writers
def references(request: HttpRequest) -> HttpResponse:
    """All works, or those with the words of `q`, of a `kind`, in a scope named by `show`."""
    words, kind, show = (request.GET.get(name, "").strip() for name in ("q", "kind", "show"))
    works = Reference.objects.current().search(words)
    if kind in kinds.BY_NAME:
        works = works.filter(kind=kind)
    if show in SCOPES:
        works = SCOPES[show][1](works)
    page = Paginator(works, PER_PAGE).get_page(request.GET.get("page"))
    # a page far down is found in the index; only its own entries, which are long, are read
    found = works.values("pk")[max(page.start_index() - 1, 0) : page.end_index()]
    listed = list(Reference.objects.filter(pk__in=found))
    rows = list(zip(listed, formatted(listed), strict=True))
    context = {
        "page": page,
        "place": _place(request),
        "rows": rows,
        "words": words,
        "kind": kind,
        "show": show,
        "is_narrowed": bool(words or kind in kinds.BY_NAME or show in SCOPES),
        "kinds": [(each.name, each.label) for each in kinds.KINDS],
        "scopes": [(name, label) for name, (label, _narrow) in SCOPES.items()],
        "can_look_up": lookup.is_on(),
    }
    return render(request, "articles/library/reference_list.html", context)


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
    finds the one work that has it; where the library has none, `said` says so,
    `by_hand` is the query that opens the form of a new reference with it, and `look_up` what to send
    to have it looked up. A search itself asks nobody elsewhere.
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

"""By what the library of references is narrowed and sorted, and what a file says of each work."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.library.usage import NOW, with_texts
from articles.listing.filters import Asking, Column, Filter, Listing, Sort
from articles.models import Reference, ReferenceUse, Topic
from articles.models.references import Evidence
from articles.references import kinds
from articles.references.csl import date_text

Works = Any  # a `ReferenceQuerySet`, which `Filter` knows as any other

SCOPES: Final = (
    ("uncited", _("Not cited anywhere")),
    ("incomplete", _("Incomplete")),
    ("retracted", pgettext_lazy("of references", "Retracted")),
    ("unidentified", _("Without DOI, PMID, PMCID or ISBN")),
)
NARROWING: Final[dict[str, Callable[[Works], Works]]] = {
    "uncited": lambda works: works.uncited(),
    "incomplete": lambda works: works.filter(is_incomplete=True),
    "retracted": lambda works: works.filter(is_retracted=True),
    "unidentified": lambda works: works.without_identifier(),
}


def _with_words(works: Works, words: str, asking: Asking) -> Works:
    return works.search(words)


def _of_kind(works: Works, kind: str, asking: Asking) -> Works:
    return works.filter(kind=kind)


def _in_scope(works: Works, scope: str, asking: Asking) -> Works:
    return NARROWING[scope](works)


def _of_evidence(works: Works, evidence: str, asking: Asking) -> Works:
    return works.filter(evidence="" if evidence == "none" else evidence)


def _under_topic(works: Works, topic: str, asking: Asking) -> Works:
    """Cited by a text of the topic, or of one below it, that is public or under way."""
    topics = Topic.objects.linked()
    below = [each.pk for each in topics.values() if topics[int(topic)] in each.ancestry()]
    uses = ReferenceUse.objects.filter(
        key=OuterRef("key"), revision__state__in=NOW, revision__article__topic__in=below
    )
    return works.filter(Exists(uses))


def _entered(works: Works, user: str, asking: Asking) -> Works:
    return works.filter(entered_by=int(user))


def _with_texts(works: QuerySet[Any], asking: Asking) -> QuerySet[Any]:
    return with_texts(works)


def _topics(asking: Asking) -> Iterable[tuple[Any, Any]]:
    return [(each.pk, str(each)) for each in Topic.objects.for_articles().order_by("name")]


def _people(asking: Asking) -> Iterable[tuple[Any, Any]]:
    entered = Reference.objects.filter(entered_by=OuterRef("pk"))
    found = get_user_model().objects.filter(Exists(entered))
    return found.order_by("name").values_list("pk", "name")


def _names(work: Reference) -> str:
    authors = work.csl.get("author") or []
    return "; ".join(each.get("family") or each.get("literal") or "" for each in authors)


def _kind(work: Reference) -> Any:
    return kinds.BY_NAME[work.kind].label if work.kind in kinds.BY_NAME else ""


def _of_entry(name: str) -> Any:
    return lambda work: work.csl.get(name, "")


REFERENCES: Final = Listing(
    "references",
    _("References"),
    (
        Filter("q", _("Words"), _with_words, is_beside=True),
        Filter(
            "kind",
            _("Kind of work"),
            _of_kind,
            lambda asking: [(each.name, each.label) for each in kinds.KINDS],
        ),
        Filter(
            "show",
            _("Only those that are"),
            _in_scope,
            lambda asking: SCOPES,
        ),
        Filter(
            "evidence",
            _("Kind of evidence"),
            _of_evidence,
            lambda asking: [("none", _("Not stated")), *Evidence.choices],
        ),
        Filter("topic", _("Cited in the topic"), _under_topic, _topics),
        Filter("entered", _("Entered by"), _entered, _people),
    ),
    {
        "key": Sort(_("Key"), ("key",)),
        "work": Sort(_("Work"), ("text",)),
        "texts": Sort(_("Texts"), ("texts",), _with_texts),
        "entered": Sort(_("Entered"), ("created_at",)),
    },
    (
        Column(_("Key"), lambda work: work.key),
        Column(_("Authors"), _names),
        Column(_("Title"), lambda work: work.title),
        Column(_("Published in"), _of_entry("container-title")),
        Column(_("Date"), lambda work: date_text(work.csl, "issued")),
        Column(_("Kind of work"), _kind),
        Column("DOI", lambda work: work.doi),
        Column("PMID", lambda work: work.pmid),
        Column("PMCID", lambda work: work.pmcid),
        Column("ISBN", lambda work: work.isbn),
        Column(_("Address"), lambda work: work.url),
        Column(_("Kind of evidence"), lambda work: work.get_evidence_display()),
        Column(_("Incomplete"), lambda work: _("yes") if work.is_incomplete else ""),
        Column(
            pgettext_lazy("of references", "Retracted"),
            lambda work: _("yes") if work.is_retracted else "",
        ),
        Column(_("Texts"), lambda work: work.texts),
        Column(_("Entered by"), lambda work: work.entered_by or ""),
        Column(_("Entered"), lambda work: timezone.localdate(work.created_at).isoformat()),
    ),
)

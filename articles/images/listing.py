"""By what the library of images is narrowed and sorted, and what a file says of each."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.images.forms import LABELS
from articles.listing.filters import Asking, Column, Filter, Listing, Sort
from articles.models import Image, ImageUse
from articles.models.images import ASKING_FOR_CREDIT, Licence

Images = Any  # an `ImageQuerySet`, which `Filter` knows as any other
UNSTATED: Final = "none"  # of a licence


def _with_words(images: Images, words: str, asking: Asking) -> Images:
    return images.search(words)


def _under(images: Images, licence: str, asking: Asking) -> Images:
    return images.filter(licence="" if licence == UNSTATED else licence)


def _wanting(images: Images, what: str, asking: Asking) -> Images:
    return NARROWING[what](images)


def _sent_by(images: Images, user: str, asking: Asking) -> Images:
    return images.filter(uploaded_by=int(user))


def _unused(images: Images) -> Images:
    return images.exclude(Exists(ImageUse.objects.filter(image=OuterRef("pk"))))


def _used(images: Images) -> Images:
    return images.filter(Exists(ImageUse.objects.filter(image=OuterRef("pk"))))


def undescribed(images: Images) -> Images:
    return images.filter(alt="")


def unlicensed(images: Images) -> Images:
    """Without a licence, or without the credit that it asks for."""
    return images.filter(Q(licence="") | Q(licence__in=ASKING_FOR_CREDIT, credit=""))


WANTING: Final = (
    ("alt", _("Without an alternative text")),
    ("licence", _("Without a licence, or the credit that it asks for")),
    ("unused", _("In no text")),
    ("used", _("In a text")),
)
NARROWING: Final[dict[str, Callable[[Images], Images]]] = {
    "alt": undescribed,
    "licence": unlicensed,
    "unused": _unused,
    "used": _used,
}


def _senders(asking: Asking) -> Iterable[tuple[Any, Any]]:
    sent = Image.objects.filter(uploaded_by=OuterRef("pk"))
    found = get_user_model().objects.filter(Exists(sent))
    return found.order_by("name").values_list("pk", "name")


def _licences(asking: Asking) -> Iterable[tuple[str, Any]]:
    return [(UNSTATED, _("Not stated yet")), *((each.value, each.label) for each in Licence)]


def with_texts(images: QuerySet[Any], asking: Asking) -> QuerySet[Any]:
    """`texts`: how many show each."""
    if "texts" in images.query.annotations:
        return images
    counted: QuerySet[Any] = images.annotate(texts=Count("uses"))
    return counted


IMAGES: Final = Listing(
    "images",
    _("Images"),
    (
        Filter("q", _("Words"), _with_words, is_beside=True),
        Filter(
            "licence",
            LABELS["licence"],
            _under,
            _licences,
        ),
        Filter(
            "show",
            _("Only those that are"),
            _wanting,
            lambda asking: WANTING,
        ),
        Filter("by", _("Sent in by"), _sent_by, _senders),
    ),
    {
        "title": Sort(LABELS["title"], ("title",)),
        "sent": Sort(_("Sent in"), ("uploaded_at",)),
        "texts": Sort(_("Texts"), ("texts",), with_texts),
    },
    (
        Column(LABELS["title"], lambda image: image.title),
        Column(_("Size"), lambda image: f"{image.width} × {image.height}"),
        Column(LABELS["alt"], lambda image: image.alt),
        Column(LABELS["caption"], lambda image: image.caption),
        Column(LABELS["credit"], lambda image: image.credit),
        Column(LABELS["licence"], lambda image: image.get_licence_display()),
        Column(LABELS["source"], lambda image: image.source),
        Column(_("Texts"), lambda image: image.texts),
        Column(_("Sent in by"), lambda image: image.uploaded_by),
        Column(_("Sent in"), lambda image: timezone.localdate(image.uploaded_at).isoformat()),
        Column(_("Code"), lambda image: image.key),
    ),
)

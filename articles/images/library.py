"""The library of images: taking files in, what a text shows, and taking out what no text uses."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from lxml import html

from articles.images import files
from articles.images.decoding import decode
from articles.images.pictures import Picture
from articles.models import Image, ImageUse, Revision
from articles.text import cleaner
from articles.users import User


class InUse(Exception):
    """A text shows the image, so it stays."""


@dataclass(frozen=True)
class Stored:
    """An image of the library; `is_new` is False where the same picture was there already."""

    image: Image
    is_new: bool
    notes: tuple[str, ...]


def store(data: bytes, user: User, name: str = "", **about: str) -> Stored:
    """Take a file into the library, or find the picture that is there already.

    `name` is the file's name, for a title; `about` are fields of `Image` that people can change.
    Raises `UnreadableImage`. Safe to repeat: what is missing among the files is written again.
    """
    decoded = decode(data)
    master = decoded.encoded()
    key = hashlib.sha256(master).hexdigest()
    width, height = decoded.pixels.size
    kind = Image.Kind.DRAWING if decoded.is_drawing else Image.Kind.PHOTO
    picture = Picture(key, kind, width, height)
    files.write(picture, master, decoded.pixels)
    image, is_new = Image.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "width": width,
            "height": height,
            "title": about.pop("title", "") or _title(name),
            "uploaded_by": user,
            "digests": _digests(
                picture
            ),  # with the row: what ends between the two leaves none without
            **about,
        },
    )
    keep_digests(image)  # of one that was there, and whose files were written again
    return Stored(image, is_new, decoded.notes)


def remove(image: Image) -> None:
    """Take an image and its files out of the library. Raises `InUse`."""
    picture = picture_of(image)
    try:
        with transaction.atomic():
            image.delete()
            transaction.on_commit(partial(_drop_files, picture))
    except (ProtectedError, IntegrityError) as used:
        raise InUse from used


def picture_of(image: Image) -> Picture:
    return Picture(
        image.key,
        image.kind,
        image.width,
        image.height,
        image.credit,
        image.licence,
        image.source,
    )


def pictures(keys: Iterable[str]) -> tuple[Picture, ...]:
    """The images of these keys as they are in the library now, in that order; unknown ones left out."""
    keys = list(keys)
    if not keys:
        return ()
    known = {image.key: picture_of(image) for image in Image.objects.filter(key__in=keys)}
    return tuple(known[key] for key in keys if key in known)


def shown_keys(markup: str, lead_image: str = "") -> list[str]:
    """The keys of the images of a text, each once: its lead image, then those of the body in order."""
    found = (image.get("data-image", "") for image in _images(markup))
    return list(dict.fromkeys(filter(None, [lead_image, *found])))


def record_uses(revision: Revision, before: Sequence[str] = ()) -> None:
    """Note which images a draft shows now; called by `articles.drafting.drafts` with every write of a text.

    `before` are the keys that it showed until then; the uses of a text without images are not asked for.
    """
    keys = shown_keys(revision.body, revision.lead_image)
    if not (keys or before):
        return
    shown = list(Image.objects.filter(key__in=keys))
    revision.image_uses.exclude(image__in=shown).delete()
    uses = [ImageUse(revision=revision, image=image) for image in shown]
    ImageUse.objects.bulk_create(uses, ignore_conflicts=True)


def facts(image: Image) -> dict[str, object]:
    """What the editor needs to show an image and to speak of it."""
    return {
        "key": image.key,
        "title": image.title,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "is_credited": image.is_credited,
        "width": image.width,
        "height": image.height,
        "thumbnail": picture_of(image).thumbnail,
        "page": image.get_absolute_url(),
    }


def keep_digests(image: Image) -> None:
    """Write down what each of its files is, where one was made that is not known yet."""
    found = _digests(picture_of(image))
    if found != image.digests:
        image.digests = found
        image.save(update_fields=["digests"])


def keep_all_digests() -> None:
    """Those of a site that is older than the digests."""
    for image in Image.objects.filter(digests={}):
        keep_digests(image)


def false_files(image: Image) -> Iterator[str]:
    """The names of files that are missing or are not what was stored; the key is the master's digest."""
    picture = picture_of(image)
    for name in picture.files():
        stored = image.key if name == picture.master else image.digests.get(name)
        if _digest(name) != stored or not stored:
            yield name


def _digests(picture: Picture) -> dict[str, str]:
    return {name: _digest(name) for name in picture.files()}


def _digest(name: str) -> str:
    if not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _images(markup: str) -> list[html.HtmlElement]:
    # most texts show none: those are not parsed
    return list(cleaner.parse(markup).iter("img")) if "<img" in markup else []


def _drop_files(picture: Picture) -> None:
    """Unless the same picture was sent again in the meantime."""
    if not Image.objects.filter(key=picture.key).exists():
        for name in picture.files():
            default_storage.delete(name)


def _title(name: str) -> str:
    stem = PurePath(name.replace("\\", "/")).stem.replace("_", " ").replace("-", " ")
    return " ".join(cleaner.INVISIBLE.sub("", stem).split())[:200] or "Untitled"

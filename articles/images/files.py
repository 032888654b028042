"""The files of images: written whole or not at all, and checked before they are trusted.

A name says what a file shows, so half a file under a whole one's name would be served for ever.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from PIL import Image as Pillow

from articles.images.pictures import EXTENSIONS, Picture

# quality of renditions, by whether the master is a drawing: lettering blurs sooner than skin
QUALITY: Final = {"avif": {True: 72, False: 58}, "webp": {True: 90, False: 80}}
PART: Final = ".part"  # the end of a name while its file is written


class Lost(Exception):
    """The master is not what its key says, and nothing else has its pixels."""


def write(picture: Picture, master: bytes, pixels: Pillow.Image) -> None:
    """Write what is missing or broken of a picture's files; what is whole stays."""
    if not is_whole(picture):
        _write(picture.master, master)
    _write_renditions(picture, pixels)


def repair(picture: Picture) -> list[str]:
    """Make what is broken again, from the master; the names of what was. Raises `Lost`."""
    broken = list(damaged(picture))
    if picture.master in broken:
        raise Lost
    if broken:
        with default_storage.open(picture.master) as file, Pillow.open(file) as master:
            _write_renditions(picture, master.convert("RGB"))
    return broken


def damaged(picture: Picture) -> Iterator[str]:
    """The names of files that are missing, or are not what their names say."""
    if not is_whole(picture):
        yield picture.master
    for width in picture.widths:
        for extension in EXTENSIONS:
            if not _is_rendition(picture.rendition(width, extension), width):
                yield picture.rendition(width, extension)


def is_whole(picture: Picture) -> bool:
    """Whether the master is there and is the one that the key names."""
    if not default_storage.exists(picture.master):
        return False
    with default_storage.open(picture.master) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == picture.key


def drop_parts() -> int:
    """Delete what was left of files whose writing was cut off; how many there were."""
    found = list(Path(default_storage.path("images")).glob(f"*/*{PART}"))
    for part in found:
        part.unlink(missing_ok=True)
    return len(found)


def _write_renditions(picture: Picture, pixels: Pillow.Image) -> None:
    for width in picture.widths:
        broken = [
            extension
            for extension in QUALITY
            if not _is_rendition(picture.rendition(width, extension), width)
        ]
        if broken:
            size = (width, max(1, round(picture.height * width / picture.width)))
            scaled = pixels.resize(size, Pillow.Resampling.LANCZOS)
            for extension in broken:
                is_drawing = picture.kind == "png"
                _write(picture.rendition(width, extension), _encoded(scaled, extension, is_drawing))


def _is_rendition(name: str, width: int) -> bool:
    """Whether a file is there that decodes to its last pixel."""
    if not default_storage.exists(name):
        return False
    with suppress(Exception), default_storage.open(name) as file, Pillow.open(file) as image:
        image.load()
        return image.width == width
    return False


def _encoded(pixels: Pillow.Image, extension: str, is_drawing: bool) -> bytes:
    written = BytesIO()
    # of AVIF: 8 takes three times as long for files that are no smaller
    effort = {"speed": 9} if extension == "avif" else {"method": 4}
    pixels.save(written, extension.upper(), quality=QUALITY[extension][is_drawing], **effort)
    return written.getvalue()


def _write(name: str, data: bytes) -> None:
    """Beside, synced, renamed, and the folder synced: after a power cut too a file is whole or not there."""
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{get_random_string(8)}{PART}")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""The files of images. Their names hold the digest of what they show, so they never change."""

import re
from typing import Final

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

KEY: Final = re.compile(r"[0-9a-f]{64}")
NAME: Final = re.compile(r"(?:master|[1-9]\d{0,4})\.(jpg|png|webp|avif)")
TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}


def _etag(request: HttpRequest, key: str, name: str) -> str | None:
    return f'"{key}-{name}"' if _is_one_of_ours(key, name) else None


@require_safe
@condition(etag_func=_etag)
def image_file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """A file of an image. Only names that we give are looked up, so no path leads out of the folder."""
    path = f"images/{key}/{name}"
    if not _is_one_of_ours(key, name) or not default_storage.exists(path):
        raise Http404
    kind = TYPES[name.rpartition(".")[2]]
    response = FileResponse(default_storage.open(path), content_type=kind)
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _is_one_of_ours(key: str, name: str) -> bool:
    return bool(KEY.fullmatch(key) and NAME.fullmatch(name))

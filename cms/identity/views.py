"""The files of the identity that stands. Their addresses hold the digest of what they show."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.identity.current import PARTS, current


@require_safe
def identity_file(request: HttpRequest, digest: str, part: str) -> HttpResponse:
    dress = current()
    if dress.digests.get(part) != digest:
        raise Http404
    response = HttpResponse(dress.files[part], content_type=PARTS[part])
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""The words of our scripts in another language than English, which they speak by themselves."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog


@require_safe
@cache_control(public=True, max_age=3600)
def catalog(request: HttpRequest, language: str) -> HttpResponseBase:
    """A script for `articles/static/articles/i18n.js`, one for each language but the first."""
    if language == settings.LANGUAGE_CODE or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        return JavaScriptCatalog(packages=["cms"]).get(request)

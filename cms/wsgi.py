"""The WSGI entry point: kept pages first, then Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
os.environ["WEB_PROCESS"] = "1"  # for the settings: its threads share a pool of connections
django = get_wsgi_application()

from cms.caching.pages import ServeKept, kept_pages  # noqa: E402 needs the settings
from cms.runtime.bounded_bodies import BoundBodies  # noqa: E402
from cms.runtime.requests import Request  # noqa: E402

django.request_class = Request
application = ServeKept(
    BoundBodies(django, settings.WEB_THREADS, settings.ALLAUTH_TRUSTED_PROXY_COUNT), kept_pages()
)

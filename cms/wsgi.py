"""The WSGI entry point: kept pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django = get_wsgi_application()

from cms.caching.pages import ServeKept, kept_pages  # noqa: E402 needs the settings
from cms.runtime.requests import Request  # noqa: E402

django.request_class = Request
application = ServeKept(django, kept_pages())

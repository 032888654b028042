"""Who may come to the editors' pages of this package."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]


def for_editors(view: View) -> View:
    """Anonymous visitors sign in first; who may not publish is refused (403)."""
    may_publish = permission_required("reviews.publish_revision", raise_exception=True)
    return login_required(may_publish(view))

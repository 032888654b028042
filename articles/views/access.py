"""Who may come to the writer's desk, and the article that they may write."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from articles.models import Revision
from articles.users import User

View = Callable[..., HttpResponseBase]


def for_writers(view: View) -> View:
    """Anonymous visitors sign in first; who may not write is refused (403)."""
    may_write = permission_required("articles.write_article", raise_exception=True)
    return login_required(may_write(view))


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a view that demands one; for the type checker, which can't know."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def writable_revision(request: HttpRequest, pk: int) -> Revision:
    """A text of an article that the user may write, else `Http404`."""
    revisions = Revision.objects.writable_by(request.user).select_related(
        "article__topic__parent__parent"
    )
    return get_object_or_404(revisions, pk=pk)

"""Who calls, and the text that they may see."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import Revision
from articles.users import User
from reviews.eligibility.visibility import visible_to
from reviews.models import Assignment


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a view that demands one; for the type checker, which can't know."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def visible_revision(request: HttpRequest, pk: int) -> Revision:
    """A sealed text that the user may read, else `Http404`."""
    asked = Prefetch("assignments", Assignment.objects.select_related("reviewer", "instead"))
    revisions = visible_to(request.user).select_related(
        "article__topic__parent", "round__checklist__checklist", "debt"
    )
    return get_object_or_404(revisions.prefetch_related(asked, "approvals"), pk=pk)

"""Asking those who approved texts to look at them again, and saying what came of it."""

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import ngettext

from articles.models import Revision
from reviews.desk.notices import reach
from reviews.refusal import Refused
from reviews.views.access import user_of


def ask_again(request: HttpRequest, chosen: Iterable[Revision]) -> None:
    """Each by itself; the next page says how many are looked at again, and why others are not."""
    asked = sum(_ask(request, each) for each in chosen)
    if asked:
        said = ngettext(
            "%(count)d text is looked at again.", "%(count)d texts are looked at again.", asked
        )
        messages.success(request, said % {"count": asked})


def _ask(request: HttpRequest, revision: Revision) -> bool:
    try:
        with transaction.atomic():
            reach.ask_again(revision, user_of(request))
    except Refused as refusal:
        messages.error(request, f"{revision.title}: {refusal}")
        return False
    return True

"""What changed since the reader's last decision, for the page of a review."""

from typing import Any

from django.http import HttpRequest

from articles.comparing import compare, showing
from articles.comparing.sides import Compared
from articles.models import Revision
from articles.users import User
from reviews.reviewing.last_decision import since


def view_context(
    request: HttpRequest, revision: Revision, user: User, *, are_changes_asked: bool
) -> dict[str, Any]:
    """The two views of a text and the one to show: in later rounds of one's own, the changes.

    `?text=whole` asks for the whole text, the address of the changes for the changes.
    """
    earlier = since(revision, user)
    is_whole_asked = request.GET.get("text") == "whole"
    are_shown = are_changes_asked or (earlier.is_own and not is_whole_asked)
    context = {"since": earlier, "are_changes_shown": are_shown}
    if not are_shown or earlier.base is None:
        return context
    old, new = Compared.of(earlier.base), Compared.of(revision)
    is_side = request.GET.get("view") == "side"
    return context | {
        "old_text": old,
        "new_text": new,
        "shown": showing.show(compare(old.text, new.text), is_side=is_side),
    }

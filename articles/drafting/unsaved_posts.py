"""What somebody posted after the session had ended: kept through the sign-in, for that person alone.

It lies in the new session, which the sign-in takes over; it is offered as a text to compare, never
saved by itself. Nothing is kept of a stranger: the page of a draft carries a proof that it was made for
somebody who was signed in, and of each writer so much is kept in an hour and no more.
"""

from datetime import timedelta
from typing import Final

from allauth.core import ratelimit
from django.core import signing
from django.http import HttpRequest, QueryDict

from articles.users import User

KEY: Final = "posted_after_the_session_ended"
MOST: Final = 1024 * 1024
OPEN_FOR: Final = timedelta(days=7)  # a page that is open longer must be copied by hand
PRIVATE: Final = {"csrfmiddlewaretoken", "proof"}


def proof(user: User, pk: int) -> str:
    """That the page of a draft was made for the user, who was signed in and might write it."""
    return signing.dumps([user.pk, pk], salt=KEY)


def keep(request: HttpRequest, pk: int) -> bool:
    """Keep what was posted for a draft; False where it is too much, or the page was none of ours."""
    writer = _writer(request.POST.get("proof", ""), pk)
    posted = request.POST.copy()
    for name in PRIVATE:
        posted.pop(name, None)
    encoded = posted.urlencode()
    if writer is None or len(encoded) > MOST:
        return False
    if not ratelimit.consume(request, action="unsaved_post", key=str(writer)):
        return False
    request.session[KEY] = {"revision": pk, "writer": writer, "posted": encoded}
    return True


def kept(request: HttpRequest, pk: int) -> QueryDict | None:
    """What the signed-in user had posted for this draft. Somebody else's is dropped, unread."""
    stored = request.session.get(KEY)
    if not stored:
        return None
    if stored["writer"] != request.user.pk:
        forget(request)
        return None
    return QueryDict(stored["posted"]) if stored["revision"] == pk else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _writer(sent: str, pk: int) -> int | None:
    try:
        writer, draft = signing.loads(sent, salt=KEY, max_age=OPEN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return writer if draft == pk else None

"""What somebody posted after the session had ended: kept through the sign-in, for that person alone.

It lies in the new session, which the sign-in takes over; it is offered as a text to compare, never
saved by itself.
"""

from typing import Final

from django.http import HttpRequest, QueryDict

KEY: Final = "posted_after_the_session_ended"
MOST: Final = 1024 * 1024
PRIVATE: Final = {"csrfmiddlewaretoken"}


def keep(request: HttpRequest, pk: int) -> bool:
    """Keep what was posted for a draft; False where it is too long or does not say whose it is."""
    writer = request.POST.get("writer", "")
    posted = request.POST.copy()
    for name in PRIVATE:
        posted.pop(name, None)
    encoded = posted.urlencode()
    if not writer.isdecimal() or len(encoded) > MOST:
        return False
    request.session[KEY] = {"revision": pk, "writer": int(writer), "posted": encoded}
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

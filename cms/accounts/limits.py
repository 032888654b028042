"""How often a password may be wrong: by account and network together, so that nobody locks others out.

Five wrong ones from a network close the account to that network for a minute, each further one for twice as
long, an hour at most. Many from everywhere close it to networks from which it was not used lately; whoever
works there goes on. The owner is mailed a link, once an hour at most, that lets them in from wherever they
are. OWASP ASVS 5 (6.1.1) asks that such limits lock nobody out on purpose.

Counts stand in Django's cache, which all processes share.
"""

import time
from datetime import timedelta
from typing import Final

from allauth.core.internal.ratelimit import cache_lock, get_ip, truncate_ip
from allauth.usersessions.models import UserSession
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from articles.users import User
from cms import models
from cms.accounts.letters import send_way_in

FREE: Final = 5  # wrong passwords from one network before it waits
FROM_EVERYWHERE: Final = 50  # within the hour
FIRST_WAIT: Final = 60  # seconds
LONGEST_WAIT: Final = 3600
KEPT: Final = 24 * 3600
TRIES_BY_LINK: Final = 10
SESSION_KEY: Final = "way_in"


def wait(request: HttpRequest, email: str) -> int:
    """The seconds until a password for the account is looked at again, from where the request comes."""
    if _comes_by_link(request, email):
        return 0
    _count, until = cache.get(_pair(request, email), (0, 0.0))
    if (left := until - time.time()) > 0:
        return int(left) + 1
    is_besieged = cache.get(_account(email), 0) >= FROM_EVERYWHERE
    return LONGEST_WAIT if is_besieged and not _is_known(request, email) else 0


def failed(request: HttpRequest, email: str) -> None:
    """A password was wrong."""
    if token := request.session.get(SESSION_KEY, {}).get("token"):
        _count_up(f"way-in:{_hashed(token)}", KEPT)
    with cache_lock(key := _pair(request, email)):
        count = cache.get(key, (0, 0.0))[0] + 1
        seconds = min(FIRST_WAIT * 2 ** min(count - FREE, 20), LONGEST_WAIT) if count >= FREE else 0
        cache.set(key, (count, time.time() + seconds), KEPT)
    everywhere = _count_up(_account(email), LONGEST_WAIT)
    if count == FREE or everywhere == FROM_EVERYWHERE:
        _mail_a_way_in(email)


def succeeded(request: HttpRequest, email: str) -> None:
    cache.delete(_pair(request, email))
    request.session.pop(SESSION_KEY, None)


# --- the mailed way in -----------------------------------------------------------------------------


def by_link(token: str) -> User | None:
    """The account to which a mailed link lets its owner in; None for one that is forged or too old."""
    try:
        pk, state = signing.loads(token, salt=SESSION_KEY, max_age=timedelta(hours=1))
    except (signing.BadSignature, ValueError):
        return None
    user = models.User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and state == _state(user) else None


def link_token(user: User) -> str:
    """Good for an hour, until the user signs in or has another password."""
    return signing.dumps([user.pk, _state(user)], salt=SESSION_KEY)


def let_in(request: HttpRequest, user: User, token: str) -> None:
    """From here on this browser waits for nothing, some tries long."""
    request.session[SESSION_KEY] = {"email": user.email, "token": token}


def _comes_by_link(request: HttpRequest, email: str) -> bool:
    way_in = request.session.get(SESSION_KEY, {})
    if way_in.get("email") != email or by_link(way_in["token"]) is None:
        return False
    return int(cache.get(f"way-in:{_hashed(way_in['token'])}", 0)) < TRIES_BY_LINK


def _mail_a_way_in(email: str) -> None:
    user = models.User.objects.filter(email=email, is_active=True, is_guest=False).first()
    if user is not None and cache.add(f"way-in-mailed:{user.pk}", True, LONGEST_WAIT):
        send_way_in.enqueue(user.pk)


def _state(user: User) -> str:
    return _hashed(f"{user.password} {user.last_login} {user.email}")[:16]


# --- what is counted -------------------------------------------------------------------------------


def _pair(request: HttpRequest, email: str) -> str:
    return f"sign-in:{_hashed(f'{email} {get_ip(request)}')}"


def _account(email: str) -> str:
    return f"sign-in:{_hashed(email)}"


def _count_up(key: str, seconds: int) -> int:
    with cache_lock(key):
        count = int(cache.get(key, 0)) + 1
        cache.set(key, count, seconds)
    return count


def _is_known(request: HttpRequest, email: str) -> bool:
    kept = UserSession.objects.filter(user__email=email).values_list("ip", flat=True)
    return get_ip(request) in {truncate_ip(each) for each in kept}


def _hashed(words: str) -> str:
    return salted_hmac("cms.accounts.limits", words, algorithm="sha256").hexdigest()

"""How often one network may send something, counted as the tries to sign in are.

What is counted under is a keyed hash of the address together with the day, in the cache, and it goes
with the time of its limit, a day at most: whoever reads the cache learns no address, and nobody can
tell two days of one reader together. `ACCOUNT_RATE_LIMITS` in the settings has the numbers.
"""

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

TOO_OFTEN = _(
    "Too much has come from your network in a short time. What you wrote is still here: "
    "please send it again in an hour."
)


def allows(request: HttpRequest, action: str) -> bool:
    """Count one more of an action (“reader_report”), unless there were too many already."""
    key = _hashed(f"{timezone.localdate()} {get_ip(request)}")
    return bool(ratelimit.consume(request, action=action, key=key))


def allows_address(request: HttpRequest, action: str, address: str) -> bool:
    """The same for a mail address, so that nobody can have a stranger's mailbox filled."""
    key = _hashed(f"{timezone.localdate()} {address.lower()}")
    return bool(ratelimit.consume(request, action=action, key=key))


def _hashed(words: str) -> str:
    return salted_hmac("cms.readers.limits", words, algorithm="sha256").hexdigest()

"""The sessions in which somebody is signed in, on whichever device."""

import re
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.users import User

# Whoever comes from another says so before: Edge names Chrome too, Chrome names Safari, Android names Linux.
BROWSERS: Final = {
    "Edge": "Edg",
    "Opera": "OPR/",
    "Samsung Internet": "SamsungBrowser",
    "Firefox": "Firefox|FxiOS",
    "Chrome": "Chrom(e|ium)/|HeadlessChrome|CriOS",
    "Safari": "Safari",
}
SYSTEMS: Final = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "macOS": "Macintosh|Mac OS X",
    "ChromeOS": "CrOS",
    "Linux": "Linux|X11",
}


def remember(sender: object, request: HttpRequest | None, user: User, **_: Any) -> None:
    """Put a session that begins into its owner's list, by whatever way they signed in."""
    if request is not None and request.META.get("REMOTE_ADDR"):
        UserSession.objects.create_from_request(request)


def device(user_agent: str) -> str:
    """“Firefox on Windows”, of what the browser says that it is; to the letter where nobody knows it."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return user_agent or _("A browser that does not say what it is")


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for name, said in names.items() if re.search(said, user_agent)), "")

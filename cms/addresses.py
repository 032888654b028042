"""Addresses as the rest of the world sees them."""

from typing import Final

from django.conf import settings

# behind the sign-in, or on the way to it
PRIVATE: Final = (
    "/account/",
    "/admin/",
    "/desk/",
    "/preview/",
    "/readers/",
    "/reviews/",
    "/start/",
)


def absolute(path: str) -> str:
    """The full address of a path of this site. Never taken from a request, whose host may be anything."""
    return f"{settings.SITE_URL}{path}"


class StoredSlug:
    """Converter of addresses: a slug as taggit may have stored it, with letters beyond ASCII."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value or "-"  # leads nowhere; but a page with a link to it stands

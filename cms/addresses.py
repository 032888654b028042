"""Addresses as the rest of the world sees them."""

from ipaddress import IPv6Address, IPv6Network
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


# --- of callers ------------------------------------------------------------------------------------

CUSTOMER: Final = 64  # bits of an address of IPv6 that a customer can't choose


def network_of(address: str) -> str:
    """Who can't choose another address at will: one of IPv4, or the /64 that a customer of IPv6 is given."""
    plain = unmapped(address.strip())
    try:
        return str(IPv6Network((IPv6Address(plain), CUSTOMER), strict=False))
    except ValueError:
        return plain


def unmapped(address: str) -> str:
    """An address of IPv4 that is written within IPv6 (RFC 4291, 2.5.5.2) as itself, others as they are."""
    try:
        return str(IPv6Address(address).ipv4_mapped or address)
    except ValueError:
        return address

"""The one rule for what is no source: an address that names a whole site names no work."""

from typing import Final
from urllib.parse import urlsplit

PATHS: Final = frozenset({"", "index.html", "index.php", "home"})


def is_home_page(url: str) -> bool:
    """Whether an address leads to the front of a site. What can't be read as an address does not."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return False
    return parts.path.strip("/").lower() in PATHS and not parts.query

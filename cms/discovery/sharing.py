"""Links by which a reader hands a page on. Plain links: nothing is loaded from anybody."""

from urllib.parse import quote

from django.utils.translation import gettext as _


def share_links(title: str, address: str) -> list[tuple[str, str]]:
    """(label, address), the reader's own mail first."""
    named, there = quote(title, safe=""), quote(address, safe="")
    both = f"{named}%20{there}"
    return [
        (_("Email"), f"mailto:?subject={named}&body={named}%0A{there}"),
        ("WhatsApp", f"https://wa.me/?text={both}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={there}"),
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={there}"),
        ("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
    ]

"""Links by which a reader hands a page on. Plain links: nothing is loaded from anybody."""

from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _


def share_links(title: str, address: str) -> list[tuple[str, str]]:
    """(label, address), the reader's own mail first."""
    both = f"{title} {address}"
    mail = urlencode({"subject": title, "body": f"{title}\n{address}"}, quote_via=quote)
    return [
        (_("Email"), f"mailto:?{mail}"),
        ("WhatsApp", f"https://wa.me/?{urlencode({'text': both})}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': address})}"),
        (
            "LinkedIn",
            f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': address})}",
        ),
        ("Bluesky", f"https://bsky.app/intent/compose?{urlencode({'text': both})}"),
    ]

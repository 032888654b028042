"""The identity that stands, kept in memory until it changes, and what follows from it."""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from django.conf import settings
from django.urls import reverse

from articles.identity import Identity
from articles.languages import active
from cms.caching import invalidation, registry
from cms.caching.keys import SITE
from cms.caching.store import Store
from cms.identity import contrast
from cms.identity.models import SiteIdentity

ROOM: Final = 4_000_000  # bytes
KEY: Final = "identity"
PARTS: Final = {"colours.css": "text/css", "logo.png": "image/png", "picture.jpg": "image/jpeg"}


@dataclass(frozen=True)
class Dress:
    """A state of the identity with what its addresses serve; of nothing, where a site has chosen nothing.

    What follows from the row is worked out once: every page asks.
    """

    row: SiteIdentity
    shows: frozenset[str] = frozenset({SITE})

    @property
    def size(self) -> int:
        return 2_000 + len(self.row.logo) + len(self.row.picture)

    @property
    def light(self) -> str:
        return self.row.colour

    @cached_property
    def dark(self) -> str:
        return self.row.dark_colour or (
            contrast.nearest(self.light, contrast.DARK) if self.light else ""
        )

    @property
    def logo(self) -> bytes:
        return bytes(self.row.logo)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """What is served, by the end of its address."""
        found = {
            "colours.css": self.style_sheet.encode(),
            "logo.png": self.logo,
            "picture.jpg": bytes(self.row.picture),
        }
        return {name: data for name, data in found.items() if data}

    @cached_property
    def style_sheet(self) -> str:
        """The tokens of site.css that follow from the colour; "" where none was chosen."""
        if not self.light:
            return ""
        tokens = {
            "seal": (self.light, self.dark),
            "seal-wash": (
                contrast.wash(self.light, contrast.LIGHT[0]),
                contrast.wash(self.dark, contrast.DARK[0]),
            ),
            "on-seal": (contrast.on(self.light), contrast.on(self.dark)),
        }
        said = "".join(
            f" --{name}: light-dark({light}, {dark});" for name, (light, dark) in tokens.items()
        )
        return f"@layer tokens {{ :root, .in-identity {{{said} }} }}\n"

    @cached_property
    def digests(self) -> dict[str, str]:
        """Of what is served, by the end of its address."""
        return {name: hashlib.sha256(data).hexdigest()[:16] for name, data in self.files.items()}

    def address(self, part: str) -> str:
        """Where a part is served to everybody; "" where there is none."""
        digest = self.digests.get(part)
        return reverse("identity_file", args=[digest, part]) if digest else ""

    def in_words(self, language: str) -> Identity:
        """As pages in a language show it."""
        asked = (language, settings.SITE_NAME)
        if asked not in self.words:
            self.words[asked] = self._in_words(*asked)
        return self.words[asked]

    @cached_property
    def words(self) -> dict[tuple[str, str], Identity]:
        """By language, and by the name that the settings give the site."""
        return {}

    def _in_words(self, language: str, usual_name: str) -> Identity:
        return Identity(
            name=self.row.name or usual_name,
            tagline=self.row.word("tagline", language),
            footer=self.row.word("footer", language),
            light=self.light,
            on_light=contrast.on(self.light) if self.light else "",
            dark=self.dark,
            on_dark=contrast.on(self.dark) if self.dark else "",
            logo=self.address("logo.png"),
            logo_says_name=self.row.logo_says_name,
            picture=self.address("picture.jpg"),
            colours=self.address("colours.css"),
        )


@registry.register
@cache
def _kept() -> "Store[str, Dress]":
    return Store(invalidation.journal(), ROOM)


def current() -> Dress:
    """What stands, asked of the database once until the frame of pages changes."""
    found = _kept().get(KEY)
    if found is None:
        now = _kept().now()
        found = Dress(live() or SiteIdentity())
        _kept().keep(KEY, found, now)
    return found


def assume(found: SiteIdentity) -> None:
    """Let this stand until it changes, without asking the database."""
    _kept().keep(KEY, Dress(found), _kept().now())


def live() -> SiteIdentity | None:
    """The row that stands, if the site has chosen any."""
    return SiteIdentity.objects.exclude(live_at=None).order_by("-live_at", "-pk").first()


def tell(**_: object) -> Identity:
    """Answers whoever asks what the site is called."""
    return current().in_words(active())

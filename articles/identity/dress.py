"""What the site is called and wears: that of the settings, until an administrator says otherwise."""

from dataclasses import dataclass

from django.conf import settings

from articles.signals import identity_asked


@dataclass(frozen=True)
class Identity:
    """In the language of the page. Colours are “#rrggbb”, addresses are paths; "" stands for what is usual.

    `light` and `dark` are the colour of the site in either theme, `on_light` and `on_dark` what is read
    on it.
    """

    name: str
    tagline: str = ""
    footer: str = ""
    light: str = ""
    on_light: str = ""
    dark: str = ""
    on_dark: str = ""
    logo: str = ""
    logo_says_name: bool = False
    picture: str = ""
    colours: str = ""


def identity() -> Identity:
    for _receiver, found in identity_asked.send(sender=None):
        if isinstance(found, Identity):
            return found
    return Identity(settings.SITE_NAME)


def site_name() -> str:
    return identity().name

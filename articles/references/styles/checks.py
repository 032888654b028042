"""What must hold of the settings before the site starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from articles.references.styles import STYLES


@register()
def check_citation_style(**_: Any) -> list[CheckMessage]:
    if settings.CITATION_STYLE in STYLES:
        return []
    said = f"CITATION_STYLE is “{settings.CITATION_STYLE}”, which is no style of references."
    return [Error(said, hint=f"Choose one of: {', '.join(sorted(STYLES))}.", id="articles.E001")]

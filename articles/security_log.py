"""Events of security, in a stream of their own: who got in or was refused, whose rights changed, what was
signed, what was carried out of the house. Of people it has their number, of a text its number or digest.
"""

import logging
from typing import Final

LOGGER: Final = logging.getLogger("security")


def note(event: str, **facts: str | int | bool | None) -> None:
    """Write one event (“signed”) with facts that name nobody but by a number."""
    LOGGER.info(event, extra=facts)

"""What is looked up by itself."""

from typing import Any

from articles.models import Reference
from articles.retractions import standings


def reference_saved(instance: Reference, raw: bool = False, **_: Any) -> None:
    """A work that was entered or altered is looked for in what Retraction Watch listed."""
    if not raw:
        standings.look_up(instance)

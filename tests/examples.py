"""How many examples a property is tried with, and how often a race is run."""

import os
from typing import Any, Final

from hypothesis import settings

# with `make test-all` all of it so many times as often
TIMES: Final = int(os.environ.get("EXAMPLES", "1"))


def examples(count: int, **more: Any) -> settings:
    """So many, or a multiple; a busy machine may take its time for each."""
    return settings(max_examples=count * TIMES, deadline=None, **more)

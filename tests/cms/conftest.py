"""What the tests of the reading site share."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

REAL_NOW = timezone.now


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], datetime]:
    """Move the clock of the whole project by so many days from the real today."""

    def by(days: int) -> datetime:
        moment = REAL_NOW() + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return by

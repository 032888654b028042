"""Two kinds of blocks that no body has, for the tests that add them: each is one row and no more."""

from typing import Final

import pytest
from django.utils.translation import ngettext_lazy

from articles.text import vocabulary
from articles.text.vocabulary import Attribute, Choice, ElementType, Shape, Unit

HINT: Final = ElementType(
    "details",
    Shape.CONTAINER,
    (
        Attribute(
            "data-kind",
            "kind of hint",
            choices=(
                Choice("tip", "Tip", "lightbulb"),
                Choice("example", "Example", "science", is_named=True),
            ),
            default="tip",
        ),
    ),
    unit=Unit("hint", ngettext_lazy("hint", "hints", "count")),
    is_movable=True,
    on_page={"open": ""},
    node="hint",
    left_out=("details:not([data-kind])",),
)
IMPRINT: Final = ElementType(
    "address",
    Shape.HEADING,
    unit=Unit("imprint", ngettext_lazy("imprint", "imprints", "count")),
    compared_as="prose",
    name="an imprint",
    label="Imprint",
    icon="home",
)


def add_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let bodies hold both until the test ends."""
    monkeypatch.setattr(vocabulary, "BODY", vocabulary.BODY.with_row(HINT).with_row(IMPRINT))

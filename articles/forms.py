"""What the forms of writers have in common."""

from typing import Any

from django import forms


class LabelsAbove:
    """Labels stand above their fields, so no colon follows them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class Form(LabelsAbove, forms.Form):
    """A form whose labels stand above its fields."""

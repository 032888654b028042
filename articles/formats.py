"""The formats of frozen records: which fields each covers. What was frozen once is read by its own for ever.

A record's number stands in it under `format`. A field that joins later makes a new format and is no
part of an older record, which is read as if it had the value that is named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

Record = dict[str, Any]


class UnknownFormat(ValueError):
    """A record of a format that this version of the code does not know: a later one wrote it."""


@dataclass(frozen=True)
class Formats:
    """Those of one kind of record. The first covers the fields of `first`; each further one adds some.

    Of `later` each is what a format adds, with the value that a record of an older one is read with;
    None where nothing was known of it.
    """

    kind: str
    first: tuple[str, ...]
    later: tuple[Mapping[str, Any], ...] = ()

    @property
    def latest(self) -> int:
        """What is frozen today has this one."""
        return len(self.later) + 1

    def fields(self, number: int) -> tuple[str, ...]:
        """The names that a format covers. Raises `UnknownFormat`."""
        if not 1 <= number <= self.latest:
            raise UnknownFormat(
                f"This {self.kind} has format {number}; the last one known is {self.latest}."
            )
        added = (name for step in self.later[: number - 1] for name in step)
        return (*self.first, *added)

    def covered(self, number: int, values: Record) -> Record:
        """The record in a format, of the values of today. Raises `UnknownFormat`."""
        stamped = {**values, "format": number}
        return {name: stamped[name] for name in self.fields(number)}

    def number_of(self, record: Record) -> int:
        """The format of a record. One that does not say it is older than the number: its fields tell."""
        if said := record.get("format"):
            return int(said)
        fitting = (n for n in range(self.latest, 0, -1) if set(self.fields(n)) <= record.keys())
        return next(fitting, 1)

    def read(self, record: Record) -> Record:
        """The record with each field of today. Raises `UnknownFormat`."""
        number = self.number_of(record)
        self.fields(number)
        missing = {name: value for step in self.later for name, value in step.items()}
        return {**missing, **record, "format": number}

    def unsaid(self, number: int, values: Record) -> list[str]:
        """Fields that joined after a format and say something all the same: nobody froze that."""
        joined = (step for step in self.later[number - 1 :])
        return [
            name
            for step in joined
            for name, value in step.items()
            if name != "format" and value is not None and values[name] != value
        ]


class FormatField(models.PositiveSmallIntegerField):  # type: ignore[type-arg] # no class at run time
    """The number of a row's format: the latest, where nothing is said.

    For migrations it is a plain number, so that a new format needs none.
    """

    def __init__(self, formats: Formats | None = None, **options: Any) -> None:
        if formats is not None:
            options.update(default=formats.latest, editable=False)
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, arguments, options = super().deconstruct()
        options.pop("default", None)
        return name, "django.db.models.PositiveSmallIntegerField", arguments, options

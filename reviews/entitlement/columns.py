"""The columns of a row as a record keeps them: read, written, and shown to people. Plain JSON values.

A row that another names is its key; a relation to many, the keys in order.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model
from django.utils.translation import gettext as _

Values = dict[str, Any]


def read(row: Model, names: Iterable[str]) -> Values:
    """Some columns of a row, saved or not."""
    return {name: plain(_stored(row, name)) for name in names}


def plain(value: Any) -> Any:
    """A value as a form has it, or a field of a model, as JSON keeps it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str | int | bool | dict) or value is None:
        return value
    return sorted(plain(each) for each in value)


def write(row: Model, values: Mapping[str, Any]) -> None:
    """Set the columns of a row and save it; an existing one in these alone."""
    many = {name: value for name, value in values.items() if _is_to_many(row, name)}
    own = set_own(row, values)
    if row.pk is None:
        row.save()
    elif own:
        row.save(update_fields=own)
    for name, keys in many.items():
        getattr(row, name).set(keys)


def set_own(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Set those that are columns of the row itself, unsaved; returns their names."""
    own = [name for name in values if not _is_to_many(row, name)]
    for name in own:
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, field.to_python(values[name]))
        if isinstance(field, ForeignKey) and field.is_cached(row):
            field.delete_cached_value(row)
    return own


def shown(row: Model, name: str, value: Any) -> Any:
    """The value in words that stay true when a name changes later."""
    field: Any = row._meta.get_field(name)
    if value in (None, "", []):
        return ""
    if isinstance(field, ForeignKey | ManyToManyField):
        found = field.related_model._base_manager.filter(
            pk__in=value if isinstance(value, list) else [value]
        )
        return ", ".join(sorted(str(each) for each in found))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value)) if field.choices else value


def _stored(row: Model, name: str) -> Any:
    if not _is_to_many(row, name):
        field: Any = row._meta.get_field(name)
        return getattr(row, field.attname)
    return list(getattr(row, name).values_list("pk", flat=True)) if row.pk else []


def _is_to_many(row: Model, name: str) -> bool:
    return isinstance(row._meta.get_field(name), ManyToManyField)

"""The lines of a checklist as an administrator writes them, one a line. Pure."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.utils.translation import gettext as _

PARTS = 5


class LineKind(StrEnum):
    """How a line is answered. The value is what an administrator writes."""

    YES_NO = "yes/no"
    YES_NO_NA = "yes/no/n.a."
    SCORE = "1-5"

    @property
    def options(self) -> list[tuple[str, str]]:
        """(stored, shown) of every possible answer."""
        if self == LineKind.SCORE:
            return [(str(score), str(score)) for score in range(1, 6)]
        options = [("yes", _("Yes")), ("no", _("No"))]
        return options if self == LineKind.YES_NO else [*options, ("n.a.", _("Not applicable"))]


@dataclass(frozen=True)
class ChecklistLine:
    key: str
    group: str
    kind: LineKind
    is_required: bool
    question: str
    help: str

    def record(self) -> dict[str, Any]:
        return asdict(self)


def parse(text: str) -> list[ChecklistLine]:
    """Read the lines. Raises `ValidationError` that names the first one that is wrong."""
    found: list[ChecklistLine] = []
    group = ""
    for number, written in enumerate(text.splitlines(), start=1):
        if written.startswith("#"):
            group = written.lstrip("# ").strip()
        elif written.strip():
            found.append(_line(written, number, group))
    keys = [line.key for line in found]
    if twice := next((key for key in keys if keys.count(key) > 1), ""):
        raise ValidationError(f"The key “{twice}” stands there twice.")
    if not found:
        raise ValidationError("A checklist asks something: write at least one line.")
    return found


def validate(text: str) -> None:
    parse(text)


def _line(written: str, number: int, group: str) -> ChecklistLine:
    parts = [part.strip() for part in written.split("|")]
    if len(parts) not in (PARTS - 1, PARTS):
        raise ValidationError(
            f"Line {number}: five parts, set apart by “|”; the help may be empty."
        )
    key, kind, required, question, help_text = (*parts, "")[:PARTS]
    if not slug_re.match(key):
        raise ValidationError(
            f"Line {number}: “{key}” is no key: letters, digits and hyphens only."
        )
    if kind not in list(LineKind):
        raise ValidationError(f"Line {number}: “{kind}” is none of yes/no, yes/no/n.a., 1-5.")
    if required not in ("required", "optional"):
        raise ValidationError(f"Line {number}: say “required” or “optional”.")
    if not question:
        raise ValidationError(f"Line {number}: the question is missing.")
    return ChecklistLine(key, group, LineKind(kind), required == "required", question, help_text)

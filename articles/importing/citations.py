"""Citations that a file has in fields of their own: in the words of a manuscript each is one mark."""

import re
from dataclasses import dataclass
from typing import Final

# of Unicode's letters for private use; those that Word takes for symbols begin at F000
FIRST_MARK: Final = 0xE000
LAST_MARK: Final = 0xEFFF
MARKS: Final = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]")
_SET_OFF: Final = re.compile(rf"\s*({MARKS.pattern}+)")


@dataclass(frozen=True)
class Cited:
    """The number of a work in the list of works, counted from 0, and where in the work it is said."""

    work: int
    place: str = ""


@dataclass(frozen=True)
class Citation:
    mark: str
    works: tuple[Cited, ...]


def without_marks(text: str) -> str:
    return MARKS.sub("", text)


def close_up(text: str) -> str:
    """A text with no blank before its marks."""
    return _SET_OFF.sub(r"\1", text)

"""What comes in from outside: text without what no machine can read, numbers and JSON that nobody can
break the site with. Every door goes through these: forms, addresses, cookies, files, answers.
"""

import json
import re
from datetime import date, datetime
from typing import Any, Final

# all that XML 1.0 forbids (§2.2 Char), and DEL, which nobody means; a surrogate has no place in UTF-8
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LARGEST: Final = 2**31 - 1  # of a column of numbers on PostgreSQL
YEARS: Final = range(1900, 3000)  # around which a calendar can go on, in any zone
DEEPEST: Final = 100  # levels of JSON; real data has ten
STRINGS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
BRACKETS: Final = re.compile(r"[][{}]")


def clean_text(text: str) -> str:
    """The text without characters that XML, databases or mail can't carry."""
    return FORBIDDEN.sub("", text)


def number(sent: str | None, largest: int = LARGEST) -> int | None:
    """A whole number from an address or a form; None where it is none, negative or too large."""
    if sent is None or not (sent.isascii() and sent.isdigit()) or len(sent) > len(str(largest)):
        return None
    read = int(sent)
    return read if read <= largest else None


def numbers(sent: list[str]) -> set[int]:
    """Those that are numbers."""
    return {read for each in sent if (read := number(each)) is not None}


def day(sent: str) -> date | None:
    """A day as ISO 8601 writes it; None where it is none, or in no year of ours."""
    try:
        read = date.fromisoformat(sent)
    except ValueError:
        return None
    return read if read.year in YEARS else None


def moment(sent: str) -> datetime | None:
    """A moment with its zone, likewise."""
    try:
        read = datetime.fromisoformat(sent)
    except ValueError:
        return None
    return read if read.tzinfo and read.year in YEARS else None


def read_json(sent: str) -> Any:
    """JSON with clean texts. Raises `ValueError` where it is none, nested too deep, or has numbers that
    JSON does not know."""
    if _depth(sent) > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    return cleaned(json.loads(sent, parse_constant=_refuse))


def cleaned(read: Any) -> Any:
    """JSON with its texts clean, at any depth."""
    if isinstance(read, str):
        return clean_text(read)
    if isinstance(read, list):
        return [cleaned(each) for each in read]
    if isinstance(read, dict):
        return {clean_text(name): cleaned(value) for name, value in read.items()}
    return read


def _depth(sent: str) -> int:
    deepest = depth = 0
    for each in BRACKETS.findall(STRINGS.sub("", sent)):
        depth += 1 if each in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")

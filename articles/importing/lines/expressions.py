"""Regular expressions written as one alternative a line, so that a long list of them can be read."""

import re

_CONTINUED = re.compile(r"\\\n\s*")


def one_of(alternatives: str, flags: int = 0) -> re.Pattern[str]:
    """Compile the lines of `alternatives`.

    Blanks around a line and empty lines do not count; a line that ends in a backslash goes on in
    the next one.
    """
    lines = [line.strip() for line in _CONTINUED.sub("", alternatives).splitlines()]
    return re.compile("|".join(f"(?:{line})" for line in lines if line), flags)

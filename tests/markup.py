"""HTML as its readers have it, however its templates break their lines."""

import re
from typing import Final

BLOCKS: Final = (
    "p|li|ul|ol|dl|dt|dd|div|section|h[1-6]|td|th|tr|form|header|footer|nav|summary|details"
    "|label|option"
)


def flat(html: str) -> str:
    """One space for many; none beside a block, at the ends of an element or of a tag."""
    html = re.sub(r"\s+", " ", html).replace(" >", ">")
    html = re.sub(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?", r"\1", html)
    html = re.sub(r"(<[a-z][^>]*>) ", r"\1", html)
    return re.sub(r" (</[a-z0-9]+>)", r"\1", html)

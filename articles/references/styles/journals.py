"""The abbreviation that the National Library of Medicine gives a journal's title.

`journals.tsv` says whence it is. What a record brings with it comes first; no abbreviation is
made up by rule: of a journal that stands in neither the title is printed whole.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("journals.tsv")
ARTICLE: Final = re.compile(r"^the ")
SUBTITLE: Final = re.compile(r"\s+:\s.*|\s*\([^()]*\)$")  # “Addiction (Abingdon, England)”


def abbreviation(title: str) -> str:
    """“N Engl J Med” of “The New England Journal of Medicine”; "" where the list does not have it."""
    known = _read()
    return known.get(_folded(title)) or known.get(_folded(SUBTITLE.sub("", title)), "")


def _folded(title: str) -> str:
    words = re.findall(r"\w+", title.casefold().replace("&", " and "))
    return ARTICLE.sub("", " ".join(words))


@lru_cache(maxsize=1)
def _read() -> dict[str, str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    known = {_folded(title): short for title, short in rows}
    return {**{_folded(SUBTITLE.sub("", title)): short for title, short in rows}, **known}

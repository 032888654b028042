"""Addresses made from words: the one way, whatever the words are of."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final
from unicodedata import category, normalize

from anyascii import anyascii
from django.utils.text import slugify

LONGEST: Final = 110
WRITTEN: Final = "LMN"  # letters, marks, numbers; signs are left out, as ever


def slug_of(words: str, otherwise: str, longest: int = LONGEST) -> str:
    """ASCII letters, digits and hyphens that say the words, transliterated from any script.

    `otherwise` where the words hold nothing that can be said: a slug is never empty.
    """
    said = (anyascii(each) if category(each)[0] in WRITTEN else each for each in words)
    slug = slugify("".join(said)).strip("_")[:longest].strip("-_")
    return slug or otherwise


def first_free(stem: str, is_free: Callable[[str], bool]) -> str:
    """The stem, or the stem with the first number from 2 on that nobody has."""
    return next(slug for slug in numbered(stem) if is_free(slug))


def numbered(stem: str) -> Iterator[str]:
    """The stem, then the stem with 2, 3 and so on; endless."""
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"


def folded(words: str) -> str:
    """Words without what is only form: case, accents, white space, and letters written otherwise (NFKC)."""
    bare = "".join(each for each in normalize("NFKD", words) if category(each) != "Mn")
    return " ".join(normalize("NFKC", bare.casefold()).split())

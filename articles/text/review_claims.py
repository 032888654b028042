"""Words that claim a review, wherever somebody can type what readers see. Pure.

Who reviewed a text stands on its badge, which follows from signatures; words can say anything. So none
may say it (COPE, core practice 7: a journal's claims about its own review are true and checked). The
phrases are data, `review_claims.toml`, for each language of the site.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# where the true one stands, to follow the reason why a typed one is refused
TRUE_BADGE: Final = gettext_lazy(
    "readers see who reviewed the text on its badge below the title, which comes with the signatures."
)
PHRASES: Final = Path(__file__).with_suffix(".toml")
# marks that show nothing, letters that show a blank, and Cyrillic and Greek ones that look Latin (UTS #39)
UNSEEN: Final = "\u034f\u115f\u180b\u180c\u180d" + "".join(map(chr, range(0xFE00, 0xFE10)))
BLANKS: Final = dict.fromkeys(map(ord, "\u1160\u2800\u3164\uffa0"), " ")
ALIKE: Final = str.maketrans("аԁеһіјӏорѕсухԝѵαɡıοινκυ", "adehijlopscyxwvagioivku")
DASHES_AND_QUOTES: Final = re.compile(r"[-‐‑‒–—_/\"“”„«»'’‘*()\[\]]")


def claim_in(words: str) -> str:
    """The first claim of a review in words of several lines, as it is compared; "" where there is none.

    All languages are looked for in each text: an English badge deceives in a Spanish one as well.
    """
    lines = filter(None, map(plain, words.splitlines()))
    return next((claim for line in lines if (claim := _claim_in_line(line))), "")


def why_not(words: str) -> str:
    """Why the words can't be published, or ""."""
    claim = claim_in(words)
    return _("Take out “%(claim)s”: %(why)s") % {"claim": claim, "why": TRUE_BADGE} if claim else ""


def refuse_claims(written: object, *names: str) -> None:
    """Raise `ValidationError` at each of these fields that claims a review."""
    found = {name: why_not(getattr(written, name)) for name in names}
    if wrong := {name: said for name, said in found.items() if said}:
        raise ValidationError(wrong)


def plain(line: str) -> str:
    """Small letters, one blank between words, without what only looks like a blank or like nothing."""
    whole = unicodedata.normalize("NFKC", line)
    unseen = dict.fromkeys(ord(each) for each in set(whole) if _is_unseen(each))
    seen = whole.translate(unseen) if unseen else whole
    small = DASHES_AND_QUOTES.sub(" ", seen.translate(BLANKS)).casefold()
    return " ".join(small.translate(ALIKE).split())


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter in UNSEEN


def _claim_in_line(line: str) -> str:
    claims, honest = _phrases()
    if not (found := list(claims.finditer(line))):
        return ""
    spared = [each.span() for each in honest.finditer(line)]
    for claim in found:
        if not any(start <= claim.start() and claim.end() <= end for start, end in spared):
            return claim.group().strip()
    return ""


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    languages = tomllib.loads(PHRASES.read_text(encoding="utf-8")).values()
    return (
        _any_of([each for language in languages for each in language["claims"]]),
        _any_of([each for language in languages for each in language["honest"]]),
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in phrases))

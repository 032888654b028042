"""Disclaimers of the site that a text came from: they go, for the managed ones to take their place."""

import re
from typing import Final

from articles.importing.lines import wording
from articles.importing.lines.expressions import one_of

_LONGEST: Final = 130
_OF_WHAT = (
    r"(?:(?:medical|health|legal|fda|affiliate|general|important|website|content|full|our|read) )*"
)
_LABEL = re.compile(rf"{_OF_WHAT}(?:disclaimers?|disclosures?)(?: notice)?")
_LABELLED = re.compile(rf"{_OF_WHAT}(?:disclaimer|disclosure)s?\s?[:–—-]\s?\S", re.I)
_DISCLAIMING = one_of(r"""
    \bstatements?\b.{0,80}\bnot been (?:evaluated|reviewed|approved) by the\b
    \bnot intended to (?:diagnose|treat|cure)\b
    \b(?:views|opinions) (?:expressed|stated)\b
    \b(?:doesn't|does not|don't|do not) (?:necessarily )?(?:support|endorse|stand behind)\b.{0,60}\bviews\b
    \bnever disregard professional medical advice\b
    \bas an amazon associate\b|\baffiliate (?:links?|commission)\b
    \bmust be (?:at least )?(?:18|21)\b.{0,30}\bto (?:buy|purchase|order|enter|use|view) \
        (?:from |at )?(?:this|our|us|these)\b
""")
# Said of anything but itself ("Herbs are no substitute for medical care"), this is advice to the reader.
_SPEAKS_OF_ITSELF = one_of(r"""
    \b(?:this|information|articles?|content|site|website|blog|posts?|page|material|we|author|writer)\b
""")
_LIMITING = one_of(r"""
    \b(?:views|opinions)\b.{0,120}\b(?:do|does)(?: not|n't)(?: necessarily)? \
        (?:reflect|represent|stand|endorse|express)
    \bnot (?:intended|meant) (?:to|as|for)\b.{0,60}\b(?:medical|professional|legal) \
        (?:advice|care|diagnosis|treatment)
    \bnot (?:a )?(?:substitute|replacement) for\b.{0,40}\b(?:advice|care|diagnosis|treatment|consultation)\b
    \b(?:should|must|may) not be (?:used|taken|construed|considered|relied)\b.{0,60}\b\
        (?:advice|diagnos\w+|substitute)\b
    \bfor (?:general |purely )?(?:information(?:al)?|educational|entertainment)(?: \w+){0,4} \
        (?:purposes|use|only)\b
    \bfor (?:general |purely )?(?:information(?:al)?|educational|entertainment) (?:purposes|use|only)\b
    \b(?:does|do) not (?:constitute|provide|offer|give) (?:any )?(?:medical|professional|legal) advice\b
    \b(?:is|are) not (?:medical|professional|legal) advice\b
""")


def is_label(text: str) -> bool:
    """Whether the line is the heading of a disclaimer."""
    return bool(_LABEL.fullmatch(wording.folded(text)))


def is_disclaimer(text: str) -> bool:
    """Whether a whole paragraph disclaims: it says so, or at least two in five of its sentences do.

    Advice to the reader ("Always ask your doctor") is none.
    """
    if len(wording.words(text)) > _LONGEST:
        return False
    if _LABELLED.match(text.lstrip("*_ ")):
        return True
    parts = wording.sentences(wording.folded(text))
    found = sum(map(_disclaims, parts))
    return found > 0 and found * 5 >= len(parts) * 2


def holds_a_disclaimer(text: str) -> bool:
    """Whether some sentence of a longer paragraph disclaims."""
    return _disclaims(wording.folded(text))


def _disclaims(sentence: str) -> bool:
    if _DISCLAIMING.search(sentence):
        return True
    return bool(_LIMITING.search(sentence) and _SPEAKS_OF_ITSELF.search(sentence))

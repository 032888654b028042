"""The styles in which a site prints its references; `CITATION_STYLE` of the settings names one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from articles.references.csl import CSL
from articles.references.styles import ama, apa, nlm


@dataclass(frozen=True)
class Style:
    """`file` is the style's name in the collection of the Citation Style Language.

    `prepared` makes of a work what the processor gets, `finished` of its line what the style asks for.
    `range_delimiter` joins the ends of a series of numbers in the text: AMA 3.6 and ICMJE's samples have
    a hyphen, CSL an en dash where a style names none.
    """

    file: str
    prepared: Callable[[CSL], CSL]
    finished: Callable[[str, CSL], str]
    range_delimiter: str


STYLES: Final = {
    "ama": Style("american-medical-association", ama.prepared, ama.finished, "-"),
    "apa": Style("apa-numeric-superscript", apa.prepared, apa.finished, "–"),
    "vancouver": Style("nlm-citation-sequence", nlm.prepared, nlm.finished, "-"),
}

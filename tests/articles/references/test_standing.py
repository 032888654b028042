"""Several notices about one work, in the order of their dates."""

from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest

from articles.references.standing import Kind, Nature, standing_of


@dataclass(frozen=True)
class Said:
    nature: Nature
    on: date
    reasons: tuple[str, ...] = ()
    notice_doi: str = ""


CORRECTION = Said(Nature.CORRECTION, date(2004, 3, 6))
CONCERN = Said(Nature.CONCERN, date(2009, 1, 1))
RETRACTION = Said(Nature.RETRACTION, date(2010, 2, 6), ("Misconduct",))
REINSTATED = Said(Nature.REINSTATEMENT, date(2012, 1, 1))
LATER_CORRECTION = Said(Nature.CORRECTION, date(2011, 1, 1))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ([], None),
        ([CORRECTION], Kind.CORRECTED),
        ([CORRECTION, CONCERN], Kind.CONCERN),
        ([CORRECTION, CONCERN, RETRACTION], Kind.RETRACTED),
        ([RETRACTION, LATER_CORRECTION], Kind.RETRACTED),
        ([CORRECTION, RETRACTION, REINSTATED], None),
        ([Said(Nature.RETRACTION, date(2020, 1, 1), ("Retract and Replace",))], Kind.REPLACED),
        (
            [Said(Nature.RETRACTION, date(2020, 1, 1), ("Withdrawn as Out of Date",))],
            Kind.SUPERSEDED,
        ),
        ([CONCERN, Said(Nature.CONCERN, date(2010, 1, 1), ("EOC Lifted",))], None),
    ],
)
def test_what_notices_amount_to_whatever_order_they_are_in(said, kind):
    for order in permutations(said):
        standing = standing_of(order)
        assert (standing.kind if standing else None) == kind


def test_of_one_day_a_reinstatement_comes_last():
    same_day = Said(Nature.REINSTATEMENT, RETRACTION.on)

    assert standing_of([same_day, RETRACTION]) is None


def test_a_standing_says_since_when_and_by_which_notice():
    standing = standing_of([CORRECTION, RETRACTION])

    assert (standing.on, standing.reasons) == (date(2010, 2, 6), ("Misconduct",))
    assert standing.is_grave

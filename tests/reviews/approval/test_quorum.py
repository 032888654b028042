"""Whether the signatures suffice, and since when; held against a search through every choice of people.

No test here asks the database.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from reviews.approval import quorum
from reviews.humans import Sameness, marks
from reviews.models import Approval, Round
from reviews.models.zones import counted_in
from tests.examples import examples

DIGEST, OTHER = "d" * 64, "e" * 64
START = datetime(2030, 1, 1, 12, tzinfo=UTC)
PAIN = "Pain medicine"
NOTHING = Sameness()


@pytest.fixture(autouse=True, scope="module")
def _zone():
    """Which zone days are counted in is asked of the database once, by whichever test comes first."""
    with counted_in(()):
        yield


def terms(approvals: int = 1, specialty: str = "") -> Round:
    return Round(
        approvals=approvals,
        specialty=specialty,
        specialty_key=slugify(specialty),
        interval_months=12,
    )


def credential(specialty: str = "", checked: int | None = -100, expires: int | None = None) -> dict:
    """A credential as an approval keeps it; days count from the start."""

    def day(offset: int | None) -> str:
        return "" if offset is None else str(START.date() + timedelta(offset))

    return {
        "specialty": specialty,
        "specialty_key": slugify(specialty),
        "checked_on": day(checked),
        "expires_on": day(expires),
    }


LICENCE = {**credential(), "kind": "licence", "number": "GMC 12-34567"}


def shortfall(demand: Round, signed: list[Approval], digest: str, known=NOTHING) -> str:
    return quorum.shortfall(demand, signed, digest, known)


def reviewed_on(demand: Round, signed: list[Approval], digest: str, known=NOTHING) -> date | None:
    return quorum.reviewed_on(demand, signed, digest, known)


def signature(person: int = 1, day: int = 0, *specialties: str, **fields) -> Approval:
    return Approval(
        **{
            "person_id": person,
            "digest": DIGEST,
            "verdict": Approval.Verdict.APPROVE,
            "scope": Approval.Scope.FULL,
            "credentials": [credential(name) for name in specialties or ("",)],
            "signed_at": START + timedelta(days=day),
            **fields,
        }
    )


@pytest.mark.parametrize("approvals", [1, 2, 3])
@pytest.mark.parametrize("specialty", ["", PAIN])
def test_an_empty_set_of_signatures_is_never_enough(approvals: int, specialty: str):
    assert shortfall(terms(approvals, specialty), [], DIGEST) != ""
    assert reviewed_on(terms(approvals, specialty), [], DIGEST) is None


@pytest.mark.parametrize(
    ("demand", "signed", "expected"),
    [
        (terms(), [], "1 approval needed, none given."),
        (terms(), [signature()], ""),
        (terms(2), [signature()], "2 approvals needed, 1 given."),
        (terms(2), [signature(1), signature(1)], "2 approvals needed, 1 given."),
        (terms(2), [signature(1), signature(2)], ""),
        (terms(1, PAIN), [], "1 approval in pain medicine needed, none given."),
        (terms(1, PAIN), [signature()], "An approval by a specialist in pain medicine is needed."),
        (terms(1, PAIN), [signature(1, 0, PAIN)], ""),
        (
            terms(2, PAIN),
            [signature(1, 0, PAIN)],
            "2 approvals, one of them in pain medicine needed, 1 given.",
        ),
        (
            terms(2, PAIN),
            [signature(1), signature(2, 0, "Cardiology")],
            "An approval by a specialist in pain medicine is needed.",
        ),
        (terms(2, PAIN), [signature(1), signature(2, 0, "Cardiology", PAIN)], ""),
    ],
)
def test_the_demand_says_what_is_missing(demand: Round, signed: list[Approval], expected: str):
    assert shortfall(demand, signed, DIGEST) == expected


@pytest.mark.parametrize(
    "worthless",
    [
        signature(digest=OTHER),
        signature(verdict=Approval.Verdict.REQUEST_CHANGES),
        signature(verdict=Approval.Verdict.REJECT),
        signature(credentials=[]),
        signature(credentials=[credential(checked=None)]),
        signature(credentials=[credential(checked=1)]),
        signature(credentials=[credential(expires=-1)]),
    ],
    ids=[
        "of another text",
        "asks for changes",
        "rejects",
        "by nobody in particular",
        "by an unchecked credential",
        "by a credential checked later",
        "by an expired credential",
    ],
)
def test_a_signature_that_does_not_count(worthless: Approval):
    assert quorum.counting([worthless], DIGEST) == []
    assert shortfall(terms(), [worthless], DIGEST) == "1 approval needed, none given."


@pytest.mark.parametrize(
    ("signed", "known"),
    [
        ([signature(1, reviewer_id=7), signature(2, reviewer_id=7)], NOTHING),
        ([signature(1), signature(2)], Sameness.of([marks(profile=1) | marks(profile=2)])),
        (
            [signature(1, reviewer_id=7), signature(2, reviewer_id=8)],
            # by way of a third account, which signed nothing
            Sameness.of([marks(7) | marks(9), marks(9) | marks(8)]),
        ),
        ([signature(who, credentials=[LICENCE]) for who in (1, 2)], NOTHING),
    ],
    ids=["one account", "one person", "one person by a third account", "one licence"],
)
def test_humans_are_counted_and_not_their_accounts(signed: list[Approval], known: Sameness):
    assert shortfall(terms(2), signed, DIGEST, known) == "2 approvals needed, 1 given."
    assert reviewed_on(terms(2), signed, DIGEST, known) is None
    assert shortfall(terms(1), signed, DIGEST, known) == ""


def test_a_number_of_zeros_names_nobody():
    placeholder = {**LICENCE, "number": "DEMO-0000"}
    signed = [signature(who, credentials=[placeholder]) for who in (1, 2)]

    assert shortfall(terms(2), signed, DIGEST) == ""


@pytest.mark.parametrize("on", [credential(checked=0), credential(expires=0)])
def test_a_credential_is_valid_from_its_check_through_its_last_day(on: dict):
    assert shortfall(terms(), [signature(credentials=[on])], DIGEST) == ""


def test_an_expired_certificate_makes_nobody_a_specialist():
    signed = signature(credentials=[credential(PAIN, expires=-1), credential()])

    assert shortfall(terms(1, PAIN), [signed], DIGEST) == (
        "An approval by a specialist in pain medicine is needed."
    )


def test_the_review_is_as_old_as_its_oldest_needed_signature():
    signed = [signature(1, 0), signature(2, 30), signature(3, 60)]

    assert reviewed_on(terms(1), signed, DIGEST) == date(2030, 3, 2)
    assert reviewed_on(terms(2), signed, DIGEST) == date(2030, 1, 31)
    assert reviewed_on(terms(3), signed, DIGEST) == date(2030, 1, 1)


def test_one_of_two_reviewers_does_not_renew_the_review():
    signed = [signature(1, 0), signature(2, 0), signature(2, 400)]

    assert reviewed_on(terms(2), signed, DIGEST) == date(2030, 1, 1)


def test_a_review_of_the_changes_never_moves_the_date():
    """Invariant 8."""
    changes = signature(1, 300, scope=Approval.Scope.CHANGES)

    assert reviewed_on(terms(), [signature(1, 0), changes], DIGEST) == date(2030, 1, 1)
    assert reviewed_on(terms(), [changes], DIGEST) is None
    assert shortfall(terms(), [changes], DIGEST) == ""


def test_a_review_without_its_specialist_is_not_renewed():
    signed = [signature(1, 0, PAIN), signature(2, 0), signature(2, 200), signature(3, 200)]

    assert reviewed_on(terms(2, PAIN), signed, DIGEST) == date(2030, 1, 1)


def test_the_specialist_who_looked_last_leads_whoever_came_first():
    signed = [signature(1, 200, PAIN), signature(2, 0, PAIN)]

    assert reviewed_on(terms(1, PAIN), signed, DIGEST) == date(2030, 7, 20)


def test_beside_the_specialist_those_count_who_looked_last():
    signed = [signature(1, 300, PAIN), signature(2, 0), signature(3, 200)]

    assert reviewed_on(terms(2, PAIN), signed, DIGEST) == date(2030, 7, 20)


def test_the_latest_signature_of_a_person_counts_wherever_it_stands():
    signed = [signature(1, 200), signature(1, 0)]

    assert reviewed_on(terms(), signed, DIGEST) == date(2030, 7, 20)


def test_a_credential_older_than_keys_is_known_by_its_name():
    without_key = credential(PAIN)
    del without_key["specialty_key"]
    signed = [signature(credentials=[without_key])]

    assert shortfall(terms(1, PAIN), signed, DIGEST) == ""
    assert shortfall(terms(1, "Cardiology"), signed, DIGEST)


# --- against a search --------------------------------------------------------------------------


def best_day(demand: Round, signed: list[Approval]) -> date | None:
    """Try every set of people of the size demanded and every specialist in it; keep the latest day.

    Each has looked since the day of the last signature; the specialist, of the last one as such.
    """
    last: dict[int, date] = {}
    last_as_specialist: dict[int, date] = {}
    for each in sorted(signed, key=lambda each: each.signed_at):
        if each.digest != DIGEST or each.verdict != "approve" or each.scope != "full":
            continue
        day = each.signed_at.date()
        valid = {
            entry["specialty"]
            for entry in each.credentials
            if entry["checked_on"]
            and entry["checked_on"] <= str(day)
            and not (entry["expires_on"] and entry["expires_on"] < str(day))
        }
        if valid:
            last[each.person_id] = day
        if demand.specialty in valid:
            last_as_specialist[each.person_id] = day
    days = []
    for people in combinations(last, demand.approvals):
        for lead in people if demand.specialty else [None]:
            if lead is None:
                days.append(min(last[person] for person in people))
            elif lead in last_as_specialist:
                others = [last[person] for person in people if person != lead]
                days.append(min([last_as_specialist[lead], *others]))
    return max(days, default=None)


@st.composite
def _signatures(draw) -> Approval:
    days = st.integers(-3, 12)
    credentials = st.builds(
        credential,
        st.sampled_from(["", PAIN, "Cardiology"]),
        checked=st.just(-100) | st.none() | days,
        expires=st.none() | days,
    )
    return signature(
        draw(st.integers(1, 4)),
        draw(st.integers(0, 9)),
        digest=draw(st.sampled_from([DIGEST, DIGEST, DIGEST, OTHER])),
        verdict=draw(st.sampled_from(["approve", "approve", "approve", "reject"])),
        scope=draw(st.sampled_from(["full", "full", "changes"])),
        credentials=draw(st.lists(credentials, max_size=2)),
    )


@examples(300)
@given(
    st.builds(terms, st.integers(1, 3), st.sampled_from(["", PAIN])),
    st.lists(_signatures(), max_size=9),
)
def test_the_date_is_the_best_that_any_choice_of_reviewers_gives(demand, signed):
    found = reviewed_on(demand, signed, DIGEST)

    assert found == best_day(demand, signed)
    full = [each for each in signed if each.scope == "full"]
    assert (found is None) == bool(shortfall(demand, full, DIGEST))


@examples(100)
@given(
    st.builds(terms, st.integers(1, 3), st.sampled_from(["", PAIN])),
    st.lists(_signatures(), max_size=9),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_signatures_does_not_matter(demand, signed, random):
    shuffled = random.sample(signed, len(signed))

    assert reviewed_on(demand, shuffled, DIGEST) == reviewed_on(demand, signed, DIGEST)
    assert shortfall(demand, shuffled, DIGEST) == shortfall(demand, signed, DIGEST)

"""Which accounts and profiles are known to be one human being, on both databases."""

import pytest
from django.utils import timezone

from articles.models import Person
from reviews.humans import Sameness, marks, sameness, sameness_for
from reviews.models import Credential, Round, SamePerson
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def licensed(number: str) -> Person:
    person = factories.person(factories.user("Reviewers"))
    Credential.objects.create(person=person, kind="licence", number=number, issuer="Board")
    return person


def are_one(one: Person, other: Person, known: Sameness) -> bool:
    first, second = (known.closed(marks(each.user_id, each.pk)) for each in (one, other))
    return bool(first & second)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("GMC 12-34567", "gmc1234567", True),
        ("GMC 1234567", "GMC 1234568", False),
        ("DEMO-0000", "DEMO-0000", False),
        ("", "", False),
    ],
)
def test_a_licence_number_is_compared_however_it_was_spaced(one, other, is_one):
    assert are_one(licensed(one), licensed(other), sameness()) is is_one


def test_an_orcid_is_compared_however_it_was_written():
    one, other = (
        factories.person(factories.user("Writers"), orcid=each)
        for each in ("0000-0002-1825-0097", "0000000218250097")
    )

    assert are_one(one, other, sameness())


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("ada@example.org", "Ada+cms@Example.org", True),
        ("ada@example.org", "ada@example.com", False),
        ("ada+one@example.org", "ben+one@example.org", False),
        ("+@example.org", "++@example.org", False),
    ],
)
def test_a_mailbox_is_one_whatever_is_behind_its_plus(one, other, is_one):
    people = [factories.person(factories.user("Writers", email=each)) for each in (one, other)]

    assert are_one(*people, sameness()) is is_one


def test_who_is_one_with_either_of_two_is_one_with_both_and_the_last_statement_counts(
    django_assert_num_queries,
):
    first, second = licensed("A1"), licensed("A 1")
    third = factories.person(factories.user("Writers"))
    said = {
        "one": min(second.user, third.user, key=lambda each: each.pk),
        "other": max(second.user, third.user, key=lambda each: each.pk),
        "said_by": factories.user("Administrators"),
        "said_at": timezone.now(),
        "why": "One passport.",
    }
    SamePerson.objects.create(**said)

    with django_assert_num_queries(1):
        known = sameness()

    assert are_one(first, third, known)
    SamePerson.objects.create(**said, is_same=False)
    assert are_one(first, second, sameness())
    assert not are_one(first, third, sameness())


def test_where_one_must_sign_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sameness_for([None, Round(approvals=1)]) == Sameness()

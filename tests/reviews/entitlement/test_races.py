"""Two people at once about one person: what counts is what was looked up, and each change is made once."""

from functools import partial

import pytest
from django.utils import timezone

from articles.models import Person
from reviews.entitlement import auditing
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend, confirm
from reviews.models import Amendment, Credential, Proposal
from reviews.refusal import Refused
from tests import factories
from tests.examples import TIMES
from tests.reviews.workflow.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 5 * TIMES
TODAY = timezone.localdate()
LOOKUP = Lookup("Register", "https://register.example/1", TODAY)


@pytest.fixture
def administrators():
    return [factories.user("Administrators", name=name) for name in ("Ruth", "Sven")]


@pytest.mark.parametrize("attempt", range(TRIES))
def test_no_check_counts_of_what_was_changed_while_it_was_looked_up(attempt, administrators):
    editor, person = factories.editor(), factories.person()
    pk = factories.credential(person, number="1").pk
    fresh = partial(Credential.objects.get, pk=pk)
    amend("change_credential", fresh(), administrators[1], {"number": "2"})

    race(
        lambda: amend("check_credential", fresh(), editor, lookup=LOOKUP),
        lambda: amend("change_credential", fresh(), administrators[0], {"number": "666"}),
    )

    credential = fresh()
    assert credential.number == "666"
    checks = list(credential.checks.all())
    assert credential.is_checked == any(each.number == "666" for each in checks)
    assert list(auditing.problems()) == []


@pytest.mark.parametrize("attempt", range(TRIES))
def test_a_proposal_is_carried_out_once(attempt, administrators):
    doctor = factories.reviewer()
    amend("link_person", doctor.person, administrators[0], {"user": None})
    pk = Proposal.objects.get().pk

    done = race(
        *(
            partial(lambda by: confirm(Proposal.objects.get(pk=pk), by), by)
            for by in (administrators[1], doctor)
        )
    )

    assert sum(isinstance(each, Amendment) for each in done) == 1
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert Amendment.objects.filter(act="link_person").count() == 1
    assert Person.objects.get(pk=doctor.person.pk).user is None

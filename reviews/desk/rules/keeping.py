"""A house rule is kept: its row is written, or waits for somebody else where a grave one asks about less."""

from typing import Any

from django.db import transaction

from articles.evidence.rules import asks_less
from articles.models import HouseRule
from articles.users import User
from reviews.desk.rules.forms import RuleForm
from reviews.entitlement import ledger
from reviews.entitlement.amend import amend
from reviews.models import Amendment, Proposal


@transaction.atomic
def keep(form: RuleForm, user: User) -> Amendment | Proposal | None:
    """Carry out what was entered in a sound form. Raises `Refused` with the reason."""
    row, values, why = form.row, form.values(), form.cleaned_data["why"]
    own = row.own if row else None
    if own is None and row and row.shipped and asks_less(row.shipped, form.after):
        own = HouseRule.as_shipped(row.language, row.shipped)
        amend("add_houserule", own, user, _columns(own), reason=why)
    if own is None:
        return amend("add_houserule", HouseRule(), user, values, reason=why)
    del values["language"], values["name"]
    return amend("change_houserule", own, user, values, reason=why)


def _columns(own: HouseRule) -> dict[str, Any]:
    """All that makes the rule, of a row that is still to be written."""
    names = ("language", "name", "category", "severity", "reason", "question", "suggestion",
             "about", "closed_by_source", "reads_headings")  # fmt: skip
    return {name: getattr(own, name) for name in names}


def waiting_for(own: HouseRule | None) -> Proposal | None:
    """What somebody proposed for a rule and nobody has confirmed yet."""
    if own is None:
        return None
    found = Proposal.objects.open().filter(subject=ledger.name_of(own)).select_related("asked_by")
    return found.first()

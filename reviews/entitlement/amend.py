"""`amend`, the only way to change people and rules, and the second person's yes or no to a proposal."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext

from articles.entering import clean_text, cleaned
from articles.users import User
from reviews.entitlement import columns, effects, ledger, telling
from reviews.entitlement.act import Act, Change, Guard, Lookup
from reviews.entitlement.acts import ACTS
from reviews.models import Amendment, Proposal
from reviews.refusal import Refused


def amend(
    name: str,
    subject: Model,
    user: User | None,
    values: Mapping[str, Any] | None = None,
    *,
    reason: str = "",
    lookup: Lookup | None = None,
    now: datetime | None = None,
) -> Amendment | Proposal | None:
    """Carry out an act on a row: check, write it and one row of the record, tell whom it is about.

    `values` are what its columns are to be. None where nothing would change; a `Proposal` where a
    second person has to confirm it. `user` None is the site itself, of what nobody does by hand.
    Raises `PermissionDenied` for a right that the user does not hold, and `Refused` with the reason
    where a guard says no; nothing is written then. The row handed in is refreshed.
    """
    act = ACTS[name]
    with transaction.atomic():
        ledger.lock()
        _require_right(act, user)
        if subject.pk is not None:
            subject.refresh_from_db()
        plain = {each: cleaned(columns.plain(value)) for each, value in (values or {}).items()}
        why = clean_text(reason)
        _only_own_columns(act, plain)
        change = Change(act, subject, user, now or timezone.now(), plain, why, lookup)
        if act.columns and not change.changed:
            return None
        _guard((*act.guards, *act.checks, _is_sound), change)
        if act.needs_second is not None and act.needs_second(change):
            return _propose(change)
        return _carry_out(change)


def confirm(proposal: Proposal, second: User, now: datetime | None = None) -> Amendment:
    """Carry out what another proposed. Raises `Refused` with the reason where a guard says no."""
    with transaction.atomic():
        ledger.lock()
        change = _change_of(proposal, second, now or timezone.now())
        _guard((*change.act.guards, *change.act.checks, *change.act.guards_of_second), change)
        made = _carry_out(change)
        _settle(proposal, second, change.now, is_confirmed=True)
        return made


def reject(proposal: Proposal, by: User, now: datetime | None = None) -> Amendment:
    """Say no to what somebody proposed; whoever proposed it may take it back."""
    with transaction.atomic():
        ledger.lock()
        change = _change_of(proposal, by, now or timezone.now())
        if by != proposal.asked_by:
            _guard(change.act.guards_of_second, change)
        _settle(proposal, by, change.now, is_confirmed=False)
        kept = {"proposal": proposal.pk, "rejects": proposal.act}
        return _record(change, f"reject_{proposal.act}", by, kept)


def why_not(name: str, subject: Model, user: User, now: datetime | None = None) -> str:
    """Why the user can't do it to the row now whatever they enter, or ""."""
    act = ACTS[name]
    if act.permission is not None and not user.has_perm(act.permission):
        return gettext("“%(deed)s” is not among your rights.") % {"deed": act.label}
    return _first_reason(act.guards, Change(act, subject, user, now or timezone.now()))


def change_of(proposal: Proposal, second: User | None = None) -> Change:
    """What a proposal would change, to be shown."""
    return _change_of(proposal, second, timezone.now(), is_for_reading=True)


def may_settle(proposal: Proposal, user: User) -> str:
    """Why the user can't confirm a proposal, or ""."""
    change = _change_of(proposal, user, timezone.now(), is_for_reading=True)
    return _first_reason(
        (*change.act.guards, *change.act.checks, *change.act.guards_of_second), change
    )


def row_of(name: str) -> Model:
    """The row that the record names."""
    label, key = name.split()
    found: Model = apps.get_model(label)._base_manager.get(pk=key)
    return found


# --- parts -------------------------------------------------------------------------------------


def _only_own_columns(act: Act, values: columns.Values) -> None:
    if others := sorted(values.keys() - set(act.columns)):
        raise KeyError(act.name, *others)


def _is_sound(change: Change) -> str:
    """What the model itself refuses: `amend` is the door for a script as well as for a form."""
    said = copy(change.subject)
    columns.set_own(said, change.changed)
    try:
        said.clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _require_right(act: Act, user: User | None) -> None:
    if act.permission is None or user is None:
        return
    if not (user.is_active and user.has_perm(act.permission)):
        said = gettext("“%(deed)s” is not among your rights.")
        raise PermissionDenied(said % {"deed": act.label})


def _guard(rules: tuple[Guard, ...], change: Change) -> None:
    if reason := _first_reason(rules, change):
        raise Refused(reason)


def _first_reason(rules: tuple[Guard, ...], change: Change) -> str:
    return next((reason for rule in rules if (reason := rule(change))), "")


def _propose(change: Change) -> Proposal:
    if change.user is None:
        raise TypeError("What needs a second person is proposed by a first.")
    name = ledger.name_of(change.subject)
    if Proposal.objects.open().filter(act=change.act.name, subject=name).exists():
        raise Refused(gettext("This waits for a second person already: they confirm or reject it."))
    made = Proposal.objects.create(
        act=change.act.name,
        subject=name,
        subject_name=str(change.subject)[:200],
        values=change.changed,
        reason=change.reason.strip(),
        asked_by=change.user,
        asked_at=change.now,
    )
    kept = {"proposal": made.pk, "proposes": change.act.name, "changed": _changed(change)}
    _record(change, f"propose_{change.act.name}", change.user, kept)
    return made


def _change_of(
    proposal: Proposal, second: User | None, now: datetime, *, is_for_reading: bool = False
) -> Change:
    found = Proposal.objects if is_for_reading else Proposal.objects.select_for_update()
    proposal.refresh_from_db(from_queryset=found.all())
    if proposal.settled_at is not None and not is_for_reading:
        raise Refused(gettext("This was settled already."))
    return Change(
        ACTS[proposal.act],
        row_of(proposal.subject),
        proposal.asked_by,
        now,
        proposal.values,
        proposal.reason,
        second=second,
    )


def _settle(proposal: Proposal, by: User, now: datetime, *, is_confirmed: bool) -> None:
    proposal.settled_by, proposal.settled_at, proposal.is_confirmed = by, now, is_confirmed
    proposal.save(update_fields=["settled_by", "settled_at", "is_confirmed"])


def _carry_out(change: Change) -> Amendment:
    concerned = telling.concerned(change)
    details: dict[str, Any] = {"changed": _changed(change)} if change.act.columns else {}
    if change.changed:
        columns.write(change.subject, change.changed)
    if change.act.voids:
        details |= effects.void_touched(change)
    if change.act.effect is not None:
        details |= change.act.effect(change)
    if change.second is not None:
        details |= {
            "proposed_by": change.user.pk if change.user else None,
            "proposed_by_name": str(change.user),
        }
    return _record(change, change.act.name, change.second or change.user, details, concerned)


def _changed(change: Change) -> dict[str, Any]:
    return {
        name: {
            "before": change.before[name],
            "after": value,
            "was": columns.shown(change.subject, name, change.before[name]),
            "is": columns.shown(change.subject, name, value),
        }
        for name, value in change.changed.items()
    }


def _record(
    change: Change,
    act: str,
    user: User | None,
    details: dict[str, Any],
    concerned: telling.Concerned | None = None,
) -> Amendment:
    told = concerned or telling.concerned(change)
    others = list(change.act.tells(change)) if change.act.tells else []
    row = ledger.write(
        act,
        change.subject,
        user,
        change.now,
        details,
        person=change.person,
        account=told.account,
        reason=change.reason,
        notified=sorted({str(each) for each in (*others, *told.people) if each != user}),
    )
    telling.tell(row, told, others)
    return row

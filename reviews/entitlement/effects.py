"""What an act does besides writing columns. Each returns what the record keeps of it."""

from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q

from articles.users import User
from reviews.entitlement import account_changes, columns
from reviews.entitlement.act import Change, Kept
from reviews.entitlement.guards import ADMINISTER, ENDED
from reviews.models import AccountChange, CheckFile, Credential, CredentialCheck, Specialty


def check(change: Change) -> dict[str, Any]:
    """Keep what was looked up with every fact as it stands now, and let it count."""
    credential, looked_up = change.credential, change.lookup
    if looked_up is None or looked_up.on is None:
        raise TypeError("The guards let no check without a day and a register through.")
    made = CredentialCheck.objects.create(
        credential=credential,
        **{_column(name): value for name, value in credential.facts().items()},
        register=looked_up.register.strip(),
        address=looked_up.address.strip(),
        looked_up_on=looked_up.on,
        checked_by=change.user,
        checked_at=change.now,
    )
    credential.current_check = made
    credential.save(update_fields=["current_check"])
    kept = {"file": _keep(made, looked_up.file)} if looked_up.file else {}
    return {"check": made.record(), **kept}


def _keep(made: CredentialCheck, file: Kept) -> dict[str, Any]:
    digest, size = sha256(file.content).hexdigest(), len(file.content)
    CheckFile.objects.create(
        check_of=made, name=file.name, size=size, digest=digest, content=file.content
    )
    return {"name": file.name, "digest": digest, "check": made.pk}


def void(change: Change) -> dict[str, Any]:
    """Let the check of the credential count no more."""
    return {"voided": _void([change.credential])}


def end_factors(change: Change) -> dict[str, Any]:
    """Whoever has lost theirs sets up another; the account signs nothing for a day."""
    held = Authenticator.objects.filter(user=change.account)
    kinds = sorted(held.values_list("type", flat=True))
    held.delete()
    return {"ended": kinds}


def prove_orcid(change: Change) -> dict[str, Any]:
    """What was shown is what the profile says from now on."""
    columns.write(change.subject, {"orcid": change.proved_orcid})
    return {"orcid": change.proved_orcid}


def unsettle(change: Change) -> dict[str, Any]:
    """Let the account that gains a profile sign and publish nothing for a day, as after a new password.

    Not the first administrator's, which the site itself makes with its profile: nobody has used it yet.
    """
    gaining = get_user_model().objects.filter(pk=change.changed["user"] or 0).first()
    is_first = change.user is None and gaining is not None and gaining.last_login is None
    if gaining is not None and not is_first:
        account_changes.record(gaining, AccountChange.Kind.PERSON, change.user, change.now)
    return {}


def note_who_administers_no_more(change: Change) -> dict[str, Any]:
    """Whoever took the rights of another administrator is not thereby the only one."""
    account = change.account
    ceased = account is not None and _administered(change) and not _administers(account)
    return {ENDED: True} if ceased else {}


def _administers(account: User) -> bool:
    now = get_user_model().objects.get(pk=account.pk)  # anew: rights are kept on it
    return now.is_active and now.has_perm(ADMINISTER)


def _administered(change: Change) -> bool:
    """Before it, by what the columns were."""
    account, was = change.account, change.before
    if account is None or not was.get("is_active", account.is_active):
        return False
    groups = was.get("groups", list(account.groups.values_list("pk", flat=True)))
    single = was.get(
        "user_permissions", list(account.user_permissions.values_list("pk", flat=True))
    )
    codename = ADMINISTER.split(".")[1]
    given = Permission.objects.filter(codename=codename).filter(
        Q(pk__in=single) | Q(group__in=groups)
    )
    return bool(was.get("is_superuser", account.is_superuser)) or given.exists()


def void_touched(change: Change) -> dict[str, Any]:
    """The same of every credential of which the act has changed a fact that was looked up."""
    if not set(change.changed) & set(change.act.voids):
        return {}
    held = Credential.objects.exclude(current_check=None)
    if isinstance(change.subject, Credential):
        held = held.filter(pk=change.subject.pk)
    elif isinstance(change.subject, Specialty):
        held = held.filter(specialty=change.subject)
    else:
        held = held.filter(person=change.person)
    voided = _void(list(held))
    return {"voided": voided} if voided else {}


def _void(credentials: list[Credential]) -> list[int]:
    for credential in credentials:
        credential.current_check = None
        credential.save(update_fields=["current_check"])
    return [credential.pk for credential in credentials]


def _column(name: str) -> str:
    return f"{name}_id" if name in ("account", "specialty") else name

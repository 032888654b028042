"""The record of people and rules begins with what is on file."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

from reviews.fingerprints import fingerprint


def carry_over(apps: Any, schema_editor: Any) -> None:
    """What was on file when the record of people and rules began is its first rows.

    Each check becomes one of the facts as they stand, since nobody kept what they were on its day; it
    says that it is carried over, and names no register.
    """
    person_model = apps.get_model("articles", "Person")
    check_model = apps.get_model("reviews", "CredentialCheck")
    amendment_model = apps.get_model("reviews", "Amendment")
    now, number, previous = timezone.now(), 0, ""
    people = person_model.objects.filter(Q(credentials__isnull=False) | Q(user__isnull=False))
    for person in people.select_related("user").distinct().order_by("pk"):
        kept = [
            _check(check_model, person, credential, now)
            for credential in person.credentials.exclude(checked_on=None).order_by("pk")
        ]
        number += 1
        covered = {
            "format": 1,
            "number": number,
            "act": "carry_over",
            "subject": f"articles.person {person.pk}",
            "subject_name": person.name,
            "person": person.pk,
            "account": person.user_id,
            "actor": None,
            "actor_name": "",
            "at": now.astimezone(UTC).isoformat(),
            "reason": "",
            "details": {
                "name": person.name,
                "post_nominals": person.post_nominals,
                "user": person.user_id,
                "checks": kept,
            },
            "notified": [],
            "previous_hash": previous,
        }
        previous = fingerprint(covered)
        columns = {**covered, "at": now, "person": person, "account": person.user, "hash": previous}
        amendment_model.objects.create(**columns)


def _check(model: Any, person: Any, credential: Any, now: datetime) -> dict[str, Any]:
    same = ("kind", "title", "specialty", "number", "issuer", "expires_on")
    made = model.objects.create(
        credential=credential,
        name=person.name,
        post_nominals=person.post_nominals,
        account=person.user,
        **{name: getattr(credential, name) for name in same},
        specialty_name=credential.specialty.name if credential.specialty else "",
        looked_up_on=credential.checked_on,
        checked_by=credential.checked_by,
        checked_at=now,
        is_carried_over=True,
    )
    credential.current_check = made
    credential.save(update_fields=["current_check"])
    return {
        "name": made.name,
        "post_nominals": made.post_nominals,
        "account": person.user_id,
        "kind": made.kind,
        "title": made.title,
        "specialty": credential.specialty_id,
        "specialty_name": made.specialty_name,
        "number": made.number,
        "issuer": made.issuer,
        "expires_on": made.expires_on.isoformat() if made.expires_on else "",
        "credential": credential.pk,
        "register": "",
        "address": "",
        "looked_up_on": made.looked_up_on.isoformat(),
        "checked_by": credential.checked_by_id,
    }


class Migration(migrations.Migration):
    dependencies = [("reviews", "0018_entitlement")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

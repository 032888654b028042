"""The only writer of a work that stands in the library: what it said before is kept."""

from django.db import transaction

from articles.models import Reference, ReferenceChange
from articles.references.csl import CSL
from articles.users import User

Reason = ReferenceChange.Reason


def changes(reference: Reference, most: int = 20) -> list[tuple[ReferenceChange, CSL]]:
    """The last changes of a work, newest first, each with what it said afterwards."""
    found = list(reference.changes.select_related("by")[:most])
    after = [reference.csl, *(each.before for each in found)]
    return list(zip(found, after, strict=False))


@transaction.atomic
def change(reference: Reference, work: CSL, user: User, reason: Reason = Reason.EDITED) -> bool:
    """Let a work say this; returns whether that is anything new."""
    stored = Reference.objects.select_for_update().get(pk=reference.pk)
    before = stored.csl
    reference.csl = {**work, "id": reference.key}
    if reference.csl == before:
        return False
    ReferenceChange.objects.create(reference=reference, before=before, reason=reason, by=user)
    reference.save()
    return True

from django.db import migrations, models

# what the records of former sites covered beyond their first fields, by the number that they have now
APPROVALS = ("checklist", "signed_as")
TERMS = ("specialty_key", "checklist", "signers")


def tell_formats(apps, schema_editor):
    """A row of a former site says no format. Its event kept the record as it was frozen, and tells."""
    using = schema_editor.connection.alias
    events, approvals, rounds = (
        apps.get_model("reviews", name).objects.using(using)
        for name in ("Event", "Approval", "Round")
    )
    numbers, frozen = {}, {}
    for revision, details in events.values_list("revision", "details").iterator():
        if signed := details.get("approval"):
            key = (revision, signed["reviewer"], signed["signed_at"])
            numbers[key] = 1 + sum(name in signed for name in APPROVALS)
        if terms := details.get("terms"):
            frozen[revision] = 1 + sum(name in terms for name in TERMS), terms.get("checklist", {})
    for row in approvals.only("revision", "reviewer", "signed_at").iterator():
        number = numbers.get((row.revision_id, row.reviewer_id, row.signed_at.isoformat()), 3)
        if number != 3:
            approvals.filter(pk=row.pk).update(format=number)
    for row in rounds.only("revision").iterator():
        number, checklist = frozen.get(row.revision_id, (4, {}))
        if number != 4 or checklist:
            rounds.filter(pk=row.pk).update(format=number, checklist_record=checklist)


def lift(apps, schema_editor):
    """Frozen rows are given their number this once; `migrate` puts the triggers back."""
    for table in ("reviews_approval", "reviews_round"):
        name = f"immutable_{table}_update"
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):
    """Each frozen record carries the number of its format, and is verified by it for ever."""

    dependencies = [("reviews", "0014_waiting_mails")]

    operations = [
        migrations.AddField("event", "format", models.PositiveSmallIntegerField(default=1, editable=False), False),
        migrations.AddField("approval", "format", models.PositiveSmallIntegerField(default=3, editable=False), False),
        migrations.AddField("round", "format", models.PositiveSmallIntegerField(default=4, editable=False), False),
        migrations.AddField(
            "round",
            "checklist_record",
            models.JSONField(
                blank=True, default=dict, help_text="The version as it was called on that day"
            ),
        ),
        migrations.RunPython(lift, migrations.RunPython.noop),
        migrations.RunPython(tell_formats, migrations.RunPython.noop),
    ]

from django.contrib.auth.hashers import make_password
from django.db import migrations, models


def mark_guests(apps, schema_editor):
    """Accounts that were made for an invitation, and that no administrator has given a role since."""
    users = apps.get_model("cms", "User").objects.using(schema_editor.connection.alias)
    guests = users.filter(invitations__isnull=False, groups=None, is_superuser=False).distinct()
    for guest in guests:
        guest.is_guest, guest.password = True, make_password(None)
        guest.save(update_fields=["is_guest", "password"])


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0007_subscriber_languages"),
        ("reviews", "0004_guests"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_guest",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Was invited to single texts: may do nothing beyond them, and has no password.",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="sign_outs",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="How often all sessions were ended; each session ends with the count it began at.",
            ),
        ),
        migrations.RunPython(mark_guests, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_guest", False), ("password__startswith", "!"), _connector="OR"),
                name="a_guest_has_no_password",
            ),
        ),
    ]

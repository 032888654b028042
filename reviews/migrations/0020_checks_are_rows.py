"""What a credential said of its check is a row of its own now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviews", "0019_carry_over_checks")]

    operations = [
        migrations.RemoveField(
            model_name='credential',
            name='checked_by',
        ),
        migrations.RemoveField(
            model_name='credential',
            name='checked_on',
        ),
    ]

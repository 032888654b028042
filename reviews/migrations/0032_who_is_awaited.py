"""Whether a round that collects all decisions waits for a reviewer whom the site alone asked again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('reviews', '0031_what_sources_decide')]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='is_awaited',
            field=models.BooleanField(default=True, help_text='Whether a round that collects all decisions waits for them before they accept'),
        ),
    ]

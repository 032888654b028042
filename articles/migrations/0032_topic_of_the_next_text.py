"""Where the next text of a public article moves it: a draft moves nothing that readers see."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0031_what_rests_on_what'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='moves_to',
            field=models.ForeignKey(blank=True, help_text='Where the text under way moves a public article once it is published', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.topic'),
        ),
    ]

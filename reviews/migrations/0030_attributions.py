"""What is said of a name under a title, by whoever put it there and by its bearer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0032_topic_of_the_next_text'),
        ('reviews', '0029_rounds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('named', 'Put under the title'), ('removed', 'Taken off the title'), ('offered', 'Wrote or edited, and is asked whether to be named'), ('confirmed', 'Confirmed'), ('declined', 'Declined')], max_length=9)),
                ('role', models.CharField(blank=True, choices=[('writer', 'Written by'), ('editor', 'Edited by')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attributions', to='articles.article')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attributions', to='articles.person')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['person', 'article'], name='attribution_of_a_person')],
            },
        ),
    ]

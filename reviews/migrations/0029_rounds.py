"""How many reports a round waits for, what reviewers see of each other, and whose policy it was."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0028_file_of_a_check'),
    ]

    operations = [
        migrations.AddField(
            model_name='policy',
            name='is_blind',
            field=models.BooleanField(default=False, help_text='A reviewer sees verdict, scores and rulings of the others once they have decided'),
        ),
        migrations.AddField(
            model_name='policy',
            name='reports',
            field=models.CharField(choices=[('all', 'Wait for all: the round ends when everybody asked has decided'), ('first', 'The first decision against the text ends the round')], default='all', help_text='Where several are asked: whether the text goes back when all have said theirs', max_length=5),
        ),
        migrations.AddField(
            model_name='round',
            name='is_blind',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='round',
            name='policy',
            field=models.JSONField(blank=True, default=dict, help_text='Of which topic, with its name on that day'),
        ),
        migrations.AddField(
            model_name='round',
            name='reports',
            field=models.CharField(choices=[('all', 'Wait for all: the round ends when everybody asked has decided'), ('first', 'The first decision against the text ends the round')], default='first', max_length=5),
        ),
    ]

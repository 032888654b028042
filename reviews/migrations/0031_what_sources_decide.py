"""Whether what is borne out in part can be approved, and what a source that falls does to the badge."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0030_attributions'),
    ]

    operations = [
        migrations.AddField(
            model_name='policy',
            name='partly_passes',
            field=models.BooleanField(default=True, help_text='A statement that its source bears out in part can be approved, with a note'),
        ),
        migrations.AddField(
            model_name='policy',
            name='fallen_source',
            field=models.CharField(choices=[('keeps', 'The badge stays, and says so'), ('retraction', 'The badge falls when one is retracted'), ('doubt', 'The badge falls when one is retracted or an expression of concern is published')], default='keeps', help_text='What readers see of the review when a source is retracted or doubted', max_length=10),
        ),
        migrations.AddField(
            model_name='round',
            name='partly_passes',
            field=models.BooleanField(default=True),
        ),
    ]

"""What troubles readers, in their words: a way from the front page to the articles with a tag."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0032_topic_of_the_next_text'),
    ]

    operations = [
        migrations.AddField(
            model_name='tagintroduction',
            name='complaint',
            field=models.CharField(blank=True, help_text='What troubles whoever comes for it, as they would say it: “My back hurts”. The front page leads from it to the articles with the tag.', max_length=60),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def told(to):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="notifications",
        to=to,
    )


class Migration(migrations.Migration):
    """A message to a person is a notification in the code. Its table keeps its name, indexes and
    constraints, so nothing is changed in the database."""

    dependencies = [
        ("articles", "0015_words_in_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reviews", "0012_approval_signed"),
    ]

    operations = [
        migrations.AlterModelTable(name="notice", table="reviews_notice"),
        migrations.RenameModel(old_name="Notice", new_name="Notification"),
        migrations.AlterField("notification", "recipient", told(settings.AUTH_USER_MODEL)),
        migrations.AlterField("notification", "event", told("reviews.event")),
        migrations.AlterField("notification", "assignment", told("reviews.assignment")),
        migrations.AlterField("notification", "thread", told("articles.thread")),
    ]

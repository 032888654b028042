from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_the_person(apps, schema_editor):
    """Of what was written before, the profile that the account has today is the best that is known."""
    alias = schema_editor.connection.alias
    person = apps.get_model("articles", "Person").objects.using(alias)
    apps.get_model("articles", "Contribution").objects.using(alias).update(
        person=Subquery(person.filter(user=OuterRef("user")).values("pk")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0015_words_in_languages"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="contributions",
                to="articles.person",
            ),
        ),
        migrations.RunPython(name_the_person, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="contribution", name="a_user_contributes_to_a_revision_once"
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("revision", "user", "person"), name="a_user_contributes_to_a_revision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person", None)),
                fields=("revision", "user"),
                name="a_user_without_profile_contributes_to_a_revision_once",
            ),
        ),
    ]

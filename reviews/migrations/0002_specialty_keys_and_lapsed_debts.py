from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify


def give_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """From the names of today; two that would be alike are told apart by their number."""
    taken = set()
    for specialty in apps.get_model("reviews", "Specialty").objects.order_by("pk"):
        key = slugify(specialty.name) or "specialty"
        specialty.key = f"{key}-{specialty.pk}" if key in taken else key
        taken.add(specialty.key)
        specialty.save()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_initial"),
        ("reviews", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="debt",
            name="lapsed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the text was withdrawn or retracted unreviewed",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="debt",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_by", None), ("lapsed_at", None), _connector="OR"),
                name="a_debt_is_settled_or_lapses",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="specialty",
            field=models.CharField(blank=True, help_text="Its name on that day", max_length=80),
        ),
        migrations.AddField(
            model_name="round",
            name="specialty_key",
            field=models.CharField(blank=True, max_length=90),
        ),
        migrations.AddField(
            model_name="specialty",
            name="key",
            field=models.CharField(editable=False, max_length=90, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="specialty",
            name="key",
            field=models.SlugField(editable=False, max_length=90, unique=True),
        ),
    ]

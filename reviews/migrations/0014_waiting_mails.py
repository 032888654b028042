from django.db import migrations

BEFORE, NOW = "reviews.mail.deliver", "reviews.notifications.mail.deliver"


def rename(old: str, new: str):
    def renamed(apps, schema_editor):
        tasks = apps.get_model("django_tasks_database", "DBTaskResult")
        tasks.objects.using(schema_editor.connection.alias).filter(task_path=old).update(
            task_path=new
        )

    return renamed


class Migration(migrations.Migration):
    """A mail handed to the worker names the function that sends it. The function moved, so what waits
    is led to where it stands."""

    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("reviews", "0013_notifications"),
    ]

    operations = [migrations.RunPython(rename(BEFORE, NOW), rename(NOW, BEFORE))]

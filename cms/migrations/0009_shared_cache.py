from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """The table of the cache that all processes share, as `createcachetable` makes it."""
    database = schema_editor.connection.alias
    call_command("createcachetable", "cms_cache", database=database, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("cms", "0008_guests")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]

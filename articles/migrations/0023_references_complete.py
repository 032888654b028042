"""Whether works of the library are complete, by what is asked of each kind now."""

from django.db import migrations

from articles.references import kinds


def judge(apps, schema_editor):
    Reference = apps.get_model("articles", "Reference")
    for work in Reference.objects.only("csl", "is_incomplete").iterator(chunk_size=500):
        is_incomplete = bool(kinds.missing(work.csl))
        if is_incomplete != work.is_incomplete:
            Reference.objects.filter(pk=work.pk).update(is_incomplete=is_incomplete)


class Migration(migrations.Migration):
    dependencies = [("articles", "0022_image_digests")]

    operations = [migrations.RunPython(judge, migrations.RunPython.noop)]

"""What is drawn from works and texts that were there before its columns and table."""

from django.db import migrations

from articles.references import kinds
from articles.text.citations import cited_keys


def fill(apps, schema_editor):
    Reference = apps.get_model("articles", "Reference")
    Revision = apps.get_model("articles", "Revision")
    ReferenceUse = apps.get_model("articles", "ReferenceUse")
    for work in Reference.objects.only("csl").iterator(chunk_size=500):
        Reference.objects.filter(pk=work.pk).update(
            kind=kinds.kind_of(work.csl),
            is_incomplete=bool(kinds.missing(work.csl)),
            is_retracted=kinds.is_retracted(work.csl),
        )
    citing = Revision.objects.filter(body__contains="<cite").only("body")
    for revision in citing.iterator(chunk_size=100):
        ReferenceUse.objects.bulk_create(
            [ReferenceUse(revision=revision, key=key) for key in cited_keys(revision.body)],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_references_in_bulk")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

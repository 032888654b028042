"""Tags whose address nobody could open (it was empty, or had letters beyond ASCII) get one."""

from django.db import migrations

from articles.text.slugs import first_free, slug_of


def give_slugs(apps, schema_editor):
    tags = apps.get_model("taggit", "Tag").objects.using(schema_editor.connection.alias)
    for tag in tags.all():
        if tag.slug and tag.slug.isascii():
            continue
        taken = tags.exclude(pk=tag.pk)
        tag.slug = first_free(
            slug_of(tag.name, "tag", 90), lambda slug: not taken.filter(slug=slug).exists()
        )
        tag.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_retractions"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(give_slugs, migrations.RunPython.noop)]

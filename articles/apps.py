from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles.drafting.desk_search import DESK
        from articles.drafting.templates import install_templates
        from articles.immutability import install_triggers
        from articles.models.references import LIBRARY, Reference
        from articles.references.styles import checks  # noqa: F401 registers them
        from articles.retractions.receivers import reference_saved
        from articles.search.index import installer, scan_from_the_start

        for receiver in (install_triggers, installer(DESK, LIBRARY), install_templates):
            post_migrate.connect(receiver, sender=self, weak=False)
        connection_created.connect(scan_from_the_start)
        post_save.connect(reference_saved, sender=Reference)

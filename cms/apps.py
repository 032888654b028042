from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self) -> None:
        from articles.search import index
        from articles.signals import article_changed
        from cms.accounts import sessions
        from cms.accounts.roles import install_roles
        from cms.caching import receivers
        from cms.runtime import statistics
        from cms.runtime.connections import keep_more_prepared
        from cms.search import entries
        from cms.search.models import ENTRIES
        from cms.search.synonyms import install_synonyms

        receivers.connect()
        user_logged_in.connect(sessions.remember)
        connection_created.connect(keep_more_prepared)
        article_changed.connect(entries.refresh)
        installers = (install_roles, install_synonyms, index.installer(ENTRIES))
        for receiver in (*installers, statistics.refresh_after):
            post_migrate.connect(receiver, sender=self, weak=False)

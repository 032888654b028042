from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self) -> None:
        from cms.freshness import listen
        from cms.roles import install_roles

        listen()
        post_migrate.connect(install_roles, sender=self)

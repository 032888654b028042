from collections.abc import Callable

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.backends.signals import connection_created
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_save


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator
        from allauth.mfa.signals import authenticator_reset
        from django_tasks.signals import task_finished

        from articles.search import index
        from articles.signals import article_changed, identity_asked, kept_asked
        from cms import jobs
        from cms.accounts import factors, security_events, sessions
        from cms.accounts.roles import install_roles
        from cms.caching import receivers
        from cms.following import telling
        from cms.identity import current
        from cms.runtime import statistics
        from cms.runtime.connections import keep_more_prepared, write_in_turn
        from cms.search import entries
        from cms.search.emergencies import install_emergencies
        from cms.search.models import ENTRIES
        from cms.search.synonyms import install_synonyms
        from cms.site import sealed_texts

        receivers.connect()
        identity_asked.connect(current.tell)
        kept_asked.connect(sealed_texts.lies)
        user_logged_in.connect(sessions.remember)
        user_logged_in.connect(security_events.signed_in)
        user_logged_out.connect(security_events.signed_out)
        user_login_failed.connect(security_events.sign_in_failed)
        pre_save.connect(security_events.account_changes, sender="cms.User")
        self._hear_rights(security_events.groups_changed)
        post_save.connect(factors.added, sender=Authenticator)
        post_delete.connect(factors.removed, sender=Authenticator)
        authenticator_reset.connect(factors.reset)
        connection_created.connect(keep_more_prepared)
        connection_created.connect(write_in_turn)
        task_finished.connect(jobs.count)
        article_changed.connect(entries.refresh)
        article_changed.connect(telling.hear)
        installers = (
            install_roles,
            install_synonyms,
            install_emergencies,
            index.installer(ENTRIES),
        )
        for receiver in (*installers, statistics.refresh_after):
            post_migrate.connect(receiver, sender=self, weak=False)

    def _hear_rights(self, receiver: Callable[..., None]) -> None:
        from django.contrib.auth.models import Group

        from cms.models import User

        for rights in (User.groups, User.user_permissions, Group.permissions):
            m2m_changed.connect(receiver, sender=rights.through)

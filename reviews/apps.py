from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from articles.signals import comment_answered, source_changed
        from reviews.approval.next_reviews import queue_all
        from reviews.checks import check_workflow
        from reviews.desk.sources import tell_of_source
        from reviews.immutability import install_triggers, lift_refusals
        from reviews.reviewing.checklists import install_checklists
        from reviews.reviewing.commenting import tell_of_answer

        checks.register(check_workflow)
        comment_answered.connect(tell_of_answer)
        source_changed.connect(tell_of_source)
        post_migrate.connect(install_checklists, sender=self)
        pre_migrate.connect(lift_refusals, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        post_migrate.connect(queue_all, sender=self)

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from articles import discussion
        from reviews.checklists import install_checklists
        from reviews.commenting import tell_of_answer
        from reviews.immutability import install_triggers, lift_refusals

        discussion.listen(tell_of_answer)
        post_migrate.connect(install_checklists, sender=self)
        pre_migrate.connect(lift_refusals, sender=self)
        post_migrate.connect(install_triggers, sender=self)

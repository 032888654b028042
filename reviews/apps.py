from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_migrate,
)


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from articles.signals import (
            bylines_changed,
            changes_settled,
            changes_suggested,
            comment_answered,
            draft_discussed,
            rows_changed,
            rows_changing,
            source_changed,
        )
        from reviews.checks import check_workflow
        from reviews.desk.sources import tell_of_source
        from reviews.eligibility.bylines import note_bylines
        from reviews.immutability import install_triggers, lift_refusals
        from reviews.reviewing.checklists import install_checklists
        from reviews.reviewing.commenting import tell_of_answer
        from reviews.reviewing.draft_comments import (
            tell_maker,
            tell_of_draft_comment,
            tell_writers,
        )
        from reviews.transparency import log
        from reviews.transparency.sources import LINKED, SOURCES
        from reviews.upgrading import upgrade

        checks.register(check_workflow)
        bylines_changed.connect(note_bylines)
        comment_answered.connect(tell_of_answer)
        changes_settled.connect(tell_maker)
        changes_suggested.connect(tell_writers)
        draft_discussed.connect(tell_of_draft_comment)
        source_changed.connect(tell_of_source)
        post_migrate.connect(install_checklists, sender=self)
        pre_migrate.connect(lift_refusals, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        post_migrate.connect(upgrade, sender=self)
        for source in SOURCES.values():
            post_save.connect(log.enter_saved, sender=source.model)
            post_delete.connect(log.enter_deleted, sender=source.model)
        for model in LINKED:
            pre_delete.connect(log.enter_unlinked, sender=model)
        m2m_changed.connect(log.enter_linked)
        rows_changing.connect(log.is_of_interest)
        rows_changed.connect(log.enter_changed)

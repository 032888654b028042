"""What a site of a former version needs once it is migrated. Runs after each `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.images import library
from reviews.approval import next_reviews
from reviews.models import Attestation
from reviews.models.zones import note_zone
from reviews.transparency import attestations, heads, log


def upgrade(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Note the zone of days, queue next reviews and begin the log, when the last migration has run.

    A head is signed at once, so that what is attested can be had before the clock comes by.
    """
    executor = MigrationExecutor(connections[using])
    if using != DEFAULT_DB_ALIAS or executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    note_zone(timezone.now())
    library.keep_all_digests()
    next_reviews.queue_all()
    attestations.attest_all()
    log.found()
    if Attestation.objects.exists():
        heads.sign_after_commit()

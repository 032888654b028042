"""The pages of the writer's desk."""

from articles.views.compare import compare
from articles.views.conflicts import revision_merge
from articles.views.desk import article_new, desk, draft_start, timeline
from articles.views.drafts import revision_edit
from articles.views.images import image, image_delete, image_search, image_upload, images
from articles.views.notes import note_answer, note_cards, note_resolve, notes_resolve
from articles.views.pasting import reference_import
from articles.views.references import (
    reference_edit,
    reference_new,
    reference_search,
    references,
    shelf_add,
)
from articles.views.saving import autosave, findings, revision_presence, signed_in
from articles.views.sharing import share_make, share_revoke
from articles.views.translations import original_followed, translation_new
from articles.views.versions import (
    article_versions,
    version_detail,
    version_name,
    version_restore,
)

__all__ = [
    "article_new",
    "article_versions",
    "autosave",
    "compare",
    "desk",
    "draft_start",
    "findings",
    "image",
    "image_delete",
    "image_search",
    "image_upload",
    "images",
    "note_answer",
    "note_cards",
    "note_resolve",
    "notes_resolve",
    "original_followed",
    "reference_edit",
    "reference_import",
    "reference_new",
    "reference_search",
    "references",
    "revision_edit",
    "revision_merge",
    "revision_presence",
    "share_make",
    "share_revoke",
    "shelf_add",
    "signed_in",
    "timeline",
    "translation_new",
    "version_detail",
    "version_name",
    "version_restore",
]

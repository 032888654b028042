"""The pages of the writer's desk."""

from articles.views.desk import article_new, desk, draft_start, timeline
from articles.views.drafts import preview, revision_edit
from articles.views.images import image, image_delete, image_search, image_upload, images
from articles.views.notes import note_answer, note_resolve
from articles.views.references import (
    reference_edit,
    reference_new,
    reference_search,
    references,
    shelf_add,
)

__all__ = [
    "article_new",
    "desk",
    "draft_start",
    "image",
    "image_delete",
    "image_search",
    "image_upload",
    "images",
    "note_answer",
    "note_resolve",
    "preview",
    "reference_edit",
    "reference_new",
    "reference_search",
    "references",
    "revision_edit",
    "shelf_add",
    "timeline",
]

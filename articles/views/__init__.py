"""The pages of the writer's desk."""

from articles.views.coediting.on_drafts import (
    draft_people,
    draft_thread,
    draft_thread_answer,
    draft_thread_delete,
    draft_thread_open,
    draft_thread_resolve,
    draft_threads,
)
from articles.views.coediting.suggesting import (
    suggest,
    suggest_autosave,
    suggest_offer,
    suggested,
    suggested_settle,
    suggested_take_back,
)
from articles.views.compare import compare
from articles.views.conflicts import revision_merge
from articles.views.desk import (
    article_duplicate,
    article_new,
    article_next,
    article_search,
    draft_start,
    evidence_show,
    timeline,
)
from articles.views.drafts import revision_edit
from articles.views.evidence import (
    evidence,
    passage_cite,
    passage_dismiss,
    passages_list,
    passages_offered,
    statement_mark,
)
from articles.views.images import (
    image,
    image_delete,
    image_search,
    image_upload,
    images,
    images_bulk,
)
from articles.views.imports import articles_import
from articles.views.notes import note_answer, note_cards, note_resolve, notes_resolve
from articles.views.references.batches import (
    reference_batch,
    reference_batch_report,
    reference_batch_restart,
    reference_batch_undo,
    reference_batches,
)
from articles.views.references.completing import references_complete
from articles.views.references.entry import (
    reference_annotate,
    reference_edit,
    reference_file,
    reference_new,
    reference_restore,
    shelf_add,
)
from articles.views.references.listing import reference_search, references, references_bulk
from articles.views.references.merging import reference_merge, reference_part
from articles.views.references.pasting import reference_import
from articles.views.reusing.snippets import snippet, snippet_search, snippets
from articles.views.reusing.templates import article_template, article_templates
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
    "article_duplicate",
    "article_new",
    "article_next",
    "article_search",
    "article_template",
    "article_templates",
    "article_versions",
    "articles_import",
    "autosave",
    "compare",
    "draft_people",
    "draft_start",
    "draft_thread",
    "draft_thread_answer",
    "draft_thread_delete",
    "draft_thread_open",
    "draft_thread_resolve",
    "draft_threads",
    "evidence",
    "evidence_show",
    "findings",
    "image",
    "image_delete",
    "image_search",
    "image_upload",
    "images",
    "images_bulk",
    "note_answer",
    "note_cards",
    "note_resolve",
    "notes_resolve",
    "original_followed",
    "passage_cite",
    "passage_dismiss",
    "passages_list",
    "passages_offered",
    "reference_annotate",
    "reference_batch",
    "reference_batch_report",
    "reference_batch_restart",
    "reference_batch_undo",
    "reference_batches",
    "reference_edit",
    "reference_file",
    "reference_import",
    "reference_merge",
    "reference_new",
    "reference_part",
    "reference_restore",
    "reference_search",
    "references",
    "references_bulk",
    "references_complete",
    "revision_edit",
    "revision_merge",
    "revision_presence",
    "share_make",
    "share_revoke",
    "shelf_add",
    "signed_in",
    "snippet",
    "snippet_search",
    "snippets",
    "statement_mark",
    "suggest",
    "suggest_autosave",
    "suggest_offer",
    "suggested",
    "suggested_settle",
    "suggested_take_back",
    "timeline",
    "translation_new",
    "version_detail",
    "version_name",
    "version_restore",
]

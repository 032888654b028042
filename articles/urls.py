"""Addresses of the writer's desk."""

from django.urls import path

from articles import views

urlpatterns = [
    path("articles/new/", views.article_new, name="article_new"),
    path("import/", views.articles_import, name="articles_import"),
    path("articles/search/", views.article_search, name="article_search"),
    path("templates/", views.article_templates, name="article_templates"),
    path("templates/new/", views.article_template, name="article_template_new"),
    path("templates/<int:pk>/", views.article_template, name="article_template"),
    path("articles/<int:pk>/", views.timeline, name="timeline"),
    path("articles/<int:pk>/compare/", views.compare, name="article_compare"),
    path("articles/<int:pk>/translate/", views.translation_new, name="translation_new"),
    path("revisions/<int:pk>/follow/", views.original_followed, name="original_followed"),
    path("articles/<int:pk>/duplicate/", views.article_duplicate, name="article_duplicate"),
    path("articles/<int:pk>/draft/", views.draft_start, name="draft_start"),
    path("articles/<int:pk>/evidence/", views.evidence_show, name="evidence_show"),
    path("revisions/<int:pk>/edit/", views.revision_edit, name="revision_edit"),
    path("revisions/<int:pk>/autosave/", views.autosave, name="autosave"),
    path("revisions/<int:pk>/findings/", views.findings, name="findings"),
    path("revisions/<int:pk>/evidence/", views.evidence, name="evidence"),
    path("revisions/<int:pk>/evidence/dismiss/", views.passage_dismiss, name="passage_dismiss"),
    path("revisions/<int:pk>/evidence/mark/", views.statement_mark, name="statement_mark"),
    path("revisions/<int:pk>/merge/", views.revision_merge, name="revision_merge"),
    path("revisions/<int:pk>/presence/", views.revision_presence, name="revision_presence"),
    path("revisions/<int:pk>/name/", views.version_name, name="version_name"),
    path(
        "revisions/<int:pk>/restore/<slug:address>/", views.version_restore, name="version_restore"
    ),
    path("articles/<int:pk>/versions/", views.article_versions, name="article_versions"),
    path("articles/<int:pk>/versions/<slug:address>/", views.version_detail, name="version_detail"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("revisions/<int:pk>/share/", views.share_make, name="share_make"),
    path("shares/<int:pk>/revoke/", views.share_revoke, name="share_revoke"),
    path("revisions/<int:pk>/shelf/", views.shelf_add, name="shelf_add"),
    path("revisions/<int:pk>/notes/", views.note_cards, name="note_cards"),
    path("revisions/<int:pk>/notes/resolve/", views.notes_resolve, name="notes_resolve"),
    path("threads/<int:pk>/answer/", views.note_answer, name="note_answer"),
    path("threads/<int:pk>/resolve/", views.note_resolve, name="note_resolve"),
    path("images/", views.images, name="images"),
    path("images/search/", views.image_search, name="image_search"),
    path("images/upload/", views.image_upload, name="image_upload"),
    path("images/<slug:key>/", views.image, name="image"),
    path("images/<slug:key>/delete/", views.image_delete, name="image_delete"),
    path("references/", views.references, name="references"),
    path("references/new/", views.reference_new, name="reference_new"),
    path("references/import/", views.reference_import, name="reference_import"),
    path("references/search/", views.reference_search, name="reference_search"),
    path("references/complete/", views.references_complete, name="references_complete"),
    path("references/<int:pk>/", views.reference_edit, name="reference_edit"),
    path("references/<int:pk>/staff/", views.reference_annotate, name="reference_annotate"),
    path("references/<int:pk>/file/", views.reference_file, name="reference_file"),
    path("references/<int:pk>/merge/", views.reference_merge, name="reference_merge"),
    path("references/merges/<int:pk>/undo/", views.reference_part, name="reference_part"),
    path("references/changes/<int:pk>/undo/", views.reference_restore, name="reference_restore"),
    path("references/files/", views.reference_batches, name="reference_batches"),
    path("references/files/<int:pk>/", views.reference_batch, name="reference_batch"),
    path(
        "references/files/<int:pk>/report.csv",
        views.reference_batch_report,
        name="reference_batch_report",
    ),
    path(
        "references/files/<int:pk>/undo/", views.reference_batch_undo, name="reference_batch_undo"
    ),
    path(
        "references/files/<int:pk>/restart/",
        views.reference_batch_restart,
        name="reference_batch_restart",
    ),
]

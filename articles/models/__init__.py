"""The content: what writers write, and what it is made of."""

from articles.listing.saved_filters import SavedFilter
from articles.models.articles import (
    Article,
    Byline,
    Contribution,
    DeskEntry,
    FormerAddress,
    Revision,
)
from articles.models.checkpoints import Checkpoint, Presence
from articles.models.disclaimers import Disclaimer, Wording
from articles.models.discussion import (
    Anchor,
    Comment,
    DraftComment,
    DraftThread,
    SettledChange,
    SuggestedText,
    Thread,
)
from articles.models.evidence import (
    AddressCheck,
    Dismissal,
    HouseRule,
    MarkedStatement,
    RuleCount,
    RuleHit,
)
from articles.models.images import Image, ImageUse
from articles.models.imports import ImportedFile, ImportedRecord, ReferenceImport, TextImport
from articles.models.people import Person
from articles.models.references import (
    Attachment,
    Reference,
    ReferenceChange,
    ReferenceMerge,
    ReferenceUse,
)
from articles.models.retractions import (
    RetractionMatch,
    RetractionNotice,
    RetractionSnapshot,
    SourceAcknowledgement,
)
from articles.models.reuse import ArticleTemplate, Snippet, SnippetUse, SnippetWording
from articles.models.shares import Share
from articles.models.site_pages import SitePage
from articles.models.topics import TagIntroduction, Topic

__all__ = [
    "AddressCheck",
    "Anchor",
    "Article",
    "ArticleTemplate",
    "Attachment",
    "Byline",
    "Checkpoint",
    "Comment",
    "Contribution",
    "DeskEntry",
    "Disclaimer",
    "Dismissal",
    "DraftComment",
    "DraftThread",
    "FormerAddress",
    "HouseRule",
    "Image",
    "ImageUse",
    "ImportedFile",
    "ImportedRecord",
    "MarkedStatement",
    "Person",
    "Presence",
    "Reference",
    "ReferenceChange",
    "ReferenceImport",
    "ReferenceMerge",
    "ReferenceUse",
    "RetractionMatch",
    "RetractionNotice",
    "RetractionSnapshot",
    "Revision",
    "RuleCount",
    "RuleHit",
    "SavedFilter",
    "SettledChange",
    "Share",
    "SitePage",
    "Snippet",
    "SnippetUse",
    "SnippetWording",
    "SourceAcknowledgement",
    "SuggestedText",
    "TagIntroduction",
    "TextImport",
    "Thread",
    "Topic",
    "Wording",
]

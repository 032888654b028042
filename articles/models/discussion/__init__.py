"""What is said about a text: by its reviewers for good, by its writers while it is a draft."""

from articles.models.discussion.drafts import DraftComment, DraftThread
from articles.models.discussion.suggested import SettledChange, SuggestedText
from articles.models.discussion.threads import Anchor, Comment, Thread

__all__ = [
    "Anchor",
    "Comment",
    "DraftComment",
    "DraftThread",
    "SettledChange",
    "SuggestedText",
    "Thread",
]

"""A text as readers would see it if it were published now, in the look of the reading site."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from articles.disclaimers import shown_on
from articles.models import Revision
from articles.sealing import seal
from cms.caching.surroundings import rules, with_marks
from cms.site.article_pages import TextPage, Version
from cms.site.sealed_texts import Reading, made_ready
from reviews.approval import badge


@dataclass(frozen=True)
class Preview(TextPage):
    """The page of a text that need not be public; the badge is as it would be today."""

    reading: Reading

    @property
    def updated_at(self) -> datetime | None:
        return self.version.revision.published_at


def preview(revision: Revision, today: date) -> Preview:
    """Of a draft as it is saved now, else of the sealed text."""
    text = seal.text_of(revision)
    ready = made_ready(text)
    return Preview(
        article=revision.article,
        version=Version(
            revision=revision,
            text=text,
            signatures=(),
            ending=None,
            is_first=revision.based_on_id is None,
            is_shown=False,
            is_readable=True,
        ),
        badge=badge.foreseen(revision, today),
        wordings=tuple(shown_on(revision.article, revision, today, rules(), topic=revision.topic)),
        reading=replace(ready, rendered=with_marks(ready.rendered, revision.article)),
    )

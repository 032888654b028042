"""Bring a file in as a draft: the text, its provenance and every doubt, written in one transaction."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from articles.bringing_in import citing
from articles.comments.tracking import carry
from articles.documents import in_words, limit_of, manuscript_in
from articles.drafting.drafts import DraftText, start_article
from articles.importing import BadFile, Manuscript, too_large
from articles.importing.citations import without_marks
from articles.importing.manuscript import Doubt, Paragraph
from articles.importing.reading import gettext_noop
from articles.models import Article, Comment, ImportedFile, Revision, Thread, Topic
from articles.text.cleaner import plain_text
from articles.users import User

UNSORTED = "unsorted"
LONGEST_LEAD = 320  # letters, two sentences


def open_file(path: Path) -> bytes:
    """The bytes of a file. Raises `BadFile` where it can't be read or is too large to be one article."""
    try:
        if path.exists() and not path.is_file():
            raise BadFile(
                gettext_noop("%(name)s is no file: name the text files themselves."), name=path.name
            )
        most = limit_of(path.name)
        with path.open("rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise too_large(path.name, path.stat().st_size, most)
    except OSError as error:
        raise BadFile(
            gettext_noop("%(name)s can't be read: %(why)s."),
            name=path.name,
            why=(error.strerror or str(error)).lower(),
        ) from error
    return data


def manuscript_of(name: str, data: bytes) -> Manuscript:
    """Read a file and write nothing. Raises `BadFile`, also where no article is left in it."""
    found = manuscript_in(name, data)
    if not found.blocks:
        raise BadFile(
            gettext_noop("%(name)s holds no article: beside a title there is no text in it."),
            name=name,
        )
    return found


def already_imported(data: bytes) -> Article | None:
    """The article that was made of these very bytes, if any."""
    found = ImportedFile.objects.filter(sha256=hashlib.sha256(data).hexdigest())
    known = found.select_related("article").first()
    return known.article if known else None


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the draft of it, the article that its draft became since, the one that it is
    already, why it was refused, or that the worker has it."""

    name: str
    revision: Revision | None = None
    made: Article | None = None
    known: Article | None = None
    refused: str = ""
    is_under_way: bool = False


def bring_in(
    name: str,
    data: bytes,
    author: User,
    topic: Topic | None = None,
    *,
    is_rules_first: bool = False,
) -> Outcome:
    """Make a draft of a file unless it is one already; of a file that is refused nothing is written."""
    try:
        if known := already_imported(data):
            return Outcome(name, known=known)
        made = make_draft(name, data, author, topic, is_rules_first=is_rules_first)
        return Outcome(name, made)
    except BadFile as error:
        return Outcome(name, refused=in_words(error))
    except (DatabaseError, ValueError) as error:  # the transaction of this file is undone
        if known := already_imported(data):  # somebody else sent it in at the same time
            return Outcome(name, known=known)
        said = _("%(name)s could not be stored: %(why)s") % {"name": name, "why": error}
        return Outcome(name, refused=said)


def make_draft(
    name: str,
    data: bytes,
    author: User,
    topic: Topic | None = None,
    *,
    is_rules_first: bool = False,
) -> Revision:
    """Make a draft of a file; never more than a draft, whatever review the file claims.

    Without a topic the article goes to “Unsorted”, which no review policy covers, so that nobody can
    submit it before sorting it. Raises `BadFile`; nothing is written then.
    """
    read = manuscript_of(name, data)  # a long file takes a while: others write meanwhile
    kept = ImportedFile(name=name[:255], imported_by=author, is_rules_first=is_rules_first)
    kept.original, kept.sha256 = data, hashlib.sha256(data).hexdigest()
    return _written(kept, read, topic)


@transaction.atomic
def _written(kept: ImportedFile, read: Manuscript, topic: Topic | None) -> Revision:
    author = kept.imported_by
    text, works, asked = citing.with_works(citing.with_footnotes(read), author)
    revision = start_article(author, topic or _unsorted(), DraftText(text.title, body=text.body))
    kept.article, kept.dropped = revision.article, [asdict(dropped) for dropped in text.dropped]
    kept.save()
    revision.article.shelf.add(*works)
    doubts = [*asked, *text.doubts, *citing.shelve(revision.article, text.references)]
    doubts += _standfirst(text)
    if topic is None:
        doubts.append(
            Doubt(0, "topic", "Which topic does this belong to? Choose one, then submit.")
        )
    words = " ".join(f"{revision.title} {plain_text(revision.body)}".split())
    for doubt in doubts:
        _leave_note(revision, author, doubt, words)
    carry(revision)
    return revision


def _standfirst(text: Manuscript) -> list[Doubt]:
    """A paragraph that leads into a text of several is offered as what stands above it."""
    first, *rest = text.blocks
    if not isinstance(first, Paragraph) or len(rest) < 2 or len(first.text) > LONGEST_LEAD:
        return []
    question = (
        "This paragraph leads into the text. If it stands for the whole, move it into the standfirst, where "
        "readers meet it above the text, in lists and when the page is shared."
    )
    return [Doubt(first.lines[0], "standfirst", question, without_marks(first.text))]


def _leave_note(revision: Revision, author: User, doubt: Doubt, words: str) -> None:
    """One thread for each doubt; it stands on its passage where the words of the draft have that to the
    letter."""
    quote = " ".join(doubt.quote.split())
    is_in_draft = quote in words
    thread = Thread.objects.create(
        revision=revision,
        kind=Thread.Kind.NOTE,
        quote=quote if is_in_draft else "",
        opened_by=author,
    )
    place = f"Line {doubt.line}. " if doubt.line else ""
    rest = "" if is_in_draft else f"\n\n{doubt.quote}"
    Comment.objects.create(thread=thread, author=author, text=f"{place}{doubt.question}{rest}")


def _unsorted() -> Topic:
    return Topic.objects.get_or_create(
        slug=UNSORTED, defaults={"name": "Unsorted", "position": 999}
    )[0]

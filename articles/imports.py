"""Bring a file in as a draft: the text, its provenance and every doubt, in one transaction."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from articles.drafts import DraftText, new_key, start_article
from articles.importing import MAX_BYTES, BadFile, Manuscript, parse, read, too_large
from articles.importing import manuscript as manuscripts
from articles.models import Article, Comment, ImportedFile, Reference, Revision, Thread, Topic
from articles.users import User

UNSORTED = "unsorted"


def open_file(path: Path) -> bytes:
    """The bytes of a file. Raises `BadFile` where it can't be read or is too large to be one article."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise too_large(path.name, size)
        return path.read_bytes()
    except OSError as error:
        raise BadFile(
            f"{path.name} can't be read: {(error.strerror or str(error)).lower()}."
        ) from error


def already_imported(data: bytes) -> Article | None:
    """The article that was made of these very bytes, if any."""
    found = ImportedFile.objects.filter(sha256=hashlib.sha256(data).hexdigest())
    known = found.select_related("article").first()
    return known.article if known else None


@transaction.atomic
def make_draft(name: str, data: bytes, author: User, topic: Topic | None = None) -> Revision:
    """Make a draft of a file; never more than a draft, whatever review the file claims.

    Without a topic the article goes to “Unsorted”, which no review policy covers, so that nobody can
    submit it before sorting it. Raises `BadFile`; nothing is written then.
    """
    text = parse(read(data, name))
    home = topic or _unsorted()
    revision = start_article(author, home, DraftText(text.title, body=text.body))
    _keep_provenance(revision.article, name, data, text, author)
    _shelve(revision.article, text.references)
    notes = [_note_of(doubt) for doubt in text.doubts]
    if topic is None:
        notes.append("Which topic does this belong to? Choose one before you submit it.")
    for note in notes:
        _leave_note(revision, author, note)
    return revision


def _keep_provenance(
    article: Article, name: str, data: bytes, text: Manuscript, author: User
) -> None:
    ImportedFile.objects.create(
        article=article,
        name=name[:255],
        original=data,
        sha256=hashlib.sha256(data).hexdigest(),
        dropped=[asdict(dropped) for dropped in text.dropped],
        imported_by=author,
    )


def _shelve(article: Article, references: tuple[manuscripts.Reference, ...]) -> None:
    """Put the works that the list identifies on the article's shelf; a home page is none."""
    for reference in references:
        if reference.kind in ("work", "page"):
            article.shelf.add(_known(reference) or _created(reference))


def _known(reference: manuscripts.Reference) -> Reference | None:
    for column in ("doi", "pmid", "pmcid", "isbn", "url"):
        value = getattr(reference, column)
        value = value.lower() if column == "doi" else value
        if value and (found := Reference.objects.filter(**{column: value}).first()):
            return found
    return None


def _created(reference: manuscripts.Reference) -> Reference:
    identifiers = {
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "ISBN": reference.isbn,
        "URL": reference.url,
    }
    csl: dict[str, object] = {
        "type": "article-journal" if reference.kind == "work" else "webpage",
        "title": reference.text,
        **{name: value for name, value in identifiers.items() if value},
    }
    return Reference.objects.create(key=new_key(csl), csl=csl)


def _note_of(doubt: manuscripts.Doubt) -> str:
    place = f"Line {doubt.line}. " if doubt.line else ""
    quote = f"\n\n{doubt.quote}" if doubt.quote else ""
    return f"{place}{doubt.question}{quote}"


def _leave_note(revision: Revision, author: User, words: str) -> None:
    thread = Thread.objects.create(revision=revision, kind=Thread.Kind.NOTE, opened_by=author)
    Comment.objects.create(thread=thread, author=author, text=words)


def _unsorted() -> Topic:
    return Topic.objects.get_or_create(
        slug=UNSORTED, defaults={"name": "Unsorted", "position": 999}
    )[0]

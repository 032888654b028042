"""Published articles in bulk, past the workflow: the crowd around whatever is measured.

The first goes through the workflow. The others are rows like its own under other texts: sealed,
signed, with a name under the title, one of 50 tags, and their entries in both searches. They have no
events, so `manage.py verify` would object to them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from bench.prose import SOURCES, VOCABULARY, Prose, random_texts, word

if TYPE_CHECKING:
    from articles.models import Article, Revision, Topic

BATCH = 2_000
TOPICS = 20
TAGS = 50


@dataclass(frozen=True)
class Pattern:
    """What the rows of the crowd are like: those of an article that went through the workflow."""

    revision: "Revision"
    topics: Sequence["Topic"]
    tags: Sequence[Any]


def prepare(count: int) -> None:
    """An empty database with so many articles of random words.

    The full-text indexes are made afterwards, which is much faster.
    """
    from django.core.management import call_command
    from django.db import connection

    from articles.drafting.desk_search import DESK
    from articles.models.references import LIBRARY
    from cms.search.models import ENTRIES

    indexes = (ENTRIES, DESK, LIBRARY)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for index in indexes:
        _without(index)
    gather(random_texts(count))
    _vocabulary(count)
    for index in indexes:
        index.install()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _without(index: Any) -> None:
    """Take a full-text index out of the database; its `install` makes it again."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for column in ("vector", "lead") if index.lead else ("vector",):
                cursor.execute(f"ALTER TABLE {index.table} DROP COLUMN {column}")
        else:
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER {index.fts}_{event}")
            cursor.execute(f"DROP TABLE {index.fts}")


def _vocabulary(count: int) -> None:
    from articles.search import tokenizer
    from cms.search.models import SearchWord

    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(
        SearchWord(
            word=each, stem=tokenizer.stem(each), ending=each[-3:], entries=count // (rank + 1) + 1
        )
        for rank, each in enumerate(word(rank) for rank in range(VOCABULARY))
    )


def gather(texts: Iterable[Prose]) -> list[str]:
    """Publish an article of each text; their addresses, the oldest first."""
    every = iter(texts)
    pattern = _pattern(next(every))
    addresses = [pattern.revision.article.get_absolute_url()]
    while batch := list(islice(every, BATCH)):
        addresses += [each.get_absolute_url() for each in _write(batch, pattern, len(addresses))]
    return addresses


def _pattern(text: Prose) -> Pattern:
    from django.test import override_settings
    from taggit.models import Tag

    from articles.models import Topic
    from reviews.workflow.perform import perform
    from tests import factories

    top = factories.topic("Subject 0")
    Topic.objects.filter(pk=top.pk).update(slug="subject-0")
    rest = [Topic(name=f"Subject {each}", slug=f"subject-{each}") for each in range(1, TOPICS)]
    tags = Tag.objects.bulk_create(
        Tag(name=f"tag {each}", slug=f"tag-{each}") for each in range(TAGS)
    )
    for number, key in enumerate(SOURCES):
        factories.reference(key, DOI=f"10.1000/{number}", PMID=str(9000 + number))
    writer, doctor = factories.writer(name="Mara Lindqvist"), factories.reviewer(name="Ada Okafor")
    draft = factories.draft(writer, topic=top, title=text.title)
    draft = factories.rewrite(draft, text.body)
    draft.article.tags.add(tags[0])
    with override_settings(SECOND_FACTOR="offered"):  # accounts of a benchmark have none
        approved = factories.approved(draft, by=doctor)
        perform("publish", approved, factories.editor())
    approved.refresh_from_db()
    return Pattern(approved, [top, *Topic.objects.bulk_create(rest)], tags)


def _write(batch: Sequence[Prose], pattern: Pattern, written: int) -> list["Article"]:
    from django.contrib.contenttypes.models import ContentType
    from taggit.models import TaggedItem

    from articles.models import Article, Byline, DeskEntry, Revision
    from cms.search.models import SearchEntry
    from reviews.models import Approval, Round

    first = pattern.revision
    numbers = range(written, written + len(batch))
    articles = Article.objects.bulk_create(
        Article(slug=f"crowd-{number}", topic=pattern.topics[number % TOPICS]) for number in numbers
    )
    byline = first.article.bylines.get()
    Byline.objects.bulk_create(like(byline, article=each) for each in articles)
    kind = ContentType.objects.get_for_model(Article)
    TaggedItem.objects.bulk_create(
        TaggedItem(tag=pattern.tags[number % TAGS], content_type=kind, object_id=article.pk)
        for number, article in zip(numbers, articles, strict=True)
    )
    revisions = Revision.objects.bulk_create(_revisions(articles, batch, first, written))
    Round.objects.bulk_create(like(first.round, revision=each) for each in revisions)
    signature = first.approvals.get()
    Approval.objects.bulk_create(
        like(signature, revision=each, digest=each.digest, signed_at=each.published_at)
        for each in revisions
    )
    entries = [SearchEntry(**each) for each in _entries(revisions, batch)]
    SearchEntry.objects.bulk_create(entries)
    DeskEntry.objects.bulk_create(
        DeskEntry(article=each.article, title_words=each.title_words, text_words=each.text_words)
        for each in entries
    )
    return articles


def _revisions(
    articles: Sequence["Article"], batch: Sequence[Prose], first: "Revision", written: int
) -> Iterator["Revision"]:
    from articles.sealing import seal

    pattern = seal.read(first.sealed)
    assert first.published_at is not None
    for number, (article, text) in enumerate(zip(articles, batch, strict=True), written):
        own = {"title": text.title, "body": text.body}
        sealed = seal.Text(**{**vars(pattern), **own}).serialised()
        yield like(
            first,
            article=article,
            sealed=sealed,
            digest=seal.digest(sealed),
            published_at=first.published_at - timedelta(seconds=number),
            **own,
        )


def _entries(revisions: Sequence["Revision"], batch: Sequence[Prose]) -> Iterator[dict[str, Any]]:
    from articles.search import tokenizer

    for revision, text in zip(revisions, batch, strict=True):
        yield {
            "article_id": revision.article_id,
            "digest": revision.digest,
            "text": f"{text.title}\n\n{text.plain}",
            "has_questions": False,
            "title_words": tokenizer.indexed(text.title),
            "heading_words": tokenizer.indexed(text.headings),
            "text_words": tokenizer.indexed(text.plain),
        }


def like(row: Any, **others: Any) -> Any:
    """An unsaved copy of a row with other values here and there."""
    names = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    names.pop(row._meta.pk.attname)
    given = {f"{name}_id" if f"{name}_id" in names else name for name in others}
    return type(row)(**{name: names[name] for name in names.keys() - given}, **others)

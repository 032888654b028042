"""Search against the clock, on both databases: median time of whole pages, and the plan of each index.

Run as `python -m bench.search [COUNT…]`; by default at 1,000 and 100,000 articles. The texts are
random words, as frequent as words are in prose (Zipf): 300 words each, so that 100,000 fit on a disk.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench import crowd
from bench.prose import random_words, word
from bench.serving import postgresql

COUNTS = (1_000, 100_000)
ROUNDS = 15


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


def prepare(count: int) -> None:
    """A crowd of so many articles, as many references, and an editor."""
    from articles.models import Reference
    from articles.search import tokenizer
    from cms.models import User

    crowd.prepare(count)
    User.objects.create_user("bench@example.org", name="Bench", is_superuser=True)
    Reference.objects.bulk_create(
        (
            Reference(
                key=f"work{number}",
                csl={"id": f"work{number}", "type": "book", "title": title},
                text=title,
                words=tokenizer.indexed(title),
            )
            for number, title in enumerate(" ".join(text) for text in random_words(count, 8))
        ),
        batch_size=crowd.BATCH,
    )


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
    editor.force_login(User.objects.get(email="bench@example.org"))
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

    from articles.search.tokenizer import query
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
    for count in counts:
        with (
            tempfile.TemporaryDirectory(prefix="attest-bench-") as folder,
            postgresql(Path(folder)) as database,
        ):
            for address in (f"sqlite:///{folder}/bench.sqlite3", database.get_uri()):
                environment = {
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "cms.settings",
                    "DATA_DIR": folder,
                    "DATABASE_URL": address,
                    "ALLOWED_HOSTS": "testserver",
                }
                command = [sys.executable, "-m", "bench.search", "--fill", str(count)]
                subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        run(int(sys.argv[2]))
    else:
        main([int(count) for count in sys.argv[1:]] or list(COUNTS))

"""The library of references on both databases: a file of 40 MB entered, works printed, the library listed.

Run as `python -m bench.references [COUNT]`, by default with a library of 10,000 works that 1,000 articles
cite. Each database is a new one in a process of its own; each figure stands beside its bar.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from bench.serving import postgresql

LIBRARY: Final = 10_000
MANY: Final = 1_000
ARTICLES: Final = 1_000
CITED: Final = 10  # works that each article cites
ABSTRACT: Final = "What was found in those who rested. " * 110  # 10,000 records are 40 MB then
ROUNDS: Final = 7
LISTS: Final = {
    "list": "",
    "list, last page": "?page=99999",
    "list, searched": "?q=cohort+family12",
    "list, uncited": "?show=uncited",
    "list, retracted": "?show=retracted",
    "list, without identifier": "?show=unidentified",
    "list, incomplete of a kind": "?show=incomplete&kind=article-journal",
}
A_THOUSAND: Final = 10.0  # seconds, to enter them
PRINTED: Final = 2.0
LISTED: Final = 0.1


def ris(numbers: range) -> str:
    return "".join(
        f"TY  - JOUR\nTI  - Rest in the {number}th invented cohort of adults\n"
        f"AU  - Family{number % 997}, Given A\nAU  - Second, B\nPY  - {1990 + number % 35}\n"
        f"T2  - Journal of Invented Medicine\nVL  - {number % 90}\nIS  - {number % 12}\nSP  - {number}\n"
        f"DO  - 10.5555/rest.{number}\nAB  - {ABSTRACT}\nER  - \n"
        for number in numbers
    )


def measured(library: int) -> Iterator[tuple[str, float, float]]:
    """Each figure by its name, in seconds, and its bar."""
    from django.test import Client
    from django.urls import reverse

    from articles.library import batches
    from articles.models import Reference
    from articles.references import bibliography
    from tests import factories

    writer = factories.writer()
    file = ris(range(library)).encode()
    batch = batches.send("bench.ris", file, writer, "en")
    entering = timed(lambda: batches.enter_file.call(batch.pk))
    yield f"{library:,} records entered", entering, A_THOUSAND * library / MANY
    works = list(Reference.objects.values_list("csl", flat=True)[:MANY])
    yield "1,000 works printed, cold", timed(lambda: bibliography.entries(works)), PRINTED
    cite(writer)
    client = Client()
    client.force_login(writer)
    for name, query in LISTS.items():
        address = f"{reverse('references')}{query}"
        assert client.get(address).status_code == 200, address
        yield name, median(timed(lambda to=address: client.get(to)) for _ in range(ROUNDS)), LISTED


def cite(writer: object) -> None:
    """So many articles, each with works under its text, past the editor."""
    from django.db import connection

    from articles.models import Article, Reference, ReferenceUse
    from bench.crowd import like
    from tests import factories

    model = factories.draft(writer)
    articles = Article.objects.bulk_create(
        Article(slug=f"citing-{number}", topic=model.article.topic) for number in range(ARTICLES)
    )
    texts = type(model).objects.bulk_create(like(model, article=each) for each in articles)
    keys = list(Reference.objects.values_list("key", flat=True))
    ReferenceUse.objects.bulk_create(
        ReferenceUse(revision=text, key=keys[(number * CITED + each) * 7 % len(keys)])
        for number, text in enumerate(texts)
        for each in range(CITED)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def child(library: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"{connection.vendor}, {library:,} works, {ARTICLES:,} articles", flush=True)
    missed = 0
    for name, seconds, bar in measured(library):
        missed += seconds > bar
        verdict = "" if seconds <= bar else "   MISSED"
        print(f"  {name:28} {seconds:8.3f} s   bar {bar:5.1f} s{verdict}", flush=True)
    return 1 if missed else 0


def main(library: int) -> int:
    code = 0
    for is_postgresql in (False, True):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attest-bench-")))
            url = f"sqlite:///{folder / 'bench.sqlite3'}"
            if is_postgresql:
                url = stack.enter_context(postgresql(folder)).get_uri()
            surroundings = {
                **os.environ,
                "DATA_DIR": str(folder),
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "cms.settings",
            }
            command = [sys.executable, "-m", "bench.references", "--child", str(library)]
            code |= subprocess.run(command, env=surroundings, check=False).returncode
    return code


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        sys.exit(child(int(sys.argv[2])))
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LIBRARY))

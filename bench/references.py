"""The library of references: a file entered, works printed cold, the library listed; each beside its bar.

Run as `python -m bench.references [COUNT]`, by default with a library of 10,000 works, on a new SQLite file.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

LIBRARY: Final = 10_000
MANY: Final = 1_000
ROUNDS: Final = 7
BARS: Final = {  # seconds
    "1,000 records entered": 10.0,
    "1,000 references printed, cold": 2.0,
    "list": 0.1,
    "list, searched": 0.1,
    "list, uncited": 0.1,
    "list, incomplete of a kind": 0.1,
}


def ris(numbers: range) -> str:
    return "".join(
        f"TY  - JOUR\nTI  - Rest in the {number}th invented cohort of adults\n"
        f"AU  - Family{number % 997}, Given A\nAU  - Second, B\nPY  - {1990 + number % 35}\n"
        f"T2  - Journal of Invented Medicine\nVL  - {number % 90}\nIS  - {number % 12}\nSP  - {number}\n"
        f"DO  - 10.5555/rest.{number}\nAB  - {'What was found. ' * 60}\nER  - \n"
        for number in numbers
    )


def measured(library: int) -> Iterator[tuple[str, float]]:
    """Each figure by its name, in seconds."""
    from django.test import Client
    from django.urls import reverse

    from articles.library import batches
    from articles.models import Reference
    from articles.references import bibliography
    from tests import factories

    writer = factories.writer()

    def enter(numbers: range) -> float:
        batch = batches.send("bench.ris", ris(numbers).encode(), writer, "en")
        return timed(lambda: batches.enter_file.call(batch.pk))

    enter(range(library - MANY))
    yield "1,000 records entered", enter(range(library - MANY, library))
    works = list(Reference.objects.values_list("csl", flat=True)[:MANY])
    yield "1,000 references printed, cold", timed(lambda: bibliography.entries(works))
    client = Client()
    client.force_login(writer)
    for name, query in (
        ("list", ""),
        ("list, searched", "?q=cohort+family12"),
        ("list, uncited", "?show=uncited"),
        ("list, incomplete of a kind", "?show=incomplete&kind=article-journal"),
    ):
        address = f"{reverse('references')}{query}"
        yield name, median(timed(lambda to=address: client.get(to)) for _round in range(ROUNDS))


def timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def main() -> None:
    library = int(sys.argv[1]) if len(sys.argv) > 1 else LIBRARY
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        missed = 0
        for name, seconds in measured(library):
            missed += seconds > BARS[name]
            verdict = "" if seconds <= BARS[name] else "   MISSED"
            print(f"{name:32} {seconds:8.3f} s   bar {BARS[name]:5.1f} s{verdict}", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

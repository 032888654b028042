"""Public pages as they are built, with 1,000 and with 100,000 articles around them, side by side.

Run as `python -m bench.reading [SMALL LARGE]`. Each size has a PostgreSQL and a server of its own that
keeps no page ready; every page is asked of both in turn. The bar: with a hundred times as many
articles a page takes at most 1.2 times as long.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

from bench.prose import word
from bench.serving import postgresql, serving

COUNTS: Final = (1_000, 100_000)
ROUNDS: Final = 25
WARM_UP: Final = 3
PORT: Final = 8731
BAR: Final = 1.2
PAGES: Final = {
    "article": "/articles/crowd-{}/",
    "home": "/",
    "topic": "/topics/subject-3/",
    "all articles": "/articles/",
    "tag": "/tags/tag-3/",
    "search, rare word": f"/search/?q={word(9_000)}",
    "search, two words": f"/search/?q={word(300)}+{word(900)}",
    "search, common word": f"/search/?q={word(3)}",
    "suggestions": f"/search/suggest?q={word(300)[:4]}",
    "feed": "/feed/",
    "feed of a topic": "/topics/subject-3/feed/",
}


def main(counts: tuple[int, int]) -> int:
    with ExitStack() as stack:
        sites = []
        for number, count in enumerate(counts):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="attest-bench-"))
            environment = {
                "DJANGO_SETTINGS_MODULE": "bench.settings",
                "DATA_DIR": folder,
                "DATABASE_URL": stack.enter_context(postgresql(Path(folder))).get_uri(),
                "KEPT_PAGES_MB": "0",
            }
            command = [sys.executable, "-m", "bench.reading", "--fill", str(count)]
            subprocess.run(command, env={**os.environ, **environment}, check=True)
            serve = serving(PORT + number, "cms.wsgi:application", environment)
            sites.append(stack.enter_context(serve))
        return report(counts, {name: measured(sites, path) for name, path in PAGES.items()})


def measured(sites: list[str], path: str) -> list[tuple[float, int]]:
    """(median milliseconds, most queries) of a page at each site, asked in turn."""
    found: list[list[tuple[float, int]]] = [[] for _ in sites]
    for number in range(WARM_UP + ROUNDS):
        for site, answers in zip(sites, found, strict=True):
            answer = asked(site + path.format(number + 1))
            if number >= WARM_UP:
                answers.append(answer)
    return [
        (median(ms for ms, _ in answers), max(queries for _, queries in answers))
        for answers in found
    ]


def asked(address: str) -> tuple[float, int]:
    start = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
        return (time.perf_counter() - start) * 1000, int(answer.headers["X-Queries"])


def report(counts: tuple[int, int], found: dict[str, list[tuple[float, int]]]) -> int:
    """Print the table; 0 where every bar is held."""
    small, large = (f"{count:,}" for count in counts)
    print(f"\nPublic pages as they are built, PostgreSQL, one process, {ROUNDS} rounds, medians\n")
    print(f"| page | ms at {small} | queries | ms at {large} | queries | times | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    missed = 0
    for name, ((few_ms, few), (many_ms, many)) in found.items():
        times = many_ms / few_ms
        missed += times > BAR
        mark = "missed" if times > BAR else ""
        print(f"| {name} | {few_ms:.1f} | {few} | {many_ms:.1f} | {many} | {times:.2f} | {mark} |")
    return int(missed > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        import django

        django.setup()
        from bench import crowd

        crowd.prepare(int(sys.argv[2]))
    else:
        sizes = tuple(int(count) for count in sys.argv[1:]) or COUNTS
        sys.exit(main((sizes[0], sizes[1])))

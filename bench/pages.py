"""Public pages under load, beside a bare function and a static file that return the same bytes.

Run as `python -m bench.pages`. Needs wrk (Debian: apt-get install wrk). Every target is served by
granian with two processes, in turn, round after round, so that a slow minute meets all of them. The
articles are in PostgreSQL.
`PEER=http://…/articles/article-{}/` adds another site that serves articles 0 to 999 from its cache,
`COLD_PEER=…` the same site without one, whose pages are asked for in turn with ours.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.serving import postgresql, serving

METRICS_TOKEN: Final = "bench"
ARTICLES: Final = int(os.environ.get("ARTICLES", "1000"))
COLD: Final = 150
ROUNDS: Final = 3
SECONDS: Final = 5
CONNECTIONS: Final = 16
PASSES: Final = 20
PEER_PASSES: Final = 6  # so that hardly a page is missing from either of two processes
PORT: Final = 8711
UNSAID: Final = {"date", "server", "connection"}  # the server says these itself
GZIP: Final = {"Accept-Encoding": "gzip"}
RANDOM: Final = """
math.randomseed({seed})
local addresses = {{{addresses}}}
request = function()
  return wrk.format("GET", addresses[math.random(#addresses)], {{["Accept-Encoding"] = "gzip"}})
end
"""

OURS: Final = "article, ready-made"
BARE: Final = "the same bytes by a bare function"
STATIC: Final = "the same page as a file (WhiteNoise)"
PEER: Final = "the peer, from its cache"
# at least so many times the requests of each in the same second
BARS: Final = {BARE: 0.9, STATIC: 1.0, PEER: 10.0}
COLD_BAR: Final = 1 / 3


@dataclass(frozen=True)
class Run:
    """One run of wrk: requests a second, the 99th of 100 answers in ms, answers that were no page."""

    rate: float
    late: float
    failed: int


def main() -> int:
    if not shutil.which("wrk"):
        sys.exit("The benchmark of pages needs wrk (Debian: apt-get install wrk).")
    with tempfile.TemporaryDirectory(prefix="attest-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        environment = {
            "METRICS_TOKEN": METRICS_TOKEN,
            "DATA_DIR": folder,
            "DATABASE_URL": stack.enter_context(postgresql(data)).get_uri(),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
        }
        addresses = filled(environment)

        def served(offset: int, application: str) -> str:
            return stack.enter_context(serving(PORT + offset, application, environment, workers=2))

        ours = served(0, "cms.wsgi:application")
        cold = timed_in_turn(ours, addresses[:COLD], os.environ.get("COLD_PEER", ""))
        make_ready(ours, addresses)
        keep_a_page(data / "www", ours + addresses[0])
        targets = {
            OURS: (ours, addresses),
            BARE: (served(1, "bench.targets:bare"), addresses),
            STATIC: (served(2, "bench.targets:static"), ["/page.html"]),
            **the_peer(),
        }
        loaded = {name: [] for name in targets}
        for number in range(ROUNDS):
            for name, (site, paths) in targets.items():
                loaded[name].append(load(site, paths, number))
    return int(not (report(loaded) & report_cold(*cold)))


def report(loaded: dict[str, list[Run]]) -> bool:
    """Print the table; True where every bar is held."""
    print(f"\n{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, gzip, medians;", end=" ")
    print(f"a random one of {ARTICLES:,} articles\n")
    print("| page | requests a second | p99 ms | failed | ours, times this | bar | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    are_held = True
    for name, runs in loaded.items():
        times = median(ours.rate / run.rate for ours, run in zip(loaded[OURS], runs, strict=True))
        bar, failed = BARS.get(name), sum(run.failed for run in runs)
        is_held = not failed and (bar is None or times >= bar)
        are_held &= is_held
        rate, late = median(run.rate for run in runs), median(run.late for run in runs)
        beside = f"{times:.2f} | {bar or ''} | {'' if is_held else 'missed'}"
        print(f"| {name} | {rate:,.0f} | {late:.2f} | {failed} | {beside} |")
    return are_held


def report_cold(ours: list[float], peers: list[float]) -> bool:
    mine = median(ours) * 1000
    print(f"\nA cold article page, one at a time: median {mine:.1f} ms of {len(ours)}.", end=" ")
    if not peers:
        print()
        return True
    theirs = median(peers) * 1000
    is_held = mine <= theirs * COLD_BAR
    print(f"The peer's: {theirs:.1f} ms; ours is {mine / theirs:.2f} of it (bar 0.33).")
    return is_held


def the_peer() -> dict[str, tuple[str, list[str]]]:
    asked = os.environ.get("PEER", "")
    if not asked:
        return {}
    site, path = split(asked)
    paths = [path.format(number) for number in range(1_000)]
    for _ in range(PEER_PASSES):
        for each in paths:
            fetch(site + each)
    return {PEER: (site, paths)}


def split(address: str) -> tuple[str, str]:
    site, path = re.fullmatch(r"(https?://[^/]+)(/.*)", address).groups()  # type: ignore[union-attr]
    return site, path


def load(site: str, addresses: list[str], seed: int, seconds: int = SECONDS) -> Run:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        quoted = ",".join(json.dumps(address) for address in addresses)
        script.write(RANDOM.format(seed=seed, addresses=quoted))
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "--latency",
            "-s",
            script.name,
        ]
        said = subprocess.run([*command, site], check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    return Run(rate, float(late[1]) * unit[late[2]], sum(failures(said)))  # type: ignore[index]


def failures(said: str) -> Iterator[int]:
    """What wrk counts of answers that were no page: other states, and errors of the connection."""
    for pattern in (r"Non-2xx or 3xx responses: (\d+)", r"Socket errors: (.*)"):
        if found := re.search(pattern, said):
            yield from map(int, re.findall(r"\d+", found[1]))


def filled(environment: dict[str, str]) -> list[str]:
    """Publish the articles, in a process of its own; their addresses."""
    command = [sys.executable, "-m", "bench.pages", "--fill"]
    surroundings = {**os.environ, **environment}
    said = subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True)
    return said.stdout.split()


def fill() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from bench import crowd
    from bench.prose import trial_text
    from cms.site import sealed_texts

    print(*crowd.gather(map(trial_text, range(ARTICLES))), sep="\n")
    sealed_texts.keep_all.call()  # as the worker of a site has done long before
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_ready(site: str, addresses: list[str]) -> None:
    """Ask for every page until each process of the server keeps them all."""
    for _ in range(PASSES):
        for address in addresses:
            fetch(site + address)
        kept = [json.loads(fetch(f"{site}/health/pages"))["kept"] for _ in range(PASSES)]
        if min(kept) >= len(addresses):
            return
    sys.exit("Not every process keeps every page: is KEPT_PAGES_MB too small?")


def fetch(address: str) -> bytes:
    token = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    request = urllib.request.Request(address, headers={**GZIP, **token})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


def keep_a_page(folder: Path, address: str) -> None:
    """One answer of ours, its headers too, for the targets to return."""
    folder.mkdir()
    request = urllib.request.Request(address, headers=GZIP)
    with urllib.request.urlopen(request, timeout=30) as answer:
        (folder / "page.html").write_bytes(answer.read())
        own = [pair for pair in answer.getheaders() if pair[0].lower() not in UNSAID]
    (folder / "headers.json").write_text(json.dumps(own))


def timed_in_turn(ours: str, addresses: list[str], peer: str) -> tuple[list[float], list[float]]:
    """Seconds of each of our pages at its first visit, and of as many of the peer's."""
    times: tuple[list[float], list[float]] = ([], [])
    for number, address in enumerate(addresses):
        times[0].append(timed(ours + address))
        if peer:
            times[1].append(timed(peer.format(number)))
    return times


def timed(address: str) -> float:
    """Seconds from asking to the last byte."""
    start = time.perf_counter()
    fetch(address)
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        fill()
    else:
        sys.exit(main())

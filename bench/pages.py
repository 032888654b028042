"""Public pages under load, beside a bare function and a static file that return the same bytes.

Run as `python -m bench.pages`. Needs wrk (Debian: apt-get install wrk). Every target is served by
granian with two processes, in turn, round after round, so that a slow minute meets all of them.
`PEER=http://…/articles/article-{}/` adds another site that serves articles 0 to 999.
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
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Final

ARTICLES: Final = int(os.environ.get("ARTICLES", "1000"))
ROUNDS: Final = 3
SECONDS: Final = 5
CONNECTIONS: Final = 16
PORTS: Final = {"ours": 8711, "bare": 8712, "static": 8713}
GZIP: Final = {"Accept-Encoding": "gzip"}
RANDOM: Final = """
math.randomseed({seed})
local addresses = {{{addresses}}}
request = function()
  return wrk.format("GET", addresses[math.random(#addresses)], {{["Accept-Encoding"] = "gzip"}})
end
"""


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("The benchmark of pages needs wrk (Debian: apt-get install wrk).")
    with tempfile.TemporaryDirectory(prefix="attest-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        stack.enter_context(serving("ours", "cms.wsgi:application", data))
        addresses = filled(data)
        cold = [timed(f"{base('ours')}{address}") for address in addresses[:200]]
        for address in addresses:
            fetch(f"{base('ours')}{address}")
        keep_a_page(data / "www", f"{base('ours')}{addresses[0]}")
        stack.enter_context(serving("bare", "bench.targets:bare", data))
        stack.enter_context(serving("static", "bench.targets:static", data))
        targets = {
            "article, ready-made, one of 1,000": (base("ours"), addresses),
            "the same bytes by a bare function": (base("bare"), addresses),
            "the same page as a static file (WhiteNoise)": (base("static"), ["/page.html"]),
        }
        if peer := os.environ.get("PEER"):
            site, path = re.fullmatch(r"(https?://[^/]+)(/.*)", peer).groups()  # type: ignore[union-attr]
            targets["peer"] = (site, [path.format(number) for number in range(1_000)])
        report(targets, cold)


def report(targets: dict[str, tuple[str, list[str]]], cold: list[float]) -> None:
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in targets}
    for number in range(ROUNDS):
        for name, (site, addresses) in targets.items():
            found[name].append(load(site, addresses, number))
    print(f"\n{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, gzip, medians\n")
    print("| page | requests a second | p99 ms | of the bare function | failed |")
    print("| --- | ---: | ---: | ---: | ---: |")
    bare = found["the same bytes by a bare function"]
    for name, runs in found.items():
        ratio = median(run[0] / other[0] for run, other in zip(runs, bare, strict=True))
        rate, late = median(run[0] for run in runs), median(run[1] for run in runs)
        failed = sum(run[2] for run in runs)
        print(f"| {name} | {rate:,.0f} | {late:.2f} | {ratio:.2f} | {failed} |")
    print(
        f"\nA cold article page, one at a time: median {median(cold) * 1000:.1f} ms of {len(cold)}."
    )


def load(site: str, addresses: list[str], seed: int) -> tuple[float, float, int]:
    """(requests a second, p99 in ms, failed requests) of one run of wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        quoted = ",".join(json.dumps(address) for address in addresses)
        script.write(RANDOM.format(seed=seed, addresses=quoted))
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{SECONDS}s",
            "--latency",
            "-s",
            script.name,
        ]
        said = subprocess.run([*command, site], check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    late = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    bad = (
        sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)|timeout (\d+)", said)[0]))
        if ("Non-2xx" in said)
        else 0
    )
    return rate, float(late[1]) * unit[late[2]], bad  # type: ignore[index]


def filled(data: Path) -> list[str]:
    """Publish the articles by `bench.fill` in a process of its own; their addresses."""
    command = [sys.executable, "-m", "bench.fill", str(ARTICLES)]
    said = subprocess.run(
        command, env=environment(data), check=True, capture_output=True, text=True
    )
    return said.stdout.split()


@contextmanager
def serving(name: str, application: str, data: Path) -> Iterator[None]:
    if name == "ours":
        for task in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            command = [sys.executable, "manage.py", *task]
            subprocess.run(command, env=environment(data), check=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(PORTS[name]), application]
    server = subprocess.Popen(command, env=environment(data))
    try:
        until_it_listens(name)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def until_it_listens(name: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{base(name)}/health/live", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{name} did not start.")


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "cms.settings"}


def base(name: str) -> str:
    return f"http://127.0.0.1:{PORTS[name]}"


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(
        urllib.request.Request(address, headers=GZIP), timeout=30
    ) as answer:
        return bytes(answer.read())


def keep_a_page(folder: Path, address: str) -> None:
    """One answer of ours, its headers too, for the targets to return."""
    folder.mkdir()
    with urllib.request.urlopen(
        urllib.request.Request(address, headers=GZIP), timeout=30
    ) as answer:
        (folder / "page.html").write_bytes(answer.read())
        own = [pair for pair in answer.getheaders() if pair[0].lower() not in {"date", "server"}]
    (folder / "headers.json").write_text(json.dumps(own))


def timed(address: str) -> float:
    """Seconds from asking to the last byte."""
    start = time.perf_counter()
    fetch(address)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

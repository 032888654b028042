"""The whole suite on both databases, and one line for both: `python -m tests.run [--all] […]`.

Where the first half fails the second runs all the same. Where three tests of a half or fewer fail, they
run twice more: what passes both times is named and counted as unsteady. It is to be mended like a failure,
but the run passes. `--all` runs on PostgreSQL too what the two databases cannot answer differently, and
tries more examples. Anything else is handed on to pytest.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

HALVES: Final = {"SQLite": "pytest", "PostgreSQL": "tests.on_postgresql"}
WORKERS: Final = "2"
FINISHED: Final = (0, 1, 5)  # all passed, some failed, nothing was chosen
LAST_FAILED: Final = Path(".pytest_cache/v/cache/lastfailed")  # pytest's: ids of what failed
ASKED_AGAIN: Final = 3  # tests of a half that failed, at most; more are no accident
TIMES: Final = 2
MORE_EXAMPLES: Final = "5"  # times as many, with `--all`


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", dest="is_all")
    options, handed_on = parser.parse_known_args()
    total: Counter[str] = Counter()
    is_whole = True
    for name, module in HALVES.items():
        print(f"== {name}", flush=True)
        half = Half(name, module, options.is_all)
        counts = half.run("--cache-clear", *handed_on)
        is_whole &= counts is not None
        total += settled(half, counts or Counter())
    if not is_whole:
        print("A half ended before its last test.")
    print(
        ", ".join(f"{total[each]} {each}" for each in ("passed", "failed", "unsteady", "skipped"))
    )
    return 0 if is_whole and total["passed"] and not total["failed"] else 1


@dataclass(frozen=True)
class Half:
    """The suite on one database."""

    name: str
    module: str
    is_all: bool

    def run(self, *handed_on: str) -> Counter[str] | None:
        """How many passed, failed and were skipped; None where pytest broke down."""
        report = Path(os.environ.get("DATA_DIR", "var/test")) / f"results-{self.name.lower()}.xml"
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", self.module, "-n", WORKERS, f"--junitxml={report}"]
        environment = dict(os.environ)
        if self.is_all:
            command.append("--everything")
            environment.setdefault("EXAMPLES", MORE_EXAMPLES)
        code = subprocess.run([*command, *handed_on], env=environment, check=False).returncode
        return counted(report) if code in FINISHED and report.exists() else None


def settled(half: Half, counts: Counter[str]) -> Counter[str]:
    """The counts of a half, where the few that failed are asked again.

    They count as unsteady if all of them pass each time; as failed otherwise.
    """
    if not 0 < counts["failed"] <= ASKED_AGAIN:
        return counts
    failed = tuple(json.loads(LAST_FAILED.read_text()))
    for _ in range(TIMES):
        print(f"== {half.name}, once more: {', '.join(failed)}", flush=True)
        again = half.run(*failed)
        if not again or again["failed"] or not again["passed"]:
            return counts
    print(f"Unsteady on {half.name}, to be mended: {', '.join(failed)}")
    return counts - Counter(failed=counts["failed"]) + Counter(unsteady=counts["failed"])


def counted(report: Path) -> Counter[str]:
    """What the report of a run says; a test that broke in its set-up has failed."""
    totals: Counter[str] = Counter()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        passed = int(suite.get("tests", 0)) - failed - skipped
        totals.update(passed=passed, failed=failed, skipped=skipped)
    return totals


if __name__ == "__main__":
    sys.exit(main())

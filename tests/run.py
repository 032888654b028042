"""The whole suite on both databases, and one line for both: `python -m tests.run [--all] […]`.

Where the first half fails the second runs all the same. `--all` runs on PostgreSQL too what the two
databases cannot answer differently, and tries more examples. Anything else is handed on to pytest.
"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

HALVES: Final = {"SQLite": "pytest", "PostgreSQL": "tests.on_postgresql"}
WORKERS: Final = "2"
FINISHED: Final = (0, 1, 5)  # all passed, some failed, nothing was chosen
MORE_EXAMPLES: Final = "5"  # times as many, with `--all`


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", dest="is_all")
    options, handed_on = parser.parse_known_args()
    total: Counter[str] = Counter()
    is_whole = True
    for name, module in HALVES.items():
        print(f"== {name}", flush=True)
        counts = run(name, module, handed_on, options.is_all)
        is_whole &= counts is not None
        total += counts or Counter()
    if not is_whole:
        print("A half ended before its last test.")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 0 if is_whole and total["passed"] and not total["failed"] else 1


def run(name: str, module: str, handed_on: list[str], is_all: bool) -> Counter[str] | None:
    """How many passed, failed and were skipped on one database; None where pytest broke down."""
    report = Path(os.environ.get("DATA_DIR", "var/test")) / f"results-{name.lower()}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", module, "-n", WORKERS, f"--junitxml={report}", *handed_on]
    environment = dict(os.environ)
    if is_all:
        command.append("--everything")
        environment.setdefault("EXAMPLES", MORE_EXAMPLES)
    code = subprocess.run(command, env=environment, check=False).returncode
    return counted(report) if code in FINISHED and report.exists() else None


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

"""`tests.reviews.workflow.peopled` for as many operations as one likes, by several processes at once.

It needs no settings itself: each process is a pytest of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

TEST: Final = (
    "tests/reviews/workflow/test_people_at_random.py::"
    "test_no_badge_is_false_whatever_one_person_does"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--hours", type=float, default=24)
    options = parser.parse_args()
    data = Path(os.environ.get("DATA_DIR", "var/test")).absolute()
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for number in range(options.workers):
            environment = {
                **os.environ,
                "DATA_DIR": str(data / f"people-{number}"),  # two would lock one database
                "PEOPLE_OPERATIONS": str(-(-options.operations // options.workers)),
                "PEOPLE_SECONDS": str(options.hours * 3600),
                "PEOPLE_COUNTED": f"{folder}/{number}",
            }
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", TEST]
            running.append(subprocess.Popen(command, env=environment))
        is_whole = sum([each.wait() for each in running]) == 0
        counted = sum(int(file.read_text()) for file in Path(folder).iterdir())
    found = "0 false badges" if is_whole else "and something false: see above"
    sys.stdout.write(f"{counted} operations, {found}\n")
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())

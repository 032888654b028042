"""Readers while the database is down: pages under load, and PostgreSQL stopped beneath them.

Run as `python -m bench.outage [SECONDS]`; a minute unless told. Needs wrk. It exits with 1 where a single
read of a kept page fails, or where the site does not come back by itself with its database.
"""

import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from bench import pages
from bench.serving import postgresql, serving

ARTICLES: Final = 100
PORT: Final = 8741
STOPPED_AFTER: Final = 3  # seconds of load


def main(seconds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="attest-bench-") as folder, ExitStack() as stack:
        database = stack.enter_context(postgresql(Path(folder)))
        environment = {
            "DATA_DIR": folder,
            "DATABASE_URL": database.get_uri(),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "ARTICLES": str(ARTICLES),
        }
        addresses = pages.filled(environment)
        site = stack.enter_context(serving(PORT, "cms.wsgi:application", environment, workers=2))
        pages.make_ready(site, addresses)
        stopping = threading.Timer(STOPPED_AFTER, database.stop)
        stopping.start()
        run = pages.load(site, addresses, 0, seconds + STOPPED_AFTER)
        stopping.join()
        is_down = state(site) == 503
        database.start()
        is_back = comes_back(site)
    print(f"PostgreSQL was stopped for {seconds} s under {pages.CONNECTIONS} connections:", end=" ")
    print(f"{run.rate:,.0f} reads a second, {run.failed} failed.")
    print(
        f"/health/ready said that it was down: {is_down}; the site came back by itself: {is_back}."
    )
    return int(bool(run.failed) or not (is_down and is_back))


def state(site: str) -> int:
    """What `/health/ready` answers."""
    try:
        with urllib.request.urlopen(f"{site}/health/ready", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def comes_back(site: str) -> bool:
    """Whether the site, all its processes, can build pages again within a minute."""
    answers = []
    for _ in range(60):
        answers = [state(site) for _ in range(10)]
        if answers == [200] * 10:
            return True
        time.sleep(1)
    return False


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 60))

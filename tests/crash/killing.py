"""Kill processes of one site at random moments, and look each time at what stands.

Run by `python -m tests.crash`, with the database and the folder of a migrated site in its environment.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from functools import partial
from io import StringIO
from itertools import count
from typing import Any, Final

from tests.crash import processes

ENOUGH: Final = 4  # answers by which it is known how long one takes
LONGEST: Final = 30.0  # seconds until a kill
SETTLING: Final = 60.0
_stages: Final = count(1)


def main() -> int:
    options = _options()
    import django

    django.setup()
    _load()
    from django.db import connection

    from tests.crash import acts, elsewhere, faults

    random.seed(options.seed)
    chosen = [
        each for each in (*acts.ACTS, *elsewhere.ACTS) if each.name in (options.only or each.name)
    ]
    for number, act in enumerate(chosen):
        kills = len(range(number, options.kills, len(chosen)))
        answers = attack(act, kills)
        processes.run(_verify)
        print(f"{act.name:12}{kills:5} kills, {answers:5} answers, none lost", flush=True)
    for fault in faults.FAULTS[connection.vendor]:
        if fault.__name__ in (options.only or fault.__name__):
            print(f"{fault.__name__:12} {fault()}", flush=True)
    return 0


def _load() -> None:
    """Have in memory what a first request loads, so that a kill falls into what comes after."""
    from django.template import engines
    from django.urls import get_resolver

    get_resolver()._populate()
    engines.all()


def attack(act: Any, kills: int) -> int:
    """Kill an act so often, and return how much was answered before; raises `AssertionError` with the
    first thing that does not hold."""
    answers = 0
    span = _span(act) if kills else 0
    for _ in range(kills):
        stage = processes.run(partial(_stage, act, next(_stages)))
        answered = processes.killed(partial(act.perform, stage), random.uniform(0, 1.2 * span))
        processes.run(partial(_look, act, stage, answered))
        answers += len(answered)
    return answers


def _span(act: Any) -> float:
    """How long it takes until some answers are there, or until the work is over."""
    stage = processes.run(partial(_stage, act, next(_stages)))
    began = time.monotonic()
    child = processes.start(partial(act.perform, stage))
    while child.said.count(b"\n") < ENOUGH and time.monotonic() - began < LONGEST:
        if not child.listen(LONGEST):
            break
    span = time.monotonic() - began
    child.kill()
    answered, _status = child.end()
    processes.run(partial(_look, act, stage, answered))
    return span


def _stage(act: Any, number: int) -> Any:
    """What an act needs; names and addresses that the factories number are not those of a former stage."""
    from tests import factories

    factories._number = count(number * 1000 + 1)
    return act.stage()


def _look(act: Any, stage: Any, answered: Sequence[Any]) -> bool:
    if answered and isinstance(answered[-1], processes.Broken):
        raise answered[-1]
    _let_end()
    act.check(stage, answered)
    return True


def _let_end() -> None:
    """A server goes on for a moment with what a process that is dead had told it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    until = time.monotonic() + SETTLING
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname IN (current_database(), 'elsewhere') "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)
    raise AssertionError("Somebody is still connected.")


def _verify() -> bool:
    """Raise with what lies."""
    from django.core.management import CommandError, call_command

    lies = StringIO()
    try:
        call_command("verify", stdout=StringIO(), stderr=lies)
    except CommandError as error:
        raise AssertionError(lies.getvalue()) from error
    return True


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

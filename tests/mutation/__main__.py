"""Change rules on trial by mutmut, a group at a time: `python -m tests.mutation [GROUP …]`.

`judged.toml` says of each group which modules are changed and which tests have to notice, and why a change
may survive that makes no difference. Exits with 1 where any other survives.
"""

import argparse
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

JUDGED: Final = tomllib.loads((Path(__file__).parent / "judged.toml").read_text())
CHANGED: Final = Path("mutants")  # mutmut's copy of the project
KILLED: Final = ("killed", "timeout", "caught by type check")


@dataclass(frozen=True)
class Survivor:
    """A change that no test noticed: in which function, and its lines before and after."""

    function: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.function}\n    was: {self.was}\n    now: {self.now}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*JUDGED["group"], []], metavar="GROUP")
    names = parser.parse_args().groups or [*JUDGED["group"]]
    if len(names) == 1:
        return judge(names[0])
    return max(subprocess.call([sys.executable, "-m", "tests.mutation", name]) for name in names)


def judge(name: str) -> int:
    """Run one group and say what survived; 0 where all of that is explained."""
    from mutmut import __main__ as mutmut
    from mutmut import configuration

    group = JUDGED["group"][name]
    shutil.rmtree(CHANGED, ignore_errors=True)
    configuration._config = replace(
        configuration.config(),
        only_mutate=group["modules"],
        pytest_add_cli_args_test_selection=group["tests"],
    )
    mutmut._run((), max_children=1)
    outcomes = list(outcomes_of(mutmut))
    survived = {each for status, each in outcomes if status not in KILLED}
    explained = {Survivor(each["function"], each["was"], each["now"]) for each in excused(group)}
    print(f"\n{name}: {len(outcomes)} changes, {len(survived)} survived", end=", ")
    print(f"{len(survived & explained)} of them explained")
    for each in sorted(survived - explained, key=str):
        print(f"\nsurvived: {each}")
    for each in sorted(explained - survived, key=str):
        print(f"\nno longer there, take it out of judged.toml: {each}")
    return int(survived != explained)


def excused(group: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = group.get("survivor", [])
    return found


def outcomes_of(mutmut: Any) -> Iterator[tuple[str, Survivor]]:
    """What became of each change."""
    for path in mutmut.walk_mutatable_files():
        data = mutmut.SourceFileMutationData(path=path)
        data.load()
        for key, code in data.exit_code_by_key.items():
            lines = mutmut.get_diff_for_mutant(key, path=path).splitlines()[3:]
            was, now = (_lines(lines, sign) for sign in "-+")
            function = key.rpartition("__mutmut_")[0].replace(".x_", ".").replace("ǁ", ".")
            yield mutmut.status_by_exit_code[code], Survivor(function, was, now)


def _lines(diff: list[str], sign: str) -> str:
    return " ".join(line[1:].strip() for line in diff if line.startswith(sign))


if __name__ == "__main__":
    sys.exit(main())

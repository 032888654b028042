"""What `make test` says of tests that fail once, and of those that fail again."""

from collections import Counter
from pathlib import Path

import pytest

from tests import run

FAILING = """
from pathlib import Path

def test_of_luck():
    times = Path("times")
    times.write_text(times.read_text() + "." if times.exists() else ".")
    assert len(times.read_text()) not in {times_it_fails}
"""
STEADY = "def test_steady():\n    pass\n"


@pytest.fixture
def half(tmp_path, monkeypatch) -> run.Half:
    """A suite of two tests in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    Path("pytest.ini").write_text("[pytest]\naddopts = -p no:django\n")
    Path("test_steady.py").write_text(STEADY)
    return run.Half("SQLite", "pytest", is_all=False)


def counts(half: run.Half, times_it_fails: set[int]) -> Counter[str]:
    Path("test_luck.py").write_text(FAILING.format(times_it_fails=times_it_fails))
    return run.settled(half, half.run("--cache-clear") or Counter())


@pytest.mark.once
def test_what_fails_once_in_three_times_is_unsteady_and_named(half, capfd):
    assert counts(half, {1}) == Counter(passed=1, unsteady=1)
    assert "Unsteady on SQLite, to be mended: test_luck.py::test_of_luck" in capfd.readouterr().out


@pytest.mark.once
@pytest.mark.parametrize("times_it_fails", [{1, 2, 3}, {1, 3}, {1, 2}])
def test_what_fails_again_has_failed(half, times_it_fails):
    assert counts(half, times_it_fails) == Counter(passed=1, failed=1)


@pytest.mark.once
def test_more_than_three_are_no_accident(half):
    Path("test_luck.py").write_text(STEADY.replace("pass", "assert False"))
    for each in range(3):
        Path(f"test_luck{each}.py").write_text(STEADY.replace("pass", "assert False"))

    first = half.run("--cache-clear")

    assert first == Counter(passed=1, failed=4)
    assert run.settled(half, first) == first

"""What `make` installs: pinned with hashes, the product apart from its tests, into a sound `.venv`."""

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import LAYERS, imported, modules

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-mutation.txt"]
PIN = re.compile(r"^(\S+)==(\S+)(.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """Each package that a lock names, with its version."""
    return {found[1]: found[2] for found in PIN.finditer((ROOT / lock).read_text())}


def asked(wanted: list[str]) -> list[Requirement]:
    return [Requirement(each) for each in wanted]


# --- locks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_each_package_with_hashes_and_names_no_place_to_fetch_it_from(lock):
    text = (ROOT / lock).read_text()

    assert all("--hash" in found[3] for found in PIN.finditer(text))
    assert {line.split("==")[0] for line in text.splitlines() if line[0] not in " #"} == set(
        pins(lock)
    )
    assert "://" not in text


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["dependency-groups"]["dev"]),
        ("requirements-mutation.txt", PROJECT["dependency-groups"]["mutation"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock, wanted):
    held = pins(lock)

    missing = [
        str(each)
        for each in asked(wanted)
        if not each.specifier.contains(held.get(canonicalize_name(each.name), "0"))
    ]

    assert missing == [], "run: make lock"


def test_locks_agree():
    every = [set(pins(lock).items()) for lock in LOCKS]
    found = set.union(*every)

    assert len(found) == len({name for name, _version in found})


def test_the_product_imports_nothing_that_only_its_tests_install():
    sources = {name.split(".")[0] for module in modules() for name in imported(module)}
    distributions = packages_distributions()
    needed = {
        canonicalize_name(distribution)
        for source in sources - {*LAYERS, *sys.stdlib_module_names}
        for distribution in distributions[source]
    }

    assert needed - pins("requirements.txt").keys() == set()


# --- a virtual environment -----------------------------------------------------------------------


@pytest.fixture
def place(tmp_path) -> Path:
    """A checkout that asks for no packages, so that nothing is fetched."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for lock in LOCKS:
        (tmp_path / lock).touch()
    return tmp_path


@pytest.fixture
def without_venv(tmp_path) -> Path:
    """A Python such as Debian's without python3-venv."""
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding/ensurepip.py").write_text("raise ImportError")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={tmp_path / "hiding"} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return python


def make(place: Path, target: str, python: Path | str = sys.executable):
    return subprocess.run(
        ["make", "-C", place, "--no-print-directory", target, f"PYTHON={python}"],
        capture_output=True,
        text=True,
    )


def test_a_python_without_venv_is_told_in_one_line_what_to_install(place, without_venv):
    done = make(place, "run", without_venv)

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == (
        f"This needs venv (Debian, Ubuntu: apt-get install python{version}-venv)."
    )
    assert len(done.stderr.splitlines()) == 2  # the other is of make
    assert not (place / ".venv").exists()


def test_a_half_made_environment_is_made_again(place):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / ".venv"], check=True)

    done = make(place, "product")

    assert done.returncode == 0, done.stderr
    assert subprocess.run([place / ".venv/bin/python", "-m", "pip", "--version"]).returncode == 0
    assert "Installing" not in make(place, "product").stdout


def test_a_half_made_environment_is_not_trusted_where_it_cannot_be_made(place, without_venv):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / ".venv"], check=True)

    done = make(place, "setup", without_venv)

    assert "apt-get install" in done.stderr
    assert not (place / ".venv/product").exists()


# --- before a commit -----------------------------------------------------------------------------


def test_the_hooks_of_a_commit_are_the_tools_of_make_check():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    checks = (ROOT / "Makefile").read_text().partition("\ncheck:")[2].partition("\n\n")[0]
    programs = re.findall(r"^ +entry: (\S+)", hooks, re.MULTILINE)

    assert re.findall(r"^ +- repo: (.*)", hooks, re.MULTILINE) == ["local"]  # nothing is fetched
    assert programs
    assert [
        program
        for program in programs
        if program != "make" and program.replace(".venv/bin", "$(BIN)") not in checks
    ] == []

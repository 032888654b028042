"""What the product is made of: files by their digests, parts under licences that let them be handed on."""

import json
import re
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-mutation.txt")
# that ask no more than to be named, or to be replaceable (LGPL, of a driver that is imported)
FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General Public|HPND|"
    r"Unlicense|Zlib|CC0|CC-BY-SA",
    re.IGNORECASE,
)


def pinned(lock: str) -> list[str]:
    """The names in a lock that count on this machine."""
    lines = (ROOT / lock).read_text().splitlines()
    found = [
        re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?==\S+\s*(?:;\s*([^\\]+))?", line) for line in lines
    ]
    return [
        each[1] for each in found if each and (not each[2] or Marker(each[2].strip()).evaluate())
    ]


def licence(name: str) -> str:
    about = metadata(name)
    said = [about.get("License-Expression", ""), *about.get_all("Classifier", [])]
    named = [each for each in said if each and ("License ::" in each or each == said[0])]
    return " ".join(named) or (about.get("License") or "")[:200]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_pinned_with_the_digests_of_its_files(lock):
    packages = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    named = [each for each in packages if re.match(r"[A-Za-z0-9]", each)]

    assert len(named) > 20
    assert [each.split("=")[0] for each in named if "--hash=sha256:" not in each] == []


def test_each_script_of_the_checks_is_pinned_with_its_digest():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    packages = {name: each for name, each in lock["packages"].items() if name}
    assert [name for name, each in packages.items() if "integrity" not in each] == []


def test_each_part_of_the_product_has_a_licence_that_lets_it_be_handed_on():
    unclear = {name: licence(name) for name in pinned("requirements.txt")}

    assert {name: said for name, said in unclear.items() if not FREE.search(said)} == {}
    assert "BSD 3-Clause" in (ROOT / "LICENSE").read_text()

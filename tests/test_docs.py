"""The documents say what the code says."""

import re
from pathlib import Path

import pytest

from reviews.management.commands.describe_evidence import described as evidence_described
from reviews.management.commands.describe_workflow import described
from tests.test_architecture import WINGS

ROOT = Path(__file__).parent.parent
MAP = "docs/architecture.md"
PACKAGES = ["articles", "reviews", "cms"]
# what stands in every Django project, and needs no line
FURNITURE = {"admin", "apps", "checks", "urls", "wsgi", "management", "settings", "templatetags"}
DOCUMENTS = ["README.md", *(str(each.relative_to(ROOT)) for each in ROOT.glob("docs/**/*.md"))]
RECORDS = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
PATH = re.compile(
    r"`((?:articles|bench|cms|docs|reviews|templates|tests)/[\w./-]+|[\w-]+\.(?:toml|txt)|Makefile)`"
)


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


# --- the map -------------------------------------------------------------------------------------


def test_the_workflow_in_the_architecture_is_that_of_the_code():
    shown = re.search(r"<!-- workflow -->\n(.*?)\n<!-- /workflow -->", read(MAP), re.DOTALL)

    assert shown
    assert shown.group(1).strip() == described()


@pytest.mark.parametrize("package", PACKAGES)
def test_each_wing_is_on_the_map_in_the_order_of_imports(package):
    section = read(MAP).partition(f"### `{package}`")[2].partition("\n#")[0]

    shown = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)

    assert [name.removesuffix(".py").removesuffix("/") for name in shown] == [
        wing for wing in WINGS[package].split() if wing not in FURNITURE
    ]
    assert [name for name in shown if not (ROOT / package / name).exists()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_order_of_imports_names_every_wing(package):
    standing = {
        path.stem
        for path in (ROOT / package).iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem != "__init__")
    }

    assert standing - {"migrations"} == set(WINGS[package].split())


# --- what documents name -------------------------------------------------------------------------


def test_documents_name_no_file_that_is_gone():
    named = {(document, path) for document in DOCUMENTS for path in PATH.findall(read(document))}

    assert {pair for pair in named if not (ROOT / pair[1]).exists()} == set()


def test_documents_name_no_test_that_is_gone():
    named = {
        (document, path, test)
        for document in DOCUMENTS
        for path, test in re.findall(r"`(tests/[\w/.]+)::(\w+)`", read(document))
    }

    assert {each for each in named if f"def {each[2]}(" not in read(each[1])} == set()


def test_documents_lead_to_no_file_that_is_gone():
    linked = {
        (document, link)
        for document in DOCUMENTS
        for link in re.findall(r"\]\(([^)#]+)", read(document))
        if "://" not in link
    }

    assert {
        pair for pair in linked if not (ROOT / pair[0]).parent.joinpath(pair[1]).exists()
    } == set()


# --- decisions -----------------------------------------------------------------------------------


def test_decisions_are_numbered_without_a_gap():
    assert [name[:4] for name in RECORDS] == [f"{n:04}" for n in range(1, len(RECORDS) + 1)]


def test_a_decision_says_why_and_what_was_rejected_on_one_page():
    """What made it necessary stands first; one that is given up may say by what it is replaced."""
    for name in RECORDS:
        text = read(f"docs/decisions/{name}")
        parts = re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE)

        assert text.startswith(f"# {name[:4]} "), name
        assert parts[:4] == ["Decision", "Why", "Rejected", "Where"], name
        assert len(text.splitlines()) <= 50, name


def test_every_decision_is_in_the_list_under_its_title():
    listed = re.findall(
        r"^- \[(\d{4})\]\((.+?)\) (.+)$", read("docs/decisions/README.md"), re.MULTILINE
    )

    titles = [read(f"docs/decisions/{name}").splitlines()[0].removeprefix("# ") for name in RECORDS]
    assert [f"{number} {title}" for number, _, title in listed] == titles
    assert [name for _, name, _ in listed] == RECORDS


def test_the_tables_of_evidence_are_those_of_the_code():
    shown = re.search(
        r"<!-- evidence -->\n(.*?)\n<!-- /evidence -->", read("docs/evidence.md"), re.DOTALL
    )

    assert shown
    assert shown.group(1).strip() == evidence_described()

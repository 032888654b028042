"""`find_claims`: files in, passages out."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import HouseRule

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SALES = """Green tea drops

They do a better job than any tablet. Take 5 grams a day.

References

1. The Tea Society, https://tea.example.org
"""


def run(*args: object, said: StringIO | None = None) -> str:
    """What is printed; what is said beside it goes to `said`."""
    out = StringIO()
    call_command("find_claims", *map(str, args), stdout=out, stderr=said or StringIO())
    return out.getvalue()


@pytest.fixture
def sales(tmp_path):
    path = tmp_path / "drops.txt"
    path.write_text(SALES)
    return path


def test_each_passage_has_kind_category_severity_and_reason(sales):
    rows = json.loads(run(sales, "--format", "json"))

    told = {(row["kind"], row["category"], row["severity"]) for row in rows}
    assert {
        ("rule", "comparative", "high"),
        ("needs_source", "comparative", "low"),
        ("rule", "dosage", "high"),
        ("rule", "citation_defect", "high"),
    } <= told
    assert all(row["reason"] and row["passage"] for row in rows)


def test_people_read_the_same_as_lines(sales):
    printed = run(sales)

    assert "rule, dosage, high: “Take 5 grams a day.”" in printed


def test_html_is_read_as_html(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html><title>Drops</title><body><p>Drops cure asthma.</p></body></html>")

    rows = json.loads(run(path, "--format", "json"))

    assert [row["passage"] for row in rows] == ["Drops cure asthma."] * 2


def test_what_is_no_text_is_said_and_the_others_are_read(sales, tmp_path):
    with pytest.raises(CommandError, match="1 of 2"):
        run(sales, tmp_path / "nothing.txt")


def test_the_rules_are_those_of_the_site(sales):
    HouseRule.objects.create(
        name="Drops", category="promotional", severity="high", reason="No.", phrases=["green tea"]
    )
    HouseRule.objects.create(
        name="Superiority", category="comparative", severity="high", reason="No.", in_use=False
    )
    sales.write_text("Tea\n\nGreen tea is drunk in Asia. Drops work better than any tablet.\n")
    said = StringIO()

    of_site = json.loads(run(sales, "--format", "json", said=said))
    shipped = json.loads(run(sales, "--format", "json", "--shipped"))

    assert said.getvalue().strip() == (
        "The rules of this site: those of the product, 1 added, 0 changed, 1 switched off."
    )
    kinds = {"promotional", "comparative"}
    assert kinds & {row["category"] for row in of_site if row["kind"] == "rule"} == {"promotional"}
    assert kinds & {row["category"] for row in shipped if row["kind"] == "rule"} == {"comparative"}


def test_without_a_database_the_rules_of_the_product_read(sales, tmp_path):
    command = [sys.executable, "manage.py", "find_claims", str(sales)]
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{tmp_path / 'none' / 'site.sqlite3'}",
        "DATA_DIR": str(tmp_path),
    }

    done = subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, cwd=ROOT
    )

    assert "There is no database here" in done.stderr
    assert "rule, dosage, high: “Take 5 grams a day.”" in done.stdout

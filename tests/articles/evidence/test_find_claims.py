"""`find_claims`: files in, passages out."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

SALES = """Green tea drops

They do a better job than any tablet. Take 5 grams a day.

References

1. The Tea Society, https://tea.example.org
"""


def run(*args: object) -> str:
    out = StringIO()
    call_command("find_claims", *map(str, args), stdout=out, stderr=StringIO())
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
